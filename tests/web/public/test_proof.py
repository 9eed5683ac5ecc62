"""The link of our mail proves an address by its button, not by being opened."""

import pytest
from django.test import Client
from django.utils import timezone

from lapor.outbox.models import ChannelAccount, Contact
from lapor.outbox.proof import token_for
from lapor.outbox.queue import keep_contact
from lapor.reports import reaching
from tests.factories import make_report

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


@pytest.fixture
def link():
    return f"/kabar/{token_for(keep_contact('budi@example.org').pk)}"


def proved():
    return Contact.objects.get().proved_at


def test_opening_the_link_changes_nothing(link):
    client = Client(headers=HOST)
    for _scanner in range(2):
        page = client.get(link)
        assert page.status_code == 200
        assert "Ya, saya yang melapor" in page.text
    assert client.head(link).status_code == 200
    assert proved() is None


def test_the_button_proves_and_once_is_enough(link):
    client = Client(headers=HOST)
    page = client.post(link, follow=True)
    assert page.redirect_chain == [(link, 302)]
    assert "Alamat Anda sudah terbukti" in page.text
    first = proved()
    assert first
    client.post(link)
    assert proved() == first


def test_a_form_of_another_site_proves_nothing(link):
    assert Client(headers=HOST, enforce_csrf_checks=True).post(link).status_code == 403
    assert proved() is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_is_not_found(link, method):
    client = Client(headers=HOST)
    for forged in (link[:-2], f"{link}x", "/kabar/x", f"/kabar/{Contact.objects.get().pk.hex}"):
        assert getattr(client, method)(forged).status_code == 404
    Contact.objects.all().delete()
    assert getattr(client, method)(link).status_code == 404


def test_the_page_is_kept_by_nobody_and_names_nothing(link):
    page = Client(headers=HOST).get(link)
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "budi" not in page.text


def test_it_costs_two_statements(link, django_assert_num_queries):
    with django_assert_num_queries(2):
        Client(headers=HOST).get(link)


@pytest.mark.parametrize(("channel", "name"), [("telegram", "Telegram"), ("sms", "SMS")])
def test_who_is_told_by_telephone_reads_how_it_is_done_there_and_nothing_of_mail(
    world, channel, name
):
    by = ChannelAccount.objects.create(channel=channel, slug="lapor", label="1708")
    report, _reporter = make_report(world)
    reaching.reach_at(report, "1234", by=by, at=timezone.now())
    contact = Contact.objects.get(account=by)
    page = Client(headers=HOST).get(f"/kabar/{token_for(contact.pk)}").text
    assert f"Kabar laporan Anda datang lewat {name}" in page
    assert "BACA" in page
    assert "Alamat Anda sudah terbukti" not in page


def test_a_chat_that_word_has_left_is_told_so_and_what_to_do(world):
    by = ChannelAccount.objects.create(channel="telegram", slug="lapor", label="1708")
    report, _reporter = make_report(world)
    reaching.reach_at(report, "1234", by=by, at=timezone.now())
    link = f"/kabar/{token_for(Contact.objects.get(account=by).pk)}"
    reaching.go_back(report)
    page = Client(headers=HOST).get(link).text
    assert "Kabar laporan itu tidak lagi datang lewat Telegram" in page
    assert "Bukan Anda yang meminta?" in page
    assert "Kabar laporan Anda datang lewat" not in page
