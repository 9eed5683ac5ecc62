"""Answers on LINE go by the token of what they answer, which is free; else they are pushed."""

import pytest

from lapor.channels import delivery
from lapor.outbox.models import Message
from tests.channels.chats import LineChat, held
from tests.channels.provider import Answer, Sent

pytestmark = pytest.mark.django_db(transaction=True)
CHAT = LineChat()
PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"
OVER: Answer = (400, {"message": "Invalid reply token"})


@pytest.fixture
def talk(world, work):
    with held(CHAT, work) as talk:
        talk.account.rupiah = 100
        talk.account.save()
        yield talk


def paths(talk):
    return [sent.path for sent in talk.provider.sent]


def costs():
    return list(Message.objects.order_by("pk").values_list("state", "rupiah"))


def test_an_answer_goes_by_the_token_and_costs_nothing(talk):
    talk.says("Halo")
    [sent] = talk.provider.sent
    assert sent.path == REPLY
    assert sent.told["replyToken"]
    assert "to" not in sent.told
    assert costs() == [("sent", 0)]


def test_where_the_token_is_over_the_answer_is_pushed_at_once(talk):
    talk.provider.answer = lambda sent: OVER if sent.path == REPLY else CHAT.answer(sent)
    talk.bring(talk.body("Halo"))
    talk.work()
    assert paths(talk) == [PUSH]
    assert talk.provider.sent[0].headers["x-line-retry-key"]
    assert costs() == [("sent", 100)]


def test_a_token_is_used_for_one_message(talk):
    tokens = []

    def answer(sent: Sent) -> Answer:
        tokens.append(sent.told.get("replyToken"))
        return CHAT.answer(sent)

    talk.provider.answer = answer
    talk.says("Kemarin jalan di depan pasar amblas dan ada yang jatuh")
    talk.says("sembunyi")
    talk.says("betul")
    used = [one for one in tokens if one]
    assert len(used) == len(set(used))


def test_what_got_no_answer_is_pushed_later_and_marked(talk):
    talk.provider.answer = lambda sent: (503, {}) if sent.path == REPLY else CHAT.answer(sent)
    talk.bring(talk.body("Halo"))
    talk.work()
    message = Message.objects.get()
    assert (message.state, message.resent) == ("queued", True), "perhaps it arrived"
    delivery.deliver(str(message.pk))
    assert paths(talk) == [PUSH]


def test_a_busy_line_is_asked_again_by_the_same_token(talk):
    talk.provider.replies.append((429, {"message": "The API rate limit has been exceeded."}))
    talk.bring(talk.body("Halo"))
    talk.work()
    message = Message.objects.get()
    assert (message.state, message.resent, message.attempts) == ("queued", False, 0)
    delivery.deliver(str(message.pk))
    assert paths(talk) == [REPLY]


def test_what_a_dead_worker_had_in_hand_is_pushed_and_marked(talk):
    talk.provider.replies.append((429, {"message": "The API rate limit has been exceeded."}))
    talk.bring(talk.body("Halo"))
    talk.work()
    Message.objects.update(state=Message.State.SENDING, attempts=1)
    message = Message.objects.get()
    delivery.deliver(str(message.pk))
    message.refresh_from_db()
    assert paths(talk) == [PUSH]
    assert message.resent
