"""A set of a batch in the worker's hands: killed, broken, overtaken, and an office that ends."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from lapor.agencies import rules
from lapor.agencies.models import ApprovalRule, Role
from lapor.agencies.reorganising import What
from lapor.reports import bulk, grouping, handling, problems, splitting, taking, together
from lapor.reports.models import Batch, Event, Report
from lapor.reports.splitting import Part
from lapor.reports.terms import NotFound, Outcome, Refused
from tests.factories import LONG_AGO, actor_of, make_agency, make_officer, make_world
from tests.reports.parted import parted
from tests.reports.reorganised import assigned, change, fresh

pytestmark = pytest.mark.django_db
SAID = "Pada 2 Maret 2026 petugas kami sudah mengeruk selokan pasar sepanjang 80 meter."
ANSWER = {"words": SAID, "outcome": "done", "despite": ""}


@pytest.fixture
def world():
    return make_world()


def seen(report):
    return report.events.latest("pk").pk


def ask_to_group(world, reports, title="Banjir pasar", client_key=None):
    key = grouping.begin(world.admin, title)
    ticked = {report.number: seen(report) for report in reports}
    given = {"problem": key}
    batch = bulk.ask(world.admin, "group", ticked, given, client_key or uuid4())
    return key, Batch.objects.get(pk=batch)


def flooded(world, count=4, **fields):
    """Return a problem with so many reports that the office of works holds."""
    reports = [assigned(world, **fields)[0] for _n in range(count)]
    key, batch = ask_to_group(world, reports)
    take_all(batch)
    return key, reports


def ask_to_answer(actor, key):
    return Batch.objects.get(pk=bulk.ask_of_problem(actor, key, ANSWER, uuid4()))


def take_all(batch):
    while taking.take_some(str(batch.pk)):
        pass
    return {row.report_id: (row.state, row.says) for row in batch.rows.all()}


class Killed(Exception):
    """A worker ends in the midst of a set."""


@transaction.atomic
def killed_at_the_end_of(work):
    work()
    raise Killed


def test_a_set_is_done_or_waits_whenever_its_worker_dies(world):
    reports = [assigned(world)[0] for _n in range(5)]
    key, batch = ask_to_group(world, reports)
    assert taking.take_some(str(batch.pk), most=2)
    with pytest.raises(Killed):
        killed_at_the_end_of(lambda: taking.take_some(str(batch.pk), most=2))
    assert sorted(batch.rows.values_list("state", flat=True)) == ["done"] * 2 + ["waiting"] * 3
    assert Report.objects.filter(problem=key).count() == 2
    take_all(batch)
    assert set(batch.rows.values_list("state", flat=True)) == {"done"}
    steps = Event.objects.filter(move="group").values_list("report", flat=True)
    assert sorted(steps) == sorted(report.pk for report in reports), "each once"


def test_a_second_click_is_the_same_batch_and_a_second_batch_changes_nothing(world):
    reports = [assigned(world)[0] for _n in range(3)]
    client_key = uuid4()
    _key, one = ask_to_group(world, reports, client_key=client_key)
    _key, other = ask_to_group(world, reports, client_key=client_key)
    assert one == other
    _key, again = ask_to_group(world, reports)
    take_all(one)
    assert {says for _state, says in take_all(again).values()} == {str(taking.CHANGED)}
    assert Event.objects.filter(move="group").count() == 3


def test_one_broken_report_spoils_no_other_of_its_set(world):
    reports = [assigned(world)[0] for _n in range(4)]
    reports[1].deadlines.all().delete()  # as no step leaves it
    key, batch = ask_to_group(world, reports)
    came = take_all(batch)
    assert came.pop(reports[1].pk) == ("failed", str(taking.BROKE))
    assert {state for state, _says in came.values()} == {"done"}
    assert Report.objects.filter(problem=key).count() == 3


def test_who_answers_one_meanwhile_is_not_overrun(world):
    key, reports = flooded(world)
    batch = ask_to_answer(world.liaison, key)
    handling.follow_up(
        reports[2], actor=world.handler, words="Sudah kami keruk tadi pagi.", outcome=Outcome.DONE
    )
    came = take_all(batch)
    assert came.pop(reports[2].pk) == ("refused", str(taking.CHANGED))
    assert {state for state, _says in came.values()} == {"done"}
    assert reports[2].events.filter(move="follow_up").count() == 1


def test_what_is_answered_together_is_taken_out_with_its_answer(world):
    key, reports = flooded(world, 3)
    take_all(ask_to_answer(world.liaison, key))
    one = fresh(reports[0])
    before = (one.state, one.due_at, one.holder, list(one.events.values_list("pk", flat=True)))
    grouping.ungroup(one, actor=world.admin, words="Ternyata selokan lain.")
    after = fresh(one)
    steps = list(after.events.values_list("pk", flat=True))
    assert (after.state, after.due_at, after.holder, steps[:-1]) == before
    assert together.count_answerable(key, world.liaison) == 2
    assert after.words.filter(event__move="follow_up").get().text == SAID


def test_a_problem_that_ends_meanwhile_takes_none(world):
    reports = [assigned(world)[0] for _n in range(3)]
    key, batch = ask_to_group(world, reports)
    grouping.end(key, actor=world.admin)
    assert set(take_all(batch).values()) == {("refused", str(grouping.HAS_ENDED))}


def test_what_needs_a_second_officer_is_left_out_with_the_reason(world):
    key, reports = flooded(world, 3)
    ApprovalRule.objects.create(
        agency=world.works,
        what=ApprovalRule.What.ANSWERS,
        valid_from=LONG_AGO,
        basis="SE 1",
        entered_at=timezone.now(),
    )
    rules.changed()
    batch = ask_to_answer(world.liaison, key)
    assert set(take_all(batch).values()) == {("refused", str(together.NEEDS_A_SECOND))}
    assert {fresh(report).status for report in reports} == {"assigned"}


def test_of_a_set_each_is_refused_for_its_own_reason(world):
    fine, hidden, elsewhere = (
        assigned(world, **told)[0] for told in ({}, {"confidential": True}, {})
    )
    other = grouping.begin(world.admin, "Masalah lain")
    grouping.group(elsewhere, actor=world.admin, problem=other)
    key = grouping.begin(world.admin, "Banjir pasar")
    came = grouping.group_all([fine, hidden, elsewhere], actor=world.admin, problem=key)
    says = {pk: str(step.says) for pk, step in came.items() if isinstance(step, Refused)}
    assert says == {hidden.pk: str(grouping.CONFIDENTIAL), elsewhere.pk: str(grouping.ELSEWHERE)}
    assert fresh(fine).problem_id == key


def test_a_split_report_is_put_together_whole_and_its_parts_answer_for_themselves(world):
    report, _ = assigned(world)
    into = [
        Part(to=office, title="Bagian", task="Kerjakan.", words="Arahan.")
        for office in (world.works, world.kecamatan)
    ]
    splitting.split(report, actor=world.admin, into=into)
    part = report.parts.select_related("holder", "whole").first()
    key = grouping.begin(world.admin, "Banjir pasar")
    came = grouping.group_all([report, part], actor=world.admin, problem=key)
    assert isinstance(came[report.pk], Event)
    refused = came[part.pk]
    assert isinstance(refused, Refused)
    assert refused.says == grouping.A_PART
    assert together.count_answerable(key, world.liaison) == 0, "its parts are answered by offices"
    with pytest.raises(Refused):
        bulk.ask_of_problem(world.liaison, key, ANSWER, uuid4())


def test_many_are_handed_on_at_once_whole_in_parts_or_in_a_problem(world):
    """A part goes to another office, a grouped report keeps its problem, a split one stays."""
    case = parted(world)
    key, (grouped,) = flooded(world, 1)
    chosen = [fresh(case.whole), fresh(case.works), fresh(grouped)]
    ticked = {report.number: seen(report) for report in chosen}
    batch = bulk.ask(world.admin, "assign", ticked, {"to": world.kelurahan.pk}, uuid4())
    came = take_all(Batch.objects.get(pk=batch))
    assert came[case.whole.pk][0] == "refused"
    assert {fresh(row).holder for row in (case.works, grouped)} == {world.kelurahan}
    assert fresh(grouped).problem_id == key
    put_aside = {report.number: seen(report) for report in (case.works, grouped)}
    given = {"reason": "private", "words": "Pribadi."}
    batch = bulk.ask(world.admin, "archive", put_aside, given, uuid4())
    assert {state for state, _says in take_all(Batch.objects.get(pk=batch)).values()} == {"done"}
    assert fresh(case.whole).status == "in_progress", "its other part goes on"
    assert problems.get_problem(key, world.admin).open == 0


def test_grouped_cases_of_a_merged_office_are_answered_by_its_heir(world):
    key, reports = flooded(world, 3)
    into = make_agency("Dinas PUPR", world.city)
    asked_before = ask_to_answer(world.liaison, key)
    change(world, What.MERGE, world.works, into)
    assert {state for state, _says in take_all(asked_before).values()} == {"refused"}
    assert {fresh(report).problem_id for report in reports} == {key}
    heir = make_officer(Role.LIAISON, into)
    came = take_all(ask_to_answer(heir, key))
    assert {state for state, _says in came.values()} == {"done"}
    assert {fresh(report).holder for report in reports} == {into}


def test_who_takes_over_an_institution_rules_its_problems(world):
    key, _reports = flooded(world, 2)
    assert not problems.governs(world.stranger, key)
    change(world, What.MERGE, world.city, world.other)
    stranger = actor_of(world.stranger.user, world.stranger.post.pk)
    assert problems.governs(stranger, key)
    grouping.rename(key, actor=stranger, title="Banjir di dua kota")
    with pytest.raises((NotFound, Refused)):
        grouping.rename(key, actor=world.liaison, title="Bukan saya")


def test_how_far_it_is_is_counted_not_read(world, django_assert_num_queries):
    key, _reports = flooded(world, 6)
    batch = ask_to_answer(world.liaison, key)
    taking.take_some(str(batch.pk), most=4)
    with django_assert_num_queries(4):
        progress = bulk.progress(world.liaison, batch.pk)
    assert (progress.over, progress.all, progress.done_at) == (4, 6, None)
    assert timezone.now() >= batch.made_at
