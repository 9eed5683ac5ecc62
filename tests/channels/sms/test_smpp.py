"""SMS by a bind of our own with an operator's centre (SMPP 3.4)."""

import asyncio
import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from lapor.channels.adapter import Outgoing
from lapor.channels.models import Inbound, SmsPart
from lapor.channels.sms import holding
from lapor.kit.sms import parts
from lapor.outbox.models import ChannelAccount, DeliveryEvent, Message
from lapor.project.management.commands.smpp import work_through
from lapor.reports.models import Report
from tests.channels.accounts import live_account
from tests.channels.sms.centre import BEFORE, NUMBER, RECEIPT, centre, encoded
from tests.channels.sms.lives import PERSON, STORY, live_from_first_word_to_rating
from tests.project.service import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EMOJI = "Jembatan “gantung” di Sukamaju putus kemarin \U0001f6a7 anak-anak tidak bisa sekolah, "
TEMPORARY, THROTTLED, NO_SUCH_NUMBER = 0x64, 0x58, 0x0B


@pytest.fixture
def operator():
    with centre() as made:
        yield made


@pytest.fixture
def account(world, operator):
    said = {
        "way": "smpp",
        "host": "127.0.0.1",
        "port": str(operator.port),
        "system_id": "lapor",
        "number": NUMBER,
    }
    return live_account("sms", "1708", said, {"password": "secret"}, label="1708", rupiah=300)


@contextmanager
def holder():
    """Hold the binds as `lapor smpp` does, in a loop of a thread."""
    told, loop = asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(
        target=loop.run_until_complete, args=(holding.hold_all(told, work_through),)
    )
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(told.set)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


@pytest.fixture
def held(account, operator):
    with holder():
        until(operator.is_bound)
        yield


@pytest.fixture
def told(account, held, operator, work):
    """Let everything be sent; return what the telephone got since the last time."""
    seen = [0]

    waiting = Message.objects.filter(contact__account=account, state__in=("queued", "sending"))

    def is_all_sent():
        work()
        return not waiting.exists()

    def wait():
        until(is_all_sent)
        got = operator.heard(PERSON)[seen[0] :]
        seen[0] += len(got)
        return got

    return wait


@pytest.fixture
def says(told, operator):
    def write(text, **how):
        assert set(operator.says(PERSON, text, **how)) == {0}
        return told()

    return write


def test_a_report_lives_its_whole_life_by_smpp(says, told, world):
    live_from_first_word_to_rating(says, told, world)


@pytest.mark.parametrize("text", [STORY * 5, EMOJI * 4], ids=["gsm", "wide"])
def test_a_long_sms_comes_whole_in_whatever_order_its_parts_come(says, text):
    places = range(len(encoded(text)[0]))
    says(text, order=(*places[1::2], *places[::2], 0, 1))
    assert Report.objects.get().body == text.strip()
    assert not SmsPart.objects.exclude(sealed=None).exists()


def test_what_the_centre_tells_before_it_answers_is_kept(says, operator):
    operator.receipts = BEFORE
    says(STORY)
    [message] = Message.objects.filter(audience="talk")
    event = DeliveryEvent.objects.get()
    assert (event.provider_id, event.status) == (message.provider_id, "delivered")


def test_a_message_that_did_not_arrive_is_known_although_it_was_told_too_early(
    says, operator, work
):
    operator.receipts, operator.state = BEFORE, "UNDELIV"
    says(STORY)
    work()
    message = Message.objects.get(audience="talk")
    assert DeliveryEvent.objects.get().status == "failed"
    assert (message.state, message.fault) == ("dead", "refused")


def test_a_long_answer_leaves_in_parts_that_each_fit(account, held, operator, told):
    text = "Laporan Anda ada di kantor {yang} berwenang. " * 9
    assert len(parts(text)) == 3
    out = Outgoing(key="one-key", to=PERSON, text=text)
    assert holding.say(account.said, out)
    assert operator.heard(PERSON) == [text]
    assert max(operator.sizes) <= 159


def test_the_same_words_again_are_another_message(says):
    says("TIDAK ADA")
    says("TIDAK ADA")
    assert Inbound.objects.count() == 2


def test_what_is_brought_again_on_another_bind_is_the_same_message(account, operator):
    with holder():
        operator.says(PERSON, STORY)
    until(lambda: not operator.is_bound())  # the centre has heard that the first one is gone
    with holder():
        assert operator.says(PERSON, STORY) == [0]
    assert Inbound.objects.count() == 1


def test_a_centre_that_has_had_too_much_gets_it_later_and_once(says, operator, told):
    operator.refusals.append(THROTTLED)
    [receipt] = says(STORY)
    assert "Diterima" in receipt
    message = Message.objects.get(audience="talk")
    assert message.attempts == 1


def test_a_number_that_does_not_exist_is_not_tried_again(says, operator):
    operator.refusals.append(NO_SUCH_NUMBER)
    assert says(STORY) == []
    message = Message.objects.get(audience="talk")
    assert (message.state, message.fault) == ("dead", "refused")


def test_nothing_is_acknowledged_while_the_database_refuses_it(says, operator):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_smspart RENAME TO elsewhere")
    try:
        assert operator.says(PERSON, STORY) == [TEMPORARY]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO channels_smspart")
    assert len(says(STORY)) == 1
    assert Report.objects.count() == 1


def test_a_centre_that_was_away_is_bound_again_and_gets_what_waited(says, told, operator, work):
    says(STORY)
    operator.close()
    until(lambda: not operator.is_bound())
    operator.open()
    until(operator.is_bound)
    assert len(says("CEK")) == 1


def test_an_account_that_is_switched_off_is_unbound(held, account, operator):
    ChannelAccount.objects.update(takes=False, sends=False)
    until(lambda: not operator.is_bound())


def test_a_receipt_about_nobody_and_a_picture_lose_nothing(held, operator):
    assert operator.brings("1708", b"id:unknown stat:GONE", esm_class=RECEIPT) == 0
    assert operator.brings(PERSON, bytes(20), 4) == 0
    assert not DeliveryEvent.objects.exists()
    assert Inbound.objects.count() == 1
