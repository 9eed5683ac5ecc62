"""What the system would have handed on by itself, or did, and what officers made of it.

Counted from the suggestions that were kept, each with what somebody then chose. What nobody has
decided on yet counts for nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lapor.agencies import rulebook_automatic
from lapor.agencies.models import Agency, AutomaticRouting, RoutingRule
from lapor.reports.learned import Held, active_model, closed
from lapor.reports.models import Event, Suggestion
from lapor.reports.terms import Status
from lapor.routing.gates import (
    FEWEST_KEPT,
    Lately,
    NotYet,
    Record,
    may_assign,
    must_end,
)
from lapor.routing.predictor import Figures

LOOKED_BACK = timedelta(days=90)
WEEK = timedelta(days=7)
MOST = 5_000  # the newest, where there are more
Automatic = Suggestion.Automatic
COLUMNS = ("rule", "automatic", "offices", "at", "chosen__path", "report__status")
ANSWERED = (Status.IN_PROGRESS, Status.CLOSED)


@dataclass(frozen=True)
class Standing:
    """How an institution stands towards handing on by itself.

    watched: days since which it is watched, or on. kept: its closed reports, up to what is needed.
    shown: what came of what its model would have decided; blind: of those decided by somebody who
    did not see the suggestion. rules: the same for each rule. done, undone: of the last week.
    """

    switched: AutomaticRouting | None
    watched: int
    kept: int
    held: Held | None
    shown: Record
    blind: Record
    rules: tuple[tuple[RoutingRule, Record], ...]
    lately: Lately
    refused: NotYet | None  # why it may not be switched on
    ends: NotYet | None  # why it must stop where it is on


@dataclass(frozen=True)
class Weighed:
    """One suggestion that somebody decided on."""

    rule: int | None
    at: datetime
    right: bool
    done: bool
    blind: bool


def standing(institution: Agency, now: datetime) -> Standing:
    """Return how an institution stands: eight statements, each bounded."""
    switched = rulebook_automatic.switched(institution.pk)
    since = rulebook_automatic.watched_since(institution.pk)
    held = active_model(institution.pk)
    weighed = weigh(institution, now)
    kept = closed().filter(tier1=institution.pk).values("pk")[:FEWEST_KEPT].count()
    watched = (now - since).days if since else 0
    by_model = [one for one in weighed if one.rule is None]
    shown = _record(by_model)
    figures = Figures(thresholds={})
    if held:
        figures.update(held.model.figures)
    last_week = [one for one in weighed if one.done and one.at > now - WEEK]
    lately = Lately(len(last_week), sum(one.right for one in last_week))
    return Standing(
        switched=switched,
        watched=watched,
        kept=kept,
        held=held,
        shown=shown,
        blind=_record(one for one in by_model if one.blind),
        rules=_rules(weighed),
        lately=lately,
        refused=may_assign(figures, kept=kept, shadow_days=watched, shown=shown),
        ends=must_end(shown, lately),
    )


def record_of(rule: RoutingRule, institution: Agency, now: datetime) -> Record:
    """Return what came of what one rule would have decided: two statements."""
    return _record(weigh(institution, now, rule))


def weigh(institution: Agency, now: datetime, rule: RoutingRule | None = None) -> list[Weighed]:
    """Return what was decided on of the last 90 days, the newest first: two statements.

    rule: only what it decided.
    """
    rows = Suggestion.objects.filter(government=institution, at__gt=now - LOOKED_BACK)
    if rule:
        rows = rows.filter(rule=rule)
    rows = rows.exclude(automatic=Automatic.NO).select_related("report", "chosen").only(*COLUMNS)
    newest = list(rows.order_by("-at")[:MOST])
    undone: dict[UUID, list[Event]] = {}
    for event in Event.objects.filter(
        report__in=[row.report_id for row in newest], move__in=("take_back", "decline")
    ):
        undone.setdefault(event.report_id, []).append(event)
    found = [(row, _is_right(row, undone.get(row.report_id, ()))) for row in newest]
    return [
        Weighed(
            rule=row.rule_id,
            at=row.at,
            right=right,
            done=row.automatic == Automatic.DONE,
            blind=row.automatic == Automatic.BLIND,
        )
        for row, right in found
        if right is not None
    ]


def _is_right(row: Suggestion, undone: Iterable[Event]) -> bool | None:
    """Say whether the office that was suggested first was kept; None while nobody has decided.

    It was, where somebody chose it or an office below it, or it answered what was handed to it, and
    where it did not pass the report on as none of its own.
    """
    first = row.offices[0]["agency"]
    later = [event for event in undone if event.at >= row.at]
    if any(event.move == "take_back" or event.held_by_id == first for event in later):
        return False
    if row.chosen:
        return first in row.chosen.ids
    answered = row.automatic == Automatic.DONE and row.report.status in ANSWERED
    return True if answered else None


def _record(weighed: Iterable[Weighed]) -> Record:
    rows = list(weighed)
    return Record(len(rows), sum(one.right for one in rows))


def _rules(weighed: Iterable[Weighed]) -> tuple[tuple[RoutingRule, Record], ...]:
    by_rule: dict[int, list[Weighed]] = {}
    for one in weighed:
        if one.rule is not None:
            by_rule.setdefault(one.rule, []).append(one)
    rows = RoutingRule.objects.select_related("to").in_bulk(by_rule)
    return tuple((rows[key], _record(found)) for key, found in by_rule.items())
