"""`lapor lmtp`: a process that takes letters, and keeps none while there is no database."""

import smtplib

import pytest

from tests.project.service import Service, until
from tests.project.surroundings import free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def service():
    made = Service()
    yield made
    made.remove()


def test_it_listens_says_later_without_a_database_and_ends_when_told(service):
    port = int(free_port())
    process = service.start("lmtp", LAPOR_LMTP=f"127.0.0.1:{port}")

    def answers():
        try:
            smtplib.LMTP("127.0.0.1", port).quit()
        except OSError:
            return False
        return True

    until(answers)
    with smtplib.LMTP("127.0.0.1", port) as talk:
        talk.ehlo()
        talk.mail("siti@example.org")
        assert talk.rcpt("aduan@lapor.test")[0] == 451
    process.terminate()
    assert process.wait() == 0


def test_an_address_that_is_none_is_said(service):
    code, said = service.call("lmtp", LAPOR_LMTP="8024")
    assert code == 1
    assert "127.0.0.1:8024" in said
