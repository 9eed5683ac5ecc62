"""Meta's names of messages hold a telephone number; none of it is kept."""

import base64
import json

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels.adapter import Incoming
from lapor.channels.meta.graph import unnamed
from lapor.channels.models import Inbound
from lapor.channels.registry import ADAPTERS
from lapor.outbox.models import DeliveryEvent
from tests.channels.chats import WhatsAppChat, held

NUMBER = "6281234567890"
BYTES = f"\x1c\x18\r{NUMBER}\x15\x02\x00\x11\x18\x1277A184E190EFF136A2\x00".encode("latin-1")
NAMED = f"wamid.{base64.b64encode(BYTES).decode()}"


@pytest.mark.django_db(transaction=True)
def test_a_name_with_a_number_in_it_stands_in_no_row_and_no_job(world, work):
    chat = WhatsAppChat()
    told = {"id": NAMED, "from": NUMBER, "type": "text", "text": {"body": "Halo"}}
    failed = {"id": NAMED, "status": "failed", "errors": [{"code": 131026}]}
    with held(chat, work) as talk:
        for value in ({"messages": [told]}, {"statuses": [failed]}):
            body = json.dumps(chat.around(value)).encode()
            assert talk.bring(body, {**chat.headers(body)}) == 200
    rows = [*Inbound.objects.values_list("provider_id", flat=True)]
    events = [*DeliveryEvent.objects.values_list("provider_id", flat=True)]
    assert rows == events == [unnamed(NAMED)], "both are still known by one name"
    jobs = [str(one) for one in ProcrastinateJob.objects.values_list("args", flat=True)]
    assert jobs, "a control"
    assert not [one for one in (*rows, *events, *jobs) if "wamid" in one]


def test_a_press_in_messenger_is_not_named_by_who_pressed():
    press = {"sender": {"id": "5550001999"}, "timestamp": 1, "postback": {"payload": "betul"}}
    [item] = ADAPTERS["messenger"].read(json.dumps({"entry": [{"messaging": [press]}]}).encode())
    assert isinstance(item, Incoming)
    assert item.sender == "5550001999"
    assert "5550001999" not in item.provider_id


def test_what_has_no_name_gets_none():
    assert unnamed("") == ""
