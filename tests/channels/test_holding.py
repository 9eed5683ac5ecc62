"""The files of a report that is begun in a conversation wait as long as its words do."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lapor.channels import conversing, quiet
from lapor.channels.conversing import Place
from lapor.channels.dialogue.effects import Heard
from lapor.channels.models import Conversation
from lapor.channels.registry import ADAPTERS
from lapor.files.arriving import take
from lapor.files.models import File
from lapor.project.tasks import forget_unkept_files
from lapor.reports.models import Report
from tests.channels.chats import STORY, TelegramChat, held

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = b"Catatan warga: air masuk kelas sejak hari Senin."


@pytest.fixture
def talk(world, work):
    with held(TelegramChat(), work) as talk:
        yield talk


def sends_file(talk):
    """Let the person of this conversation send a file; return its row."""
    file, token = take(io.BytesIO(WORDS), len(WORDS))
    row = Conversation.objects.get()
    place = Place(row, talk.chat.person, ADAPTERS["telegram"].able, timezone.now())
    day = timezone.localdate()
    conversing.hear(place, Heard(key="of-a-file", day=day, files=(token,)))
    talk.told()
    return file


def test_a_file_of_a_draft_is_there_when_the_report_is_sent_days_later(talk):
    talk.says(STORY)
    sends_file(talk)
    begun = timezone.now()
    for days in range(1, 6):
        with time_machine.travel(begun + timedelta(days=days, hours=1)):
            quiet.look_at_drafts(timezone.now())
            forget_unkept_files(timestamp=0)
            talk.told()
    with time_machine.travel(begun + timedelta(days=5, hours=2)):
        talk.says("sembunyi")
        assert "tidak dapat kami terima" not in str(talk.says("ya"))
    assert Report.objects.get().attachments.count() == 1


def test_a_file_of_a_draft_that_was_thrown_away_goes_after_a_day(talk):
    talk.says("Jalan di Sukamaju")
    sends_file(talk)
    talk.says("batal")
    talk.says("batal")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        forget_unkept_files(timestamp=0)
    assert not File.objects.exists()


def test_a_file_of_a_draft_that_nobody_ends_goes_with_it(talk):
    talk.says("Jalan di Sukamaju")
    sends_file(talk)
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(days=7, hours=1)):
        quiet.look_at_drafts(timezone.now())
        forget_unkept_files(timestamp=0)
    assert not File.objects.exists()
