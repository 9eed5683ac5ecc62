"""The order of letters, and mailboxes that do not answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import rounds
from lapor.channels.email.polling import Waiting, in_order, poll
from tests.channels.email.letters import mailbox
from tests.project.surroundings import free_port

START = datetime(2026, 11, 22, tzinfo=UTC)
LETTERS = st.lists(
    st.builds(
        Waiting,
        uid=st.integers(1, 99),
        size=st.just(1),
        at=st.integers(0, 50).map(lambda minutes: START + timedelta(minutes=minutes)),
        key=st.sampled_from(["", "<a>", "<b>", "<c>"]),
        answers=st.sampled_from(["", "<a>", "<b>", "<c>", "<else>"]),
    ),
    max_size=12,
)


def test_an_answer_comes_behind_what_it_answers_whatever_its_clock_says():
    asked = Waiting(7, 1, START + timedelta(minutes=5), "<a>", "")
    early = Waiting(3, 1, START, "<b>", "<a>")
    assert list(in_order([early, asked])) == [asked, early]


@given(LETTERS)
def test_each_letter_comes_once_also_where_they_answer_in_a_ring(letters):
    assert sorted(map(id, in_order(letters))) == sorted(map(id, letters))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"imap": "127.0.0.1:{port}", "imap_tls": "none"},
        {"imap": "127.0.0.1:{port}"},
        {"imap": "mail.example.org:143", "imap_tls": "none"},
        {"imap": "nonsense:port"},
    ],
)
def test_a_mailbox_that_can_not_be_read_is_left_for_later(world, said):
    account = mailbox(**{name: value.format(port=free_port()) for name, value in said.items()})
    assert poll(account, timezone.now()) == 0
    account.refresh_from_db()
    assert account.mark == ""


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_waits_for_one_look_at_a_time(world):
    mailbox(imap="127.0.0.1:1")
    for _again in range(3):
        rounds.ask_for_all(timezone.now())
    assert ProcrastinateJob.objects.filter(task_name="lapor.poll").count() == 1
