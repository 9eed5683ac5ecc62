"""The same thing brought twenty times at once: one message, one report, one receipt."""

import threading
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from lapor.channels.models import Conversation, Inbound
from lapor.outbox.models import DeliveryEvent, Message
from lapor.reports.models import Report
from tests.channels.chats import STORY, LineChat, TelegramChat, WhatsAppChat, held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 20


def all_at_once(address: str, body: bytes, headers: Mapping[str, str]) -> list[int]:
    """Bring the same body in twenty threads that start together; return how each was answered."""
    together = threading.Barrier(AT_ONCE)

    def bring(_number: int) -> int:
        request = urllib.request.Request(address, body, dict(headers))  # noqa: S310
        together.wait()
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return int(answer.status)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(bring, range(AT_ONCE)))


@pytest.mark.parametrize("chat", [TelegramChat(), LineChat(), WhatsAppChat()])
def test_the_last_word_of_a_report_twenty_times_at_once_is_one_report(
    chat, world, work, live_server
):
    with held(chat, work) as talk:
        talk.says(STORY)
        talk.says("sembunyi")
        body = talk.body("betul")
        headers = chat.headers(body) | {"Content-Type": "application/json"}
        address = f"{live_server.url}/hooks/{chat.channel}/lapor/"
        assert set(all_at_once(address, body, headers)) == {200}
        receipts = [one.text for one in talk.told() if "Terkirim" in one.text]
    report = Report.objects.get()
    assert len(receipts) == 1
    assert f"{report.number[:4]}-{report.number[4:]}" in receipts[0]
    assert Inbound.objects.count() == 3
    assert Message.objects.filter(template="sent/talk").count() == 1


def test_the_first_word_of_somebody_twenty_times_at_once_is_one_conversation(
    world, work, live_server
):
    chat = TelegramChat()
    with held(chat, work) as talk:
        body = talk.body("/start")
        headers = chat.headers(body) | {"Content-Type": "application/json"}
        assert set(all_at_once(f"{live_server.url}/hooks/telegram/lapor/", body, headers)) == {200}
        assert len(talk.told()) == 1
    assert Conversation.objects.count() == Inbound.objects.count() == 1


def test_what_became_of_a_message_is_kept_once_however_often_it_is_told(world, work, live_server):
    chat = WhatsAppChat()
    with held(chat, work) as talk:
        talk.says("Halo, jalan rusak")
        message = Message.objects.filter(audience="talk").latest("pk")
        at = str(int(timezone.now().timestamp()))
        status = {"id": message.provider_id, "status": "delivered", "timestamp": at}
        body = str(chat.around({"statuses": [status]})).replace("'", '"').encode()
        headers = chat.headers(body) | {"Content-Type": "application/json"}
        assert set(all_at_once(f"{live_server.url}/hooks/whatsapp/lapor/", body, headers)) == {200}
    assert DeliveryEvent.objects.count() == 1
