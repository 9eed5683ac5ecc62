"""Reporting by letter: one good letter is a report, and answers to our letters are heard."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image

from lapor.channels import arriving, conversing
from lapor.channels.email import tokens
from lapor.channels.models import Conversation, Inbound
from lapor.outbox.models import Contact, DeliveryEvent, Message
from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Channel, Kind, Outcome, Status
from tests.channels.email.letters import (
    SITI,
    STORY,
    US,
    answer_to,
    head,
    letter,
    said_in,
)
from tests.factories import make_report

pytestmark = pytest.mark.django_db(transaction=True)


def last():
    return head([one for one in mail.outbox if one.to == [SITI.lower()]][-1])


def test_one_good_letter_is_a_report_and_the_receipt_says_what_was_taken(bring, world):
    [receipt] = bring(letter())
    report = Report.objects.get()
    assert (report.channel, report.title, report.region) == (
        Channel.EMAIL,
        "Jalan amblas",
        world.place,
    )
    assert report.anonymous
    assert STORY in report.body
    assert f"{report.number[:4]}-{report.number[4:]}" in receipt.body
    told = head(receipt)
    assert told["Auto-Submitted"] == "auto-replied"
    assert told["From"] == f"LAPOR <{US}>"
    assert told["In-Reply-To"] == told["References"]
    assert receipt.from_email.startswith("aduan+b")
    assert STORY not in receipt.body


def test_a_letter_without_a_place_is_asked_for_it_once(bring):
    [asked] = bring(letter("Guru meminta uang buku kepada tiap murid.", "Pungutan"))
    assert "Di mana?" in asked.body
    [shown] = bring(answer_to(head(asked), "Sukamaju"))
    assert "Betul?" in shown.body
    [sent] = bring(answer_to(head(shown), "ya"))
    assert Report.objects.get().number[:4] in sent.body


def test_a_letter_is_answered_in_the_language_of_its_words(bring):
    [receipt] = bring(
        letter("The road in Sukamaju has collapsed and somebody fell into it.", "Road collapsed")
    )
    assert "Your report has come in." in receipt.body
    assert head(receipt)["Content-Language"] == "en"
    [told] = bring(answer_to(head(receipt), "CHECK"))
    assert "Next date" in told.body


def test_the_same_letter_twice_is_one_report_and_one_receipt(bring):
    made = letter()
    assert len(bring(made)) == 1
    assert bring(made) == []
    assert Report.objects.count() == Inbound.objects.count() == 1


def test_a_report_lives_its_whole_life_by_letters(bring, world, work):
    bring(letter())
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?")
    work()
    [read] = bring(answer_to(last(), "BACA"))
    assert "Di RT berapa?" in read.body
    [done] = bring(answer_to(last(), "RT 3, dekat jembatan"))
    assert "sudah masuk" in done.body
    report.refresh_from_db()
    assert report.status != Status.HELD
    assert "RT 3, dekat jembatan" in said_in(report)

    handling.follow_up(report, actor=world.liaison, words="Ditambal.", outcome=Outcome.DONE)
    work()
    answered = [one for one in mail.outbox if one.to == [SITI.lower()]][-1]
    assert "Ditambal." in answered.body, "its address is proved by now"
    [done] = bring(answer_to(last(), "Lapor, Pak: tambalannya sudah terkelupas"))
    assert "sudah masuk" in done.body
    assert Report.objects.count() == 1
    report.refresh_from_db()
    handling.follow_up(report, actor=world.liaison, words="Dihotmix.", outcome=Outcome.DONE)
    work()
    [closed] = bring(answer_to(last(), "Selesai, terima kasih"))
    assert "Anda tutup" in closed.body
    [rated] = bring(answer_to(head(closed), "5 cepat sekali"))
    assert "tersimpan" in rated.body
    report.refresh_from_db()
    assert (report.status, report.rated) == (Status.CLOSED, True)


def test_a_letter_about_a_report_from_the_web_may_simply_be_answered(bring, world, work):
    report, _key = make_report(world, address=SITI)
    work()
    told = head([one for one in mail.outbox if one.to == [SITI]][-1])
    assert told["Reply-To"].startswith("aduan+r")
    assert "membalas surel ini" in [one for one in mail.outbox if one.to == [SITI]][-1].body
    [done] = bring(answer_to(told, "Tambahan: sejak Maret, di depan sekolah."))
    assert "sudah masuk" in done.body
    assert "Tambahan: sejak Maret, di depan sekolah." in said_in(report)
    assert Report.objects.count() == 1
    assert report.contact
    report.contact.refresh_from_db()
    assert report.contact.proved_at


def test_without_a_mailbox_letters_are_as_they_were(world, work):
    make_report(world, address=SITI)
    work()
    sent = [one for one in mail.outbox if one.to == [SITI]][-1]
    assert "Reply-To" not in head(sent)
    assert "membalas surel" not in sent.body


def test_who_only_knows_the_address_changes_nothing_until_its_owner_says_yes(bring, world, work):
    bring(letter())
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    handling.follow_up(report, actor=world.liaison, words="Ditambal.", outcome=Outcome.DONE)
    work()
    [asked] = bring(letter("SELESAI", ""))  # from whoever writes her name on it
    assert "dipalsukan" in asked.body
    report.refresh_from_db()
    assert report.status != Status.CLOSED
    [stop] = bring(letter("STOP", ""))
    assert "Betul dari Anda?" in stop.body
    assert not Conversation.objects.get().stopped_at
    [code] = re.findall(r"YA (\d{4})", asked.body)
    [closed] = bring(answer_to(head(asked), f"ya {code}"))
    assert "Anda tutup" in closed.body


def test_an_answer_to_another_letter_takes_nothing_that_was_written_in_ones_name(bring):
    [receipt] = bring(letter())
    report = Report.objects.get()
    [asked] = bring(letter("", f"BALAS {report.number} Saya mencabut semuanya."))
    bring(answer_to(head(asked), "Bukan saya yang menulis itu! Jangan dicatat."))
    bring(answer_to(head(receipt), "Ini tambahan saya: lubangnya makin lebar."))
    said = " ".join(said_in(report))
    assert "makin lebar" in said
    assert "mencabut" not in said


def test_a_token_answers_from_the_address_it_went_to_alone(bring, account, world, work):
    report, _key = make_report(world, address=SITI)
    work()
    told = head([one for one in mail.outbox if one.to == [SITI]][-1])
    arriving.keep(account, answer_to(told, "Tutup saja", "atasan@kantor.test").as_bytes())
    work()
    assert "alamat lain" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["atasan@kantor.test"]
    assert "Tutup saja" not in said_in(report)
    assert Report.objects.count() == 1


def test_the_number_of_a_report_in_a_subject_shows_its_state_and_takes_no_words(bring, world):
    report, _key = make_report(world)
    [told] = bring(letter("Tolong ditutup saja", f"CEK {report.number}"))
    assert "hanya dapat dibaca pelapornya" in told.body
    [told] = bring(letter("Tolong ditutup saja", f"BALAS {report.number}"))
    assert "bukan dari percakapan ini" in told.body
    assert said_in(report) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<warga.example.org>"},
        {"Return_Path": "<>"},
    ],
)
def test_a_machine_is_not_answered_and_leaves_nothing(bring, headers):
    assert bring(letter(**headers)) == []
    assert not Inbound.objects.exists()


BOUNCE = """From: MAILER-DAEMON@mx.test
To: {to}
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; x@example.org
Action: failed
Status: 5.1.1
--b--
"""


def test_a_letter_that_comes_back_goes_another_way_and_the_next_at_once(bring, world, work):
    bring(letter())
    report = Report.objects.get()
    assert report.contact
    second = Contact.objects.create(sealed=b"")
    other = Message.objects.filter(contact=second)
    Contact.objects.filter(pk=report.contact.pk).update(otherwise=second)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    work()
    word = Message.objects.get(contact=report.contact, template__startswith="verify")
    assert word.state == "sent"
    bounce = BOUNCE.format(to=tokens.bounce_address(US, word.pk)).encode()
    assert bring(bounce) == []
    word.refresh_from_db()
    assert (word.state, DeliveryEvent.objects.get().code) == ("dead", "5.1.1")
    assert other.count() == 1
    report.contact.refresh_from_db()
    assert report.contact.lost_at
    bring(bounce)
    assert other.count() == 1
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?")
    work()
    assert other.count() == 2


def test_a_forged_bounce_fails_nothing(bring, world, work):
    bring(letter())
    word = Message.objects.filter(audience="talk").latest("pk")
    forged = f"aduan+b{'a' * tokens.SIZE}@lapor.test"
    bring(BOUNCE.format(to=forged).encode())
    word.refresh_from_db()
    assert word.state == "sent"
    assert not DeliveryEvent.objects.exists()


def test_a_letter_longer_than_a_report_comes_whole_as_a_file(bring):
    bring(letter(STORY + "\n" + "Rincian kejadian. " * 1500))
    report = Report.objects.get()
    assert "surel.txt" in report.body
    assert report.attachments.count() == 1


def test_an_empty_letter_is_told_so(bring):
    [told] = bring(letter("", ""))
    assert "tidak dapat kami baca" in told.body


def test_no_row_that_is_in_clear_holds_the_address(bring):
    bring(letter())
    for model in (Inbound, Message, Conversation):
        for row in model.objects.values():
            assert b"example.org" not in repr(row).lower().encode()


def test_an_answer_to_the_receipt_is_about_that_report(bring):
    [receipt] = bring(letter())
    [told] = bring(answer_to(head(receipt), "Tambahan: lubangnya dua meter."))
    assert "sudah masuk" in told.body
    assert "Tambahan: lubangnya dua meter." in said_in(Report.objects.get())


def test_a_letter_written_anew_while_something_is_asked_loses_no_words(bring):
    bring(letter("Guru meminta uang buku kepada tiap murid.", "Pungutan"))
    more = "Rincian panjang tentang siapa yang membayar. " * 8
    [shown] = bring(letter(f"{more} Kejadiannya di Sukamaju.", "Tambahan saya"))
    [read] = bring(answer_to(head(shown), "ya"))
    assert "Rincian panjang" in read.body, "anybody may have added to it: it is read back first"
    bring(answer_to(head(read), "ya"))
    report = Report.objects.get()
    assert "uang buku" in report.body
    assert more.strip() in report.body


def test_photos_come_with_the_report_and_what_can_not_be_taken_is_told_of(bring):
    made = letter()
    picture = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(picture, "JPEG", quality=95)
    for number in range(7):
        made.add_attachment(
            picture.getvalue(), maintype="image", subtype="jpeg", filename=f"{number}.jpg"
        )
    [receipt] = bring(made)
    assert Report.objects.get().attachments.count() == 5
    assert "tidak dapat kami terima" in receipt.body


def test_where_no_plus_arrives_the_name_of_our_letter_says_what_is_answered(account, bring, world):
    account.said["plus"] = "no"
    account.save()
    [receipt] = bring(letter())
    told = head(receipt)
    assert told["Reply-To"] == US
    assert "+" not in receipt.from_email
    [done] = bring(answer_to(told, "Tambahan: lubangnya dua meter."))
    assert "sudah masuk" in done.body
    assert "Tambahan: lubangnya dua meter." in said_in(Report.objects.get())


def test_an_officer_who_answers_a_letter_of_the_desk_begins_no_report(bring, account, world, work):
    make_report(world)
    work()
    office = next(one for one in mail.outbox if one.to == [world.admin.user.email])
    told = head(office) | {"Reply-To": US}
    sender = world.admin.user.email
    arriving.keep(account, answer_to(told, "Baik, kami kerjakan hari ini.", sender).as_bytes())
    work()
    assert "alamat lain" in mail.outbox[-1].body
    assert Report.objects.count() == 1


def test_letters_forged_in_ones_name_do_not_hold_up_ones_own(bring, account, world, work):
    make_report(world, address=SITI)
    work()
    told = head([one for one in mail.outbox if one.to == [SITI]][-1])
    for number in range(15):
        arriving.keep(account, letter(f"Cerita palsu nomor {number}.", "Palsu").as_bytes())
    answers = bring(answer_to(told, "Tambahan: sejak Maret, di depan sekolah."))
    assert [one for one in answers if "sudah masuk" in one.body]
    assert Inbound.objects.filter(state="waiting").count() == 5, "the forged ones wait"


def test_a_letter_in_somebodys_name_does_not_speak_to_them_through_us(bring):
    bring(letter("Kata saya begini: guru meminta uang buku kepada murid.", "Pungutan"))
    [shown] = bring(letter("Akun diblokir, buka https://jahat-sekali.example/masuk", "x"))
    assert "jahat-sekali" not in shown.body


def test_the_date_on_a_letter_makes_nothing_of_its_writer_old(bring):
    bring(letter("Guru meminta uang buku kepada tiap murid.", "Pungutan"))
    old = letter("Tambahan dari tahun lalu.", "Tambahan")
    old.replace_header("Date", "Mon, 01 Jan 2001 08:00:00 +0700")
    bring(old)
    heard = conversing.recall(Conversation.objects.get()).day_heard()
    assert heard
    assert timezone.localdate() - heard <= timedelta(days=8)
