"""Saran unit beside a case: up to three offices, why each, and taking one over with one press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lapor.agencies.conditions import conditions_of
from lapor.agencies.models import Agency
from lapor.agencies.request import Request
from lapor.reports import access, openings, suggested
from lapor.reports.casework import Case, open_case
from lapor.reports.functions import known_functions
from lapor.reports.likely import level_of
from lapor.reports.rule_words import names_in, rule_in_words
from lapor.reports.suggesting import Offer, Span, Suggested
from lapor.reports.terms import NotFound
from lapor.web.desk import case as cases
from lapor.web.desk.session import BY_ITSELF
from lapor.web.desk.signin import officers_only

AROUND = 40  # letters shown on either side of a word that decided
LEVELS: dict[str, str | Promise] = {
    "high": gettext_lazy("keyakinan tinggi"),
    "middle": gettext_lazy("keyakinan sedang"),
    "low": gettext_lazy("keyakinan rendah"),
}
DECIDING = ("verify", "assign", "decline")


@dataclass(frozen=True)
class Piece:
    """A part of the reporter's own words; `told`: it decided."""

    text: str
    told: bool = False


@dataclass(frozen=True)
class Choice:
    """One office as the page offers it. how: the step by which it is taken; empty: by none.

    here: the report is there already.
    """

    office: Agency
    level: str
    percent: int | None
    because: str
    how: str
    here: bool


@officers_only
@require_safe
def suggestion(request: Request, number: str) -> HttpResponse:
    """Show what is suggested of a report to who decides on it, as a part of its page or alone."""
    try:
        case = open_case(number, request.actor)
        if not set(DECIDING) & set(case.open):
            raise NotFound
    except NotFound:
        return cases.gone(request)
    part = BY_ITSELF in request.headers
    page = "desk/parts/suggestion.html" if part else "desk/suggestion.html"
    if suggested.is_left_to_people(case.report):
        blind = {"case": case, "card": case.card, "blind": True, "here": "inbox"}
        return render(request, page, blind)
    audience = access.audience_of(case.stands)
    openings.note_shown(case.report, request.actor, audience, timezone.now())
    found = suggested.suggestion_for(case.report)
    choices = [_choice(case, found, one) for one in found.offers]
    context = {
        "case": case,
        "card": case.card,
        "first": choices[0] if choices else None,
        "others": choices[1:],
        "title": list(_marked(case.report.title, found.title, whole=True)),
        "story": list(_marked(case.report.body, found.body)),
        "told": found.title or found.body,
        "rule": _rule(found),
        "proposing": _proposing(found),
        "near": suggested.near_of(case.report, request.actor),
        "without": _names(case, found.without),
        "asks_place": found.asks_place,
        "learned": found.model is not None,
        "here": "inbox",
    }
    return render(request, page, context)


def _choice(case: Case, found: Suggested, offer: Offer) -> Choice:
    level = level_of(offer.share, found.by)
    measured = found.measured and offer.because != "rule"
    return Choice(
        office=offer.office,
        level=str(LEVELS[level]) if offer.because != "rule" else _("menurut aturan"),
        percent=round(100 * offer.share) if measured else None,
        because=_because(case, offer),
        how=_how(case, offer.office),
        here=offer.office == case.report.holder,
    )


def _how(case: Case, office: Agency) -> str:
    """Return by which step the office is reached: the plain one, else as not ours; or none."""
    if office == case.report.holder and (case.card.verified or "verify" not in case.open):
        return ""
    within = access.may_assign_to(case.actor, office, ())
    if within and not case.card.verified and "verify" in case.open:
        return "verify"
    if within and "assign" in case.open:
        return "assign"
    return "decline" if "decline" in case.open and office != case.report.holder else ""


def _because(case: Case, offer: Offer) -> str:
    """Say in words why this office."""
    place = case.report.region.label if case.report.region else ""
    function = known_functions(case.book.version).get(offer.function, "")
    match offer.because:
        case "rule":
            return _("Aturan penyaluran menunjuk unit ini.")
        case "place":
            return _("Karena tempatnya di %(place)s.") % {"place": place}
        case "heir":
            return _("Mengambil alih dari unit yang dulu mengerjakan: %(function)s.") % {
                "function": function
            }
    return _("Di sini unit ini yang mengerjakan: %(function)s.") % {"function": function}


def _rule(found: Suggested) -> tuple[str, str] | None:
    rule = found.rule
    return (rule.name, rule_in_words(rule, names_in([conditions_of(rule)]))) if rule else None


def _proposing(found: Suggested) -> list[str]:
    """Say which rules propose that the report be kept secret, or looked at by the inspectorate."""
    says = []
    for rule in found.proposing:
        name = {"name": rule.name}
        if rule.confidential:
            says.append(_("Aturan “%(name)s” mengusulkan: perlakukan sebagai rahasia.") % name)
        if rule.oversight:
            says.append(
                _("Aturan “%(name)s” mengusulkan: berkadar pengawasan, teruskan ke inspektorat.")
                % name
            )
    return says


def _names(case: Case, codes: Sequence[str]) -> list[str]:
    known = known_functions(case.book.version)
    return [known[code] for code in codes if code in known]


def _marked(text: str, spans: Sequence[Span], *, whole: bool = False) -> Iterator[Piece]:
    """Yield the text with the words that decided; of a long one only what stands around them."""
    at = 0
    for start, end in sorted(spans):
        if start < at or end > len(text):
            continue
        before = text[at:start]
        if not whole and len(before) > 2 * AROUND:
            lead = f"{before[:AROUND]} … " if at else "… "
            before = lead + before[-AROUND:]
        yield Piece(before)
        yield Piece(text[start:end], told=True)
        at = end
    rest: Any = text[at:]
    if not whole and len(rest) > AROUND:
        rest = f"{rest[:AROUND]} …"
    if whole or at:
        yield Piece(rest)
