"""A button that was pressed in Telegram: it stops turning at once, and its row is taken away."""

import json

import pytest
from django.test import Client

from lapor.channels.models import Inbound
from tests.channels.chats import TelegramChat, held
from tests.channels.provider import Answer, Sent

pytestmark = pytest.mark.django_db(transaction=True)
CHAT = TelegramChat()
STORY = "Kemarin jalan di depan pasar amblas dan ada yang jatuh"


@pytest.fixture
def talk(world, work):
    with held(CHAT, work) as talk:
        yield talk


def bring(talk, body, **headers):
    return Client().post(
        f"/hooks/telegram/{talk.account.slug}/",
        body,
        content_type="application/json",
        headers=headers or CHAT.headers(body),
    )


def test_the_answer_to_the_hook_tells_that_a_press_was_heard(talk):
    answer = bring(talk, talk.body(pressed="sembunyi"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "9"}
    assert Inbound.objects.count() == 1, "and what it says is kept before"


def test_a_press_that_is_brought_again_is_told_so_again(talk):
    body = talk.body(pressed="sembunyi")
    assert bring(talk, body).json() == bring(talk, body).json()
    assert Inbound.objects.count() == 1


def test_words_and_what_cannot_be_read_are_answered_with_nothing(talk):
    assert bring(talk, talk.body("Halo")).content == b""
    assert bring(talk, b'{"callback_query": {"id": "9"}}').content == b""


def test_a_forged_press_is_told_nothing(talk):
    header = {"X-Telegram-Bot-Api-Secret-Token": "guessed"}
    answer = bring(talk, talk.body(pressed="sembunyi"), **header)
    assert (answer.status_code, answer.content) == (403, b"")


def test_the_buttons_of_an_answered_question_are_taken_off(talk):
    talk.says(STORY)
    talk.says("lewati")
    assert not talk.provider.tidied
    talk.says(pressed="sembunyi")
    [tidied] = talk.provider.tidied
    assert tidied.told == {"chat_id": int(CHAT.person), "message_id": 1}


def test_buttons_that_cannot_be_taken_off_harm_nothing(talk):
    def answer(sent: Sent) -> Answer:
        if sent.path.endswith("/editMessageReplyMarkup"):
            return 400, {"ok": False, "description": "Bad Request: message is not modified"}
        return CHAT.answer(sent)

    talk.provider.answer = answer
    talk.says(STORY)
    talk.says("lewati")
    bring(talk, talk.body(pressed="sembunyi"))
    before = len(talk.provider.sent)
    talk.work()
    assert len(talk.provider.sent) == before + 1
    assert json.loads(talk.provider.sent[-1].body)["text"]
    assert set(Inbound.objects.values_list("state", flat=True)) == {"done"}
