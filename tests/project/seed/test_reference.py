"""What a new installation starts from: places, institutions and rules."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lapor.agencies.models import (
    Agency,
    Category,
    DeadlinePolicy,
    Function,
    Holiday,
    MessageTemplate,
    OfficeMap,
    Oversight,
    Reason,
    Region,
)
from lapor.agencies.rulebook_said import CHAT, SMS
from lapor.agencies.rules import changed, rules
from lapor.project.seed import directing, load, regions
from lapor.reports.moves import ROWS
from lapor.reports.terms import Clock, Kind
from lapor.routing.functions import seeds
from tests.project.seed.conftest import TABLES

KINDS = Agency.Kind
CONTEXT = {"number": "ABCD-EFGH", "status": "Selesai", "due": "Senin", "title": "Lampu"}
ZONES = {
    "kota-serang": "Asia/Jakarta",
    "kabupaten-tegal": "Asia/Jakarta",
    "kota-pontianak": "Asia/Jakarta",
    "kota-palangkaraya": "Asia/Jakarta",
    "kota-banjarmasin": "Asia/Makassar",
    "kota-tarakan": "Asia/Makassar",
    "provinsi-bali": "Asia/Makassar",
    "provinsi-bali-dinkes": "Asia/Makassar",
    "kota-kupang": "Asia/Makassar",
    "kota-ambon": "Asia/Jayapura",
    "kota-sorong": "Asia/Jayapura",
    "kabupaten-merauke": "Asia/Jayapura",
}


def seed(**options):
    out = StringIO()
    load.load(out=out, **options)
    return out.getvalue()


pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def rows():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def test_every_place_of_the_official_list_is_there():
    levels = Counter(Region.objects.values_list("level", flat=True))
    assert levels == {1: 38, 2: 514, 3: 7285, 4: 83762}
    assert Region.objects.get(code="36.73.02.1008").label == "Sawah Luhur, Kasemen, Kota Serang"
    assert Region.objects.get(code="33.28").label == "Kabupaten Tegal, Jawa Tengah"


def test_every_place_is_written_with_capitals():
    assert not Region.objects.filter(name__regex=r"(^| )[a-z]").exclude(
        name__regex=r" (dan|di)( |$)"
    )
    assert regions.proper("Lidah kulon") == "Lidah Kulon"
    assert regions.proper("Pangkajene dan Kepulauan") == "Pangkajene dan Kepulauan"
    assert regions.proper("Lubuk Linggau Utara II") == "Lubuk Linggau Utara II"


def test_every_government_stands_below_the_one_root():
    root = Agency.objects.get(parent=None)
    kinds = Counter(Agency.objects.filter(parent=root).values_list("kind", flat=True))
    assert kinds[KINDS.PROVINCE] == 38
    assert kinds[KINDS.REGENCY] + kinds[KINDS.CITY] == 514
    assert kinds.keys() == {
        KINDS.MINISTRY, KINDS.STATE_BODY, KINDS.COMPANY,
        KINDS.PROVINCE, KINDS.REGENCY, KINDS.CITY,
    }  # fmt: skip


def test_every_path_leads_from_the_root_through_the_parent():
    paths = dict(Agency.objects.values_list("pk", "path"))
    for agency in Agency.objects.all():
        above = f"{paths[agency.parent_id]}." if agency.parent_id else ""
        assert agency.path == f"{above}{agency.pk}"
        assert agency.depth <= 4


@pytest.mark.parametrize("slug", ["provinsi-banten", "provinsi-bali", "kabupaten-pandeglang",
                                  "kota-serang", "kabupaten-tegal"])  # fmt: skip
def test_the_five_governments_have_offices_and_one_inspectorate_that_watches(slug):
    top = Agency.objects.get(slug=slug)
    offices = Agency.objects.filter(parent=top)
    assert offices.filter(kind=KINDS.OFFICE).count() > 20
    inspectorate = offices.get(kind=KINDS.INSPECTORATE)
    watchers = {row.overseer.slug for row in top.overseen_by.select_related("overseer")}
    assert {inspectorate.slug, "kemendagri", "ombudsman-ri", "ksp"} <= watchers


def test_kecamatan_and_villages_lie_below_their_own_government():
    inside = {
        slug: Agency.objects.filter(parent__parent__slug=slug, kind=KINDS.KELURAHAN).count()
        for slug in ("kota-serang", "kabupaten-pandeglang", "kabupaten-tegal")
    }
    assert inside == {"kota-serang": 67, "kabupaten-pandeglang": 339, "kabupaten-tegal": 287}
    village = Agency.objects.get(slug="kota-serang-kasemen-sawah-luhur")
    assert village.name == "Kelurahan Sawah Luhur, Kasemen, Kota Serang"
    assert village.region_id == "36.73.02.1008"


def test_a_province_watches_its_own_regencies_and_no_others():
    watched = Oversight.objects.filter(overseer__slug="provinsi-banten")
    assert not watched.exclude(agency__region__code__startswith="36.")
    assert watched.count() == 8


@pytest.mark.parametrize(("slug", "zone"), ZONES.items())
def test_an_office_keeps_the_time_of_its_place(slug, zone):
    assert Agency.objects.get(slug=slug).time_zone == zone


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("oversight", [False, True])
def test_every_clock_has_a_policy(clock, kind, oversight):
    policy = rules().policy(clock, kind, oversight, date(2019, 1, 1))
    expected = {
        Clock.VERIFY: 3, Clock.FIRST_FOLLOW_UP: 5, Clock.ANSWER_AGAIN: 5,
        Clock.REPORTER_REPLY: 10, Clock.COMPLETION: 30, Clock.REOPEN: 10, Clock.APPEAL: 30,
        Clock.SETTLE: 14, Clock.REVIEW: 14, Clock.REVIEW_ANSWER: 10,
    }[clock]  # fmt: skip
    if clock == Clock.SETTLE and kind == Kind.INFORMATION_REQUEST:
        expected = 5
    if clock == Clock.SETTLE and kind == Kind.COMPLAINT and oversight:
        expected = 60
    assert policy.days == expected
    assert policy.working == (clock not in (Clock.COMPLETION, Clock.APPEAL))
    assert policy.basis


def test_the_calendar_knows_lebaran_and_its_joint_leave():
    kinds = dict(Holiday.objects.values_list("day", "kind"))
    assert kinds[date(2026, 3, 19)] == Holiday.Kind.NATIONAL  # Nyepi
    assert kinds[date(2026, 3, 20)] == Holiday.Kind.JOINT_LEAVE
    assert kinds[date(2026, 3, 21)] == Holiday.Kind.NATIONAL  # Idul Fitri
    assert {day.year for day in kinds} == set(range(2018, 2029))


def test_a_year_whose_holidays_were_cut_is_not_filled_again():
    Holiday.objects.get(day=date(2026, 3, 20)).delete()
    seed()
    assert not Holiday.objects.filter(day=date(2026, 3, 20))


def test_there_are_38_categories_in_order():
    orders = list(Category.objects.values_list("order", flat=True))
    assert orders == list(range(1, 39))


def test_every_reason_has_a_sentence_for_the_reporter():
    for move, least in {"archive": 10, "decline": 3, "refuse_review": 5}.items():
        reasons = rules().reasons_for(move)
        assert len(reasons) >= least
        assert all(len(reason.sentence) > 40 for reason in reasons)
    assert not rules().reason("decline", "accused"), "it follows from naming who is accused"


def test_every_step_that_is_told_has_a_text_for_each_who_hears_of_it():
    told = {(move.name, str(audience)) for move in ROWS for audience in move.tells}
    told |= {("remind", "reporter"), ("remind", "holder"), ("remind", "overseer"), ("", "")}
    told |= {("watch", "holder"), ("mention", "holder")}  # to officers by name
    told |= {
        (about, "holder") for about in ("second", "approved", "sent_back", "propose", "consult")
    }
    told |= {(about, "reporter") for about in ("joined", "joined_answer", "joined_end", "crossed")}
    for language in ("id", "en"):
        assert {
            (move, audience)
            for move, audience, spoken, proved in rules().templates
            if spoken == language and not proved and audience not in (SMS, CHAT)
        } == told


def test_every_text_can_be_filled_and_names_the_title_to_a_proved_address_only():
    for template in MessageTemplate.objects.exclude(audience__in=(SMS, CHAT)):
        for text in (template.subject, template.body):
            assert "{" not in text.format(**CONTEXT)
        assert "{number}" in template.subject or "{number}" in template.body
        assert ("{title}" in template.body) == template.proved


def test_texts_promise_nothing_vague():
    said = "\n".join(MessageTemplate.objects.values_list("body", flat=True)).lower()
    said += "\n".join(Reason.objects.values_list("sentence", flat=True)).lower()
    assert not [w for w in ("segera", "mohon menunggu", "dikoordinasikan", "submit") if w in said]


def test_loading_twice_changes_nothing():
    before = rows()
    assert seed() == ""
    assert rows() == before


def test_what_an_administrator_changed_stays_changed():
    Agency.objects.filter(slug="kota-serang").update(name="Pemerintah Kota Serang Baru")
    DeadlinePolicy.objects.create(
        clock=Clock.VERIFY, days=2, valid_from=date(2025, 1, 1), basis="Permen baru"
    )
    Oversight.objects.filter(overseer__slug="ksp").update(until=date(2026, 1, 1))
    changed()
    assert seed() == ""
    assert Agency.objects.get(slug="kota-serang").name == "Pemerintah Kota Serang Baru"
    assert rules().policy(Clock.VERIFY, Kind.COMPLAINT, False, date(2026, 1, 1)).days == 2
    assert not Oversight.objects.filter(overseer__slug="ksp", until=None)


def test_demo_people_are_refused_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="LAPOR_DEMO"):
        call_command("seed", demo=True)


def test_functions_come_with_keywords_and_the_known_governments_with_a_map():
    assert Function.objects.count() == len(seeds())
    assert all(row.deciding_words.exists() for row in Function.objects.exclude(code="HUKUM")[:5])
    serang = OfficeMap.objects.filter(government__slug="kota-serang")
    assert serang.get(function="DUKCAPIL").office.slug == "kota-serang-disdukcapil"
    assert OfficeMap.objects.get(function="PLN").office.slug == "pln"
    assert not directing.load(), "a second start adds nothing"


def test_a_map_that_somebody_ended_is_not_settled_again():
    OfficeMap.objects.filter(government__slug="kota-serang").exclude(function="PU").delete()
    assert not directing.load()
