"""Which courses the demo plays, each with how often, how long ago, and for which stories."""

from collections.abc import Callable
from dataclasses import dataclass

from lapor.project.seed import courses
from lapor.project.seed.cases import Case, Course
from lapor.project.seed.stories import Story
from lapor.reports.terms import Kind


def _local(story: Story) -> bool:
    """A story for an office within a regional government."""
    return story.office.isupper()


def _tiers(story: Story) -> bool:
    return story.office == "KEL" and not story.archive


def _central(story: Story) -> bool:
    return story.office.islower()


def _suspicious(story: Story) -> bool:
    return story.oversight


def _suspicious_below(story: Story) -> bool:
    return story.oversight and _tiers(story)


def _watched(story: Story) -> bool:
    """Of the city in which somebody sits in the inspectorate."""
    return _tiers(story) and not story.oversight


def _simple(story: Story) -> bool:
    return not story.oversight and not story.archive


def _idle(story: Story) -> bool:
    """Nothing that this service can answer."""
    return bool(story.archive)


def _works(story: Story) -> bool:
    """A complaint with work to do, not a question."""
    return _simple(story) and _local(story) and story.kind == Kind.COMPLAINT


@dataclass(frozen=True)
class Situation:
    """A course, how often it is drawn, and how many working days ago it may have begun."""

    course: Callable[[Case], Course]
    weight: int
    least: int
    most: int
    fits: Callable[[Story], bool] = _works


LONG = 240  # working days: a year
# The first come first, once each, so that the smallest demo shows every status.
SITUATIONS = (
    Situation(courses.fresh, 8, 0, 1, _simple),
    Situation(courses.waiting, 6, 3, 4),
    Situation(courses.answered, 8, 7, 11),
    Situation(courses.held, 3, 5, 14),
    Situation(courses.settled, 50, 18, LONG, _simple),
    Situation(courses.withdrawn, 7, 8, 200),
    Situation(courses.promised, 6, 5, 7),
    Situation(courses.silent, 24, 30, LONG, _simple),
    Situation(courses.complained_of, 5, 10, 90, _suspicious),
    Situation(courses.overlooked, 5, 10, 20),
    Situation(courses.dialogue, 24, 22, LONG),
    Situation(courses.archived, 12, 6, LONG, _idle),
    Situation(courses.tiers, 14, 9, LONG, _tiers),
    Situation(courses.declined, 10, 14, LONG),
    Situation(courses.confidential, 9, 16, 200),
    Situation(courses.inspected, 8, 30, 200, _suspicious),
    Situation(courses.no_address, 8, 16, LONG, _simple),
    Situation(courses.held_by_office, 3, 6, 15),
    Situation(courses.disputed, 5, 8, 11),
    Situation(courses.waiting_with_handler, 4, 3, 5),
    Situation(courses.misdirected, 7, 14, LONG, _central),
    Situation(courses.empty_seat, 4, 16, 80, _tiers),
    Situation(courses.broken_promise, 4, 9, 14),
    Situation(courses.reopened, 6, 34, 200),
    Situation(courses.declined_twice, 5, 16, LONG),
    Situation(courses.fresh_for_anyone, 3, 0, 1, _simple),
    Situation(courses.fresh_with_more, 4, 0, 2),
    Situation(courses.never_verified, 6, 15, LONG, _simple),
    Situation(courses.held_then_answered, 6, 26, 200),
    Situation(courses.held, 4, 35, 200),  # lapses: nobody completes it
    Situation(courses.carried_on, 4, 32, 200),
    Situation(courses.closed_by_admin, 12, 18, LONG),
    Situation(courses.climbed, 5, 12, 150),
    Situation(courses.against_institution, 2, 8, 60, _suspicious_below),
    Situation(courses.appealed, 3, 30, 150, _idle),
    Situation(courses.taken_down, 2, 25, 150),
    Situation(courses.asked_for_time, 3, 5, 8),
    Situation(courses.more_time, 4, 22, 200),
    Situation(courses.no_more_time, 3, 12, 120),
    Situation(courses.helped, 4, 7, 120),
    Situation(courses.disputed_twice, 3, 40, 120),
    Situation(courses.referred, 3, 20, 60),
    Situation(courses.retaliated, 2, 6, 40, _watched),
)
