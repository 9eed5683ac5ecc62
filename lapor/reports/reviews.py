"""Who may examine a report as its second instance, when, and where such a review stands."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from lapor.agencies.models import Agency
from lapor.agencies.rules import Rules
from lapor.reports.models import Report, Review, Stake
from lapor.reports.terms import Clock, Status
from lapor.reports.watchers import Outside, days_unsettled

End, Finding = Review.End, Review.Finding
OPEN = Q(ended_at=None)
WAITS = (Status.HELD, Status.CLOSED, Status.ARCHIVED)  # nobody owes the reporter a settlement now
# What a review may come to after a recommendation, and without one.
AFTER_ADVICE = (End.CARRIED_OUT, End.PARTLY, End.IGNORED)
NOTHING_FOUND = (End.CLEARED,)
OTHERWISE = (End.RESOLVED,)
LEAVING = (End.REFUSED, End.WITHDRAWN, End.CONFLICT)


def is_ripe(report: Report, book: Rules, now: datetime) -> bool:
    """Say whether a second instance may examine it now: it was disputed, or is unsettled too long.

    Too long: its date has passed, and so many working days as the law gives any report to be
    settled. One statement for a report without a dispute that is as old as that.
    """
    if report.disputes:
        return True
    if report.status in WAITS or not days_unsettled(report, book, now):
        return False
    settle = report.deadlines.filter(clock=Clock.SETTLE, paused_at=None, due_at__lt=now)
    return settle.exists()


def examiners(report: Report, around: Outside) -> list[Agency]:
    """Return who may be asked to examine it: one statement.

    Each examines a report once; where its reporter took the consent back, it may be asked again.
    """
    had = report.reviews.exclude(outcome=End.WITHDRAWN).values_list("agency", flat=True)
    examined = set(had)
    return [office for office in around.examiners if office.pk not in examined]


def current(report: Report) -> Review:
    """Return the review that goes on; raises Review.DoesNotExist."""
    return Review.objects.select_related("agency").get(OPEN, report=report)


def ends_of(*, advised: bool, finding: str) -> Sequence[Review.End]:
    """Return how a review may be ended by who examines it, after what was found and advised."""
    if advised:
        return AFTER_ADVICE
    return NOTHING_FOUND if finding == Finding.NONE else OTHERWISE


def end(report: Report, outcome: Review.End, at: datetime) -> None:
    """Write down how the review ended, where one goes on. Who left without a word sees no more.

    An office that came into the report by this review alone, and did not examine it to the end,
    leaves it again: that is what the reporter had agreed to.
    """
    review = Review.objects.filter(OPEN, report=report).select_related("agency").first()
    if review is None:
        return
    review.ended_at, review.outcome = at, outcome
    if outcome == End.CARRIED_OUT and review.carried_out_at is None:
        review.carried_out_at = at
    review.save(update_fields=["ended_at", "outcome", "carried_out_at"])
    if outcome in LEAVING:
        joined = report.stakes.filter(agency=review.agency, why=Stake.Why.OVERSEER, until=None)
        joined.filter(since=review.asked_at).update(until=at)
