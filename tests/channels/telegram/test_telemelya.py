"""Telegram as Telemelya plays it: a whole life, pressed buttons and a photo, through our hook."""

import io
from dataclasses import dataclass

import pytest
from PIL import Image

from lapor.channels.models import Inbound
from lapor.reports.models import Report
from tests.channels.chats import STORY, Held, TelegramChat, held
from tests.channels.lives import live_from_first_word_to_rating
from tests.channels.telegram.emulator import MISSING, Emulator, emulator, is_installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not is_installed(), reason=MISSING),
]
CHAT = TelegramChat()
PERSON = int(CHAT.person)


@dataclass
class Relayed(Held):
    """A chat whose updates Telemelya brings, and whose words it takes."""

    telegram: Emulator | None = None

    def says(self, text: str = "", *, pressed: str = "", sender: str = "") -> list[str]:
        assert self.telegram
        told = {"callback_data": pressed} if pressed else {"text": text}
        assert self.telegram.write(chat_id=int(sender or PERSON), **told) == 200
        return [one.text for one in self.told()]


@pytest.fixture(scope="module")
def telegram(tmp_path_factory):
    with emulator(tmp_path_factory.mktemp("telemelya"), CHAT.secrets["token"]) as started:
        yield started


@pytest.fixture
def talk(telegram, world, work, live_server):
    def answer(sent):
        return telegram.call(sent.path.rsplit("/", 1)[1], sent.told)

    with held(CHAT, work, answer) as talk:
        hook = {"url": f"{live_server.url}/hooks/telegram/lapor/"}
        telegram.call("setWebhook", hook | {"secret_token": CHAT.secrets["hook"]})
        yield Relayed(CHAT, talk.account, talk.provider, work, telegram=telegram)


def test_a_report_lives_its_whole_life_on_telegram_as_others_play_it(talk, world):
    live_from_first_word_to_rating(talk, world)


def test_a_photo_is_fetched_from_where_it_lies(talk, telegram):
    talk.account.said["api"] = telegram.address  # whose files come from there
    talk.account.save()
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(made, "JPEG")
    key = telegram.upload(made.getvalue())
    assert telegram.write(chat_id=PERSON, photo_file_id=key, photo_caption=STORY) == 200
    talk.work()
    for words in ("sembunyi", "betul"):
        assert telegram.write(chat_id=PERSON, text=words) == 200
        talk.work()
    assert Report.objects.get().attachments.count() == 1


def test_an_update_with_another_secret_is_refused(talk, telegram, live_server):
    hook = f"{live_server.url}/hooks/telegram/lapor/"
    telegram.call("setWebhook", {"url": hook, "secret_token": "a-guess"})
    assert telegram.write(chat_id=PERSON, text=STORY) == 403
    assert not Inbound.objects.exists()
