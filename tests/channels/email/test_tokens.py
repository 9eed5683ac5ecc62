"""What a token says, and to whom."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.email import tokens
from lapor.channels.email.tokens import LONGEST_NAME, answered, bounced, letter_name, reply_address

KEY = UUID("01a203c9-62d5-78c5-9e5d-68ca7f009132")
US, SITI = "aduan@lapor.test", "siti@example.org"


def test_a_reply_is_known_from_the_address_it_went_to_in_whatever_letters():
    address = reply_address(US, KEY, "Siti@Example.org")
    assert answered([address.upper()], "SITI@example.ORG") == KEY
    assert answered([address], "atasan@kantor.test") is None
    assert len(address.partition("@")[0]) <= 64


def test_the_name_of_a_letter_says_the_same():
    name = letter_name("01a203c9-62d5-78c5-9e5d-68ca7f009132", KEY, SITI)
    assert answered([name], SITI) == KEY
    assert tokens.is_ours(name)
    assert tokens.is_ours(letter_name(str(KEY), None, SITI))
    assert not tokens.is_ours(f"<{KEY}@elsewhere.test>")


def test_a_bounce_is_no_reply_and_a_reply_no_bounce():
    assert bounced([reply_address(US, KEY, SITI)]) is None
    assert answered([tokens.bounce_address(US, KEY)], SITI) is None
    assert bounced(["x@y.test", tokens.bounce_address(US, KEY)]) == KEY


@pytest.mark.parametrize("place", range(1, 40))
def test_a_changed_letter_proves_nothing(place):
    name, _at, host = reply_address(US, KEY, SITI).partition("@")
    at = len(name) - place
    other = "b" if name[at] == "a" else "a"
    changed = f"{name[:at]}{other}{name[at + 1 :]}@{host}"
    found = answered([changed], SITI)
    assert found is None or place == 1, "the last letter holds spare bits"


def test_an_address_without_room_goes_out_as_it_is():
    long = "a" * (LONGEST_NAME + 1) + "@lapor.test"
    assert reply_address(long, KEY, SITI) == long


@given(st.lists(st.text(max_size=90), max_size=4), st.text(max_size=20))
def test_no_address_is_too_odd(addresses, sender):
    assert answered(addresses, sender) is None
    assert bounced(addresses) is None
    assert not any(tokens.is_ours(one) for one in addresses)
