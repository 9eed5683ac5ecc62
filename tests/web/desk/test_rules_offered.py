"""Standard texts on the case page: offered where they fit, filled, and taken without scripts."""

import pytest
from django.urls import reverse

from lapor.agencies.models import StandardText
from lapor.reports import triage
from lapor.reports.terms import Kind
from tests.factories import make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
BODY = "Laporan {number} dari {office} dijawab paling lambat {due} tentang {…}."


def assigned(world):
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, category=world.category)
    triage.assign(report, actor=world.admin, to=world.works)
    return report


def add_text(title, **fields):
    return StandardText.objects.create(title=title, **{"body": BODY, "move": "follow_up"} | fields)


def test_a_text_is_offered_where_it_fits_and_nowhere_else(world):
    report = assigned(world)
    add_text("Milik kota", agency=world.city)
    add_text("Nasional")
    add_text("Kategori lain", category=type(world.category).objects.create(name="Air", slug="air"))
    add_text("Kota lain", agency=world.other)
    add_text("Saat lain", status="closed")
    add_text("Tidak dipakai", active=False)
    page = sign_in(world.liaison).get(reverse("desk-case", args=[report.number])).text
    for title in ("Milik kota", "Nasional"):
        assert f">{title}</option>" in page
    for title in ("Kategori lain", "Kota lain", "Saat lain", "Tidak dipakai"):
        assert title not in page
    assert page.index("Milik kota") < page.index("Nasional"), "the nearest office comes first"
    assert f"Laporan {report.number[:4]}-{report.number[4:]} dari Dinas Pekerjaan Umum" in page
    assert "tentang {…}" in page


def test_without_scripts_the_text_joins_what_was_typed_and_nothing_is_sent(world):
    report = assigned(world)
    text = add_text("Nasional")
    told = {
        "seen": 0,
        "words": "Selamat pagi.",
        "outcome": "planned",
        "do": "text",
        "text": text.pk,
    }
    events = report.events.count()
    where = reverse("desk-act", args=[report.number, "follow_up"])
    page = sign_in(world.liaison).post(where, told)
    assert page.status_code == 200
    assert "Selamat pagi.\n\nLaporan " in page.text
    assert 'value="planned" checked' in page.text
    assert "Galat" not in page.text
    assert report.events.count() == events
    strange = sign_in(world.liaison).post(where, told | {"text": "999999"})
    assert "Selamat pagi." in strange.text


def test_what_waits_to_be_written_by_hand_is_not_sent(world):
    report = assigned(world)
    officer, where = sign_in(world.liaison), reverse("desk-act", args=[report.number, "follow_up"])
    seen = report.events.latest("pk").pk
    told = {"seen": seen, "words": "Sudah diperbaiki pada {…}.", "outcome": "done"}
    answer = officer.post(where, told)
    assert answer.status_code == 422
    assert "Isi dulu bagian {…}" in answer.text
    assert "Sudah diperbaiki pada {…}." in answer.text
    sent = officer.post(where, told | {"words": "Sudah diperbaiki pada 5 Maret."})
    assert sent.status_code == 302


def test_many_texts_cost_one_statement(world, django_assert_max_num_queries):
    report = assigned(world)
    officer, where = sign_in(world.liaison), reverse("desk-case", args=[report.number])
    officer.get(where)
    with django_assert_max_num_queries(60) as none:
        officer.get(where)
    for n in range(20):
        add_text(f"T {n}", agency=world.city)
    with django_assert_max_num_queries(len(none)):
        officer.get(where)
