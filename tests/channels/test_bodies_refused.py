"""What must not get in, and what gets in once: one table for every hook."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from lapor.channels.hooks import LARGEST
from lapor.channels.models import Conversation, Inbound
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import ChannelAccount, DeliveryEvent, Message
from lapor.reports.models import Report
from lapor.web.outage import WATCH
from tests.channels.chats import CHATS, STORY, Chat, Held, WhatsAppChat, held

pytestmark = pytest.mark.django_db(transaction=True)
IDS = [chat.channel for chat in CHATS]


@pytest.fixture(params=CHATS, ids=IDS)
def talk(request, world, work):
    with held(request.param, work) as talk:
        yield talk


def nothing_is_kept() -> bool:
    kept = (Inbound, Conversation, DeliveryEvent, Message, Report)
    return not any(model.objects.exists() for model in kept)


def unsigned(talk: Held, body: bytes) -> dict[str, str]:
    return {"X-Nothing": "1"}


def forged(talk: Held, body: bytes) -> dict[str, str]:
    """Return the headers of somebody who guesses at the secret."""
    [(name, proof)] = talk.chat.headers(body).items()
    return {name: proof[:-1] + ("A" if proof[-1] != "A" else "B")}


def of_another_body(talk: Held, body: bytes) -> dict[str, str]:
    if talk.chat.channel == "telegram":  # it signs no body
        return {"X-Telegram-Bot-Api-Secret-Token": "another"}
    return talk.chat.headers(body + b" ")


@pytest.mark.parametrize("headers", [unsigned, forged, of_another_body])
def test_what_is_not_proved_is_refused_and_nothing_is_kept(
    talk: Held, headers: Callable[[Held, bytes], dict[str, str]]
) -> None:
    body = talk.body(STORY)
    assert talk.bring(body, headers(talk, body)) == 403
    assert nothing_is_kept()


def test_a_secret_that_was_changed_is_good_for_a_day_and_no_longer(talk):
    name = "hook" if talk.chat.channel == "telegram" else next(iter(talk.chat.secrets))
    keep_secret(talk.account, name, "a-newer-secret", timezone.now())
    assert talk.bring(talk.body("Halo")) == 200
    talk.account.secrets.exclude(retired_at=None).update(
        retired_at=timezone.now() - timedelta(days=2)
    )
    assert talk.bring(talk.body("Halo")) == 403


def test_what_is_too_long_is_refused_before_it_is_read(talk):
    body = talk.body("x" * LARGEST)
    assert talk.bring(body) == 413
    assert nothing_is_kept()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"words"', b"\xff\xfe", b"{}"])
def test_what_cannot_be_read_is_kept_for_a_look_and_answered(talk, body):
    assert talk.bring(body) == 200
    talk.work()
    assert set(Inbound.objects.values_list("state", flat=True)) <= {Inbound.State.BROKEN}
    assert not talk.provider.sent
    assert not Report.objects.exists()


def test_what_is_brought_again_later_changes_nothing(talk):
    body = talk.body(STORY)
    assert talk.bring(body) == 200
    first = [one.text for one in talk.told()]
    assert first
    for _ in range(3):
        assert talk.bring(body) == 200
        assert talk.told() == []
    assert Inbound.objects.count() == 1


def test_what_comes_out_of_order_is_heard_in_the_order_it_was_written(talk):
    """The provider brings the second message first; the worker was away meanwhile."""
    first, second = (json.loads(talk.body(text)) for text in ("LAPOR", STORY))
    now = timezone.now().timestamp()
    for body, at in ((second, now), (first, now - 60)):
        talk.bring(dated(talk.chat, body, at))
    answers = [one.text for one in talk.told()]
    assert "Ceritakan masalahnya" in answers[0], "LAPOR alone is asked for its story"
    assert len(answers) == 2


def dated(chat: Chat, body: dict[str, object], at: float) -> bytes:
    """Return the body as it was written at another moment."""
    told = json.dumps(body)
    found = json.loads(told)
    if chat.channel == "telegram":
        found["message"]["date"] = int(at)
    elif chat.channel == "line":
        found["events"][0]["timestamp"] = int(at * 1000)
    elif chat.channel == "whatsapp":
        found["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = str(int(at))
    else:
        found["entry"][0]["messaging"][0]["timestamp"] = int(at * 1000)
    return json.dumps(found).encode()


def test_every_message_of_a_batch_is_heard(world, work):
    with held(WhatsAppChat(), work) as talk:
        bodies = [json.loads(talk.body(text)) for text in (STORY, "sembunyi", "betul")]
        whole = bodies[0]
        for other in bodies[1:]:
            whole["entry"] += other["entry"]
        assert talk.bring(json.dumps(whole).encode()) == 200
        assert "Terkirim" in talk.told()[-1].text
    assert Report.objects.count() == 1


def test_while_the_database_is_away_nobody_is_told_that_it_was_taken(talk):
    def away(*_given: object) -> None:
        raise OperationalError("the server closed the connection")

    body = talk.body(STORY)
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(away):
        answer = client.post(
            f"/hooks/{talk.chat.channel}/lapor/",
            body,
            content_type="application/json",
            headers=talk.chat.headers(body),
        )
    assert answer.status_code >= 500
    assert nothing_is_kept()
    WATCH.failed_at = None  # a second later
    assert talk.bring(body) == 200
    assert talk.told()


def test_an_account_that_takes_nothing_is_as_if_there_were_none(talk):
    body = talk.body("Halo")
    for change in ({"takes": False}, {"takes": True, "ended_at": timezone.now()}):
        ChannelAccount.objects.update(**change)
        assert talk.bring(body) == 404
    assert nothing_is_kept()


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01\x1b[2J Jalan rusak parah di Sukamaju sejak kemarin",
        "🚧" * 40 + " jalan rusak di Sukamaju",
        "ja\u0301lan " * 20 + "Sukamaju",
        "a" * 4000,
        "\u202e rusak parah jalan di Sukamaju kemarin malam",
        "\ud83d lone half of a letter, Sukamaju, kemarin",
        " ",
        "'; DROP TABLE reports_report; --",
    ],
)
def test_odd_words_are_words(talk, text):
    assert talk.bring(talk.body(text)) == 200
    assert talk.told()
    assert not Inbound.objects.exclude(state=Inbound.State.DONE).exists()
