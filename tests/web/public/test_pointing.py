"""The point of a report on its pages: typed or pasted, on the receipt, the thread and for all."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from lapor.kit.points import Pin
from lapor.reports import triage
from lapor.reports.models import PublishedReport, Report
from lapor.reports.publication import publish, refresh
from lapor.reports.terms import Kind
from tests.factories import make_report
from tests.reports.test_similar import AGAIN, FLOOD
from tests.web.desk.cases import page_of
from tests.web.desk.cases import send as act
from tests.web.desk.officers import HOST, sign_in
from tests.web.public.pages import browser, filled, make_published
from tests.web.public.test_alike import typed
from tests.web.public.threads import opened, send

pytestmark = pytest.mark.django_db
EXACT, ROUGH = "-6.12367, 106.15432", "-6.124, 106.154"
NAMED = {"who": "named", "name": "Budi"}
PIN = Pin(-6.12367, 106.15432, 20)
OF_DEVICE = {
    "latitude": "-6.12367",
    "longitude": "106.15432",
    "point_for": "-6.12367 106.15432",
    "point_from": "device",
    "accuracy": "20",
}


def sent(**fields):
    return browser().post("/lapor", filled(**fields))


def stored():
    made = Report.objects.get()
    return made.latitude, made.longitude, made.accuracy


@pytest.mark.parametrize(
    "typed_point",
    [
        {"latitude": "-6.12367", "longitude": "106.15432"},
        {"latitude": "-6.12367, 106.15432"},
        {"latitude": "https://www.google.com/maps/@-6.12367,106.15432,17z"},
    ],
)
def test_two_numbers_a_pair_or_a_link_are_taken_without_scripts(world, typed_point):
    assert sent(**NAMED, **typed_point).status_code == 200
    assert stored() == (-6.12367, 106.15432, None)


def test_what_a_device_says_is_kept_with_how_sure_it_is(world):
    page = sent(**NAMED, **OF_DEVICE)
    assert stored() == (-6.12367, 106.15432, 20)
    assert f'<a class="code" href="geo:-6.12367,106.15432;u=20">{EXACT}</a>' in page.text
    assert "kira-kira 20 m" in page.text


@pytest.mark.parametrize(
    "changed",
    [{"latitude": "-6.13"}, {"point_from": "elsewhere"}, {"accuracy": "-5"}, {"accuracy": "9" * 9}],
)
def test_how_sure_it_is_belongs_to_the_numbers_it_was_said_of(world, changed):
    assert sent(**NAMED, **(OF_DEVICE | changed)).status_code == 200
    assert stored()[2] is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"latitude": "dekat pasar"}, "tidak terbaca sebagai koordinat"),
        ({"latitude": "-6.12"}, "tidak terbaca sebagai koordinat"),
        ({"longitude": "106.15"}, "tidak terbaca sebagai koordinat"),
        ({"latitude": "https://maps.app.goo.gl/AbCdEf"}, "Tautan pendek"),
        ({"latitude": "48.85, 2.35"}, "di luar Indonesia"),
        ({"latitude": "-6.1" + "2" * 600}, "Paling banyak"),
    ],
)
def test_what_is_no_point_is_said_at_the_field_and_nothing_is_lost(world, fields, says):
    page = sent(**fields)
    assert page.status_code == 422
    assert says in page.text
    assert 'href="#f-latitude"' in page.text
    assert "Selokan depan sekolah" in page.text
    assert not Report.objects.exists()
    fold = re.search(r"<details class=\"fold small\"( open)?>", page.text)
    assert fold
    assert fold[1], "the fields with the fault are unfolded"


def test_a_form_that_comes_back_still_says_from_where_the_point_is(world):
    of_photo = OF_DEVICE | {"point_from": "photo"}
    page = sent(**of_photo, title="").text
    assert "Titik dari foto, kira-kira 20 m" in page
    for name, value in of_photo.items():
        assert f'name="{name}"' in page
        assert f'value="{value}"' in page


def test_who_hides_reads_that_offices_see_it_rounded(world):
    page = sent(**OF_DEVICE).text
    assert EXACT not in page
    assert f"{ROUGH}</a>" in page
    assert "dibulatkan, kira-kira 110 m" in page
    assert stored() == (-6.124, 106.154, 110)


def test_the_same_form_again_has_the_same_receipt_and_another_point_is_given_back(world):
    form = filled(**OF_DEVICE)
    first, again = (browser().post("/lapor", form) for _ in range(2))
    assert "Tulisan Anda yang terakhir berbeda" not in first.text + again.text
    moved = browser().post("/lapor", form | {"latitude": "-6.2", "longitude": "106.2"})
    assert "Tulisan Anda yang terakhir berbeda" in moved.text


def test_the_form_alone_may_ask_where_the_device_is(world):
    for path in ("/", "/lacak", "/laporan/", "/desk/masuk"):
        assert "geolocation=()" in browser().get(path).headers["Permissions-Policy"]
    for answer in (browser().get("/lapor"), sent(title="")):
        policy = answer.headers["Permissions-Policy"]
        assert "geolocation=(self)" in policy
        assert "camera=()" in policy
    assert "geolocation=()" in sent().headers["Permissions-Policy"], "the receipt may not"


def test_a_report_near_the_point_is_shown_while_it_is_written_and_asked_about(world):
    flood, _ = make_published(world, title="Banjir pasar", body=FLOOD, pin=PIN)
    here = {"place": "", "latitude": "-6.1240, 106.1550"}
    shown = browser().post("/lapor/serupa", typed(**here)).text
    assert flood.number in shown
    assert "di sekitar sini" in shown
    for elsewhere in ("-6.2, 106.15", "tidak tahu", "48, 2"):
        nothing = browser().post("/lapor/serupa", typed(place="", latitude=elsewhere))
        assert flood.number not in nothing.text
    asked = browser().post("/lapor", typed(**here))
    assert asked.status_code == 422
    assert "Mungkin masalah ini sudah dilaporkan" in asked.text
    assert AGAIN in asked.text


def test_its_reporter_sees_it_on_the_thread_and_takes_it_back_once(world):
    client, report, _key = opened(world, **NAMED, **OF_DEVICE)
    page = client.get("/lacak/percakapan").text
    assert EXACT in page
    assert "kira-kira 20 m" in page
    assert 'name="move" value="unpin"' in page
    stale = {"move": "unpin", "number": report.number, "seen": str(report.events.latest("pk").pk)}
    done = client.post("/lacak/percakapan", stale, follow=True).text
    assert "Titiknya sudah dihapus" in done
    assert "Pelapor menghapus titik laporan" in done
    assert EXACT not in done
    assert 'value="unpin"' not in done
    assert stored() == (None, None, None)
    assert client.post("/lacak/percakapan", stale).status_code == 409
    assert send(client, {"move": "unpin"}).status_code == 409


def test_a_report_without_a_point_offers_nothing_to_take_back(world):
    client, _report, _key = opened(world)
    assert 'value="unpin"' not in client.get("/lacak/percakapan").text


def test_the_office_reads_it_with_a_link_for_maps_and_everybody_rounded(world):
    report, _ = make_published(world, pin=PIN)
    page = sign_in(world.admin).get(page_of(report)).text
    assert 'href="geo:-6.12367,106.15432;u=20"' in page
    assert f'data-copy="{EXACT}"' in page
    public = Client(headers=HOST).get(f"/laporan/{report.number}").text
    assert EXACT not in public
    assert f"{ROUGH}</a>" in public
    assert "dibulatkan, kira-kira 110 m" in public


def test_the_verifier_hides_it_from_everybody_on_either_form(world):
    admin = sign_in(world.admin)
    report, _ = make_report(world, at=timezone.now(), pin=PIN)
    assert 'name="hide_point">' in admin.get(page_of(report)).text
    verified = {"kind": Kind.COMPLAINT, "public_title": "Lampu", "publish": "on"}
    assert act(admin, report, "verify", hide_point="on", **verified).status_code == 302
    refresh(str(report.pk))
    assert PublishedReport.objects.get().latitude is None
    page = admin.get(page_of(report)).text
    assert 'name="hide_point" checked' in page
    assert "Tidak tampil untuk umum" in page
    assert EXACT in page, "the office still reads it"
    assert act(admin, report, "redact", do="publish", public_title="Lampu").status_code == 302
    refresh(str(report.pk))
    assert PublishedReport.objects.get().latitude == round(PIN.latitude, 3)


def test_without_a_point_the_verifier_is_asked_nothing_about_one(world):
    report, _ = make_report(world, at=timezone.now())
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    publish(report, actor=world.admin, title="Lampu")
    assert "hide_point" not in sign_in(world.admin).get(page_of(report)).text
