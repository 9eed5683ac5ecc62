"""Many messages in one body: each is sealed with its own words, and with nobody else's."""

import json

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.apart import WAYS, bodies_of
from lapor.channels.models import Inbound
from lapor.kit.seal import unseal
from tests.channels.chats import LineChat, MessengerChat, WhatsAppChat, held

MANY = 40
OF = {"line": "Ue{:031d}", "messenger": "900{:06d}", "whatsapp": "62812{:06d}"}
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["events", "entry", "messaging", "changes", "value", "messages", "from"]),
        inner, max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip


def batch(chat):
    """Return one body with a message of each of so many people."""
    told = [
        chat.body(str(number), f"cerita-{number:03d}", "", OF[chat.channel].format(number))
        for number in range(MANY)
    ]
    whole = told[0]
    if "events" in whole:
        whole["events"] = [one["events"][0] for one in told]
    elif "changes" in whole["entry"][0]:
        values = [one["entry"][0]["changes"][0]["value"] for one in told]
        for name in ("messages", "contacts"):
            values[0][name] = [value[name][0] for value in values]
    else:
        whole["entry"][0]["messaging"] = [one["entry"][0]["messaging"][0] for one in told]
    return json.dumps(whole).encode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "chat", [LineChat(), MessengerChat(), WhatsAppChat()], ids=lambda chat: chat.channel
)
def test_each_message_of_many_is_sealed_alone_and_taken_up(chat, world, work):
    with held(chat, work) as talk:
        body = batch(chat)
        assert talk.bring(body) == 200
        rows = Inbound.objects.all()
        held_in = []
        for row in rows:
            own = unseal(bytes(row.sealed or b""), key=settings.COURIER_KEY, about=row.pk.bytes)
            [number] = [n for n in range(MANY) if f"cerita-{n:03d}".encode() in own]
            named = [n for n in range(MANY) if OF[chat.channel].format(n).encode() in own]
            assert named == [number], "whose it is, and nobody else"
            held_in.append(number)
        assert sorted(held_in) == list(range(MANY))
        assert len(talk.told()) == MANY
    assert set(rows.values_list("state", flat=True)) == {"done"}


@given(JSON, st.sampled_from(sorted(WAYS)))
def test_whatever_comes_is_taken_apart_or_left_whole(told, channel):
    body = json.dumps(told).encode()
    bodies = bodies_of(channel, body)
    assert bodies
    assert len(bodies) == 1 or all(json.loads(one) for one in bodies)


def test_what_is_no_json_and_what_is_alone_stays_as_it_is():
    for body in (b"", b"\xff", b"[" * 5000, b'{"events": [{}]}', b'{"events": null}'):
        assert bodies_of("line", body) == [body]
