"""Each chat carries a report from the first word to the rating, and shows what may be chosen."""

import pytest

from tests.channels.chats import CHATS, STORY, WhatsAppChat, held
from tests.channels.lives import live_from_first_word_to_rating

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("chat", CHATS, ids=[chat.channel for chat in CHATS])
def test_a_report_lives_its_whole_life_in_a_chat(chat, world, work):
    with held(chat, work) as talk:
        live_from_first_word_to_rating(talk, world)


def test_whatsapp_shows_the_yes_without_a_list_to_open(world, work):
    with held(WhatsAppChat(), work) as talk:
        talk.says(STORY)
        assert talk.bring(talk.body("sembunyi")) == 200
        [shown] = talk.told()
        assert set(shown.buttons) == {"Betul", "Ubah"}
        assert talk.bring(talk.body(pressed=shown.buttons["Ubah"])) == 200
        [asked] = talk.told()
        assert set(asked.buttons) == {"Ubah tempat", "Ubah tujuan", "Ubah nama", "Ubah cerita"}
        assert talk.bring(talk.body(pressed=asked.buttons["Ubah nama"])) == 200
        assert set(talk.told()[0].buttons) == {"Sembunyikan", "Tampilkan", "Rahasia"}
