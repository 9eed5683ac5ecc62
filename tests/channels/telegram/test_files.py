"""Recordings, films, stickers and cards by Telegram: what is kept, and what is said at once."""

import pytest

from lapor.channels.models import Conversation
from lapor.files import shelf
from lapor.reports import triage
from lapor.reports.enclosures import FIRST
from lapor.reports.models import Attachment, Event, Report, Sealed
from lapor.reports.terms import Kind
from tests.channels.telegram.test_journey import account, api, bring, photo, talk
from tests.files import sounds

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["account", "api", "bring", "talk"]  # the person, the bot and the worker between them
STORY = "Kemarin jalan di Sukamaju amblas dan ada yang jatuh"
VOICE = {"file_id": "v1", "file_size": 9000, "duration": 3, "mime_type": "audio/ogg"}


def test_a_voice_note_is_kept_with_the_report_and_its_person_knows_who_hears_it(talk, api, work):
    api.files["v1"] = sounds.ogg()
    first, second = talk("", voice=VOICE)
    assert "disegel" in first
    assert "tulis juga isinya" in first
    assert "Ceritakan masalahnya" in second
    talk(STORY)
    talk("sembunyi")
    assert "Terkirim" in talk("ya")[0]
    work()
    row = Attachment.objects.select_related("file", "report").get()
    assert row.report.anonymous
    assert (row.file.state, row.file.kind) == ("sealed", "audio")
    with pytest.raises(LookupError):
        shelf.take(shelf.FILES, row.file.key)
    assert Sealed.objects.get(part=Sealed.Part.FILE).attachment == row


def test_offices_hear_the_voice_of_who_gives_their_name(talk, api, work):
    api.files["v1"] = sounds.ogg()
    talk(STORY, voice=VOICE)
    talk("tampil")
    talk("Siti Contoh")
    talk("ya")
    work()
    file = Attachment.objects.select_related("file").get().file
    assert (file.state, file.media_type) == ("clean", "audio/ogg")


def test_where_nobody_keeps_the_keys_it_is_said_that_no_voice_is_kept(talk, api, work, settings):
    settings.CUSTODIANS = ()
    api.files["v1"] = sounds.ogg()
    assert "kami hapus" in talk("", voice=VOICE)[0]
    talk(STORY)
    talk("sembunyi")
    talk("ya")
    work()
    assert Attachment.objects.select_related("file").get().file.fault == "voice"


@pytest.mark.parametrize(
    "content",
    [sounds.m4a(sorts=(b"soun", b"vide")), b"\x00\x01\x02 program" * 30],
    ids=["film", "program"],
)
def test_what_is_never_taken_is_said_before_anything_is_asked(talk, api, content):
    api.files["f1"] = content
    told = talk(STORY, document={"file_id": "f1", "file_size": len(content)})
    assert "tidak dapat kami terima" in told[0]
    talk("sembunyi")
    talk("ya")
    assert not Report.objects.get().attachments.exists()


def test_a_photo_alone_answers_an_office_and_adds_to_a_report(talk, api, work, world):
    api.files["p1"] = photo()
    shown = {"photo": [{"file_id": "p1", "file_size": 900}]}
    talk(STORY)
    talk("sembunyi")
    talk("ya")
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Fotonya?")
    work()
    assert "sudah masuk" in talk("", **shown)[0]
    step = Event.objects.exclude(move=FIRST).order_by("pk").last()
    assert step
    assert (step.move, step.words.text) == ("resume", "Lampiran tanpa tulisan.")
    assert Attachment.objects.get().event == step


def test_a_sticker_and_a_card_are_answered_and_nothing_of_them_is_kept(talk):
    talk("Jalan di Sukamaju")
    assert "Stiker tidak dapat kami baca" in talk("", sticker={"file_id": "s1"})[0]
    card = {"phone_number": "+6281200000001", "first_name": "Budi", "user_id": 1}
    assert "Kartu kontak tidak kami simpan" in talk("", contact=card)[0]
    assert Conversation.objects.get().memory


def test_words_that_a_story_cannot_hold_go_along_as_a_file(talk, work):
    """Nothing of a long story is cut off without a word."""
    talk(STORY)
    parts = [f"Bagian {part}: {'jalan rusak lagi ' * 240}".strip() for part in (1, 2, 3)]
    told = [talk(part) for part in parts]
    assert not any("sudah penuh" in one for one in (*told[0], *told[1]))
    assert "kami lampirkan sebagai berkas" in told[2][0]
    talk("sembunyi")
    talk("ya")
    work()
    report = Report.objects.get()
    assert parts[0] in report.body
    assert parts[1] in report.body
    kept = Attachment.objects.select_related("file").get().file
    assert shelf.take(shelf.FILES, kept.key).decode() == parts[2]


def test_where_no_file_more_can_come_along_the_words_are_said_to_be_left_out(talk, api):
    api.files["p1"] = photo()
    talk(STORY)
    for _place in range(5):
        talk("", photo=[{"file_id": "p1", "file_size": 900}])
    for _part in range(2):
        talk("jalan rusak lagi " * 240)
    assert "belum masuk" in talk("lampu padam juga " * 240)[0]
