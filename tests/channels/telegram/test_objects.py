"""Telegram as python-telegram-bot has it: its objects read what we send and make what we read."""

import json

import pytest
from telegram import InlineKeyboardMarkup, Update

from lapor.channels.adapter import Incoming
from lapor.channels.registry import ADAPTERS
from tests.channels.chats import TelegramChat, filed, held

CHAT = TelegramChat()


@pytest.mark.parametrize(("text", "pressed"), [("Jalan rusak", ""), ("", "betul")])
def test_what_we_read_is_an_update_to_the_library_too(text, pressed):
    body = CHAT.body("7", text, pressed, CHAT.person)
    update = Update.de_json(body)
    assert update is not None
    assert update.effective_chat is not None
    [item] = ADAPTERS["telegram"].read(json.dumps(body).encode())
    assert isinstance(item, Incoming)
    assert item.provider_id == str(update.update_id)
    assert item.sender == str(update.effective_chat.id)
    if pressed:
        assert update.callback_query is not None
        assert item.pressed == update.callback_query.data
    else:
        assert update.message is not None
        assert item.text == update.message.text


@pytest.mark.django_db(transaction=True)
def test_the_buttons_we_send_are_a_keyboard_to_the_library(world, work):
    with held(CHAT, work) as talk:
        filed(talk)
        keyboards = [
            InlineKeyboardMarkup.de_json(sent.told["reply_markup"], None)
            for sent in talk.provider.sent
            if "reply_markup" in sent.told
        ]
    assert keyboards
    for keyboard in keyboards:
        for row in keyboard.inline_keyboard:
            assert 0 < len(row) <= 8
            for button in row:
                assert button.text
                assert 0 < len(str(button.callback_data).encode()) <= 64, "Telegram's own limit"
