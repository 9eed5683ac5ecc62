"""The tree changes on a day that somebody decided, and what was stays readable."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies import carrying_out, reorganising
from lapor.agencies.models import (
    Agency,
    Change,
    Holiday,
    Oversight,
    Post,
    Reorganisation,
    Role,
    Tenure,
)
from lapor.agencies.posts import Unfit
from lapor.agencies.reorganising import Plan, What
from lapor.agencies.routing import first_holder, living
from lapor.agencies.rules import rules
from tests.factories import actor_of, make_agency, make_officer

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def decide(actor, what, agency, into=None, **fields):
    plan = Plan(what, agency, fields.pop("on", today()), "Perda 1/2026", into=into, **fields)
    return reorganising.decide(plan, actor=actor)


def carry_out(row, now=None):
    row = Reorganisation.objects.select_related("agency__parent", "into").get(pk=row.pk)
    return carrying_out.carry_out(row, now or timezone.now())


def paths(agency):
    rows = Agency.objects.filter(path__within=str(Agency.objects.get(pk=agency.pk).path))
    return {row.pk: row.ids for row in rows}


@pytest.mark.parametrize(
    ("who", "place", "may"),
    [
        ("national", "city", True),
        ("national", "inspectorate", True),
        ("admin", "city", False),
        ("admin", "works", True),
        ("admin", "kelurahan", True),
        ("admin", "inspectorate", False),
        ("admin", "other", False),
        ("liaison", "roads", False),
        ("overseer", "city", False),
        ("stranger", "works", False),
    ],
)
def test_who_decides_what_becomes_of_an_office(world, who, place, may):
    actor, agency = getattr(world, who), getattr(world, place)
    assert reorganising.may_reorganise(actor, agency) is may
    if not may:
        with pytest.raises(Unfit):
            decide(actor, What.RENAME, agency, name="Nama Baru")


def test_who_watches_is_not_moved_about_by_whom_it_watches(world):
    watcher = make_agency("Satuan Pengawas", world.city)
    Oversight.objects.create(overseer=watcher, agency=world.city, since=today())
    assert not reorganising.may_reorganise(world.admin, watcher)


@pytest.mark.parametrize(
    ("what", "into"),
    [
        (What.MERGE, "inspectorate"),
        (What.END, "inspectorate"),
        (What.MOVE, "inspectorate"),
        (What.MERGE, "city"),
        (What.END, "city"),
        (What.MERGE, "kecamatan"),  # above an office that watches
        (What.END, "watcher"),
    ],
)
def test_nobody_but_the_nation_brings_an_office_to_who_watches_it_or_over_them(world, what, into):
    watcher = make_agency("Satuan Pengawas", world.kecamatan)
    Oversight.objects.create(overseer=watcher, agency=world.city, since=today())
    to = watcher if into == "watcher" else getattr(world, into)
    with pytest.raises(Unfit) as fault:
        decide(world.admin, what, world.works, to)
    assert fault.value.field == "into"
    with pytest.raises(Unfit):
        decide(world.admin, what, world.kecamatan, world.works)  # who watches would go along
    assert decide(world.national, what, world.works, to)


def test_who_came_to_watch_since_a_change_was_decided_is_asked_about_again_on_its_day(world):
    mine = decide(world.admin, What.MERGE, world.works, world.kecamatan)
    nations = decide(world.national, What.MERGE, world.roads, world.kelurahan)
    for office in (world.kecamatan, world.kelurahan):
        Oversight.objects.create(overseer=office, agency=world.city, since=today())
    with pytest.raises(Unfit, match="mengawasi"):
        carry_out(mine)
    carry_out(nations)


def test_a_plan_has_the_word_of_the_post_that_decided_it_not_of_another_of_the_same_person(world):
    seat = make_officer(Role.NATIONAL_ADMIN, world.root).post
    Tenure.objects.filter(post=seat).update(person=world.admin.user)
    mine = decide(world.admin, What.MERGE, world.works, world.kecamatan)
    assert mine.post == world.admin.post
    Oversight.objects.create(overseer=world.kecamatan, agency=world.city, since=today())
    with pytest.raises(Unfit, match="mengawasi"):
        carry_out(mine)


def test_a_unit_is_made_below_ones_own(world):
    unit = reorganising.make_unit(
        world.works, name="Bidang Air", kind=Agency.Kind.OFFICE, actor=world.admin
    )
    assert unit.ids == [*Agency.objects.get(pk=world.works.pk).ids, unit.pk]
    assert (Change.objects.get().after or {})["parent"] == "Dinas Pekerjaan Umum"
    for parent, name, kind in (
        (world.other, "Bidang Air", Agency.Kind.OFFICE),
        (world.works, "bidang air", Agency.Kind.OFFICE),
        (world.works, "", Agency.Kind.OFFICE),
        (world.city, "Inspektorat Dua", Agency.Kind.INSPECTORATE),
        (world.inspectorate, "Sekretariat", Agency.Kind.OFFICE),
    ):
        with pytest.raises(Unfit):
            reorganising.make_unit(parent, name=name, kind=kind, actor=world.admin)


def test_units_that_have_ended_count_as_tiers_for_they_keep_their_reports(world):
    over = make_agency("Seksi Trotoar", world.roads)
    Agency.objects.filter(pk=over.pk).update(ended_at=timezone.now(), successor=world.roads)
    with pytest.raises(Unfit, match="empat tingkat"):
        decide(world.national, What.MOVE, world.works, into=world.kecamatan)


def test_the_fifth_tier_is_refused_before_anything_is_saved(world):
    fourth = make_agency("Seksi Marka", world.roads)
    with pytest.raises(Unfit, match="empat tingkat"):
        reorganising.make_unit(fourth, name="Regu", kind=Agency.Kind.OFFICE, actor=world.admin)
    with pytest.raises(Unfit, match="empat tingkat"):
        decide(world.admin, What.MOVE, world.works, world.kelurahan)
    assert not Reorganisation.objects.exists()


def test_what_is_renamed_is_read_under_the_old_name_before_that_day(world):
    row = decide(world.admin, What.RENAME, world.works, name="Dinas Bina Marga", short_name="DBM")
    carry_out(row)
    works = Agency.objects.get(pk=world.works.pk)
    assert (works.name, works.short_name, works.slug) == (
        "Dinas Bina Marga",
        "DBM",
        world.works.slug,
    )
    assert works.name_at(timezone.now() - timedelta(days=2)) == "Dinas Pekerjaan Umum"
    assert works.name_at(timezone.now()) == "Dinas Bina Marga"


def test_what_moves_takes_all_below_it_along(world):
    below = make_agency("Seksi Marka", world.roads)
    row = decide(world.admin, What.MOVE, world.roads, world.kecamatan)
    moved = carry_out(row)
    kecamatan = Agency.objects.get(pk=world.kecamatan.pk)
    assert paths(world.roads) == {
        world.roads.pk: [*kecamatan.ids, world.roads.pk],
        below.pk: [*kecamatan.ids, world.roads.pk, below.pk],
    }
    assert moved.left == {world.roads.pk: [world.works.pk]}


def test_what_merges_leaves_its_units_working_posts_and_watchers_to_the_other(world):
    admin_there = make_officer(Role.AGENCY_ADMIN, world.works)
    Oversight.objects.create(overseer=world.works, agency=world.other, since=today())
    row = decide(world.national, What.MERGE, world.works, world.kecamatan)
    carry_out(row)
    works = Agency.objects.get(pk=world.works.pk)
    assert works.ended_at
    assert works.successor == world.kecamatan == living(works)
    assert Agency.objects.get(pk=world.roads.pk).parent == world.kecamatan
    assert admin_there.user
    liaison, gone = actor_of(world.liaison.user), actor_of(admin_there.user)
    assert liaison.agency == world.kecamatan
    assert gone.agency is None, "who came with an office does not become admin of another"
    watched = Oversight.objects.filter(agency=world.other, until=None)
    assert [row.overseer for row in watched] == [world.kecamatan]


def test_what_ends_leaves_nobody_in_its_posts(world):
    row = decide(world.admin, What.END, world.works, world.kecamatan)
    carry_out(row)
    assert actor_of(world.liaison.user).agency is None
    assert not Post.objects.filter(agency=world.works, ended_at=None).exists()
    assert not Tenure.objects.filter(post__agency=world.works, until=None).exists()


def test_what_is_split_goes_to_its_parts_and_the_rest_to_the_first(world):
    parts = [
        {"name": "Dinas Jalan", "short_name": "", "children": [], "posts": []},
        {
            "name": "Dinas Gedung",
            "short_name": "",
            "children": [world.roads.pk],
            "posts": [world.handler.post.pk],
        },
    ]
    carry_out(decide(world.admin, What.SPLIT, world.works, parts=parts))
    first, second = Agency.objects.filter(name__in=("Dinas Jalan", "Dinas Gedung")).order_by("pk")
    assert Agency.objects.get(pk=world.works.pk).successor == first
    assert actor_of(world.liaison.user).agency == first
    assert actor_of(world.handler.user).agency == second
    assert Agency.objects.get(pk=world.roads.pk).parent == second


@pytest.mark.parametrize(
    ("what", "agency", "into", "field"),
    [
        (What.MERGE, "works", None, "into"),
        (What.MERGE, "works", "works", "into"),
        (What.MERGE, "works", "roads", "into"),
        (What.MERGE, "works", "other", "into"),
        (What.MOVE, "works", "city", "into"),
        (What.MOVE, "works", "roads", "into"),
        (What.RENAME, "works", None, "name"),
        (What.SPLIT, "works", None, "parts"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(world, what, agency, into, field):
    with pytest.raises(Unfit) as fault:
        decide(world.admin, what, getattr(world, agency), into and getattr(world, into))
    assert fault.value.field == field


def test_a_plan_is_of_today_or_later_has_a_basis_and_is_alone(world):
    with pytest.raises(Unfit, match="hari ini"):
        decide(world.admin, What.RENAME, world.works, name="A", on=today() - timedelta(days=2))
    with pytest.raises(Unfit, match="dasarnya"):
        reorganising.decide(
            Plan(What.RENAME, world.works, today(), "", name="A"), actor=world.admin
        )
    row = decide(world.admin, What.RENAME, world.works, name="A", on=today() + timedelta(days=9))
    with pytest.raises(Unfit, match="rencana lain"):
        decide(world.admin, What.END, world.works, world.kecamatan)
    reorganising.cancel(row, actor=world.admin)
    with pytest.raises(Unfit, match="sudah dibatalkan"):
        reorganising.cancel(row, actor=world.admin)
    decide(world.admin, What.END, world.works, world.kecamatan)


def test_nobody_cancels_a_plan_for_their_own_office(world):
    row = decide(world.national, What.RENAME, world.city, name="Kota Serang Baru")
    with pytest.raises(Unfit):
        reorganising.cancel(row, actor=world.admin)


def test_a_day_comes_by_the_zone_of_the_office(world):
    Agency.objects.filter(pk=world.works.pk).update(time_zone="Asia/Jayapura")
    works = Agency.objects.get(pk=world.works.pk)
    tomorrow = today() + timedelta(days=1)
    row = decide(world.admin, What.RENAME, works, name="A", on=tomorrow)
    midnight_there = carrying_out._begin_of(tomorrow, works)
    assert carrying_out.has_come(row, midnight_there)
    assert not carrying_out.has_come(row, midnight_there - timedelta(minutes=1))


def test_who_reports_to_an_office_that_ended_reaches_its_successor(world):
    carry_out(decide(world.national, What.MERGE, world.other, world.city))
    old = Agency.objects.get(pk=world.other.pk)
    assert first_holder(old, [], rules().version) == world.city


def test_local_holidays_of_an_office_that_ended_stay_its_own(world):
    Holiday.objects.create(day=today(), name="Hari Jadi", kind="local", agency=world.other)
    carry_out(decide(world.national, What.MERGE, world.other, world.city))
    assert Holiday.objects.get(name="Hari Jadi").agency == world.other


def test_an_address_is_never_given_twice(world):
    first = reorganising.make_unit(
        world.city, name="Dinas Air", kind=Agency.Kind.OFFICE, actor=world.admin
    )
    carry_out(decide(world.admin, What.END, first, world.works))
    second = reorganising.make_unit(
        world.city, name="Dinas Air", kind=Agency.Kind.OFFICE, actor=world.admin
    )
    assert first.slug != second.slug
