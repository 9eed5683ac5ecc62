"""Parts of SMS: in any order, again and again, with gaps – every part's words exactly once."""

from datetime import timedelta

import pytest
import smpp34
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.channels.adapter import Incoming
from lapor.channels.hearing import _opened
from lapor.channels.models import Inbound, SmsPart
from lapor.channels.sms import gathering
from lapor.outbox.models import ChannelAccount

pytestmark = pytest.mark.django_db
PERSON = "6281200000001"
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def account(db):
    said = {"way": "smpp", "host": "127.0.0.1", "number": "1708"}
    return ChannelAccount.objects.create(
        channel="sms", slug="1708", label="1708", said=said, takes=True, sends=True
    )


def part(place: int, total: int, words: str, reference: int = 7, sender: str = PERSON) -> bytes:
    head = bytes((5, 0, 3, reference, total, place)) if total > 1 else b""
    return smpp34.DeliverSm(
        sender,
        "1708",
        head + words.encode(),
        source_addr_ton=1,
        esm_class=0x40 if head else 0,
    ).encode()


def texts() -> list[str]:
    """Return the words of all that was handed on, the oldest first."""
    items = [_opened(row) for row in Inbound.objects.order_by("pk")]
    return [item.text for item in items if isinstance(item, Incoming)]


def forget_all() -> None:
    Inbound.objects.all().delete()
    SmsPart.objects.all().delete()


@FEW
@given(total=st.integers(1, 6), data=st.data())
def test_any_order_with_any_repeats_is_one_message(account, total, data):
    forget_all()
    places = list(range(1, total + 1))
    order = data.draw(st.permutations(places)) + data.draw(st.lists(st.sampled_from(places)))
    for place in order:
        gathering.take(account, part(place, total, f"<{place}>"), is_another=False)
    assert texts() == ["".join(f"<{place}>" for place in places)]
    assert not SmsPart.objects.exclude(sealed=None).exists()


@FEW
@given(total=st.integers(2, 6), data=st.data())
def test_what_never_came_is_marked_and_what_did_stands_once(account, total, data):
    forget_all()
    places = list(range(1, total + 1))
    came = data.draw(st.lists(st.sampled_from(places), unique=True, min_size=1, max_size=total - 1))
    for place in came:
        gathering.take(account, part(place, total, f"<{place}>"), is_another=False)
    assert texts() == []
    now = SmsPart.objects.latest("received_at").received_at
    assert gathering.give_up(now + gathering.PATIENCE) == 0
    assert gathering.give_up(now + gathering.PATIENCE + timedelta(seconds=1)) == 1
    [said] = texts()
    for place in places:
        assert said.count(f"<{place}>") == (place in came)
        assert said.count(f"[bagian {place} dari {total} tidak sampai]") == (place not in came)


@FEW
@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from("ab"), st.sampled_from("xy"))))
def test_a_count_used_again_mixes_no_two_messages(account, coming):
    """Three parts of two people, who count alike and begin anew in the middle."""
    forget_all()
    words = []
    for n, (place, who, what) in enumerate(coming):
        sender = {"a": PERSON, "b": "6281200000002"}[who]
        words.append(f"<{n}{what}>")
        gathering.take(account, part(place, 3, words[-1], sender=sender), is_another=False)
    if SmsPart.objects.exists():
        newest = SmsPart.objects.latest("received_at").received_at
        gathering.give_up(newest + timedelta(hours=1))
    said = " ".join(texts())
    assert [said.count(one) for one in words] == [1] * len(words)


def test_a_part_that_comes_after_it_was_given_up_is_not_lost(account):
    gathering.take(account, part(1, 2, "<1>"), is_another=False)
    first = SmsPart.objects.get().received_at
    gathering.give_up(first + timedelta(hours=1))
    gathering.take(account, part(2, 2, "<2>"), is_another=False)
    gathering.give_up(first + timedelta(hours=2))
    assert [text.count("<1>") for text in texts()] == [1, 0]
    assert [text.count("<2>") for text in texts()] == [0, 1]


def test_what_was_handed_on_is_forgotten_after_a_day(account):
    gathering.take(account, part(1, 1, "<1>"), is_another=False)
    at = SmsPart.objects.get().received_at
    assert gathering.forget(at + gathering.KEPT) == 0
    assert gathering.forget(at + gathering.KEPT + timedelta(seconds=1)) == 1
    assert Inbound.objects.count() == 1


def test_octets_that_nobody_can_read_are_kept_for_somebody_to_look_at(account):
    gathering.take(account, bytes(16) + b"x", is_another=False)
    assert Inbound.objects.get().state == "broken"


def test_neither_number_nor_words_stand_in_clear(account):
    gathering.take(account, part(1, 2, "a-secret-word"), is_another=False)
    row = SmsPart.objects.get()
    for kept in (row.whole, row.mark, row.sealed):
        assert PERSON.encode() not in bytes(kept or b"")
        assert b"a-secret-word" not in bytes(kept or b"")
