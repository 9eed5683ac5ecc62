"""Word of many reports at once: some dozen messages share a job, and none harms another."""

from uuid import UUID

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import delivery
from lapor.channels.contacts import AN_HOUR_PER_PERSON
from lapor.channels.faults import Later
from lapor.outbox import names, queue
from lapor.outbox.models import Message
from lapor.outbox.queue import keep_contact
from tests.channels.accounts import texts
from tests.channels.chats import TelegramChat, account_of
from tests.channels.provider import Answer, Sent, provider

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 30
SHUT_OUT: Answer = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})
DOWN: Answer = (502, {"ok": False})


@pytest.fixture
def api():
    texts()
    with provider(TelegramChat().answer) as server:
        yield server


@pytest.fixture
def account(api):
    made = account_of(TelegramChat(), api.address)
    made.a_second = 1000
    made.save()
    return made


def news(account, person):
    """Return word of a report to somebody; each report has a contact of its own."""
    contact = keep_contact(str(person), by=account, at=timezone.now())
    context = {"number": "7KM4Q2TX", "status": "received", "due": "2026-03-05T16:59:59+00:00"}
    return Message(
        contact=contact, audience="reporter", template="forward/reporter", context=context
    )


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def jobs():
    """Return the messages of each job that waits."""
    rows = ProcrastinateJob.objects.filter(status="todo", task_name=names.DELIVER_SOME)
    return [row.args["message_ids"] for row in rows.order_by("id")]


def to_whom(api):
    return [sent.told["chat_id"] for sent in api.sent]


def test_many_share_a_job_and_each_is_sent_once(api, account, work):
    queue.put(news(account, 5000 + number) for number in range(MANY))
    assert [len(one) for one in jobs()] == [queue.SOME, MANY - queue.SOME]
    work()
    assert sorted(to_whom(api)) == [5000 + number for number in range(MANY)]
    assert states() == ["sent"] * MANY


def test_a_few_have_a_job_each(account):
    queue.put(news(account, 5000 + number) for number in range(queue.FEW))
    assert ProcrastinateJob.objects.filter(task_name=names.DELIVER).count() == queue.FEW
    assert not jobs()


def test_what_fails_waits_alone_and_what_is_refused_is_over(api, account):
    answers = {5001: DOWN, 5002: SHUT_OUT}

    def answer(sent: Sent) -> Answer:
        return answers.get(sent.told["chat_id"]) or TelegramChat().answer(sent)

    api.answer = answer
    queue.put(news(account, 5000 + number) for number in range(6))
    [together] = jobs()
    delivery.deliver_some(together)
    assert to_whom(api) == [5000, 5003, 5004, 5005]
    assert states() == ["dead", "queued", "sent", "sent", "sent", "sent"]
    assert jobs()[1:] == [[together[1]]]


def test_a_message_that_nobody_can_read_holds_up_no_other(api, account):
    queue.put(news(account, 5000 + number) for number in range(5))
    [together] = jobs()
    delivery.deliver_some(["no-name", *together])
    assert states() == ["sent"] * 5
    assert jobs()[1:] == [["no-name"]]


def test_a_worker_that_dies_in_the_middle_sends_none_of_them_again(api, account, monkeypatch):
    queue.put(news(account, 5000 + number) for number in range(6))
    [together] = jobs()
    for message_id in together[:3]:
        delivery.deliver(message_id)
    Message.objects.filter(pk=UUID(together[3])).update(state=Message.State.SENDING, attempts=1)
    delivery.deliver_some(together)
    assert to_whom(api) == [5000 + number for number in range(6)]
    assert states() == ["sent"] * 6
    assert [str(row.pk) for row in Message.objects.filter(resent=True)] == [together[3]]


def test_the_rate_of_a_contract_lets_the_rest_wait_together(api, account):
    account.a_second = 3
    account.tokens = 3
    account.save()
    queue.put(news(account, 5000 + number) for number in range(8))
    [together] = jobs()
    delivery.deliver_some(together)
    sent = len(api.sent)
    assert 3 <= sent < 8
    assert jobs()[1:] == [together[sent:]]
    assert set(Message.objects.exclude(state="sent").values_list("attempts", flat=True)) == {0}


def test_where_it_takes_long_the_rest_goes_behind_what_waits_by_then(api, account, monkeypatch):
    monkeypatch.setattr(delivery, "AT_A_TIME", 0)
    queue.put(news(account, 5000 + number) for number in range(6))
    [together] = jobs()
    delivery.deliver_some(together)
    assert to_whom(api) == [5000]
    assert jobs()[1:] == [together[1:]]


def test_a_person_is_told_so_often_in_an_hour_and_of_the_rest_later(api, account):
    told = [news(account, 5000) for _each in range(AN_HOUR_PER_PERSON + 1)]
    other = news(account, 5001)
    Message.objects.bulk_create([*told, other])
    for message in told[:-1]:
        delivery.deliver(str(message.pk))
    with pytest.raises(Later):
        delivery.deliver(str(told[-1].pk))
    told[-1].refresh_from_db()
    assert (told[-1].state, told[-1].attempts) == (Message.State.QUEUED, 0)
    delivery.deliver(str(other.pk))
    assert to_whom(api) == [5000] * AN_HOUR_PER_PERSON + [5001]
