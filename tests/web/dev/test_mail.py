"""The mail of a demo can be read; anywhere else there is no such page."""

import pytest
from django.core.mail import EmailMessage, get_connection
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from lapor.web.dev import mail

REQUEST = RequestFactory(headers={"host": "localhost"}).get("/dev/mail")


@pytest.fixture
def demo(settings, tmp_path):
    """Mount the pages as LAPOR_DEMO=1 does, and a mailbox of our own."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.ROOT_URLCONF = "tests.web.dev.urls"
    return get_connection("lapor.project.mailbox.Mailbox")


def post(box, subject="Kabar laporan", body="Isi.", to="budi@example.org"):
    box.send_messages([EmailMessage(subject, body, to=[to])])


def test_outside_a_demo_there_is_no_such_page():
    with pytest.raises(Resolver404):
        resolve("/dev/mail")


def test_the_newest_mail_stands_first(client, demo):
    assert "Belum ada surel" in client.get("/dev/mail", headers={"host": "localhost"}).text
    post(demo, "Pertama")
    post(demo, "Kedua")
    page = client.get("/dev/mail", headers={"host": "localhost"}).text
    assert page.index("Kedua") < page.index("Pertama")
    assert "budi@example.org" in page


def test_a_mail_is_read_with_its_links(client, demo, settings):
    post(demo, body="Baris satu <b>\n\nBuka http://localhost:8000/kabar/abc.DEF-1 dulu – ya.")
    [path] = settings.MAIL_FOLDER.iterdir()
    page = client.get(f"/dev/mail/{path.stem}", headers={"host": "localhost"}).text
    assert 'href="http://localhost:8000/kabar/abc.DEF-1"' in page
    assert "&lt;b&gt;" in page
    assert "dulu – ya." in page


def test_no_other_file_can_be_read(demo, settings):
    post(demo)
    (settings.MAIL_FOLDER.parent / "x.eml").write_text("Subject: no\n\n")
    for name in ("x", "nothing"):
        with pytest.raises(Http404):
            mail.mail(REQUEST, name)
