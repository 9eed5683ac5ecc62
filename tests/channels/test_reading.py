"""What an office says is read where its reporter is; of a confidential report by a link, once."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.channels.models import Conversation
from lapor.outbox.models import ChannelAccount, Contact, Crossing, Message
from lapor.reports import closure, reaching, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Status
from lapor.web.public.opening import OPENINGS
from lapor.web.public.track import UNKNOWN_RECEIPTS
from tests.channels.chats import Held, TelegramChat, WhatsAppChat, answer, filed, held
from tests.channels.sender import every_table
from tests.factories import World, make_officer
from tests.web.public.pages import browser

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Tambal-sulam dikerjakan regu Mawar pada Rabu pagi."
LINK = re.compile(r"https?://[^/]+(/lacak/buka/[\w-]{22})")


@pytest.fixture
def talk(world, work):
    with held(TelegramChat(), work) as talk:
        yield talk


def at_work(talk: Held, world: World, **fields: bool) -> Report:
    """Let somebody report, and an office have it."""
    report = filed(talk)
    Report.objects.filter(pk=report.pk).update(**fields)
    report.refresh_from_db()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    talk.told()
    report.refresh_from_db()
    return report


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[1]


def test_words_of_an_office_stand_in_no_row_but_their_own(talk, world):
    report = at_work(talk, world)
    answer(report, world, WORDS)
    holding = [name for name, rows in every_table().items() if WORDS.encode() in rows]
    assert holding == ["reports_words"]
    assert WORDS in talk.told()[-1].text
    assert WORDS in talk.says("BACA")[0]
    holding = [name for name, rows in every_table().items() if WORDS.encode() in rows]
    assert holding == ["reports_words"]


def test_what_is_too_long_for_one_message_is_cut_at_a_word_and_read_in_full(world, work):
    words = " ".join(f"kata{place:04d}" for place in range(400))
    with held(WhatsAppChat(), work) as talk:
        report = at_work(talk, world)
        answer(report, world, words)
        [told] = talk.told()
        assert len(told.text) <= 1024
        assert "… selengkapnya: balas BACA" in told.text
        assert told.text.endswith("."), "what is to be done is still said"
        pages = talk.says("BACA")
        assert "kata0399" in pages[-1]
        assert all(f"kata{place:04d}" in "\n".join(pages) for place in range(400))


def test_of_a_confidential_report_nothing_is_said_and_a_link_opens_it_once(talk, world):
    report = at_work(talk, world, confidential=True)
    head = make_officer(Role.AGENCY_ADMIN, world.works)
    triage.hold(report, actor=head, question=WORDS, choices=["Regu-A", "Regu-B"])
    [told] = talk.told()
    assert "Ada kabar" in told.text
    assert "bertanya" not in told.text
    assert not told.buttons
    [said] = talk.says("BACA")
    assert WORDS not in said
    path, client = link_in(said), browser()
    assert path.rpartition("/")[2].encode() not in b"".join(every_table().values())
    for _looked in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert f"{report.number[:4]}-{report.number[4:]}" in page.text
        assert "dipakai bersama" in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    thread = client.post(path, follow=True)
    assert WORDS in thread.text
    again = browser().post(path)
    assert again.status_code == 410
    assert "tidak berlaku lagi" in again.text
    assert not Crossing.objects.exists()


def test_check_names_no_office_of_a_confidential_report(talk, world):
    report = at_work(talk, world, confidential=True)
    for _time in range(2):
        [said] = talk.says("CEK")
        assert f"{report.number[:4]}-{report.number[4:]}" in said
        assert "Tanggal berikutnya" in said
        assert world.works.name not in said
        answer(report, world, WORDS)
        talk.told()
    assert "BACA" in said
    assert "Laporan" in talk.says("SELESAI")[0], "it is settled as any other"


def test_a_form_of_another_site_opens_nothing(talk, world):
    at_work(talk, world)
    path = link_in(talk.says("WEB")[0])
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert client.post(path).status_code == 403
    assert Crossing.objects.exists()


def test_a_new_link_ends_the_one_before_and_five_are_made_in_an_hour(talk, world):
    at_work(talk, world)
    half_past = timezone.now().replace(minute=30) + timedelta(hours=1)  # no hour ends meanwhile
    with time_machine.travel(half_past):
        first, second = (link_in(talk.says("WEB")[0]) for _time in range(2))
        assert browser().get(first).status_code == 410
        assert browser().get(second).status_code == 200
        said = [talk.says(text)[0] for text in ("web", "/web", "WEB ", "WEB")]
        assert [bool(LINK.search(one)) for one in said] == [True, True, True, False]
        assert "beberapa kali" in said[-1]
    with time_machine.travel(half_past + timedelta(hours=1)):
        assert LINK.search(talk.says("WEB")[0])


def test_a_link_ends_when_word_of_its_report_goes_elsewhere(talk, world):
    report = at_work(talk, world)
    path = link_in(talk.says("WEB")[0])
    reaching.reach_at(report, "628110000000", by=talk.account, at=timezone.now())
    assert browser().get(path).status_code == 410
    assert browser().post(path).status_code == 410


def test_looking_at_links_is_counted_before_anything_is_looked_up(talk, world):
    at_work(talk, world)
    path = link_in(talk.says("WEB")[0])
    request = RequestFactory().get(path, headers={"host": "localhost"})
    for _try in range(OPENINGS.tries):
        OPENINGS.take(request)
    assert browser().get(path).status_code == 429
    assert not UNKNOWN_RECEIPTS.is_empty(request), "keys that are typed have tries of their own"


def test_a_link_is_good_for_fifteen_minutes(talk, world):
    at_work(talk, world)
    path = link_in(talk.says("WEB")[0])
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert browser().get(path).status_code == 410
        assert browser().post(path).status_code == 410
    assert browser().get("/lacak/buka/AAAAAAAAAAAAAAAAAAAAAA").status_code == 410


def test_a_link_to_a_chat_opens_no_page_and_one_to_a_page_is_no_way_into_a_chat(talk, world):
    at_work(talk, world)
    path = link_in(talk.says("WEB")[0])
    [said] = talk.says(f"/start {path.rpartition('/')[2]}")
    assert "sudah dipakai" in said
    assert browser().get(path).status_code == 200


def test_an_office_that_puts_a_report_aside_says_why_in_the_conversation(talk, world):
    report = filed(talk)
    closure.archive(report, actor=world.national, reason="spam", words=WORDS)
    [told] = talk.told()
    assert "Alasan spam." in told.text
    assert WORDS in told.text
    report.refresh_from_db()
    assert report.status == Status.ARCHIVED


def test_who_left_a_conversation_for_another_is_read_and_answered_there_alone(talk, world):
    report = at_work(talk, world)
    account = ChannelAccount.objects.create(channel="whatsapp", slug="lain", label="+62811000000")
    reaching.reach_at(report, "6281200000009", by=account, at=timezone.now())
    Message.objects.filter(template__startswith="crossed").delete()
    [said] = talk.says(f"BALAS {report.number} saya cabut semua")
    assert "di tempat lain" in said
    assert not report.events.filter(move="add").exists()
    [said] = talk.says(f"CEK {report.number}")
    assert "Isinya hanya dapat dibaca pelapornya" in said
    for text in ("BACA", "WEB", "CABUT"):
        [said] = talk.says(f"{text} {report.number}")
        assert "di tempat lain" in said, text


def test_where_word_goes_no_more_the_conversation_that_never_left_still_reads(talk, world):
    report = at_work(talk, world)
    answer(report, world, WORDS)
    talk.told()
    Contact.objects.filter(report__isnull=False).delete()
    assert WORDS in talk.says("BACA")[0]


def test_a_report_that_was_looked_at_is_told_so(talk, world):
    filed(talk)
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT)
    [told] = talk.told()
    assert "sudah diperiksa" in told.text
    assert "erverifikasi" not in told.text
    assert "Sudah masuk, belum diteruskan" in talk.says("CEK")[0]


def test_who_chose_english_is_told_in_english_of_what_comes_later(talk, world):
    report = at_work(talk, world)
    assert "English from now on" in talk.says("ENGLISH")[0]
    answer(report, world, WORDS)
    [told] = talk.told()
    assert f"{world.works.name} answers report" in told.text
    assert set(told.buttons) == {"Settled", "Not settled"}
    [checked] = talk.says("check")
    assert "It is your turn" in checked
    assert "Mulai sekarang" in talk.says("BAHASA")[0]
    assert "giliran Anda" in talk.says("cek")[0]


def test_telegram_says_in_which_language_its_person_reads(talk):
    body = json.loads(talk.body("The street lamp in Sukamaju is broken since yesterday"))
    body["message"]["from"]["language_code"] = "en-GB"
    talk.bring(json.dumps(body).encode())
    assert "Your name?" in talk.told()[-1].text
    assert Conversation.objects.get().language == "en"
