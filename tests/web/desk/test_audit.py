"""The audit: whose it is, what it never tells, filters, pages, and the table taken along."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.accounts.models import SignIn
from lapor.accounts.second_factor import LATELY
from lapor.agencies import governing, rulebook_dates
from lapor.agencies.models import Change, Delegation, Post, Role, Tenure
from lapor.reports.models import Opening, Stake
from lapor.reports.terms import Audience
from lapor.web.desk.audit import PAGE, safe
from tests.factories import make_officer, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
AUDIT, EXPORT = "/desk/audit", "/desk/audit/unduh"
OFFICERS = ("national", "admin", "liaison", "handler", "lurah", "overseer", "stranger")


def opened(report, actor, audience=Audience.HOLDER):
    return Opening.objects.create(
        report=report,
        user=actor.user,
        post=actor.post,
        agency=actor.agency,
        role=actor.role,
        audience=audience,
        at=timezone.now(),
    )


def add_holiday(actor, name="Hari Jadi Kota", day=date(2030, 8, 10)):
    return rulebook_dates.set_holiday(
        None,
        day=day,
        name=name,
        kind="local",
        agency_id=actor.agency.pk,
        actor=actor,
        why="SK",
        seen=0,
    )


def shown(actor, name, **asked):
    return sign_in(actor).get(AUDIT, {"daftar": name} | asked).text


@pytest.mark.parametrize("who", OFFICERS)
def test_who_may_read_the_audit(world, who):
    officer = sign_in(getattr(world, who))
    reads = who in ("national", "admin", "stranger", "overseer")
    assert officer.get(AUDIT).status_code == (200 if reads else 404)
    assert officer.post(EXPORT, {"why": "periksa"}).status_code == (200 if reads else 404)


def test_a_stranger_is_led_to_the_sign_in(world, client):
    assert client.get(AUDIT, headers={"host": "localhost"}).status_code == 302
    assert client.post(EXPORT, headers={"host": "localhost"}).status_code in (302, 403)


def test_changes_are_of_the_own_tree_and_the_nations(world):
    add_holiday(world.admin)
    add_holiday(world.stranger, "Hari Jadi Cilegon")
    assert "Hari Jadi Kota" in shown(world.admin, "perubahan")
    assert "Hari Jadi Cilegon" not in shown(world.admin, "perubahan")
    both = shown(world.national, "perubahan")
    assert "Hari Jadi Kota" in both
    assert "Hari Jadi Cilegon" in both
    assert world.admin.post.title in both
    assert "Hari Jadi Kota" not in shown(world.national, "perubahan", topik="policy")


def test_the_nations_posts_and_downloads_are_no_business_of_an_institution(world):
    same = {"row": "1", "actor": world.national, "before": None, "after": {"name": "x"}}
    governing.record(Change.Topic.POST, label="Jabatan nasional", **same)
    governing.record(Change.Topic.EXPORT, label="Unduhan nasional", **same)
    governing.record(Change.Topic.CATEGORY, label="Kategori nasional", **same)
    page = shown(world.admin, "perubahan")
    assert "Jabatan nasional" not in page
    assert "Unduhan nasional" not in page
    assert "Kategori nasional" in page


def test_an_admin_never_learns_that_somebody_watches(world):
    report, _ = make_report(world)
    watcher = make_officer(Role.OVERSEER, world.inspectorate, "Pengawas Sunyi")
    opened(report, world.liaison)
    opened(report, watcher, Audience.OVERSEER)
    opened(report, watcher, Audience.PROTECTOR)
    page = shown(world.admin, "pembukaan")
    assert "liaison" in page
    assert "Pengawas Sunyi" not in page
    assert "Pengawas Sunyi" in shown(world.national, "pembukaan")


def test_an_overseer_reads_whom_it_watches_and_itself_and_no_other_overseer(world):
    report, _ = make_report(world)
    second = make_officer(Role.OVERSEER, world.inspectorate, "Pengawas Kedua")
    for actor, audience in (
        (world.liaison, Audience.HOLDER),
        (world.overseer, Audience.OVERSEER),
        (second, Audience.OVERSEER),
        (world.stranger, Audience.ABOVE),
    ):
        opened(report, actor, audience)
    page = shown(world.overseer, "pembukaan")
    assert "liaison" in page
    assert "overseer" in page
    assert "Pengawas Kedua" not in page
    assert "stranger" not in page
    assert "daftar=langkah" not in page


def test_what_is_confidential_or_accuses_the_own_line_is_not_in_the_audit(world):
    secret, _ = make_report(world, confidential=True)
    secret_elsewhere, _ = make_report(world, confidential=True, requested_agency=world.other)
    accusing, _ = make_report(world)
    for report in (secret_elsewhere, accusing):
        opened(report, world.liaison)
    Stake.objects.create(
        report=accusing, agency=world.city, why=Stake.Why.SUBJECT, since=timezone.now()
    )
    page = shown(world.admin, "pembukaan")
    assert secret_elsewhere.number[:4] not in page
    assert accusing.number[:4] not in page
    opened(secret, world.admin)
    assert secret.number[:4] in shown(world.admin, "pembukaan"), "held by the admin's own office"


def test_steps_and_sign_ins_are_listed_for_the_own_tree(world):
    report, _ = make_report(world)
    sign_in(world.admin)
    for actor in (world.liaison, world.stranger, world.overseer):
        SignIn.objects.create(user=actor.user)
    page = shown(world.admin, "masuk")
    assert "liaison" in page
    assert "stranger" not in page
    assert "overseer" not in page, "nobody learns from here when somebody watches"
    assert "stranger" in shown(world.national, "masuk")
    assert shown(world.admin, "langkah").count(report.number[:4]) == 0, "the reporter's is none"


def sit(person, post, **when):
    return Tenure.objects.create(post=post, person=person.user, **when)


def came_in(person, at):
    return SignIn.objects.create(user=person.user, at=at)


def test_a_seat_for_an_overseer_does_not_tell_when_the_overseer_came_in(world):
    now = timezone.now()
    desk = Post.objects.create(agency=world.kelurahan, role=Role.HANDLER, title="Umum")
    came_in(world.overseer, now)
    assert "overseer" not in shown(world.admin, "masuk")
    sit(world.overseer, desk, since=now - timedelta(days=1))
    assert "overseer" not in shown(world.admin, "masuk")
    assert "overseer" not in shown(world.admin, "masuk", jabatan="Umum")
    assert "overseer" in shown(world.national, "masuk", jabatan="Umum")


def test_who_stands_in_for_an_overseer_is_not_told_of_either(world):
    now = timezone.now()
    Delegation.objects.create(
        post=world.overseer.post,
        person=world.liaison.user,
        since=now - timedelta(days=3),
        until=now - timedelta(days=1),
        why="Cuti",
        made_by=world.national.user,
    )
    came_in(world.liaison, now - timedelta(days=2))
    assert "liaison" not in shown(world.admin, "masuk")
    came_in(world.liaison, now)
    assert "liaison" in shown(world.admin, "masuk"), "now that it is over"


def test_only_what_somebody_did_while_they_sat_here_is_told(world):
    now = timezone.now()
    desk = Post.objects.create(agency=world.kelurahan, role=Role.HANDLER, title="Umum")
    came_in(world.stranger, now - timedelta(days=9))
    sit(world.stranger, desk, since=now + timedelta(days=400), until=now + timedelta(days=401))
    assert "stranger" not in shown(world.admin, "masuk")
    later = make_officer(Role.HANDLER, world.other, "pindahan")
    seat = sit(later, desk, since=now - timedelta(days=5), until=now - timedelta(days=1))
    came_in(later, now - timedelta(days=9))
    came_in(later, now)
    assert "pindahan" not in shown(world.admin, "masuk"), "neither before nor after"
    came_in(later, seat.since + timedelta(days=1))
    assert "pindahan" in shown(world.admin, "masuk"), "also after they left"


def test_an_overseers_table_is_no_news_to_who_is_watched(world):
    report, _ = make_report(world)
    opened(report, world.liaison)
    asked = {
        "daftar": "pembukaan",
        "why": "Dugaan balas dendam",
        "orang": "liaison",
        "nomor": f"{report.number[:4]}-{report.number[4:]}",
    }
    assert sign_in(world.overseer).post(EXPORT, asked).status_code == 200
    kept = Change.objects.get(topic="export")
    assert kept.after == {"orang": "liaison"}, "of which report the audit does not say"
    inside = make_officer(Role.AGENCY_ADMIN, world.inspectorate)
    for actor in (world.admin, inside):
        page = shown(actor, "perubahan")
        assert "Dugaan balas dendam" not in page
        assert "Unduhan audit:" not in page
    assert "Dugaan balas dendam" in shown(world.national, "perubahan")
    assert kept in governing.changes_seen_by(world.overseer)
    assert kept not in governing.changes_seen_by(world.admin)


def test_filters_narrow_and_what_cannot_be_read_is_said(world):
    report, _ = make_report(world)
    other, _ = make_report(world)
    opened(report, world.liaison)
    opened(other, world.handler)
    number = {"nomor": f"{report.number[:4]}-{report.number[4:]}"}
    page = shown(world.admin, "pembukaan", **number)
    assert report.number[:4] in page
    assert other.number[:4] not in page.replace(number["nomor"], "")
    assert "liaison" not in shown(world.admin, "pembukaan", orang="handler")
    assert "Tidak ada catatan" in shown(world.admin, "pembukaan", sampai="2020-01-01")
    bad = sign_in(world.admin).get(AUDIT, {"daftar": "pembukaan", "sejak": "kemarin dulu"})
    assert bad.status_code == 422
    assert "Tulis tanggal" in bad.text
    assert report.number[:4] not in bad.text
    strange = sign_in(world.admin).get(AUDIT, {"daftar": "pembukaan", "unit": "takadaunitnya"})
    assert strange.status_code == 422


def test_pages_go_on_by_the_key_and_cost_the_same(world, django_assert_max_num_queries):
    report, _ = make_report(world)
    for _n in range(PAGE + 5):
        opened(report, world.liaison)
    officer = sign_in(world.admin)
    with django_assert_max_num_queries(14):
        first = officer.get(AUDIT, {"daftar": "pembukaan"}).text
    assert first.count('class="meta"') == PAGE
    last = Opening.objects.order_by("-pk")[PAGE - 1].pk
    assert f"sebelum={last}" in first
    rest = officer.get(AUDIT, {"daftar": "pembukaan", "sebelum": str(last)}).text
    assert rest.count('class="meta"') == 5


def test_the_table_is_safe_to_open_says_who_took_it_and_is_itself_in_the_audit(world):
    add_holiday(world.admin, name="=HYPERLINK(1)")
    officer = sign_in(world.admin)
    nothing = officer.post(EXPORT, {"daftar": "perubahan", "why": " "})
    assert nothing.status_code == 302
    assert not Change.objects.filter(topic="export").exists()
    answer = officer.post(EXPORT, {"daftar": "perubahan", "why": "Pemeriksaan tahunan"})
    table = answer.getvalue().decode()
    assert "admin" in table.splitlines()[0]
    assert "Pemeriksaan tahunan" in table.splitlines()[0]
    assert "HYPERLINK" in table
    kept = Change.objects.get(topic="export")
    assert (kept.why, kept.agency, kept.user) == (
        "Pemeriksaan tahunan",
        world.city,
        world.admin.user,
    )
    assert "Unduhan audit" in shown(world.admin, "perubahan")
    assert "Pemeriksaan tahunan" not in shown(world.stranger, "perubahan")


def test_a_table_is_taken_only_by_who_has_just_shown_the_second_factor(world):
    add_holiday(world.admin)
    officer = sign_in(world.admin)
    session = officer.session
    session["account_authentication_methods"][0]["at"] -= LATELY + 1
    session.save()
    answer = officer.post(EXPORT, {"daftar": "perubahan", "why": "Pemeriksaan"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not Change.objects.filter(topic="export").exists()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_as_a_formula(cell):
    assert safe(cell) == f"'{cell}"
    assert safe("biasa") == "biasa"
