"""Choosing an office by typing a piece of its name; with JavaScript off, by sending the form."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from lapor.agencies import finding
from lapor.agencies.models import Agency, Role
from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import access, worklist
from lapor.reports.casework import Case, open_case
from lapor.reports.terms import Status
from lapor.web.desk.signin import officers_only

MOST = 12
LISTED = 60  # offices shown without typing, or looked at to find some that may be chosen
ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
HANDED_ON = "to"  # fields that name who is to hold the report; the others name anybody
NAMED = (HANDED_ON, "next", "office", "subjects")
LONGEST_KEY = 18  # digits of a bigint
TAKES = {"verify": "to", "assign": "to", "decline": "next"}  # the field that names an office
PART = re.compile("to_[1-9]")  # who is to hold a part of it


@dataclass(frozen=True)
class Unit:
    """One office to choose. waiting: how many open reports it holds, of those one may see."""

    key: str
    label: str
    waiting: int | None = None
    is_own: bool = False
    is_wanted: bool = False


@officers_only
def pick(request: Request) -> HttpResponse:
    """Answer the typing in a form of a report with the offices that may be chosen there."""
    case = open_case(read_number(request.GET.get("laporan", "")) or "", request.actor)
    typed = tidy(request.GET.get("q", "")[: finding.LONGEST])
    field = request.GET.get("untuk", HANDED_ON)
    is_part = PART.fullmatch(field) is not None
    units = candidates(case, typed, handed_on=field == HANDED_ON or is_part)
    context = {
        "units": units,
        "typed": typed,
        "field": field if field in NAMED or is_part else HANDED_ON,
        "many": field == "subjects",
        "asked": True,
    }
    return render(request, "desk/units.html", context)


def candidates(case: Case, typed: str, *, handed_on: bool) -> list[Unit]:
    """Return the offices with these words; to be handed the report only those that may be."""
    if not handed_on:
        return [Unit(hit.key, hit.label) for hit in finding.agencies(typed, MOST)]
    own, accused = case.actor.agency, accused_in(case)
    if own is None:
        return []
    below = Agency.objects.filter(path__within=str(own.path), ended_at=None)
    counted = worklist.with_open_reports(below, case.actor)
    found = finding.agencies(typed, LISTED, among=counted)
    return [
        Unit(hit.key, hit.label, _waiting(hit.row))
        for hit in found
        if isinstance(hit.row, Agency) and access.may_assign_to(case.actor, hit.row, accused)
    ][:MOST]


def the_one(case: Case, typed: str, *, handed_on: bool) -> Agency | None:
    """Return the office that is called just so, if there is one and no other; never a guess."""
    named = finding.exact_agencies([typed], [])
    if handed_on:
        accused = accused_in(case)
        named = [row for row in named if access.may_assign_to(case.actor, row, accused)]
    return named[0] if len(named) == 1 else None


def accused_in(case: Case) -> list[Agency]:
    """Return the offices complained of; no statement where there is none."""
    keys = [office.id for office in case.card.subjects]
    return list(Agency.objects.filter(pk__in=keys)) if keys else []


def beside(case: Case) -> list[Unit]:
    """Return what needs no typing: the office asked for, one's own, and those right below it.

    One statement, and one more where somebody is complained of.
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
    living = Agency.objects.filter(near, ended_at=None)
    rows = worklist.with_open_reports(living, actor).order_by("name")[:LISTED]
    accused = accused_in(case)
    units = [
        Unit(str(row.pk), row.name, row.waiting, row == own, row == wanted)
        for row in rows
        if access.may_assign_to(actor, row, accused)
    ]
    return sorted(units, key=lambda unit: (not unit.is_wanted, not unit.is_own))


def picked(typed: str) -> Agency | None:
    """Return the living office of a key in an address; None for any other."""
    if not typed.isdecimal() or len(typed) > LONGEST_KEY:
        return None
    return Agency.objects.filter(pk=typed, ended_at=None).first()


def naming(step: str, office: Agency | None) -> dict[str, Any]:
    """Return what the form of a step begins with where an office was taken over for it."""
    field = TAKES.get(step)
    if office is None or field is None:
        return {}
    return {field: office.name, f"{field}_for": office.name, f"{field}_pick": office.pk}


def offered_by(step: str, office: Agency | None) -> dict[str, list[Unit]]:
    """Return that office as the one which the form offers, picked already."""
    field = TAKES.get(step)
    return {field: [Unit(str(office.pk), office.name)]} if office and field else {}


def _holds_it_already(case: Case, own: Agency) -> bool:
    return case.report.holder == own and case.card.status != Status.RECEIVED


def _waiting(row: Any) -> int | None:
    return None if row.waiting is None else int(row.waiting)
