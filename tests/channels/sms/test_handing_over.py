"""What only a bind can send waits for the process that holds it, in its turn."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels.adapter import Outgoing
from lapor.channels.delivery import deliver
from lapor.channels.faults import Later
from lapor.channels.sms import holding
from lapor.kit.ids import new_id
from lapor.outbox.models import ChannelAccount, Message
from lapor.outbox.queue import keep_contact
from lapor.project.working import queues

pytestmark = pytest.mark.django_db
PERSON = "+6281200000001"


@pytest.fixture
def account(db):
    said = {"way": "smpp", "host": "127.0.0.1", "port": "9", "system_id": "l", "number": "1708"}
    return ChannelAccount.objects.create(
        channel="sms", slug="1708", label="1708", said=said, takes=True, sends=True
    )


@pytest.fixture
def message(account):
    contact = keep_contact(PERSON, by=account)
    return Message.objects.create(
        contact=contact, audience="reporter", template="follow_up/reporter", talk=new_id()
    )


def waiting():
    return list(ProcrastinateJob.objects.values_list("queue_name", "lock"))


def test_the_worker_hands_it_over_and_counts_no_attempt(message, account):
    deliver(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("queued", 0)
    assert waiting() == [(f"sms-{account.pk}", f"turn:{message.talk}")]


def test_no_worker_takes_from_the_queue_of_a_bind(account):
    assert holding.queue_of(account.pk) not in queues()
    assert {"delivery", "talk", "clock"} <= set(queues())


def test_who_holds_binds_waits_where_there_is_none_and_counts_no_attempt(message, settings):
    settings.PROCESS = "smpp"
    Message.objects.update(context={"number": "7KM4Q2T1", "status": "verify"})
    with pytest.raises(Later):
        holding.say(message.contact.account.said, Outgoing(key="k", to=PERSON, text="a"))
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize(
    "change", [{"sends": False, "takes": False}, {"said": {"way": "kannel"}}], ids=["off", "kannel"]
)
def test_what_waits_for_a_bind_that_is_not_wanted_any_more_goes_back(message, account, change):
    deliver(str(message.pk))
    assert holding.free_stranded() == 0
    ChannelAccount.objects.update(**change)
    assert holding.free_stranded() == 1
    assert waiting() == [("talk", f"turn:{message.talk}")]


@pytest.mark.parametrize(
    "change", [{"takes": False, "sends": False}, {"said": {"way": "kannel"}}, {"channel": "line"}]
)
def test_a_bind_is_wanted_only_by_a_live_account_of_that_way(account, change):
    assert holding.bound().exists()
    ChannelAccount.objects.update(**change)
    assert not holding.bound().exists()
