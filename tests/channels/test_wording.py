"""A letter is neutral until its address is proved, and says when in words."""

import re

import pytest
from django.core.signing import Signer
from django.utils import timezone

from lapor.agencies import rules
from lapor.agencies.models import MessageTemplate
from lapor.channels.wording import write
from lapor.outbox.models import Contact, Message
from lapor.outbox.proof import contact_of, token_for
from tests.factories import make_report

pytestmark = pytest.mark.django_db
WHOLE = "{number} | {status} | {due} | {title} | {link}"


def text(body=WHOLE, **fields):
    MessageTemplate.objects.create(
        **{"move": "receive", "audience": "reporter", "subject": "Kabar"} | fields, body=body
    )
    rules.changed()


def letter_to(audience, world, *, proved=False, **fields):
    report, _reporter = make_report(world, **fields)
    if proved:
        Contact.objects.update(proved_at=timezone.now())
    message = Message.objects.select_related("contact").get(audience=audience)
    return report, write(message)


def test_the_number_is_grouped_the_status_a_word_and_the_date_a_day(world):
    text()
    report, letter = letter_to("reporter", world)
    number, status, due, title, _link = letter.body.split(" | ")
    assert number == f"{report.number[:4]}-{report.number[4:]}"
    assert status == "Belum terverifikasi"
    assert due == "Kamis, 5 Maret 2026"
    assert title == ""


def test_a_date_is_told_in_the_zone_of_the_holder(world):
    text("{due}")
    type(world.city).objects.filter(pk=world.city.pk).update(time_zone="Asia/Jayapura")
    _report, letter = letter_to("reporter", world)
    assert letter.body.startswith("Kamis, 5 Maret 2026")


def test_the_title_waits_for_the_proof_of_the_address(world):
    text("Kabar {number}: {title}")
    text("Tentang {title}", proved=True)
    _report, letter = letter_to("reporter", world)
    assert "Lampu" not in letter.subject + letter.body
    Contact.objects.update(proved_at=timezone.now())
    proved = write(Message.objects.select_related("contact").get(audience="reporter"))
    assert proved.body.startswith("Tentang Lampu jalan padam")


@pytest.mark.parametrize("hidden", ["anonymous", "confidential"])
def test_a_hidden_reporters_title_never_travels(world, hidden):
    text("Tentang {title}", proved=True)
    _report, letter = letter_to("reporter", world, proved=True, **{hidden: True})
    assert "Lampu" not in letter.body
    assert "Tentang" not in letter.body


def test_officers_get_a_link_to_the_case_and_no_title(world, settings):
    settings.ADDRESS = "https://lapor.example.id/"
    text(audience="holder")
    report, letter = letter_to("holder", world, title="Lampu")
    assert letter.body.endswith(f"|  | https://lapor.example.id/desk/laporan/{report.number}")


def test_the_reporters_link_holds_neither_number_nor_address(world):
    report, letter = letter_to("reporter", world)
    [link] = re.findall(r"http\S+", letter.body)
    assert "/kabar/" in link
    assert report.number not in link
    assert "budi" not in link
    assert contact_of(link.rpartition("/")[2]) == report.contact


def test_the_narrowest_text_counts(world):
    text("umum", move="", audience="reporter")
    _report, letter = letter_to("reporter", world)
    assert letter.body.startswith("umum")
    text("langkah")
    message = Message.objects.select_related("contact").get(audience="reporter")
    assert write(message).body.startswith("langkah")
    message.template = "remind/reporter"
    assert write(message).body.startswith("umum")


def test_a_language_without_a_text_falls_back_to_indonesian(world):
    text("langkah")
    text("step {status}", language="en")
    make_report(world)
    message = Message.objects.select_related("contact").get(audience="reporter")
    message.language = "en"
    assert write(message).body.startswith("step ")
    message.language = "fr"
    assert write(message).body.startswith("langkah")


def test_braces_of_an_administrator_cannot_break_a_letter(world):
    text("{nomor} {number.__class__} {} {link", subject="Satu\nDua {number}")
    _report, letter = letter_to("reporter", world)
    assert letter.body.startswith("{nomor} {number.__class__} {} {link")
    assert re.fullmatch(r"Satu Dua \w{4}-\w{4}", letter.subject)


def test_a_forged_token_opens_no_contact(world):
    report, _reporter = make_report(world)
    contact = Contact.objects.get()
    token = token_for(contact.pk)
    assert contact_of(token) == report.contact
    for forged in (token[:-1], token.upper(), contact.pk.hex, "x", Signer().sign("a")):
        assert contact_of(forged) is None
