"""Handing on by the system: off by default, watched first, shown right, stopped when it errs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies.models import AutomaticRouting, Change, Role
from lapor.outbox.models import Message
from lapor.project import tasks
from lapor.reports import automatic, handling, suggested, triage
from lapor.reports.models import Report, RoutingModel, Suggestion
from lapor.reports.terms import Kind, Outcome, Refused
from lapor.reports.weighing import standing
from tests.atlas import rule
from tests.factories import make_officer
from tests.reports.automatics import a_history, a_model, a_new, a_report, switched, watched
from tests.web.desk.officers import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
HOME = "/desk/aturan/otomatis/"


@pytest.fixture
def schools(atlas):
    return atlas["schools"]


@pytest.fixture
def city(world, schools):
    """A city that has history, a model, and officers who agreed with it for forty days."""
    a_model(world.city, timezone.now() - timedelta(days=1))
    a_history(world, schools)
    switched(world, ("watching", 40))
    watched(world, schools, schools, 60)
    return world.city


def newest():
    return AutomaticRouting.objects.latest("pk")


def ask(actor, state, why="Keputusan 12/2026", **fields):
    client = sign_in(actor)
    page = f"{HOME}{actor.agency.pk}"
    seen = client.get(page).text.partition('name="seen" value="')[2].partition('"')[0]
    told = {"state": state, "why": why, "seen": seen, "do": "save"} | fields
    return client.post(page, told, follow=True)


def test_it_is_off_and_says_what_is_missing(world):
    text = sign_in(world.admin).get(HOME).text
    assert "Mati" in text
    assert "Belum cukup laporan selesai untuk dipelajari" in text
    assert "0 laporan; belum cukup" in text
    answer = ask(world.admin, "on")
    assert answer.status_code == 422
    assert "Belum cukup laporan selesai" in answer.text
    assert not AutomaticRouting.objects.exists()


def test_watching_keeps_what_it_would_do_beside_what_the_officer_does(world, schools):
    a_model(world.city, timezone.now())
    assert "Tersimpan" in ask(world.admin, "watching").text
    report = a_new(world)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert (report.status, report.holder) == ("received", world.city)
    row = report.suggestions.get()
    assert (row.automatic, row.offices[0]["agency"], row.chosen) == ("would", schools.pk, None)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    assert report.suggestions.get().chosen == world.works


@pytest.mark.parametrize("missing", ["history", "days", "officers", "model"])
def test_it_cannot_be_switched_on_before_it_has_shown_that_it_may(world, city, schools, missing):
    if missing == "history":
        Report.objects.filter(number="H0000001").update(status="archived", turn="appeal")
    elif missing == "days":
        switched(world, ("off", 6), ("watching", 5))
    elif missing == "officers":
        watched(world, schools, world.works, 20)
    else:
        RoutingModel.objects.update(state="retired")
        a_model(world.city, timezone.now(), threshold=None)
    assert ask(world.admin, "on").status_code == 422
    assert newest().state == "watching"


def test_it_is_switched_on_with_the_numbers_in_words(world, city):
    text = sign_in(world.admin).get(HOME).text
    assert "Sudah dapat dinyalakan" in text
    assert "60 dari 60 sama dengan pilihan sistem" in text
    assert "paling sedikit 97% tepat, perlu 95%" in text
    answer = ask(world.admin, "on")
    assert "Tersimpan" in answer.text
    assert newest().state == "on"
    assert Change.objects.filter(topic="automatic").count() == 1


def test_what_is_sure_and_plain_is_handed_on_and_told(world, city, schools):
    switched(world, ("on", 1))
    report = a_new(world)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert (report.status, report.holder, report.verified) == ("assigned", schools, True)
    assert report.events.get(move="direct").role == "system"
    assert report.suggestions.get().automatic == "done"
    letters = set(Message.objects.values_list("template", flat=True))
    assert {"direct/holder", "direct/reporter"} <= letters
    text = sign_in(world.admin).get(f"/desk/laporan/{report.number}").text
    assert "Diteruskan otomatis ke Dinas Pendidikan" in text
    assert "Tarik kembali" in text
    other = a_report(world, title="Halo", body="Tolong diperhatikan ya.")
    below = sign_in(world.admin).get("/desk/", {"lihat": "bawah", "otomatis": "1"}).text
    assert report.number in below
    assert other.number not in below
    why = sign_in(world.admin).get(f"/desk/laporan/{report.number}/mengapa").text
    assert "Sistem meneruskannya ke Dinas Pendidikan, sebelum petugas membacanya." in why
    assert "<mark>sekolah</mark>" in why.lower()
    assert not automatic.run(timezone.now())["done"], "run twice it acts once"


def test_one_press_takes_it_back_and_the_machine_keeps_away(world, city, schools):
    switched(world, ("on", 1))
    report = a_new(world)
    automatic.run(timezone.now())
    client = sign_in(world.admin)
    page = client.get(f"/desk/laporan/{report.number}").text
    seen = page.partition("/take_back")[2].partition('name="seen" value="')[2].partition('"')[0]
    there = f"/desk/laporan/{report.number}/take_back"
    assert "ditarik kembali" in client.post(there, {"seen": seen}, follow=True).text
    report.refresh_from_db()
    assert (report.status, report.holder, report.verified) == ("received", world.city, False)
    assert report.turn == "verify"
    assert client.post(there, {"seen": seen}).status_code == 409, "pressed twice, it acts once"
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert report.status == "received"
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    assert report.holder == world.works


def test_whoever_works_on_it_has_it_for_good(world, city, schools):
    switched(world, ("on", 1))
    report = a_new(world)
    automatic.run(timezone.now())
    report.refresh_from_db()
    triage.assign(report, actor=world.admin, to=world.works)
    with pytest.raises(Refused):
        automatic.take_back(report, actor=world.admin)


@pytest.mark.parametrize(
    "fields",
    [
        {"confidential": True},
        {"anonymous": True},
        {"body": "Murid sekolah ini diminta pungutan liar."},
        {"body": "Murid di sekolah kebakaran sekarang."},
        {"body": "Murid sekolah diancam karena melapor."},
        {"body": "Kepala sekolah mengusir murid sekolah."},
        {"body": "Murid sekolah dimarahi Bapak Slamet Raharjo kemarin."},
        {"title": "Halo", "body": "Tolong diperhatikan ya."},
        {"title": "Sekolah aspal", "body": "Murid jalan."},
    ],
    ids=["secret", "anonymous", "money", "danger", "threat", "official", "name", "vague", "unsure"],
)
def test_what_only_people_judge_waits_for_them(world, city, fields):
    switched(world, ("on", 1))
    report = a_new(world, **fields)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert (report.status, report.holder) == ("received", world.city)
    assert report.suggestions.get().automatic == ""


def test_never_where_somebody_is_complained_of(world, city, schools):
    switched(world, ("on", 1))
    for subjects in ((schools,), (world.works,)):
        report = a_new(world, subjects=subjects)
        automatic.run(timezone.now())
        report.refresh_from_db()
        assert report.status == "received"


def test_what_a_rule_proposes_for_the_inspectorate_waits(world, city, schools):
    rule(world.city, words_any=["murid"], oversight=True)
    switched(world, ("on", 1))
    report = a_new(world)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert report.status == "received"


def test_a_rule_acts_only_once_officers_have_agreed_with_it(world, city):
    made = rule(world.city, words_any=["selasar"], to=world.works)
    switched(world, ("on", 1))
    first = a_new(world, title="Selasar gelap", body="Selasar pasar gelap sekali.")
    automatic.run(timezone.now())
    assert first.suggestions.get().automatic == "would"
    watched(world, world.works, world.works, 40, by="rule", rule=made)
    second = a_new(world, title="Selasar gelap", body="Selasar pasar gelap sekali.")
    automatic.run(timezone.now())
    second.refresh_from_db()
    assert second.holder == world.works


def test_another_institution_is_not_touched(world, city):
    switched(world, ("on", 1))
    report = a_new(world, requested_agency=world.other)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert report.status == "received"


def test_one_in_twenty_is_decided_without_seeing_the_suggestion(world, city, schools):
    switched(world, ("on", 1))
    reports = [a_report(world) for _number in range(120)]
    automatic.run(timezone.now())
    left = [report for report in reports if report.pk.int % automatic.ONE_IN == 0]
    assert Suggestion.objects.filter(automatic="done").count() == len(reports) - len(left)
    for report in left:
        row = report.suggestions.get()
        assert (row.automatic, row.shown_to) == ("blind", "nobody")
        text = sign_in(world.admin).get(f"/desk/laporan/{report.number}/saran").text
        assert "tanpa saran" in text
        assert report.suggestions.count() == 1
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=schools)
        assert report.suggestions.get().chosen == schools


def test_each_night_it_stops_where_officers_no_longer_agree_and_writes(world, city, schools):
    switched(world, ("on", 1))
    tasks.weigh_suggestions(0)
    assert newest().state == "on"
    watched(world, schools, world.works, 12, ago=2, automatic="done")
    tasks.weigh_suggestions(0)
    row = newest()
    assert (row.state, row.entered_by) == ("off", None)
    letter = Message.objects.get(template="automatic_off/holder")
    assert letter.agency_id == world.city.pk
    tasks.weigh_suggestions(0)
    assert Message.objects.filter(template="automatic_off/holder").count() == 1
    text = sign_in(world.admin).get(HOME).text
    assert "petugas terlalu sering memilih unit lain" in text
    report = a_new(world)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert report.status == "received"


def test_what_was_taken_back_or_passed_on_counts_against_it(world, city, schools):
    switched(world, ("on", 1))
    kept, back, passed = (a_new(world) for _number in range(3))
    automatic.run(timezone.now())
    for report in (kept, back, passed):
        report.refresh_from_db()
    automatic.take_back(back, actor=world.admin)
    liaison = make_officer(Role.LIAISON, schools)
    triage.decline(passed, actor=liaison, reason="other_office", words="Bukan kami.")
    handling.follow_up(kept, actor=liaison, words="Sudah dibersihkan.", outcome=Outcome.DONE)
    week = standing(world.city, timezone.now()).lately
    assert (week.assigned, week.right) == (3, 1)


def test_only_who_governs_the_institution_switches_it(world, city):
    page = f"{HOME}{world.city.pk}"
    assert sign_in(world.stranger).get(page).status_code == 404
    assert sign_in(world.liaison).get(page).status_code == 404
    assert sign_in(world.liaison).get(HOME).status_code == 404
    text = sign_in(world.national).get(HOME).text
    assert "Hanya mengamati" in text
    assert sign_in(world.national).get(page).status_code == 200


def test_a_suggestion_that_an_officer_saw_first_is_left_to_them(world, city):
    switched(world, ("on", 1))
    report = a_new(world)
    suggested.suggestion_for(report)
    automatic.run(timezone.now())
    report.refresh_from_db()
    assert report.status == "received"
