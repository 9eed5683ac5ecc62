"""A mention gets one neutral answer in public, however often it is seen, and is no report."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels import rounds
from lapor.channels.adapter import Asked, Incoming, Outgoing, Unreadable
from lapor.channels.faults import Undelivered
from lapor.channels.models import Inbound
from lapor.channels.registry import ADAPTERS
from lapor.channels.x import posts, signing
from lapor.channels.x.polling import poll
from lapor.reports.models import Report
from tests.channels.accounts import live_account
from tests.channels.x.xapi import USER, x_api

SECRET = "z3ZX4v7mAAUGykl3EcmkqbartmuW8VFOOzCloLx9Q45P0hLrFu"  # of X's own example  # noqa: S105


@pytest.fixture
def api():
    with x_api() as server:
        yield server


@pytest.fixture
def account(transactional_db, world, api):
    said = {"user_id": USER, "api": api.address, "every": "1"}
    names = ("consumer_key", "access_token", "access_token_secret")
    secrets = {name: name for name in names} | {"consumer_secret": SECRET}
    return live_account("x", "lapor", said, secrets)


@pytest.fixture
def look(account, work):
    """Let some minutes pass and us look for mentions."""

    def go():
        rounds.ask_for_all(timezone.now())
        work()

    return go


def test_a_mention_is_answered_once_with_where_to_report(api, look):
    api.mention(1, text="@lapor yang lama")
    look()
    assert api.posted == [], "what was there before us is none of ours"
    api.mention(2, text="@lapor kepala sekolah minta uang, saya Siti 0812")
    for _again in range(3):
        look()
    [answer] = api.posted
    assert answer["reply"] == {"in_reply_to_tweet_id": "2"}
    assert "/lapor" in answer["text"]
    assert len(answer["text"]) <= 280
    assert "Siti" not in answer["text"]
    assert not Report.objects.exists()
    assert api.looks[-1]["since_id"] == ["2"]


def test_who_mentions_us_often_is_answered_once_a_day(api, look):
    look()
    for key in range(2, 6):
        api.mention(key)
    api.mention(6, author="1002")
    look()
    assert len(api.posted) == 2
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        api.mention(7)
        look()
    assert len(api.posted) == 3


def test_our_own_words_are_not_answered(api, look):
    look()
    api.mention(2, author=USER)
    look()
    assert api.posted == []


def test_a_look_costs_no_more_than_the_account_says(api, account, look):
    account.said["most"] = "7"
    account.save()
    look()
    look()
    assert {tuple(one["max_results"]) for one in api.looks} == {("7",)}


def test_x_is_asked_again_only_when_it_lets_us(api, account):
    now = timezone.now()
    until = int((now + timedelta(minutes=10)).timestamp())
    api.busy.append((429, {"x-rate-limit-reset": str(until)}))
    assert poll(account, now) == 0
    poll(account, now + timedelta(minutes=5))
    assert len(api.looks) == 1
    poll(account, now + timedelta(minutes=11))
    assert len(api.looks) == 2


def test_an_account_that_does_not_take_is_not_asked_about(api, account, look):
    account.takes = False
    account.save()
    look()
    assert api.looks == []


def test_each_request_is_signed(api, look):
    look()
    assert api.signed[0].startswith("OAuth ")
    assert 'oauth_consumer_key="consumer_key"' in api.signed[0]
    assert 'oauth_signature_method="HMAC-SHA1"' in api.signed[0]


def test_a_signature_is_that_of_the_standard():
    """The parameters of RFC 5849's kind, made again by hand."""
    secrets = {
        "consumer_key": ("ck",),
        "consumer_secret": ("cs",),
        "access_token": ("at",),
        "access_token_secret": ("ats",),
    }
    url = "https://api.x.com/2/tweets"
    header = signing.headers("POST", url, secrets)["Authorization"]
    told = dict(part.split("=", 1) for part in header.removeprefix("OAuth ").split(", "))
    given = {name: value.strip('"') for name, value in told.items()}
    signature = given.pop("oauth_signature")
    line = "%26".join(f"{name}%3D{given[name]}" for name in sorted(given))
    base = f"POST&https%3A%2F%2Fapi.x.com%2F2%2Ftweets&{line}"
    made = base64.b64encode(hmac.digest(b"cs&ats", base.encode(), "sha1")).decode()
    assert signature.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=") == made


def test_the_challenge_is_answered_as_x_computes_it(client, account):
    answer = client.get("/hooks/x/lapor/", {"crc_token": "challenge_string"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"response_token": f"sha256={GOLDEN}"}


# printf challenge_string | openssl dgst -sha256 -hmac $SECRET -binary | base64
GOLDEN = "lTxlIqPHfjEGDgP7vjc1sZHAXswy3dwd940B4GrpUos="


def event(key="55", author="1001"):
    post = {"id_str": key, "text": "@lapor", "user": {"id_str": author}}
    return {"for_user_id": USER, "tweet_create_events": [post]}


def brought(client, told, secret=SECRET):
    body = json.dumps(told).encode()
    mac = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    return client.post(
        "/hooks/x/lapor/",
        body,
        content_type="application/json",
        headers={"X-Twitter-Webhooks-Signature": f"sha256={mac}"},
    )


def test_a_mention_that_x_brings_is_answered_once(client, account, api, work):
    for _again in range(3):
        assert brought(client, event()).status_code == 200
    work()
    assert [one["reply"]["in_reply_to_tweet_id"] for one in api.posted] == ["55"]


def test_a_forged_mention_is_refused_and_nothing_kept(client, account):
    assert brought(client, event(), "guessed").status_code == 403
    assert not Inbound.objects.exists()


def test_the_newer_hook_is_read_too_and_repeated_posts_are_not():
    payload = {"id": "7", "author_id": "1001", "text": "@lapor"}
    told = {"data": {"event_type": "post.mention.create", "payload": payload}}
    assert [one.provider_id for one in posts.read(json.dumps(told).encode())] == ["post:7"]
    again = event()
    again["tweet_create_events"][0]["retweeted_status"] = {"id": 1}
    assert posts.read(json.dumps(again).encode()) == []


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "id", "author_id", "meta", "newest_id", "payload", "user"]),
            inner,
        )
    ),
    max_leaves=15,
)


@given(told=st.dictionaries(st.sampled_from(["data", "meta", "tweet_create_events"]), ANY))
def test_no_page_is_too_odd(told):
    body = json.dumps(told).encode()
    try:
        found = posts.read(body)
        posts.newest(body)
    except Unreadable:
        return
    assert all(isinstance(one, Incoming) and one.public for one in found)


def test_a_challenge_without_a_secret_of_ours_is_no_challenge():
    assert ADAPTERS["x"].shakes_hands(Asked(b"", {}, {"crc_token": "a"}), {}) is None


def test_nothing_but_an_answer_to_a_mention_is_ever_written():
    out = Outgoing(key="1", to="1001", text="Laporan 7KM4-Q2TX: Selesai")
    with pytest.raises(Undelivered) as refused:
        ADAPTERS["x"].send({}, {}, out)
    assert refused.value.lasting


def test_a_challenge_that_could_be_a_body_gets_no_signature(account, client):
    body = json.dumps({"for_user_id": "1", "tweet_create_events": []})
    for asked in (body, f" {body}", "[]", "{}", "a" * 201):
        assert client.get("/hooks/x/lapor/", {"crc_token": asked}).status_code == 403
