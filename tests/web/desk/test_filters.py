"""Narrowing the list: filters in its address, chips, counts that fit, and views under a name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.reports import closure, handling, saved, triage, watching
from lapor.reports.models import Report, SavedView
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_officer, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
INBOX, VIEWS = "/desk/", "/desk/tampilan"


def new(world, **fields):
    return make_report(world, at=timezone.now(), **fields)[0]


def shown(page):
    return {line.card.number for group in page.context["groups"] for line in group.lines}


def change(report, **fields):
    Report.objects.filter(pk=report.pk).update(**fields)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"jenis": "praise"}, "praise"),
        ({"kategori": "jalan"}, "category"),
        ({"tempat": "sukamaju serang"}, "place"),
        ({"pengawasan": "1"}, "oversight"),
        ({"rahasia": "1"}, "confidential"),
        ({"naik": "1"}, "escalated"),
        ({"tenggat": "lewat"}, "late"),
        ({"umur": "30"}, "old"),
        ({"pelaksana": "saya"}, "mine"),
        ({"jenis": "praise", "tenggat": "lewat"}, None),
        ({"tempat": "tak ada di sini"}, None),
        ({"unit": "tidak ada unit begini"}, None),
    ],
)
def test_each_filter_shows_what_it_says_and_counts_the_same(world, asked, found):
    made = {
        "praise": new(world, kind=Kind.PRAISE),
        "category": new(world, category=world.category),
        "place": new(world, region=world.place),
        "confidential": new(world, confidential=True),
        **{name: new(world) for name in ("oversight", "escalated", "late", "old", "mine", "plain")},
    }
    change(made["oversight"], oversight=True)
    change(made["escalated"], escalated=1)
    change(made["late"], due_at=timezone.now() - timedelta(days=1))
    change(made["old"], received_at=timezone.now() - timedelta(days=31))
    change(made["mine"], handler=world.admin.post)
    page = sign_in(world.admin).get(INBOX, asked)
    wanted = {made[found].number} if found else set()
    assert shown(page) == wanted
    assert page.context["count"] == len(wanted)
    assert len(page.context["chips"]) == len(asked)
    tabs = {str(tab.label): tab.count for tab in page.context["tabs"]}
    assert tabs["Semua"] == tabs["Verifikasi"] == len(wanted)
    views = {str(view.label): view.count for view in page.context["views"]}
    assert views["Meja kami"] == len(made), "the side menu counts everything"


def test_what_the_reporter_answered_last_is_found(world):
    told, silent = new(world), new(world)
    for report in (told, silent):
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
        handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    reporter = make_report(world, at=timezone.now())
    triage.verify(reporter[0], actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    handling.follow_up(reporter[0], actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    closure.reply(reporter[0], actor=reporter[1], words="Belum.")
    page = sign_in(world.liaison).get(INBOX, {"dijawab": "1"})
    assert shown(page) == {reporter[0].number}


def test_a_unit_is_asked_for_by_name_or_key_with_all_below_it(world):
    at_works, at_roads, elsewhere = new(world), new(world), new(world)
    for report, office in ((at_works, world.works), (at_roads, world.roads)):
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=office)
    triage.verify(elsewhere, actor=world.admin, kind=Kind.COMPLAINT, to=world.kelurahan)
    client = sign_in(world.admin)
    for typed in (str(world.works.pk), "Dinas Pekerjaan Umum"):
        page = client.get(INBOX, {"lihat": "bawah", "unit": typed})
        assert shown(page) == {at_works.number, at_roads.number}
        assert "Unit: Dinas Pekerjaan Umum" in page.text


def test_a_chip_takes_one_filter_away_and_keeps_the_rest(world):
    page = sign_in(world.admin).get(
        INBOX, {"langkah": "verifikasi", "jenis": "praise", "umur": "7"}
    )
    links = {chip.label: chip.href for chip in page.context["chips"]}
    assert links["Apresiasi"] == "?lihat=kami&langkah=verifikasi&umur=7"
    assert links["Lebih dari 7 hari"] == "?lihat=kami&langkah=verifikasi&jenis=praise"


@pytest.mark.parametrize(
    "asked",
    [
        {"jenis": "x", "kategori": "x", "umur": "x", "tenggat": "x", "pelaksana": "x"},
        {"pelaksana": "9" * 40},
        {"unit": "9" * 40},
        {"tempat": "\x00"},
        {"tempat": "%_'\"", "unit": "%_'\"\x00"},
    ],
)
def test_odd_filters_break_nothing(world, asked):
    new(world)
    assert sign_in(world.admin).get(INBOX, asked).status_code == 200


def test_filters_hold_from_page_to_page(world):
    for _n in range(52):
        new(world, kind=Kind.PRAISE)
    client = sign_in(world.admin)
    first = client.get(INBOX, {"jenis": "praise"})
    second = client.get(INBOX + first.context["next"])
    assert len(shown(first)) == 50
    assert len(shown(second)) == 2
    assert not shown(first) & shown(second)


def test_filters_cost_no_statement_for_each_report(world):
    client, counts = sign_in(world.admin), []
    for more in (3, 30):
        for _n in range(more):
            new(world, kind=Kind.PRAISE)
        with CaptureQueriesContext(connection) as captured:
            client.get(INBOX, {"jenis": "praise", "dijawab": "", "umur": "", "pelaksana": "belum"})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_what_one_follows_is_a_list_of_its_own_while_one_may_see_it(world):
    report, _other = new(world), new(world)
    watching.follow(report, world.admin, timezone.now())
    client = sign_in(world.admin)
    assert shown(client.get(INBOX, {"lihat": "ikuti"})) == {report.number}
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.other)
    page = client.get(INBOX, {"lihat": "ikuti"})
    assert (shown(page), page.context["count"]) == (set(), 0)
    assert shown(sign_in(world.national).get(INBOX, {"lihat": "ikuti"})) == set()


def keep(client, name="Lama", query="lihat=kami&umur=30", **more):
    return client.post(VIEWS, {"name": name, "query": query} | more)


def menu(client):
    page = client.get(INBOX)
    return [[link.label for link in page.context[kind]] for kind in ("own_views", "shared_views")]


def test_a_view_of_ones_own_is_seen_by_nobody_else(world):
    client = sign_in(world.admin)
    assert keep(client).headers["Location"] == "/desk/?lihat=kami&umur=30"
    assert menu(client) == [["Lama"], []]
    assert menu(sign_in(make_officer(Role.LIAISON, world.city))) == [[], []]


def test_a_shared_view_is_seen_in_the_office_and_changed_by_its_admins_alone(world):
    admin, liaison = sign_in(world.admin), sign_in(make_officer(Role.LIAISON, world.city))
    keep(admin, shared="1")
    key = SavedView.objects.get().pk
    assert menu(liaison) == [[], ["Lama"]]
    assert menu(sign_in(world.liaison)) == [[], []], "another office"
    for act in ("nama", "hapus"):
        assert liaison.post(f"{VIEWS}/{key}/{act}", {"name": "Baru"}).status_code == 404
        assert sign_in(world.stranger).post(f"{VIEWS}/{key}/{act}").status_code == 404
    admin.post(f"{VIEWS}/{key}/nama", {"name": "Baru"})
    assert menu(liaison) == [[], ["Baru"]]
    admin.post(f"{VIEWS}/{key}/hapus")
    assert menu(liaison) == [[], []]


def test_who_is_no_admin_shares_nothing(world):
    answer = keep(sign_in(world.handler), shared="1")
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "says"), [("", "Beri nama"), ("x" * 61, "Paling banyak 60"), ("Lama", "sudah dipakai")]
)
def test_a_name_that_is_not_taken_comes_back_with_what_was_typed(world, name, says):
    client = sign_in(world.admin)
    keep(client)
    answer = keep(client, name=name, query="lihat=bawah")
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{name}"' in answer.text
    assert SavedView.objects.count() == 1
    key = SavedView.objects.get().pk
    keep(client, name="Lain")
    if name != "Lama":
        assert client.post(f"{VIEWS}/{key}/nama", {"name": name}).status_code == 422


def test_the_same_view_kept_twice_is_one(world):
    client = sign_in(world.admin)
    assert keep(client).status_code == keep(client).status_code == 302
    assert SavedView.objects.count() == 1


def test_an_address_keeps_only_what_names_a_list(world):
    client = sign_in(world.admin)
    keep(client, query="lihat=kami&umur=7&sesudah=x&next=//jahat.example&jenis=praise")
    assert SavedView.objects.get().query == "lihat=kami&jenis=praise&umur=7"


def test_there_is_an_end_to_views(world):
    client = sign_in(world.admin)
    for n in range(saved.MOST):
        keep(client, name=str(n))
    assert keep(client, name="satu lagi").status_code == 422
