"""Joining a published report: counted once, taken back, told of the answer and the end."""

import pytest
from django.core import mail

from lapor.outbox.models import Contact, Message
from lapor.outbox.proof import token_for
from lapor.reports import closure, handling, joining, publication, triage
from lapor.reports.models import Support
from lapor.reports.terms import NotFound, Outcome, Refused
from lapor.web.public import join
from tests.factories import make_world
from tests.web.public.pages import browser, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def report(world):
    return make_published(world, region=world.place)[0]


def at(report):
    return f"/laporan/{report.number}/ikut"


def test_who_joins_twice_counts_once_and_is_known_again(report):
    client = browser()
    assert "Apakah Anda mengalaminya juga?" in client.get(at(report)).text
    assert client.post(at(report)).status_code == 302
    assert client.post(at(report)).status_code == 302
    assert Support.objects.count() == 1
    assert "Anda tercatat ikut mengalaminya" in client.get(at(report)).text
    assert "1 orang ikut mengalami" in browser().get(f"/laporan/{report.number}").text


def test_another_browser_counts_for_itself(report):
    for _n in range(3):
        browser().post(at(report))
    assert "3 orang ikut mengalami" in browser().get(f"/laporan/{report.number}").text


def test_no_table_tells_what_else_one_browser_joined(world, report):
    other = make_published(world)[0]
    client = browser()
    client.post(at(report))
    client.post(at(other))
    one, two = Support.objects.values_list("key", flat=True)
    assert bytes(one) != bytes(two)
    assert client.cookies["ikut"].value.encode() not in (bytes(one), bytes(two))


def test_who_leaves_is_counted_no_more_and_their_address_is_gone(report):
    client = browser()
    client.post(at(report), {"kabar": "budi@example.org"})
    held = Contact.objects.count()
    client.post(at(report), {"do": "leave"})
    assert not Support.objects.exists()
    assert Contact.objects.count() == held - 1
    assert "Apakah Anda mengalaminya juga?" in client.get(at(report)).text


def test_a_program_is_told_to_wait_and_a_person_still_gets_the_page(report, monkeypatch):
    monkeypatch.setattr(join.JOINING.buckets, "tries", 2)
    for _n in range(2):
        browser(REMOTE_ADDR="203.0.113.9").post(at(report))
    answer = browser(REMOTE_ADDR="203.0.113.9").post(at(report))
    assert answer.status_code == 422
    assert "sangat banyak yang bergabung" in answer.text
    assert Support.objects.count() == 2


def test_what_is_not_published_cannot_be_joined(world):
    assert browser().post("/laporan/AAAA0000/ikut").status_code == 404
    report = make_published(world)[0]
    publication.unpublish(report, actor=world.admin)
    assert browser().post(at(report)).status_code == 404
    with pytest.raises(NotFound):
        joining.join(report.number, "a" * 32)


def test_what_has_ended_is_not_joined_any_more(world, report):
    closure.archive(report, actor=world.admin, reason="spam", words="Salah alamat.")
    publication.refresh(str(report.pk))
    answer = browser().post(at(report))
    assert answer.status_code == 422
    assert "sudah berakhir" in answer.text
    assert "ikut" not in browser().get(f"/laporan/{report.number}").context["card"].title
    with pytest.raises(Refused):
        joining.join(report.number, "a" * 32)


def test_a_wrong_address_is_said_at_the_field_and_counts_nobody(report):
    answer = browser().post(at(report), {"kabar": "budi@@example"})
    assert answer.status_code == 422
    assert "Tulis alamat surel lengkap" in answer.text
    assert "budi@@example" in answer.text
    assert not Support.objects.exists()


def letters(about):
    return Message.objects.filter(template=f"{about}/reporter")


def answer(world, report):
    triage.assign(report, actor=world.admin, to=world.works)
    handling.follow_up(report, actor=world.liaison, words="Sudah kami keruk.", outcome=Outcome.DONE)


def test_only_a_proved_address_hears_of_the_answer(world, report):
    browser().post(at(report), {"kabar": "budi@example.org"})
    browser().post(at(report), {"kabar": "ani@example.org"})
    assert letters("joined").count() == 2
    proved = Support.objects.order_by("pk")[0].contact
    assert proved
    page = browser().get(f"/kabar/{token_for(proved.pk)}")
    assert "Kabari Anda lewat alamat ini?" in page.text
    browser().post(f"/kabar/{token_for(proved.pk)}")
    answer(world, report)
    assert joining.tell(str(report.pk), "joined_answer") == 1
    assert letters("joined_answer").get().contact == proved


def test_who_stops_the_word_stays_counted(world, report):
    browser().post(at(report), {"kabar": "budi@example.org"})
    contact = Support.objects.get().contact
    assert contact
    link = f"/kabar/{token_for(contact.pk)}"
    browser().post(link)
    assert "Alamat Anda sudah dihapus" in browser().post(link, {"do": "stop"}).text
    assert joining.tell(str(report.pk), "joined_answer") == 0
    assert Support.objects.get().contact is None
    assert browser().get(link).status_code == 404


def test_the_reporters_own_address_is_not_stopped_by_that_button(report):
    key = report.contact.pk
    browser().post(f"/kabar/{token_for(key)}", {"do": "stop"})
    assert Contact.objects.filter(pk=key).exists()


def test_nothing_is_written_of_what_was_taken_from_the_public_pages(world, report):
    browser().post(at(report), {"kabar": "budi@example.org"})
    Contact.objects.update(proved_at="2026-03-02T00:00:00Z")
    publication.unpublish(report, actor=world.admin)
    assert joining.tell(str(report.pk), "joined_end") == 0


def test_the_language_of_the_letter_is_that_of_who_joined(report):
    client = browser()
    client.cookies["bahasa"] = "en"
    client.post(at(report), {"kabar": "budi@example.org"})
    assert letters("joined").get().language == "en"
    assert not mail.outbox
