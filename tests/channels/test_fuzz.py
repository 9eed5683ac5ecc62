"""Whatever a provider's signature stands under: never a 500, never half of it, and all is heard."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.channels import hearing
from lapor.channels.faults import Later
from lapor.channels.models import Inbound
from lapor.channels.registry import ADAPTERS
from tests.channels.accounts import texts
from tests.channels.chats import CHATS, Held, account_of
from tests.channels.provider import Provider

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(["\x00", "\ud83d", "stop", "lapor", "9" * 300, "jawab-AAAA1111-9", "5"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
FUZZ = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places(value, path=()):
    """Yield the way to each value of a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))


@st.composite
def bodies(draw, chat):
    """Draw a body of the provider in which some things are gone, doubled, or something else."""
    key = str(draw(st.integers(1, 10**9)))
    text = draw(st.text(max_size=80) | st.sampled_from(["Jalan rusak di Sukamaju", "CEK", "BATAL"]))
    pressed = draw(st.sampled_from(["", "", "betul", "sembunyi", "36.73"]))
    body = chat.body(key, text, pressed, chat.person)
    for _ in range(draw(st.integers(0, 3))):
        left = sorted(places(body), key=str)
        if not left:  # all of it is gone already
            break
        path = draw(st.sampled_from(left))
        around = body
        try:
            for step in path[:-1]:
                around = around[step]
            if draw(st.booleans()):
                around[path[-1]] = draw(ODD)
            elif isinstance(around, list):
                around.append(around[path[-1]])
            else:
                del around[path[-1]]
        except (KeyError, IndexError, TypeError):  # it went with what was around it
            continue
    return json.dumps(body).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("chat", CHATS, ids=[chat.channel for chat in CHATS])
def test_no_body_of_a_provider_breaks_anything(chat, world):
    texts()
    unheard = Provider(chat.answer)  # nothing is sent: only what comes in is looked at
    unheard.server_close()
    talk = Held(chat, account_of(chat, unheard.address), unheard, lambda: None)

    @FUZZ
    @given(bodies(chat))
    def bring(body):
        before = Inbound.objects.count()
        assert talk.bring(body) == 200
        new = Inbound.objects.count() - before
        try:
            most = len(ADAPTERS[chat.channel].read(body))
        except ValueError:  # kept as it is, for a look
            most = 1
        assert new <= most
        for row in Inbound.objects.filter(state=Inbound.State.WAITING):
            try:
                hearing.take(str(row.pk))
            except Later:  # too much at once, or a file that cannot be had
                row.state = Inbound.State.DONE
                row.save()
        assert talk.bring(body) == 200
        assert Inbound.objects.count() == before + new, "brought again it changes nothing"

    bring()


@pytest.mark.django_db
@pytest.mark.parametrize("chat", CHATS, ids=[chat.channel for chat in CHATS])
def test_no_bytes_break_anything(chat, world):
    unheard = Provider(chat.answer)
    unheard.server_close()
    talk = Held(chat, account_of(chat, unheard.address), unheard, lambda: None)

    @FUZZ
    @given(st.binary(max_size=200))
    def bring(body):
        assert talk.bring(body) == 200
        states = set(Inbound.objects.values_list("state", flat=True))
        assert states <= {Inbound.State.BROKEN}

    bring()
