"""Suggestions as rows: made for new reports, shown where somebody decides, kept with the choice.

A row holds no word of a report: only where in it the deciding words stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Category
from lapor.agencies.rules import rules
from lapor.kit.nearness import COMPARED
from lapor.reports import stakes
from lapor.reports.access import visible_at_all
from lapor.reports.functions import category_of
from lapor.reports.models import Report, Stake, Suggestion
from lapor.reports.similar import FIRST_WORDS
from lapor.reports.suggesting import Offer, Sought, Suggested, suggest
from lapor.reports.terms import Status

AT_ONCE = 200
LATELY = timedelta(days=30)
NEAR, LOOKED_AT, LEAST_NEAR = 3, 200, 0.2
To = Suggestion.To


@dataclass(frozen=True)
class Near:
    """A closed report like this one, which the reader may open."""

    number: str
    title: str
    holder: str


@dataclass(frozen=True)
class Prepared:
    """A new report, what is suggested of it, and the row in which that is kept."""

    report: Report
    found: Suggested
    row: Suggestion


def sought_of(report: Report, subjects: Sequence[Agency]) -> Sought:
    """Return what is sought for a report: within its holder's institution, else by its place."""
    holder = report.holder
    named = holder if holder.depth else report.requested_agency
    government = Agency.objects.get(pk=named.institution) if named and named.depth > 1 else named
    return Sought(
        title=report.title,
        body=report.body,
        received=report.received_at,
        region=report.region_id or "",
        category=report.category_id,
        kind=report.kind,
        channel=report.channel,
        government=government,
        holder=holder,
        subjects=subjects,
    )


def suggestion_for(report: Report, *, at: datetime | None = None) -> Suggested:
    """Return what is suggested of a report to who decides on it now, and keep that as a row.

    Asked again before somebody has chosen, nothing new is kept unless something else is suggested.
    """
    subjects = stakes.offices(report, Stake.Why.SUBJECT)
    version = rules().version
    found = suggest(sought_of(report, subjects), version)
    last = report.suggestions.filter(chosen=None, shown_to=To.OFFICER).order_by("-at").first()
    row = _row(report, found, version, at or timezone.now())
    if last is None or _said(last) != _said(row):
        row.save(force_insert=True)
    return found


def prepare(now: datetime) -> list[Prepared]:
    """Keep a suggestion for each new report that has none, the oldest first; return them."""
    new = Report.objects.filter(
        status=Status.RECEIVED, suggestions=None, whole=None, received_at__gt=now - LATELY
    )
    rows = list(new.select_related("holder", "requested_agency").order_by("id")[:AT_ONCE])
    if not rows:
        return []
    subjects = _subjects_of(rows)
    version = rules().version
    prepared = []
    for row in rows:
        found = suggest(sought_of(row, subjects.get(row.pk, [])), version)
        prepared.append(Prepared(row, found, _row(row, found, version, now)))
    Suggestion.objects.bulk_create(one.row for one in prepared)
    return prepared


def keep_choice(report: Report, *, office: Agency | None, at: datetime) -> None:
    """Keep what somebody chose beside what was suggested to them: one statement."""
    report.suggestions.filter(chosen=None, shown_to__in=(To.OFFICER, To.NOBODY)).update(
        chosen=office, chosen_category=report.category, chosen_at=at
    )


def near_of(report: Report, actor: Actor) -> list[Near]:
    """Return the three closed reports of the same institution most alike, of those they see."""
    rows = visible_at_all(actor).filter(status=Status.CLOSED, confidential=False, whole=None)
    if report.holder.depth:
        rows = rows.filter(tier1=report.holder.institution)
    newest = list(
        rows.exclude(pk=report.pk).order_by("-id").values_list("pk", flat=True)[:LOOKED_AT]
    )
    if not newest:
        return []
    words = f"{report.title} {report.body}"[:COMPARED]
    like = TrigramSimilarity(FIRST_WORDS, words)
    found = (
        Report.objects.filter(pk__in=newest)
        .annotate(like=like)
        .filter(like__gte=LEAST_NEAR)
        .order_by("-like", "-id")
        .values_list("number", "public_title", "title", "holder__name")[:NEAR]
    )
    return [Near(number, public or title, holder) for number, public, title, holder in found]


def is_left_to_people(report: Report) -> bool:
    """Say whether this report is decided without a suggestion, to compare with."""
    return report.suggestions.filter(shown_to=To.NOBODY, chosen=None).exists()


def made_for(report: Report) -> list[Suggestion]:
    """Return all that was suggested of a report, the first first, with what was chosen."""
    rows = report.suggestions.select_related("rule__owner", "rule__to", "function", "chosen")
    return list(rows.order_by("at", "pk"))


def _row(report: Report, found: Suggested, version: UUID, at: datetime) -> Suggestion:
    function = found.function or None
    category = category_of(found.function, version) if function else None
    return Suggestion(
        report=report,
        government=found.government,
        by=found.by,
        rule=found.rule,
        model_id=found.model,
        function_id=function,
        category=Category(pk=category) if category else None,
        offices=[_offered(one) for one in found.offers],
        reasons={
            "title": found.title,
            "body": found.body,
            "because": [one.because for one in found.offers],
            "proposing": [rule.pk for rule in found.proposing],
        },
        shown_to=To.OFFICER,
        at=at,
    )


def _offered(one: Offer) -> dict[str, Any]:
    office = one.office
    return {
        "agency": office.pk,
        "name": office.label,
        "function": one.function,
        "p": round(one.share, 4),
    }


def _said(row: Suggestion) -> tuple[Any, ...]:
    offices = [(one["agency"], round(one["p"], 2)) for one in row.offices]
    return row.by, row.rule_id, row.model_id, offices


def _subjects_of(rows: Sequence[Report]) -> dict[UUID, list[Agency]]:
    """Return whom each of these complains of: one statement for all of them."""
    named = Stake.objects.filter(report__in=rows, why=Stake.Why.SUBJECT, until=None)
    found: dict[UUID, list[Agency]] = {}
    for stake in named.select_related("agency"):
        if stake.agency:
            found.setdefault(stake.report_id, []).append(stake.agency)
    return found
