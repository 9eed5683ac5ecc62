"""What an operator hears at the counter is found nowhere in clear, and the key opens no file."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from tests.project.service import Service, seeded
from tests.project.test_canaries import FORM, NAME, Visitor, files_of, found_in, hidden_in

pytestmark = pytest.mark.slow
WHOM, HOME, NUMBER = "Merpati Kutilangnilam", "Jalan Kenanga-sunyi 7", "+6281298765432"
HEARD = (NAME, WHOM, "Kutilangnilam", HOME, NUMBER, NUMBER.removeprefix("+62"))
SEAT = """
from lapor.agencies.models import Agency, Role
from lapor.outbox.models import ChannelAccount
from tests.factories import make_officer
from tests.web.desk.officers import sign_in
ChannelAccount.objects.create(channel="sms", slug="1708", label="1708", sends=True, rehearses=True)
city = Agency.objects.filter(kind="city", ended_at=None).first()
print("SESSION", sign_in(make_officer(Role.OPERATOR, city, "loket")).cookies["sessionid"].value)
"""


def test_name_number_and_address_told_at_a_counter_are_found_nowhere_in_clear():
    with seeded() as service:
        operator = Visitor(service, seat(service))
        told = FORM | {"channel": "counter", "name": NAME, "behalf": WHOM, "address": ""}
        by_post = told | {"reach": "post", "post_address": HOME, "client_key": str(uuid4())}
        assert operator.ask("/desk/loket/", **by_post | {"title": ""})[0] == 422
        status, page = operator.ask("/desk/loket/", **by_post)
        assert status == 200
        assert found_in(page.encode(), HEARD) == []
        by_sms = told | {"reach": "sms", "phone": NUMBER, "client_key": str(uuid4())}
        status, page = operator.ask("/desk/loket/", **by_sms)
        assert status == 200
        key = re.search(r'code code-key">([0-9A-Z-]+)<', page)
        assert key
        _status, thread = operator.ask("/desk/loket/lanjut", code=key[1])
        said = {"code": key[1], "move": "add", "words": "Sejak kemarin pagi."}
        status, page = operator.ask("/desk/loket/lanjut", **said, seen=hidden_in(thread, "seen"))
        assert status == 200
        assert "Keterangannya tercatat" in page

        home = Path(service.environment["LAPOR_HOME"])
        code, out = service.call("db", "dump", "--file", str(home / "dump.sql"))
        assert code == 0, out
        assert "Sejak kemarin pagi." in (home / "dump.sql").read_text(), "a control"
        letters = key[1].replace("-", "").encode()
        for path in files_of(home):
            content = path.read_bytes()
            assert found_in(content, HEARD) == [], path.name
            assert letters not in content, path.name


def seat(service: Service) -> str:
    """Return the session of an operator."""
    code, out = service.call("shell", "-c", SEAT)
    found = re.search(r"SESSION (\w+)", out)
    assert code == 0, out
    assert found, out
    return found[1]
