"""What an officer has open, why a step is closed, and two forms sent at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from lapor.reports import closure, triage
from lapor.reports.casework import hold_still, open_case
from lapor.reports.terms import Kind, NotFound, Refused
from tests.factories import MONDAY, days, make_report


def closed(case):
    return {row.move.name: str(row.says) for row in case.closed}


@pytest.mark.django_db
def test_who_may_not_see_it_cannot_open_it(world):
    report, _reporter = make_report(world)
    with pytest.raises(NotFound):
        open_case(report.number, world.stranger)


@pytest.mark.django_db
def test_a_step_is_either_open_or_closed_never_both(world):
    report, _reporter = make_report(world)
    for actor in (world.admin, world.national, world.overseer):
        case = open_case(report.number, actor)
        shut = closed(case).keys() - {"redact"}  # the table leaves it open; publishing does not
        assert not shut & set(case.open)


@pytest.mark.django_db
def test_a_binding_assignment_says_why_it_cannot_be_declined(world):
    report, _reporter = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(0.1))
    handed = {"reason": "other_office", "words": "Bukan kami."}
    triage.decline(report, actor=world.liaison, to=world.kelurahan, at=days(0.2), **handed)
    triage.decline(report, actor=world.lurah, to=world.works, at=days(0.3), **handed)
    triage.assign(report, actor=world.admin, to=world.works, at=days(0.4))
    case = open_case(report.number, world.liaison)
    assert "decline" not in case.open
    assert "mengikat" in closed(case)["decline"]


@pytest.mark.django_db
def test_a_held_report_waits_for_its_reporter(world):
    report, _reporter = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(0.1))
    triage.hold(report, actor=world.liaison, question="Di mana?", at=days(0.2))
    case = open_case(report.number, world.liaison)
    assert "jawaban pelapor" in closed(case)["follow_up"]


@pytest.mark.django_db
def test_nothing_is_listed_of_a_report_that_has_ended(world):
    report, reporter = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(0.1))
    closure.withdraw(report, actor=reporter, at=days(0.2))
    assert open_case(report.number, world.liaison).closed == ()


@pytest.mark.django_db
def test_what_was_read_may_be_acted_on(world):
    report, _reporter = make_report(world)
    case = open_case(report.number, world.admin)
    with transaction.atomic():
        hold_still(report, world.admin, case.seen)


@pytest.mark.django_db
def test_what_went_on_meanwhile_must_be_read_first(world):
    report, _reporter = make_report(world)
    case = open_case(report.number, world.admin)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, at=days(0.1))
    with transaction.atomic(), pytest.raises(Refused):
        hold_still(report, world.admin, case.seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_forms_sent_at_the_same_moment_one_acts(world):
    report, _reporter = make_report(world, at=MONDAY)
    seen = open_case(report.number, world.admin).seen
    both_ready, refused = threading.Barrier(2), []

    def send():
        mine = open_case(report.number, world.admin).report
        both_ready.wait()
        try:
            with transaction.atomic():
                hold_still(mine, world.admin, seen)
                triage.note(mine, actor=world.admin, words="Satu kali saja.")
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert report.events.filter(move="note").count() == 1
    assert len(refused) == 1
