"""Posts: who fills which, hand-over in one step, standing in, and several posts for one person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies import people, posts
from lapor.agencies.models import Change, Delegation, Oversight, Post, Role, Tenure
from lapor.agencies.posts import Unfit
from lapor.agencies.request import seats_of
from tests.factories import actor_of, make_agency, make_officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PLACES = ("root", "city", "works", "roads", "kelurahan", "inspectorate", "other")

# Who fills posts of this role in these places; what is not named is refused.
FILLS: dict[str, dict[str, tuple[str, ...]]] = {
    "national": {
        "national_admin": PLACES, "agency_admin": PLACES, "liaison": PLACES,
        "handler": PLACES, "overseer": PLACES, "custodian": PLACES,
    },
    "admin": {
        "agency_admin": ("works", "roads", "kelurahan"),
        "liaison": ("city", "works", "roads", "kelurahan"),
        "handler": ("city", "works", "roads", "kelurahan"),
    },
    "works_admin": {
        "agency_admin": ("roads",), "liaison": ("works", "roads"), "handler": ("works", "roads"),
    },
    "inspector": {"liaison": ("inspectorate",), "handler": ("inspectorate",)},
    "liaison": {}, "handler": {}, "lurah": {}, "overseer": {},
    "stranger": {"liaison": ("other",), "handler": ("other",)},
}  # fmt: skip


@pytest.fixture
def newcomer(db):
    return User.objects.create(username="sekar", name="Sekar Contoh", email="sekar@example.go.id")


def acting(world, who):
    offices = {"works_admin": world.works, "inspector": world.inspectorate}
    if who in offices:
        return make_officer(Role.AGENCY_ADMIN, offices[who])
    return getattr(world, who)


@pytest.mark.parametrize("who", FILLS)
@pytest.mark.parametrize("role", [role.value for role in posts.SEATS])
def test_who_fills_which_posts(world, who, role):
    actor = acting(world, who)
    fills = {place for place in PLACES if posts.may_fill(actor, getattr(world, place), role)}
    assert fills == set(FILLS[who].get(role, ()))


def test_who_is_watched_fills_nothing_below_who_watches_them(world):
    watcher = make_agency("Satuan Pengawas", world.city)
    below = make_agency("Sekretariat", watcher)
    assert posts.may_fill(world.admin, below, Role.HANDLER)
    Oversight.objects.create(overseer=watcher, agency=world.city, since=timezone.localdate())
    for office in (watcher, below):
        assert not posts.roles_for(world.admin, office)
        assert posts.may_fill(world.national, office, Role.HANDLER)


@pytest.mark.parametrize("who", FILLS)
def test_every_verb_asks_who_fills_the_post(world, newcomer, who):
    actor = acting(world, who)
    for place in PLACES:
        agency = getattr(world, place)
        for role in posts.SEATS:
            if (role == Role.NATIONAL_ADMIN) != (agency.depth == 0):
                continue
            post = Post.objects.create(agency=agency, role=role, title=f"{role} {place} {who}")
            fits = place in FILLS[who].get(role.value, ())
            verbs = (
                lambda post=post: posts.seat(post, newcomer, actor=actor),
                lambda post=post: posts.rename(post, f"{post.title} baru", actor=actor),
                lambda post=post: posts.vacate(post, actor=actor),
                lambda post=post: posts.end_post(post, actor=actor),
            )
            for verb in verbs:
                if fits:
                    verb()
                    continue
                with pytest.raises(Unfit):
                    verb()


def test_nobody_fills_the_post_they_act_in_nor_seats_themselves(world, newcomer):
    for actor in (world.national, world.admin):
        with pytest.raises(Unfit):
            posts.seat(actor.post, newcomer, actor=actor)
    free = Post.objects.create(agency=world.works, role=Role.HANDLER, title="Pelaksana")
    with pytest.raises(Unfit, match="diri sendiri"):
        posts.seat(free, world.admin.user, actor=world.admin)


def test_one_leaves_and_the_other_takes_in_one_step(world, newcomer):
    posts.seat(world.liaison.post, newcomer, actor=world.admin, why="mutasi")
    assert actor_of(world.liaison.user).agency is None
    assert actor_of(newcomer).post == world.liaison.post
    change = Change.objects.get(topic=Change.Topic.POST)
    assert change.before == {"holder": "liaison"}
    assert (change.after or {})["holder"] == "Sekar Contoh"
    assert (change.user, change.agency) == (world.admin.user, world.works)


def test_a_hand_over_on_a_day_comes_by_itself_and_may_be_called_off_before(
    world, newcomer, time_machine
):
    post, later = world.liaison.post, timezone.now() + 3 * DAY
    planned = posts.seat(post, newcomer, actor=world.admin, since=later)
    assert actor_of(world.liaison.user).post == post
    assert actor_of(newcomer).post is None
    with pytest.raises(Unfit, match="akan dipegang Sekar"):
        posts.seat(post, world.handler.user, actor=world.admin)
    posts.call_off(planned, actor=world.admin)
    with pytest.raises(Unfit, match="sudah dibatalkan"):
        posts.call_off(planned, actor=world.admin)
    posts.seat(post, newcomer, actor=world.admin, since=later)
    time_machine.move_to(later)
    assert actor_of(world.liaison.user).post is None
    assert actor_of(newcomer).post == post


def test_a_post_that_somebody_holds_does_not_end(world):
    with pytest.raises(Unfit, match="Kosongkan dulu"):
        posts.end_post(world.liaison.post, actor=world.admin)
    posts.vacate(world.liaison.post, actor=world.admin)
    posts.end_post(world.liaison.post, actor=world.admin)
    assert Post.objects.get(pk=world.liaison.post.pk).ended_at
    with pytest.raises(Unfit, match="sudah berakhir"):
        posts.seat(world.liaison.post, world.handler.user, actor=world.admin)


def test_two_posts_of_one_name_are_not_made(world):
    posts.open_post(world.works, Role.HANDLER, "Pelaksana Jalan", actor=world.admin)
    with pytest.raises(Unfit, match="sudah ada"):
        posts.open_post(world.works, Role.HANDLER, "pelaksana jalan", actor=world.admin)


def test_who_is_away_is_stood_in_for_and_stays(world, newcomer):
    now = timezone.now()
    row = posts.delegate(
        world.liaison.post, newcomer, since=now, until=now + DAY, why="cuti", actor=world.liaison
    )
    assert actor_of(newcomer).post == world.liaison.post
    assert actor_of(newcomer).user == newcomer
    assert actor_of(world.liaison.user).post == world.liaison.post
    [seat] = seats_of(newcomer)
    assert seat.until == row.until
    posts.end_delegation(row, actor=world.liaison)
    assert actor_of(newcomer).post is None
    with pytest.raises(Unfit, match="sudah selesai"):
        posts.end_delegation(row, actor=world.liaison)


def test_standing_in_ends_by_itself(world, newcomer, time_machine):
    now = timezone.now()
    posts.delegate(
        world.liaison.post, newcomer, since=now, until=now + DAY, why="cuti", actor=world.admin
    )
    time_machine.move_to(now + DAY)
    assert seats_of(newcomer) == []


def test_who_stands_in_does_not_pass_it_on_and_two_do_not_at_once(world, newcomer):
    now, post = timezone.now(), world.liaison.post
    posts.delegate(post, newcomer, since=now, until=now + DAY, why="cuti", actor=world.admin)
    with pytest.raises(Unfit, match="tidak dapat Anda"):
        posts.delegate(
            post, world.lurah.user, since=now, until=now + DAY, why="x", actor=actor_of(newcomer)
        )
    with pytest.raises(Unfit, match="sudah ada pelaksana harian"):
        posts.delegate(
            post, world.lurah.user, since=now, until=now + DAY, why="x", actor=world.admin
        )


def test_an_admin_on_leave_names_who_stands_in_but_not_above(world, newcomer):
    now = timezone.now()
    posts.delegate(
        world.admin.post, newcomer, since=now, until=now + DAY, why="cuti", actor=world.admin
    )
    for post in (world.national.post, world.overseer.post):
        with pytest.raises(Unfit):
            posts.delegate(
                post, newcomer, since=now, until=now + DAY, why="cuti", actor=world.admin
            )


def test_an_overseer_is_stood_in_for_by_a_colleague_unless_the_nation_says_otherwise(world):
    now, post = timezone.now(), world.overseer.post
    with pytest.raises(Unfit, match="sesamanya di kantor itu"):
        posts.delegate(
            post, world.liaison.user, since=now, until=now + DAY, why="cuti", actor=world.overseer
        )
    beside = make_officer(Role.LIAISON, world.inspectorate)
    assert beside.user
    with pytest.raises(Unfit, match="sesamanya di kantor itu"):
        posts.delegate(
            post, beside.user, since=now, until=now + DAY, why="cuti", actor=world.overseer
        )
    colleague = make_officer(Role.OVERSEER, world.inspectorate)
    assert colleague.user
    posts.delegate(
        post, colleague.user, since=now, until=now + DAY, why="cuti", actor=world.overseer
    )
    posts.delegate(
        post,
        world.liaison.user,
        since=now + DAY,
        until=now + 2 * DAY,
        why="cuti",
        actor=world.national,
    )


def test_a_new_holder_has_nobody_standing_in(world, newcomer):
    now, post = timezone.now(), world.liaison.post
    posts.delegate(
        post, world.handler.user, since=now, until=now + DAY, why="cuti", actor=world.admin
    )
    posts.seat(post, newcomer, actor=world.admin)
    assert not Delegation.objects.filter(until__gt=timezone.now()).exists()


def test_a_person_of_several_posts_acts_in_the_chosen_one_by_one_statement(
    world, django_assert_num_queries
):
    second = Post.objects.create(agency=world.roads, role=Role.HANDLER, title="Pelaksana Jalan")
    Tenure.objects.create(post=second, person=world.liaison.user, since=timezone.now())
    with django_assert_num_queries(1):
        assert actor_of(world.liaison.user).post == world.liaison.post
    with django_assert_num_queries(1):
        actor = actor_of(world.liaison.user, second.pk)
    assert (actor.post, actor.role, actor.agency) == (second, Role.HANDLER, world.roads)
    assert actor_of(world.liaison.user, world.admin.post.pk).post == world.liaison.post


def test_a_new_person_is_introduced_without_a_password(world):
    person = people.introduce(
        "bayu", "bayu@example.go.id", "Bayu Contoh", actor=world.admin, agency=world.works
    )
    assert not person.has_usable_password()
    assert Change.objects.get().topic == Change.Topic.PERSON


@pytest.mark.parametrize(
    ("username", "email", "name", "field"),
    [
        ("liaison", "a@example.go.id", "A", "username"),
        ("LIAISON", "a@example.go.id", "A", "username"),
        ("dua kata", "a@example.go.id", "A", "username"),
        ("demo-a", "a@example.go.id", "A", "username"),
        ("bayu", "bukan surel", "A", "email"),
        ("bayu", "", "A", "email"),
        ("bayu", "a@example.go.id", "", "name"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_at_the_field(
    world, settings, username, email, name, field
):
    settings.DEMO = False
    with pytest.raises(Unfit) as fault:
        people.introduce(username, email, name, actor=world.admin, agency=world.works)
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("admin", "liaison", True),
        ("admin", "lurah", True),
        ("admin", "overseer", False),
        ("admin", "admin", False),
        ("admin", "national", False),
        ("admin", "stranger", False),
        ("liaison", "handler", False),
        ("national", "admin", True),
        ("national", "overseer", True),
        ("national", "national", False),
    ],
)
def test_whose_account_is_looked_after_by_whom(world, who, whom, may):
    actor, person = getattr(world, who), getattr(world, whom).user
    assert people.may_manage(actor, person) is may


def test_one_post_outside_keeps_the_account_out_of_reach(world):
    watching = Post.objects.create(agency=world.inspectorate, role=Role.OVERSEER, title="Dua")
    Tenure.objects.create(post=watching, person=world.liaison.user, since=timezone.now())
    assert not people.may_manage(world.admin, world.liaison.user)
    with pytest.raises(Unfit):
        people.reset_way_in(world.liaison.user, actor=world.admin, why="ponsel hilang")


def test_an_account_is_closed_after_its_person_left_and_not_before(world):
    person = world.liaison.user
    with pytest.raises(Unfit, match="masih memegang"):
        people.deactivate(person, actor=world.admin, why="pensiun")
    posts.vacate(world.liaison.post, actor=world.admin)
    people.deactivate(person, actor=world.admin, why="pensiun")
    person.refresh_from_db()
    assert not person.is_active
    with pytest.raises(Unfit, match="tidak aktif"):
        posts.seat(world.liaison.post, person, actor=world.admin)
    people.reactivate(person, actor=world.admin, why="kembali")
    person.refresh_from_db()
    posts.seat(world.liaison.post, person, actor=world.admin)
