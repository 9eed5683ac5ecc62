"""Choosing an office by typing a piece of its name; with JavaScript off, by sending the form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from lapor.agencies.models import Agency, Role
from lapor.agencies.request import Request
from lapor.reports import access, worklist
from lapor.reports.casework import Case, open_case
from lapor.reports.disclosure import Office
from lapor.reports.terms import Status
from lapor.web import finding
from lapor.web.desk.signin import officers_only

MOST = 12
LISTED = 60  # offices shown without typing
ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
HANDED_ON = "to"  # fields that name who is to hold the report; the others name anybody


@dataclass(frozen=True)
class Unit:
    """One office to choose. waiting: how many open reports it holds; None: not asked."""

    key: str
    label: str
    waiting: int | None = None
    is_own: bool = False
    is_wanted: bool = False


@officers_only
def pick(request: Request) -> HttpResponse:
    """Answer the typing in a form of a report with the offices that may be chosen there."""
    case = open_case(request.GET.get("laporan", ""), request.actor)
    field, typed = request.GET.get("untuk", HANDED_ON), request.GET.get("q", "")
    units = candidates(case, typed, handed_on=field == HANDED_ON)
    context = {
        "units": units,
        "typed": typed,
        "field": field if field in ("to", "next", "subjects") else HANDED_ON,
        "many": field == "subjects",
        "asked": True,
    }
    return render(request, "desk/units.html", context)


def candidates(case: Case, typed: str, *, handed_on: bool) -> list[Unit]:
    """Return the offices with these words; to be handed the report only those that may be."""
    if not handed_on:
        return [Unit(hit.key, hit.label) for hit in finding.agencies(typed, MOST)]
    found = finding.agencies(typed, MOST, among=worklist.with_open_reports(may_hold(case)))
    return [Unit(hit.key, hit.label, _waiting(hit.row)) for hit in found]


def the_one(case: Case, typed: str, *, handed_on: bool) -> Agency | None:
    """Return the office that is called just so, if there is one and no other; never a guess."""
    named = finding.exact_agencies([typed], [])
    if handed_on:
        keys = [row.pk for row in named]
        named = list(may_hold(case).filter(pk__in=keys))
    return named[0] if len(named) == 1 else None


def may_hold(case: Case) -> QuerySet[Agency]:
    """Return the offices to which `access.may_assign_to` lets this officer hand this report."""
    own = case.actor.agency
    if own is None:
        return Agency.objects.none()
    rows = Agency.objects.filter(path__within=str(own.path))
    for subject in Agency.objects.filter(pk__in=[office.id for office in case.card.subjects]):
        rows = rows.exclude(path__within=str(subject.path))
    return rows.exclude(pk=own.pk) if case.actor.role == Role.LIAISON else rows


def beside(case: Case) -> list[Unit]:
    """Return what needs no typing: the office asked for, one's own, and those right below it.

    One statement.
    """
    own, actor, wanted = case.actor.agency, case.actor, case.report.requested_agency
    if own is None:
        return []
    near = Q(parent=own)
    if own.depth == 0:  # the whole country lies right below the root
        near = Q(pk__in=[])
    if wanted and wanted.depth:
        near |= Q(pk=wanted.pk)
    if actor.role in ADMINS and not _holds_it_already(case, own):
        near |= Q(pk=own.pk)
    rows = worklist.with_open_reports(Agency.objects.filter(near)).order_by("name")[:LISTED]
    units = [
        Unit(str(row.pk), row.name, row.waiting, row == own, row == wanted)
        for row in rows
        if not is_subject(row, case.card.subjects) and access.may_assign_to(actor, row, ())
    ]
    return sorted(units, key=lambda unit: (not unit.is_wanted, not unit.is_own))


def is_subject(office: Agency, subjects: Iterable[Office]) -> bool:
    """Say whether the office is complained of, or lies below one that is."""
    return any(subject.id in office.ids for subject in subjects)


def _holds_it_already(case: Case, own: Agency) -> bool:
    return case.report.holder == own and case.card.status != Status.RECEIVED


def _waiting(row: Any) -> int:
    return int(row.waiting)
