"""What a browser hands over to be told: only what leads to a push service that is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit import push
from tests.channels.push.endpoint import Browser

AT = "https://fcm.googleapis.com/fcm/send/abc"
GOOD = [
    AT,
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QJ",
    "https://wns2-par02p.notify.windows.com/w/?token=x",
]
BAD = [
    "",
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com:8443/fcm/send/abc",
    "https://fcm.googleapis.com.example.org/fcm/send/abc",
    "https://push.services.mozilla.com.example.org/x",
    "https://evilnotify.windows.com/x",
    "https://user@fcm.googleapis.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://[broken/x",
    "https://fcm.googleapis.com:abc/x",
    "file:///etc/passwd",
    AT + "a" * 1000,
    "https://fcm.googleapis.com/é",
]


@pytest.mark.parametrize("endpoint", GOOD)
def test_the_services_of_all_browsers_are_known(endpoint):
    assert push.is_service(endpoint)
    keys = Browser().subscribed("https://web.push.apple.com/x")
    made = push.device(endpoint, keys.p256dh, keys.auth)
    assert push.read(made.written) == made


@pytest.mark.parametrize("endpoint", BAD)
def test_nothing_else_is_ever_asked(endpoint):
    keys = Browser().subscribed(AT)
    with pytest.raises(push.NoDevice):
        push.device(endpoint, keys.p256dh, keys.auth)


def test_a_service_of_ones_own_counts_where_it_is_named():
    assert not push.is_service("https://push.contoh.go.id/x")
    assert push.is_service("https://push.contoh.go.id/x", also={"push.contoh.go.id"})


@pytest.mark.parametrize("part", ["p256dh", "auth"])
@pytest.mark.parametrize("typed", ["", "AAAA", "~~~", "A" * 87, "ü", "A" * 4000])
def test_keys_that_are_none_are_refused(part, typed):
    keys = {"p256dh": Browser().subscribed(AT).p256dh, "auth": Browser().subscribed(AT).auth}
    with pytest.raises(push.NoDevice):
        push.device(AT, **(keys | {part: typed}))


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_device_or_no_device(typed):
    for at, key, auth in ((typed, "", ""), (AT, typed, typed)):
        with pytest.raises(push.NoDevice):
            push.device(at, key, auth)
    with pytest.raises(push.NoDevice):
        push.read(typed)


def test_the_halves_of_a_new_key_belong_together():
    private, public = push.new_key()
    assert push.public_of(push.signing_key(private)) == public
    assert len(push.decoded(public)) == 65
    assert push.new_key() != (private, public)
    for broken in ("", "~", push.encoded(bytes(32))):
        with pytest.raises(push.NoDevice):
            push.signing_key(broken)
