"""The bodies that providers send: proved by their raw bytes, read whole, and never an error.

The bodies are made here after the providers' own descriptions.
"""

import base64
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.adapter import Adapter, Asked, Incoming, Landed, Left, Unreadable
from lapor.channels.registry import ADAPTERS

LINE, WHATSAPP, MESSENGER, TELEGRAM = (
    ADAPTERS[name] for name in ("line", "whatsapp", "messenger", "telegram")
)
BODY = '{"object":"page","entry":[],"events":[],"a":"Jalan rusak – “mohon” dicek"}'.encode()
OLD, NEW = "the-secret-before", "the-secret-of-now"


def signed(adapter: Adapter, secret: str, body: bytes = BODY) -> Asked:
    mac = hmac.digest(secret.encode(), body, "sha256")
    if adapter is LINE:
        return Asked(body, {"x-line-signature": base64.b64encode(mac).decode()})
    return Asked(body, {"x-hub-signature-256": f"sha256={mac.hex()}"})


def secrets_of(adapter: Adapter, *texts: str) -> dict[str, tuple[str, ...]]:
    return {"channel_secret" if adapter is LINE else "app_secret": texts}


@pytest.mark.parametrize("adapter", [LINE, WHATSAPP, MESSENGER])
def test_the_secret_of_now_and_the_one_before_prove_a_body(adapter):
    known = secrets_of(adapter, NEW, OLD)
    assert adapter.is_from_provider(signed(adapter, NEW), known)
    assert adapter.is_from_provider(signed(adapter, OLD), known)


@pytest.mark.parametrize("adapter", [LINE, WHATSAPP, MESSENGER])
def test_a_changed_byte_another_secret_or_none_prove_nothing(adapter):
    known = secrets_of(adapter, NEW)
    said = signed(adapter, NEW)
    assert not adapter.is_from_provider(Asked(said.body + b" ", said.headers), known)
    assert not adapter.is_from_provider(signed(adapter, OLD), known)
    assert not adapter.is_from_provider(Asked(BODY), known)
    assert not adapter.is_from_provider(signed(adapter, NEW), {})


@pytest.mark.parametrize("adapter", [WHATSAPP, MESSENGER])
def test_a_subscription_is_repeated_its_challenge_only_with_our_token(adapter):
    asked = {"hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444"}
    known = {"verify_token": ("ours",)}
    assert adapter.shakes_hands(Asked(b"", {}, asked), known) == b"1158201444"
    assert adapter.shakes_hands(Asked(b"", {}, asked), {"verify_token": ("theirs",)}) is None


def test_every_message_and_status_of_a_batch_is_read():
    value = {
        "contacts": [{"wa_id": "62811", "profile": {"name": "Siti Contoh"}}],
        "messages": [
            {"from": "62811", "id": "w1", "timestamp": "1", "type": "text", "text": {"body": "A"}},
            {"from": "62811", "id": "w2", "timestamp": "2", "type": "image", "image": {"id": "9"}},
        ],
        "statuses": [
            {"id": "w0", "status": "failed", "timestamp": "3", "errors": [{"code": 131047}]}
        ],
    }
    body = {"entry": [{"changes": [{"value": value}]}, {"changes": [{"value": value}]}]}
    items = WHATSAPP.read(json.dumps(body).encode())
    assert [type(item) for item in items] == [Incoming, Incoming, Landed] * 2
    assert isinstance(items[0], Incoming)
    assert (items[0].text, items[0].name) == ("A", "Siti Contoh")
    assert isinstance(items[2], Landed)
    assert (items[2].status, items[2].code) == ("failed", "131047")


def test_what_we_sent_ourselves_is_not_heard_as_an_answer():
    message = {"mid": "m1", "is_echo": True, "text": "Terkirim"}
    event = {"sender": {"id": "1"}, "timestamp": 1, "message": message}
    assert not MESSENGER.read(json.dumps({"entry": [{"messaging": [event]}]}).encode())


def test_who_unfollows_has_left_and_who_follows_is_back():
    events = [
        {"type": kind, "webhookEventId": kind, "source": {"type": "user", "userId": "U1"}}
        for kind in ("unfollow", "follow")
    ]
    left, back = LINE.read(json.dumps({"events": events}).encode())
    assert isinstance(left, Left)
    assert isinstance(back, Left)
    assert (left.back, back.back) == (False, True)


def test_a_group_is_not_written_to():
    source = {"type": "group", "groupId": "C1", "userId": "U1"}
    event = {"type": "message", "webhookEventId": "e", "source": source, "message": {"text": "a"}}
    assert not LINE.read(json.dumps({"events": [event]}).encode())


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)
WORDS = """
entry changes value messages statuses contacts messaging message sender id text body
type from timestamp events source userId webhookEventId update_id chat location
attachments payload photo mid interactive image errors delivery mids callback_query
my_chat_member data
"""
NAMES = st.sampled_from(WORDS.split())
ANY_BODY = st.recursive(
    ANY_JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=30,
)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
@given(told=ANY_BODY)
def test_no_json_is_too_odd_to_be_read_or_refused(name, told):
    try:
        items = ADAPTERS[name].read(json.dumps(told).encode())
    except Unreadable:
        return
    assert all(isinstance(item, Incoming | Landed | Left) for item in items)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
@given(body=st.binary(max_size=200))
def test_no_bytes_are_too_odd(name, body):
    try:
        ADAPTERS[name].read(body)
    except Unreadable:
        return
