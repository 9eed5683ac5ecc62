"""A post that ends or stands empty: who opens its reports, and who hears that nobody sits."""

from datetime import timedelta

import pytest

from lapor.agencies import posts
from lapor.agencies.models import (
    Delegation,
    Post,
    Role,
    Tenure,
)
from lapor.outbox.models import Message
from lapor.reports import (
    access,
    closure,
    disclosure,
    following,
    triage,
    vacancies,
    workload,
)
from lapor.reports.models import Stake
from lapor.reports.terms import (
    Audience,
)
from tests.factories import make_officer, make_report
from tests.reports.reorganised import NOW, assigned, fresh, leave

pytestmark = pytest.mark.django_db
VACANT = "vacant/above"


def test_a_post_that_alone_opens_a_report_hands_that_on_when_it_ends(world):
    report, reporter = assigned(world, confidential=True)
    Post.objects.filter(pk=world.liaison.post.pk).update(ended_at=NOW())
    assert following.pass_on(world.liaison.post, NOW()) == 1
    assert fresh(report).handler == world.handler.post
    assert following.pass_on(world.liaison.post, NOW()) == 0
    card = disclosure.card_for(access.get_own(reporter), Audience.REPORTER, reporter)
    assert "repost" not in {step.move for step in card.thread}


def test_what_nobody_left_in_an_office_can_open_goes_past_whom_it_is_about(world):
    make_officer(Role.LIAISON, world.kecamatan)
    lurah = world.lurah.post
    about, plain = (assigned(world, to=world.kelurahan, confidential=True)[0] for _each in range(2))
    Stake.objects.create(report=about, agency=world.kecamatan, why="subject", since=NOW())
    Post.objects.filter(pk=lurah.pk).update(ended_at=NOW())
    assert following.pass_on(lurah, NOW()) == 2
    assert fresh(about).holder == world.city
    assert fresh(plain).holder == world.kecamatan
    assert access.get_report(about.number, world.admin)


def test_vacant_posts_with_open_work_are_told_once_a_week(world):
    assigned(world)
    assert vacancies.nag(NOW()) == 0
    Tenure.objects.filter(post=world.liaison.post).update(until=NOW())
    assert vacancies.nag(NOW()) == 1
    [letter] = Message.objects.filter(template="vacant/above")
    assert (letter.agency_id, letter.context["posts"]) == (world.works.pk, [world.liaison.post.pk])
    assert vacancies.nag(NOW() + timedelta(days=6)) == 0
    Tenure.objects.filter(post=world.handler.post).update(until=NOW())
    assert vacancies.nag(NOW() + timedelta(days=6)) == 1, "another post, not the same again"
    assert vacancies.nag(NOW() + timedelta(days=8)) == 1


def test_of_a_vacant_admin_the_office_above_hears_and_each_sees_what_they_fill(world):
    make_report(world, at=NOW())
    Tenure.objects.filter(post=world.admin.post).update(until=NOW())
    vacancies.nag(NOW())
    [letter] = Message.objects.filter(template="vacant/above")
    assert letter.agency_id == world.root.pk
    assert list(vacancies.to_be_filled_by(world.national, NOW())) == [world.admin.post]
    assert not vacancies.to_be_filled_by(world.stranger, NOW()).exists()
    assert not vacancies.to_be_filled_by(world.liaison, NOW()).exists()


def test_of_what_only_confidential_work_waits_for_the_nation_alone_hears(world):
    assigned(world, confidential=True)
    assigned(world, to=world.kelurahan, confidential=True)
    assigned(world, to=world.kelurahan)
    leave(world.liaison, world.lurah)
    vacancies.nag(NOW())
    told = {m.agency_id: m.context["posts"] for m in Message.objects.filter(template=VACANT)}
    assert told == {
        world.root.pk: [world.liaison.post.pk],
        world.kelurahan.pk: [world.lurah.post.pk],
    }
    assert list(vacancies.to_be_filled_by(world.admin, NOW())) == [world.lurah.post]
    assert world.liaison.post in vacancies.to_be_filled_by(world.national, NOW())


def test_a_seat_of_who_protects_or_was_called_does_not_stay_empty_unnoticed(world):
    """Told to the nation, and never to whoever is watched."""
    report, reporter = assigned(world)
    closure.retaliation(report, actor=reporter, words="Kepala dinas mengancam.")
    idle = Post.objects.create(agency=world.ombudsman, role=Role.OVERSEER, title="Pengawas Dua")
    working = Post.objects.create(agency=world.inspectorate, role=Role.LIAISON, title="Sekretaris")
    assert not vacancies.to_be_filled_by(world.national, NOW()).exists()
    leave(world.overseer)
    vacancies.nag(NOW())
    [letter] = Message.objects.filter(template=VACANT)
    assert (letter.agency_id, letter.context["posts"]) == (world.root.pk, [world.overseer.post.pk])
    closure.refer(report, actor=reporter, to=world.ombudsman, consent=True)
    triage.assign(report, to=world.inspectorate, actor=world.admin)
    waiting = vacancies.to_be_filled_by(world.national, NOW())
    assert set(waiting) == {world.overseer.post, idle, working}
    assert not vacancies.to_be_filled_by(world.admin, NOW()).exists()


def test_whom_somebody_stands_in_for_is_not_vacant_on_any_page(world):
    assigned(world)
    leave(world.liaison)
    Delegation.objects.create(
        post=world.liaison.post, person=world.handler.user, made_by=world.admin.user,
        since=NOW(), until=NOW() + timedelta(days=9), why="menunggu pengganti",
    )  # fmt: skip
    assert vacancies.nag(NOW()) == 0
    assert not posts.vacant(Post.objects.filter(agency=world.works)).exists()
    load = workload.workload(make_officer(Role.LIAISON, world.works), NOW())
    assert load
    assert not any(row.vacant for row in load.posts)
