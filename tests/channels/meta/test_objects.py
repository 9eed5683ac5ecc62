"""WhatsApp as pywa has it: the library proves and reads the bodies that we prove and read."""

import json

import pytest
from pywa import utils
from pywa.client import WhatsApp
from pywa.types.base_update import RawUpdate
from pywa.types.callback import CallbackButton
from pywa.types.message import Message

from lapor.channels.adapter import Asked, Incoming
from lapor.channels.meta.graph import unnamed
from lapor.channels.registry import ADAPTERS
from tests.channels.chats import MessengerChat, WhatsAppChat

CHAT = WhatsAppChat()
SECRETS = {"app_secret": (CHAT.secrets["app_secret"],)}
GOLDEN = "sha256=e32b54e4a86d88d6d8ad618a3c1c0cc1250f90d8c8fb8036630393862ff34516"


def is_proved(body: bytes, signature: str, channel: str = "whatsapp") -> bool:
    asked = Asked(body, {"x-hub-signature-256": signature})
    return ADAPTERS[channel].is_from_provider(asked, SECRETS)


@pytest.mark.parametrize("more", [b"", b" "])
def test_a_body_is_proved_where_the_library_proves_it(more):
    body = json.dumps(CHAT.body("1", "Jalan “rusak”", "", CHAT.person)).encode()
    signature = CHAT.headers(body)["X-Hub-Signature-256"]
    said = utils.webhook_updates_validator(CHAT.secrets["app_secret"], body + more, signature)
    assert is_proved(body + more, signature) is said is (more == b"")


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
def test_a_signature_made_elsewhere_proves_its_body(channel):
    asked = Asked(b'{"destination":"U0","events":[]}', {"x-hub-signature-256": GOLDEN})
    assert ADAPTERS[channel].is_from_provider(asked, {"app_secret": ("app_secret",)})
    assert not ADAPTERS[channel].is_from_provider(asked, {"app_secret": ("another",)})


@pytest.mark.parametrize(("text", "pressed"), [("Jalan rusak", ""), ("Betul", "betul")])
def test_what_we_read_is_what_the_library_reads(text, pressed):
    body = json.dumps(CHAT.body("1", text, pressed, CHAT.person)).encode()
    client = WhatsApp(phone_id=CHAT.number_id, token="unused")  # noqa: S106
    raw = RawUpdate(body, hmac_header=None, update_hash="1")
    [item] = ADAPTERS["whatsapp"].read(body)
    assert isinstance(item, Incoming)
    if pressed:
        button = CallbackButton.from_update(client, raw)
        assert (item.pressed, item.sender) == (button.data, button.from_user.wa_id)
    else:
        message = Message.from_update(client, raw)
        assert (item.text, item.sender) == (message.text, message.from_user.wa_id)
        assert item.sent_at == message.timestamp
        assert item.provider_id == unnamed(message.id)


def test_a_button_of_messenger_is_read_by_its_payload():
    chat = MessengerChat()
    body = json.dumps(chat.body("1", "Betul", "betul", chat.person)).encode()
    [item] = ADAPTERS["messenger"].read(body)
    assert isinstance(item, Incoming)
    assert (item.text, item.pressed, item.sender) == ("", "betul", chat.person)
