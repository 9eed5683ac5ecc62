"""Reports follow when agencies change: new holders, new tiers, and the standings of who has ended.

Run with the timers; safe to kill at any moment and to run again. The tree changes in one
transaction with the standings, so that no accused office gains sight for a moment; then every
report follows in a transaction of its own, until none is left behind.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from lapor.agencies import carrying_out
from lapor.agencies.actor import SYSTEM
from lapor.agencies.carrying_out import Moved
from lapor.agencies.models import Agency, Post, Reorganisation
from lapor.agencies.posts import Unfit
from lapor.agencies.reorganising import ENDING, What
from lapor.agencies.routing import is_caught, living, opener, tier_above
from lapor.agencies.rules import rules
from lapor.outbox import queue
from lapor.outbox.models import Message
from lapor.reports import reviewing, stakes
from lapor.reports.models import OPEN, TIERS, Event, PublishedReport, Report, Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform, restore_tiers
from lapor.reports.protecting import protect_anew
from lapor.reports.terms import Audience

BATCH = 500
CAME = "came"  # the letter that tells an office how many reports came to it
FOLLOW = (Stake.Why.SUPPORT, Stake.Why.OVERSEER)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Effect:
    """What a planned change would touch. Confidential reports are left out of every number."""

    units: int
    posts: int
    reports: int
    published: int


def effect_on(agency: Agency) -> Effect:
    """Count what stands in an agency and below it: four statements."""
    within = Q(holder__path__within=str(agency.path))
    units = Agency.objects.filter(path__within=str(agency.path), ended_at=None)
    posts = Post.objects.filter(agency__path__within=str(agency.path), ended_at=None)
    return Effect(
        units=units.exclude(pk=agency.pk).count(),
        posts=posts.count(),
        reports=Report.objects.filter(OPEN, within, confidential=False).count(),
        published=PublishedReport.objects.filter(within).count(),
    )


def run(now: datetime) -> Counter[str]:
    """Carry out the plans whose day has come, and let the reports follow; return how many."""
    taken: Counter[str] = Counter()
    for key in carrying_out.due(now).values_list("pk", flat=True):
        taken[_safely_change(key, now)] += 1
    followers = Reorganisation.objects.filter(followed_at=None).exclude(done_at=None)
    for row in followers.select_related("agency", "into").order_by("done_at", "pk"):
        taken.update(_safely_follow(row, now))
    del taken[""]
    return +taken


def pass_on(post: Post, now: datetime) -> int:
    """Let the reports of a post that has ended go on without it; return how many.

    What is confidential is opened by the next post of the office, else by the nearest office above
    that has one; what anybody there may open waits for a new handler. The caller's transaction.
    """
    named = Report.objects.filter(OPEN | Q(confidential=True), handler=post)
    rows = list(named.select_related("holder").order_by("pk"))
    heir = opener(post.agency) if any(report.confidential for report in rows) else None
    for report in rows:
        if heir or not report.confidential:
            to = heir if report.confidential else None
            perform(report, MOVES["repost"], actor=SYSTEM, at=now, handler=to)
        else:
            above, found = _opened_above(report)
            perform(report, MOVES["rehome"], actor=SYSTEM, at=now, holder=above, handler=found)
    return len(rows)


def _opened_above(report: Report) -> tuple[Agency, Post | None]:
    """Return the nearest office above, not complained of, in which somebody can open the report.

    In the end that is the nation, whose admins open what it holds.
    """
    accused, office = stakes.offices(report, Stake.Why.SUBJECT), report.holder
    while office.depth:
        office = tier_above(office, accused)
        if found := opener(office):
            return office, found
    return office, None


def _safely_change(key: int, now: datetime) -> str:
    """Change the tree by one plan; return what was done, empty where its hour has not come."""
    try:
        with transaction.atomic():
            return _change(key, now)
    except Unfit as fault:  # the page of plans says why, until somebody cancels it
        log.warning("reorganisation_unfit", extra={"count": key, "error": type(fault).__name__})
        return "unfit"
    except Exception as error:
        log.exception("reorganisation_failed", extra={"error": type(error).__name__})
        return "failed"


def _change(key: int, now: datetime) -> str:
    rows = Reorganisation.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = rows.filter(pk=key, done_at=None, cancelled_at=None)
    row = waiting.select_related("agency__parent", "into", "post").first()
    if row is None or not carrying_out.has_come(row, now):
        return ""
    moved = carrying_out.carry_out(row, now)
    _carry_standings(row, moved, now)
    return "reorganised"


def _carry_standings(row: Reorganisation, moved: Moved, now: datetime) -> None:
    """Let help and oversight pass to the heir, and accusations to every heir.

    Who stood below an accused office and moves away stays as blind as it was. Protection passes
    to no heir: who protects a reporter now is asked anew when the reports follow.
    """
    for agency, above in moved.left.items():
        for office in above:
            _copy(Stake.Why.SUBJECT, office, agency, now)
    if row.what not in ENDING:
        return
    for heir in moved.heirs:
        _copy(Stake.Why.SUBJECT, row.agency_id, heir.pk, now)
    heir = moved.heirs[0]
    accusing = Stake.objects.filter(agency__in=heir.ids, why=Stake.Why.SUBJECT, until=None)
    for why in FOLLOW:
        _copy(why, row.agency_id, heir.pk, now, but=accusing)
    Stake.objects.filter(agency=row.agency, why__in=FOLLOW, until=None).update(until=now)


def _copy(
    why: Stake.Why, office: int, heir: int, now: datetime, but: QuerySet[Stake] | None = None
) -> None:
    """Give the heir a standing that an office has; not on the reports of these other standings."""
    reports = Stake.objects.filter(agency=office, why=why, until=None)
    if but is not None:
        reports = reports.exclude(report__in=but.values("report"))
    Stake.objects.bulk_create(
        (
            Stake(report_id=report, agency_id=heir, why=why, since=now)
            for report in reports.values_list("report", flat=True)
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _safely_follow(row: Reorganisation, now: datetime) -> Counter[str]:
    """Let the reports follow; a fault in one change holds up neither the others nor the clock."""
    try:
        return _follow(row, now)
    except Exception as error:
        log.exception("following_failed", extra={"error": type(error).__name__})
        return Counter(failed=1)


def _follow(row: Reorganisation, now: datetime) -> Counter[str]:
    """Bring every report to where it belongs now; close the change when none is left behind."""
    taken: Counter[str] = Counter()
    heirs = [living(heir) for heir in carrying_out.heirs_of(row)]
    if row.what in ENDING:
        for key in _keys(Report.objects.filter(holder=row.agency)):
            taken[_safely_rehome(key, row.agency, heirs, now)] += 1
        for key in _keys(Report.objects.filter(reviewer=row.agency).exclude(review="")):
            taken[_safely_examine(key, row.agency, heirs[0], now)] += 1
    for heir in heirs:
        for office in Agency.objects.filter(path__within=str(heir.path)).order_by("pk"):
            taken["retiered"] += _restore_tiers(office, now)
        for key in _keys(_caught_in(heir)):
            taken[_safely_rehome(key, None, [], now)] += 1
    for key in _keys(_protected_near(row, heirs)):
        taken[_safely_protect(key, now)] += 1
    if not taken["failed"]:
        _close(row, heirs, now)
    return taken


def _close(row: Reorganisation, heirs: Iterable[Agency], now: datetime) -> None:
    """Note that all have followed, and tell the heirs how many came, in one letter each."""
    with transaction.atomic():
        held = Reorganisation.objects.filter(pk=row.pk, followed_at=None)
        if not held.update(followed_at=now) or row.what not in ENDING:
            return
        queue.put(_letters(row, heirs))


def _letters(row: Reorganisation, heirs: Iterable[Agency]) -> Iterator[Message]:
    """Write to each heir how many came; what is confidential is for its named post to find."""
    came = Event.objects.filter(move="rehome", held_by=row.agency, at__gte=row.done_at)
    came = came.filter(report__confidential=False)
    for heir in heirs:
        if count := came.filter(holder=heir).count():
            change = f"{What(row.what).label}: {row.agency.name}"
            yield Message(
                agency_id=heir.pk,
                audience=Audience.HOLDER,
                template=f"{CAME}/{Audience.HOLDER}",
                context={"count": count, "post": heir.name, "change": change},
            )


def _keys(rows: QuerySet[Report]) -> Iterator[UUID]:
    """Yield the keys of these reports batch by batch, each once, whatever becomes of them."""
    last: UUID | None = None
    while True:
        page = rows.filter(pk__gt=last) if last else rows
        keys = list(page.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH])
        if not keys:
            return
        yield from keys
        last = keys[-1]


def _caught_in(heir: Agency) -> QuerySet[Report]:
    """Return the reports held within the heir that are about it, or what stands above it now."""
    accusing = Stake.objects.filter(agency__in=heir.lineage, why=Stake.Why.SUBJECT, until=None)
    about = Report.objects.filter(pk__in=accusing.values("report"))
    return about.filter(holder__path__within=str(heir.path)).exclude(holder__parent=None)


def _protected_near(row: Reorganisation, heirs: Iterable[Agency]) -> QuerySet[Report]:
    """Return the reports of told retaliation whose protector the change may have touched."""
    institutions = {office.institution for office in (row.agency, *heirs)}
    there = Q(tier1=None) | Q(tier1__in=institutions)
    protecting = Stake.objects.filter(why=Stake.Why.PROTECTOR, until=None)
    within = Q(agency=row.agency)
    for heir in heirs:
        within |= Q(agency__path__within=str(heir.path))
    near = protecting.filter(within).values("report")
    return Report.objects.filter(there | Q(pk__in=near), pk__in=protecting.values("report"))


def _safely_protect(key: UUID, now: datetime) -> str:
    try:
        with transaction.atomic():
            rows = Report.objects.select_for_update(of=("self",)).select_related("holder")
            return "entrusted" if protect_anew(rows.get(pk=key), now) else ""
    except Exception as error:
        log.exception("protect_failed", extra={"error": type(error).__name__})
        return "failed"


def _safely_examine(key: UUID, ended: Agency, heir: Agency, now: datetime) -> str:
    """Let the heir examine what a second instance that ended was examining."""
    try:
        with transaction.atomic():
            rows = Report.objects.select_for_update(of=("self",)).select_related("holder")
            report = rows.get(pk=key)
            if report.reviewer_id != ended.pk or not report.review:
                return ""
            reviewing.pass_on(report, heir, now)
            return "examined"
    except Exception as error:
        log.exception("pass_review_failed", extra={"error": type(error).__name__})
        return "failed"


def _safely_rehome(key: UUID, ended: Agency | None, heirs: list[Agency], now: datetime) -> str:
    try:
        with transaction.atomic():
            return _rehome(key, ended, heirs, now)
    except Exception as error:
        log.exception("rehome_failed", extra={"error": type(error).__name__})
        return "failed"


def _rehome(key: UUID, ended: Agency | None, heirs: list[Agency], now: datetime) -> str:
    """Give a report to the heir of the agency that ended, or out of an office it is now about."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("holder")
    report = rows.get(pk=key)
    if ended is not None and report.holder != ended:  # an earlier run, or an officer, was quicker
        return ""
    accused, post = stakes.offices(report, Stake.Why.SUBJECT), report.handler
    given = [heir for heir in heirs if post and post.agency_id == heir.pk]
    to = (given or heirs or [report.holder])[0]
    if to.depth and is_caught(to, accused):
        to = tier_above(to, accused)
    if to == report.holder:
        return ""
    stays = post if post and post.agency_id == to.pk and post.ended_at is None else None
    if stays is None and report.confidential:
        stays = opener(to)
    perform(report, MOVES["rehome"], actor=SYSTEM, at=now, holder=to, handler=stays)
    return "rehome"


def _restore_tiers(office: Agency, now: datetime) -> int:
    """Write the holder's ancestors anew where they changed, batch by batch; return how many."""
    tiers = dict(zip_longest(TIERS, office.lineage))
    fits = Q(**{tier: key for tier, key in tiers.items() if key})
    fits &= Q(**{f"{tier}__isnull": True for tier, key in tiers.items() if not key})
    astray, count = Report.objects.filter(~fits, holder=office), 0
    while keys := list(astray.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            locked = Report.objects.select_for_update(of=("self",)).select_related("holder")
            batch = list(locked.filter(pk__in=keys).order_by("pk"))
            restore_tiers(batch, office, now, rules())
        count += len(keys)
    return count
