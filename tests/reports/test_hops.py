"""The way from office to office: who had it, how long, and that no time is lost or told twice."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise, takewhile
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lapor.agencies.models import Holiday
from lapor.reports import access, closure, handling, triage
from lapor.reports.disclosure import card_for
from lapor.reports.models import Report
from lapor.reports.moves import OPEN
from lapor.reports.terms import Audience, Kind, NotFound, Outcome, Refused
from tests.factories import MONDAY, days, make_report, make_world

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def with_works(world):
    report, reporter = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(1))
    return report, reporter


def way_of(report, actor, now, audience=None):
    fresh = Report.objects.select_related("holder", *access.WITH_IT).get(pk=report.pk)
    audience = audience or access.audience_of(access.reaches(actor, fresh))
    return card_for(fresh, audience, actor, now=now).hops


def test_each_office_stands_with_its_time_and_how_it_came_there(world):
    report, _ = with_works(world)
    triage.decline(
        report, actor=world.liaison, reason="other_office", words="Jalan lingkungan.",
        to=world.kelurahan, at=days(3),
    )  # fmt: skip
    city, works, kelurahan = way_of(report, world.admin, days(4))
    assert [hop.office for hop in (city, works, kelurahan)] == [
        *("Kota Serang", "Dinas Pekerjaan Umum", "Kelurahan Sukamaju"),
    ]
    assert [hop.held / (24 * HOUR) for hop in (city, works, kelurahan)] == [1, 2, 1]
    assert (city.until, works.until, kelurahan.until) == (days(1), days(3), None)
    assert (kelurahan.came.held_by, kelurahan.came.code) == (works.office, "other_office")
    assert kelurahan.came.text == "Jalan lingkungan."
    assert kelurahan.came.post == world.liaison.post.title


def test_weekends_and_holidays_are_no_working_time():
    world = make_world(Holiday(day=days(1).date(), name="Nyepi", kind="national"))
    report, _ = make_report(world)
    (city,) = way_of(report, world.admin, days(7))
    assert city.held == timedelta(days=7)
    assert city.worked == timedelta(days=4), "without Tuesday, Saturday and Sunday"


def test_what_waits_for_the_reporter_is_not_the_time_of_the_office(world):
    report, reporter = with_works(world)
    triage.hold(report, actor=world.liaison, question="Nomor tiangnya?", at=days(1.5))
    triage.resume(report, actor=reporter, words="Tujuh.", at=days(3.5))
    hop = way_of(report, world.admin, days(4))[-1]
    assert (hop.held, hop.asked) == (timedelta(days=1), timedelta(days=2))


def test_the_time_after_the_end_is_nobodys_unless_it_comes_back(world):
    report, reporter = with_works(world)
    handling.follow_up(
        report, actor=world.liaison, words="Diganti.", outcome=Outcome.DONE, at=days(2)
    )
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=days(3))
    (_city, works) = way_of(report, world.admin, days(9))
    assert (works.held, works.asked, works.ended) == (days(2) - days(1),) * 2 + (timedelta(0),)
    closure.reopen(report, actor=reporter, words="Padam lagi.", at=days(5))
    (_city, works) = way_of(report, world.admin, days(6))
    assert works.ended == timedelta(days=2)


def test_the_reporter_reads_the_same_times_without_posts_and_inside_words(world):
    report, reporter = make_report(world)
    triage.verify(
        report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, words="Cek malam.",
        at=days(1),
    )  # fmt: skip
    told = way_of(report, reporter, days(2), Audience.REPORTER)
    seen = way_of(report, world.admin, days(2))
    assert [(hop.office, hop.held) for hop in told] == [(hop.office, hop.held) for hop in seen]
    assert (seen[-1].came.text, told[-1].came.text) == ("Cek malam.", "")
    assert told[-1].came.post == ""


VERBS = (
    *("assign", "decline", "hold", "resume", "follow_up", "reply", "close", "reopen"),
    *("archive", "appeal", "withdraw", "note", "retaliation"),
)
TRY = st.tuples(st.sampled_from(VERBS), st.integers(0, 4), st.floats(0.1, 60))


class Walk:
    """One report to which everybody tries everything."""

    def __init__(self, world: Any) -> None:
        self.world, self.at = world, days(1)
        self.report, self.reporter = with_works(world)

    def attempt(self, verb: str, pick: int, hours: float) -> None:
        w, report = self.world, self.report
        self.at += timedelta(hours=hours)
        actor = (w.admin, w.liaison, w.lurah, w.national, w.stranger)[pick]
        office = (w.works, w.kelurahan, w.kecamatan, w.other, w.city)[pick]
        said: dict[str, Any] = {"words": "Kata-kata.", "at": self.at}
        own: Any = partial(dict, said, actor=self.reporter)
        steps = {
            "assign": lambda: triage.assign(report, actor=actor, to=office, at=self.at),
            "decline": lambda: triage.decline(
                report, actor=actor, reason="other_office", to=office if hours > 20 else None,
                **said,
            ),
            "hold": lambda: triage.hold(report, actor=actor, question="Di mana?", at=self.at),
            "resume": lambda: triage.resume(report, **own()),
            "follow_up": lambda: handling.follow_up(
                report, actor=actor, outcome=Outcome.DONE, **said
            ),
            "reply": lambda: closure.reply(report, **own()),
            "close": lambda: closure.close(report, outcome=Outcome.DONE, **own()),
            "reopen": lambda: closure.reopen(report, **own()),
            "archive": lambda: closure.archive(report, actor=actor, reason="private", **said),
            "appeal": lambda: closure.appeal(report, **own()),
            "withdraw": lambda: closure.withdraw(report, **own()),
            "note": lambda: triage.note(report, actor=actor, **said),
            "retaliation": lambda: closure.retaliation(report, **own()),
        }  # fmt: skip
        with suppress(Refused, NotFound):
            steps[verb]()


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(TRY, max_size=12))
def test_whatever_is_done_the_stays_add_up_to_the_whole_time(world, tries):
    walk = Walk(world)
    for one in tries:
        walk.attempt(*one)
    now = walk.at + HOUR
    report = Report.objects.get(pk=walk.report.pk)
    ended = takewhile(lambda event: event.target not in OPEN, report.events.order_by("-pk"))
    until = now if report.status in OPEN else list(ended)[-1].at
    for actor, audience in ((world.national, Audience.ABOVE), (walk.reporter, Audience.REPORTER)):
        way = way_of(report, actor, now, audience)
        assert sum((hop.whole for hop in way), timedelta(0)) == until - MONDAY
        assert all(hop.worked <= hop.held for hop in way)
        assert all(one.until == two.since for one, two in pairwise(way))
        assert way[-1].is_last
        assert way[-1].office == report.holder.name
