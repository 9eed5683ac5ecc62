"""Indonesian for everybody, English for who chooses it, and nothing lost on the way."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from lapor.agencies.models import Category
from lapor.agencies.rules import changed
from lapor.outbox.models import Message
from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome
from lapor.web import dates
from lapor.web.forms import DayField
from tests.factories import days, make_report
from tests.web.desk.officers import sign_in
from tests.web.public.pages import browser, filled

pytestmark = pytest.mark.django_db
PAGES = ("/", "/lapor", "/lacak", "/laporan/", "/instansi/", "/tentang/cara-kerja", "/desk/masuk")


def english(**kwargs: Any) -> Client:
    client = browser(**kwargs)
    client.cookies["bahasa"] = "en"
    return client


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_telephone_that_is_set_to_english_gets_indonesian(world, path):
    answer = browser().get(path, headers={"accept-language": "en-US,en;q=0.9"})
    assert '<html lang="id"' in text(answer)
    assert answer["Content-Language"] == "id"
    assert "bahasa" not in answer.cookies


@pytest.mark.parametrize("path", PAGES)
def test_who_chose_english_gets_it_on_every_page(world, path):
    answer = english().get(path)
    assert '<html lang="en"' in text(answer)
    assert answer["Content-Language"] == "en"
    assert "Cookie" in answer["Vary"], "no cache may mix the two"
    assert ">Bahasa Indonesia</button>" in text(answer)


def test_the_switch_keeps_the_choice_and_leads_back_to_the_same_page(world):
    client = browser()
    answer = client.post("/bahasa", {"bahasa": "en", "ke": "/laporan/?q=lampu"})
    assert (answer.status_code, answer["Location"]) == (302, "/laporan/?q=lampu")
    cookie = answer.cookies["bahasa"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert "Browse reports" in text(client.get("/laporan/"))
    client.post("/bahasa", {"bahasa": "id", "ke": "/"})
    assert "Jelajahi laporan" in text(client.get("/laporan/"))


@pytest.mark.parametrize(
    "typed",
    ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:x()", "", "x"],
)
def test_the_switch_never_leads_elsewhere(world, typed):
    assert browser().post("/bahasa", {"bahasa": "en", "ke": typed})["Location"] == "/"


@pytest.mark.parametrize("typed", ["de", "", "en\r\nSet-Cookie: x=y", "../../etc"])
def test_an_unknown_language_is_indonesian(world, typed):
    client = browser()
    assert client.post("/bahasa", {"bahasa": typed}).cookies["bahasa"].value == "id"
    client.cookies["bahasa"] = typed.partition("\r")[2].strip() or typed
    assert '<html lang="id"' in text(client.get("/"))


def test_choosing_takes_a_form_not_a_link(world):
    assert browser().get("/bahasa?bahasa=en").status_code == 405


def test_what_was_typed_into_the_report_stays_when_the_language_changes(world):
    client = browser()
    typed = filled(confidential="on", place="Tempat saya", who="named", name="Kenari")
    answer = client.post("/lapor", typed | {"bahasa": "en"})
    page = text(answer)
    assert '<html lang="en"' in page
    assert answer["Content-Language"] == "en"
    assert answer.cookies["bahasa"].value == "en"
    assert "Selokan depan sekolah mampet sejak Juli." in page
    assert 'value="Kenari"' in page
    assert 'value="02/03/2026"' in page
    assert 'name="confidential" checked' in page
    assert 'value="named" checked' in page
    assert f'name="client_key" value="{typed["client_key"]}"' in page
    assert not Report.objects.exists(), "nothing is sent by changing the language"


def test_enter_in_a_field_sends_the_report_and_does_not_change_the_language(world):
    """A browser presses the first button of the form."""
    page = text(browser().get("/lapor"))
    first = page[: page.index(' form="lapor"')].rindex("<button")
    assert "bahasa" not in page[first : page.index(">", first)]


def test_a_receipt_is_shown_again_in_the_other_language(world):
    client = browser()
    form = filled()
    receipt = text(client.post("/lapor", form))
    again = {"client_key": form["client_key"], "tanda_terima": "1", "bahasa": "en"}
    other = text(client.post("/lapor", again))
    assert "We have received your report" in other
    code = receipt.split("data-copy=")[2].split('"')[1]
    assert code in other
    assert Report.objects.count() == 1


def test_a_key_of_no_report_gets_the_form_and_no_receipt(world):
    again = {"client_key": filled()["client_key"], "tanda_terima": "1", "bahasa": "en"}
    assert "Make a report" in text(browser().post("/lapor", again))


def test_an_officers_choice_is_theirs_on_every_device(world):
    desk = sign_in(world.admin)
    assert '<html lang="id"' in text(desk.get("/desk/"))
    desk.post("/bahasa", {"bahasa": "en", "ke": "/desk/"})
    world.admin.user.refresh_from_db()
    assert world.admin.user.language == "en"
    del desk.cookies["bahasa"]
    page = desk.get("/desk/")
    assert '<html lang="en"' in text(page)
    assert page["Content-Language"] == "en"
    assert '<html lang="id"' in text(desk.get("/")), "as anybody else on the pages for everyone"


def test_the_switch_costs_a_stranger_no_statement(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        browser().post("/bahasa", {"bahasa": "en", "ke": "/"})


def test_a_fault_and_an_absent_page_speak_the_language_too(world):
    assert "Not found" in text(english().get("/laporan/ZZZZZZZZ"))
    answer = english().post("/lapor", filled(title=""))
    assert "Write a short title" in text(answer)


def test_the_letters_of_a_report_speak_the_language_it_was_made_in(world):
    english().post("/lapor", filled(address="kenari@example.org"))
    report = Report.objects.get()
    assert report.language == "en"
    told = Message.objects.filter(audience="reporter")
    assert {letter.language for letter in told} == {"en"}
    assert {letter.language for letter in Message.objects.exclude(audience="reporter")} <= {"id"}


def test_the_story_and_its_dates_are_told_in_english(world):
    report, _reporter = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=days(0.1))
    triage.assign(report, actor=world.admin, to=world.works, at=days(0.2))
    handling.follow_up(
        report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE, at=days(1)
    )
    desk = sign_in(world.admin)
    desk.post("/bahasa", {"bahasa": "en", "ke": "/desk/"})
    page = text(desk.get(f"/desk/laporan/{report.number}"))
    assert "checked this report" in page
    assert "Dealt with" in page
    assert "memeriksa laporan ini" not in page


@pytest.mark.parametrize(
    ("language", "long", "short", "hour", "number"),
    [
        ("id", "Senin, 31 Agustus 2020", "Sen 31 Agu 2020", "14.30 WITA", "1.234"),
        ("en", "Monday, 31 August 2020", "Mon 31 Aug 2020", "14:30 WITA", "1,234"),
    ],
)
def test_days_hours_and_numbers_follow_the_language_and_hours_name_their_zone(
    language, long, short, hour, number
):
    moment = datetime(2020, 8, 31, 6, 30, tzinfo=UTC)
    with translation.override(language):
        assert dates.long_date(moment, "WITA") == long
        assert dates.short_date(moment, "WITA") == short
        assert dates.clock_time(moment, "WITA") == hour
        assert dates.number(1234) == number


@pytest.mark.parametrize(
    "typed", ["31 Agustus 2020", "31 August 2020", "31 agu 2020", "31 Aug 2020", "31/08/2020"]
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_day_may_be_typed_as_either_language_writes_it(language, typed):
    with translation.override(language):
        assert DayField().clean(typed) == date(2020, 8, 31)


def test_an_administrators_own_words_have_no_english_and_stay_as_they_are(world):
    Category.objects.create(name="Banjir Rob", slug="banjir-rob", order=1)
    Category.objects.create(name="Kesehatan", slug="kesehatan", order=2)
    changed()
    page = text(english().get("/lapor"))
    assert ">Banjir Rob</option>" in page
    assert ">Health</option>" in page


def test_what_is_kept_for_officers_stays_in_their_language(world):
    typed = {"agency": "Kantor Entah", "agency_for": "Kantor Entah", "agency_pick": "none"}
    english().post("/lapor", filled(**typed))
    assert "Instansi yang dituju pelapor: Kantor Entah." in Report.objects.get().body
