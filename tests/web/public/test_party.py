"""An outside party at its link: pasted or followed, kept by one browser, answered once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.outbox.asking import new_secret
from lapor.reports import consulting, triage
from lapor.reports.consulting import Asking
from lapor.reports.models import Draft, OutsideParty, PartyTrace
from lapor.reports.terms import Kind
from tests.factories import make_report
from tests.web.files import laid_in, sent
from tests.web.public.pages import browser

pytestmark = pytest.mark.django_db
WORDS = "Sudah-kami periksa kemarin."


@pytest.fixture
def asked(world):
    """Return the row of a party, and the secret of its link."""
    report, _ = make_report(world, at=timezone.now())
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    asks = Asking(name="RS-Contoh", question="Berapa-kamar yang kosong?", shows=("title",))
    party, link = consulting.invite(report, asks, actor=world.liaison)
    return party, link.rpartition("#")[2]


def opened(secret, client=None):
    client = client or browser()
    answer = client.post("/pihak", {"tautan": secret})
    assert answer.status_code == 302
    return client, answer.headers["Location"]


def test_reading_the_page_of_the_link_opens_nothing(asked):
    page = browser().get("/pihak")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "party.js" in page.text
    assert not PartyTrace.objects.exists()


@pytest.mark.parametrize("typed", ["https://lapor.example/pihak#{}", "  {} ", "#{}"])
def test_without_scripts_the_link_is_pasted_as_it_came(asked, typed):
    _, secret = asked
    client, here = opened(typed.format(secret))
    assert secret not in here
    assert "Berapa-kamar" in client.get(here).text


@pytest.mark.parametrize("typed", ["", "bukan tautan", "https://lapor.example/pihak#abc"])
def test_what_is_no_link_is_said_at_the_field(asked, typed):
    answer = browser().post("/pihak", {"tautan": typed})
    assert answer.status_code in (404, 422)
    assert 'id="tautan-e"' in answer.text


def test_an_unknown_link_is_like_no_link_and_is_not_tried_for_ever(asked):
    client = browser()
    for _n in range(30):
        assert client.post("/pihak", {"tautan": new_secret()}).status_code == 404
    assert client.post("/pihak", {"tautan": new_secret()}).status_code == 429


def test_the_browser_that_opens_it_first_keeps_it(asked):
    party, secret = asked
    first, here = opened(secret)
    second = browser()
    told = second.post("/pihak", {"tautan": secret})
    assert told.status_code == 403
    assert "sudah dibuka di peramban lain" in told.text
    assert party.agency.name in told.text
    assert "Berapa-kamar" not in told.text
    assert second.get(here).status_code == 403
    assert second.post(here, {"words": WORDS}).status_code == 403
    assert "Sudah-kami" in second.post(here, {"words": WORDS}).text, "nothing typed is lost"
    assert not Draft.objects.exists()
    _, again = opened(secret, first)
    assert again == here
    assert "Berapa-kamar" in first.get(here).text


def test_one_browser_keeps_two_links_apart(asked, world):
    party, secret = asked
    asks = Asking(name="PT-Lain", question="Soal-lain?")
    _, link = consulting.invite(party.report, asks, actor=world.liaison)
    client, here = opened(secret)
    _, there = opened(link, client)
    assert "Berapa-kamar" in client.get(here).text
    assert "Soal-lain" in client.get(there).text
    one, other = (bytes(row.browser or b"") for row in OutsideParty.objects.order_by("pk"))
    assert one != other, "no table tells that one person holds both"


def test_it_answers_once_and_a_second_click_changes_nothing(asked):
    _, secret = asked
    client, here = opened(secret)
    assert client.post(here, {"words": WORDS}).status_code == 302
    assert "sudah diterima" in client.get(here).text
    assert client.post(here, {"words": "Lagi-lagi."}).status_code == 409
    assert Draft.objects.get().words == WORDS


def test_an_empty_answer_or_a_file_that_is_none_is_said_at_its_field(asked):
    _, secret = asked
    client, here = opened(secret)
    empty = client.post(here, {"words": " ", "files": laid_in()})
    assert empty.status_code == 422
    assert 'href="#words"' in empty.text
    assert 'name="files"' in empty.text, "the file is still there"
    bad = client.post(here, {"words": WORDS, "upload": sent(b"", "x.jpg")})
    assert bad.status_code == 422
    assert WORDS in bad.text
    gone = client.post(here, {"words": WORDS, "files": "tidak-ada"})
    assert gone.status_code == 422
    assert 'href="#f-party-files"' in gone.text
    long = client.post(here, {"words": "a" * 5001})
    assert long.status_code == 422


def test_a_file_is_taken_out_before_it_is_sent(asked):
    _, secret = asked
    client, here = opened(secret)
    token = laid_in()
    page = client.post(here, {"words": WORDS, "files": token, "drop": token})
    assert page.status_code == 200
    assert token not in page.text
    assert WORDS in page.text


def test_after_its_time_it_says_so_to_who_opened_it_and_to_who_did_not(asked):
    _, secret = asked
    client, here = opened(secret)
    OutsideParty.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    late = client.get(here)
    assert late.status_code == 410
    assert "Waktu tautan ini sudah habis" in late.text
    assert "Berapa-kamar" not in late.text
    typed = client.post(here, {"words": WORDS})
    assert typed.status_code == 409
    assert WORDS in typed.text
    OutsideParty.objects.update(browser=None)
    fresh = browser().post("/pihak", {"tautan": secret}, follow=True)
    assert "Waktu tautan ini sudah habis" in fresh.text
    assert PartyTrace.objects.filter(what="late").exists()


def test_its_page_is_never_kept_by_a_browser_and_its_cookie_is_sent_nowhere_else(asked):
    _, secret = asked
    client, here = opened(secret)
    cookie = client.cookies["pihak"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/pihak", True, "Lax")
    assert secret not in cookie.value
    assert "no-store" in client.get(here).headers["Cache-Control"]


def test_somebody_elses_key_is_asked_for_its_link(asked):
    party, _ = asked
    assert browser().get(f"/pihak/{party.pk}").status_code == 403
    assert browser().get(f"/pihak/{party.pk + 999}").status_code == 403
