"""Handing on by the system itself (terusan otomatis): off unless an institution wants it and has
watched it be right, and never for what only people judge.

The clock asks for each new report once, right after its suggestion is made. An officer who opened
the report before that is quicker; a report that is passed over waits for whoever verifies.
"""

from collections import Counter
from datetime import datetime

import structlog
from django.db import transaction

from lapor.agencies import rulebook_automatic
from lapor.agencies.actor import SYSTEM, Actor
from lapor.agencies.models import Agency, AutomaticRouting, Change
from lapor.agencies.routing import is_caught
from lapor.agencies.rulebook import RuleRefused
from lapor.outbox import queue
from lapor.outbox.models import Message
from lapor.reports import stakes, suggested
from lapor.reports.learned import active_model
from lapor.reports.models import Event, Report, Stake, Suggestion
from lapor.reports.moves import MOVES
from lapor.reports.not_yet import IN_WORDS
from lapor.reports.perform import lock, perform
from lapor.reports.suggested import Prepared
from lapor.reports.suggesting import Offer
from lapor.reports.terms import Audience, Refused
from lapor.reports.weighing import record_of, standing
from lapor.routing.cautions import caution
from lapor.routing.gates import TARGET, is_sure

log = structlog.get_logger("lapor.routing")

ONE_IN = 20  # of those it would hand on is left to people who do not see the suggestion
STOPPED = "automatic_off"  # the letter to an institution whose switch has fallen
WATCHED_BY_PEOPLE = ("INSPEKTORAT",)  # functions that a machine hands nothing on to
State = AutomaticRouting.State
Automatic = Suggestion.Automatic
By = Suggestion.By


def run(now: datetime) -> Counter[str]:
    """Suggest offices for new reports, and hand on what may be; return what was done how often."""
    prepared = suggested.prepare(now)
    done = Counter(suggested=len(prepared))
    switched = rulebook_automatic.running()
    for one in prepared:
        row = switched.get(one.report.holder_id)
        if row and one.found.government == one.report.holder:
            done[_consider(one, row.state, now)] += 1
    del done[""]
    return +done


def _consider(one: Prepared, state: str, now: datetime) -> str:
    """Keep what would be done of a report, or do it; return which, or "" for nothing."""
    offer = one.found.offers[0] if one.found.offers else None
    if offer is None or not _is_sure(one, offer) or not _may_be_handed_on(one, offer):
        return Automatic.NO.value
    if one.report.pk.int % ONE_IN == 0:
        _note(one.row, Automatic.BLIND, shown_to=Suggestion.To.NOBODY)
        return Automatic.BLIND.value
    if state != State.ON or not _is_proved(one, now):
        _note(one.row, Automatic.WOULD)
        return Automatic.WOULD.value
    return _direct(one, offer.office, now)


def _is_sure(one: Prepared, offer: Offer) -> bool:
    """Say whether the suggestion is one on which the system would act."""
    if offer.because == "rule":
        return True
    held = active_model(one.report.holder_id)
    if held is None or one.found.by != By.MODEL or one.found.model != held.key:
        return False
    return is_sure(held.model.figures, offer.share)


def _is_proved(one: Prepared, now: datetime) -> bool:
    """Say whether officers agreed often enough: with the rule, where one speaks; the model was
    asked about when it was switched on, and is each night."""
    rule = one.found.rule
    return rule is None or record_of(rule, one.report.holder, now).bound >= TARGET


def _may_be_handed_on(one: Prepared, offer: Offer) -> bool:
    """Say whether a report is one that a machine may judge, and the office one it may name.

    Never what is confidential, anonymous or names an office complained of; what a rule proposes to
    be kept secret or looked at by an inspectorate; and what speaks of an official, of money taken,
    of threats, or of somebody in danger.
    """
    report, office = one.report, offer.office
    if report.confidential or report.anonymous or one.found.proposing:
        return False
    if office.kind == Agency.Kind.INSPECTORATE or offer.function in WATCHED_BY_PEOPLE:
        return False
    if office == report.holder or not office.is_within(report.holder):
        return False
    if stakes.offices(report, Stake.Why.SUBJECT):
        return False
    return caution(f"{report.title}. {report.body} {report.landmark}") is None


def _direct(one: Prepared, office: Agency, now: datetime) -> str:
    """Hand a report on; "" where somebody was quicker, or it has become another meanwhile."""
    report = one.report
    try:
        with transaction.atomic():
            lock(report)
            subjects = stakes.offices(report, Stake.Why.SUBJECT)
            if report.confidential or subjects or is_caught(office, subjects):
                return Automatic.NO.value
            category = report.category or one.row.category
            perform(report, MOVES["direct"], actor=SYSTEM, holder=office, category=category, at=now)
            _note(one.row, Automatic.DONE)
    except Refused:
        return Automatic.NO.value
    return Automatic.DONE.value


def _note(row: Suggestion, what: Automatic, **changes: str) -> None:
    Suggestion.objects.filter(pk=row.pk).update(automatic=what, **changes)


def take_back(report: Report, *, actor: Actor, at: datetime | None = None) -> Event:
    """Take back what the system handed on (tarik kembali): it waits for verification again.

    Raises Refused where it was not handed on by the system, or somebody has acted on it since.
    """
    last = report.events.filter(move="direct").order_by("-pk").select_related("held_by").first()
    holder = last.held_by if last and last.held_by else report.holder
    return perform(report, MOVES["take_back"], actor=actor, holder=holder, at=at)


@transaction.atomic
def switch(
    institution: Agency, state: State, *, actor: Actor, why: str, seen: int, at: datetime
) -> Change:
    """Switch it for an institution; raises RuleRefused where it has not shown that it may.

    Also NotGoverned and Overtaken, as every rule does.
    """
    if state == State.ON and (refused := standing(institution, at).refused):
        raise RuleRefused(IN_WORDS[refused], field="state")
    return rulebook_automatic.switch(institution.pk, state, actor=actor, why=why, seen=seen, at=at)


def watch(now: datetime) -> int:
    """Switch it off where officers no longer agree, and write to the institution; return how many.

    Run each night.
    """
    done = 0
    for row in rulebook_automatic.running().values():
        ends = standing(row.institution, now).ends if row.state == State.ON else None
        done += bool(ends and _stop(row.institution, str(IN_WORDS[ends]), now))
    return done


@transaction.atomic
def _stop(institution: Agency, why: str, now: datetime) -> bool:
    if rulebook_automatic.switch_off(institution, why=why, at=now) is None:
        return False
    letter = Message(
        agency_id=institution.pk,
        audience=Audience.HOLDER,
        template=f"{STOPPED}/{Audience.HOLDER}",
        context={"post": institution.name},
    )
    queue.put([letter])
    log.warning("automatic_routing_stopped")
    return True
