"""What a rule, or other words, would have done with past reports: counted before it is saved.

Only reports that the asker sees are looked at, and no confidential one: a rule with a name in it
must not tell anybody that somebody complained of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.conditions import Conditions, Facts, conditions_of
from lapor.agencies.models import Agency, RoutingRule
from lapor.reports.access import visible_at_all
from lapor.reports.models import TIERS, Report
from lapor.routing.keywords import Keywords
from lapor.routing.predictor import Prediction

LOOKED_BACK = timedelta(days=90)
MOST = 1000  # the newest, where there are more
MOST_READ, READ = 500, 1000  # reports that are read word by word, and letters of each
NAMED = 5
COLUMNS = (
    "title", "body", "received_at", "region_id", "category_id", "kind", "channel", "holder_id",
)  # fmt: skip


@dataclass(frozen=True)
class Rehearsed:
    """What would have come of a rule. kept: where the reports that fit are now, most first.

    same: of those, how many are where the rule points, or below. decided_before: how many an
    earlier rule would have decided. colliding: rules that fit some of them too and point elsewhere.
    """

    looked_at: int
    capped: bool
    fits: int
    same: int
    kept: Sequence[tuple[Agency, int]]
    decided_before: int
    colliding: Sequence[tuple[RoutingRule, int]]


def rehearse(
    when: Conditions,
    to: Agency | None,
    *,
    owner: Agency,
    actor: Actor,
    earlier: Sequence[RoutingRule],
    later: Sequence[RoutingRule],
) -> Rehearsed:
    """Try a rule on the reports of its owner's tree of the last 90 days; three statements."""
    rows = visible_at_all(actor).filter(
        received_at__gte=timezone.now() - LOOKED_BACK, confidential=False, whole=None
    )
    if owner.depth:
        rows = rows.filter(**{TIERS[owner.depth - 1]: owner.pk})
    found = list(rows.only(*COLUMNS).order_by("-id")[: MOST + 1])
    zone = ZoneInfo(owner.time_zone)
    pairs = [(row, facts_of(row, zone)) for row in found[:MOST]]
    hits = [(row, facts) for row, facts in pairs if when.fits(facts)]
    kept = Counter(row.holder_id for row, _facts in hits)
    offices = Agency.objects.in_bulk(list(kept))
    same = sum(n for key, n in kept.items() if to and offices[key].is_within(to))
    before = [conditions_of(rule) for rule in earlier if rule.to_id]
    others = [rule for rule in (*earlier, *later) if rule.to_id and (not to or rule.to_id != to.pk)]
    collide = [
        (rule, sum(1 for _row, facts in hits if conditions_of(rule).fits(facts))) for rule in others
    ]
    return Rehearsed(
        looked_at=len(pairs),
        capped=len(found) > MOST,
        fits=len(hits),
        same=same,
        kept=[(offices[key], n) for key, n in kept.most_common(NAMED)],
        decided_before=sum(1 for _row, facts in hits if any(one.fits(facts) for one in before)),
        colliding=[(rule, n) for rule, n in collide if n],
    )


def facts_of(report: Report, zone: ZoneInfo) -> Facts:
    """Return what a rule may look at of a report. zone: of the rule's owner."""
    return Facts(
        words=f"{report.title} {report.body}",
        received=report.received_at.astimezone(zone),
        region=report.region_id or "",
        category=report.category_id,
        kind=report.kind,
        channel=report.channel,
    )


@dataclass(frozen=True)
class Reread:
    """What other words of a function would have made of past reports.

    came: how many would have pointed to it that did not; left: that would no longer. kept: who has
    those that came, most first.
    """

    looked_at: int
    capped: bool
    came: int
    left: int
    kept: Sequence[tuple[Agency, int]]


def reread(code: str, *, owner: Agency, actor: Actor, before: Keywords, after: Keywords) -> Reread:
    """Read the newest reports of an owner's tree with other words: three statements."""
    rows = visible_at_all(actor).filter(
        received_at__gte=timezone.now() - LOOKED_BACK, confidential=False, whole=None
    )
    if owner.depth:
        rows = rows.filter(**{TIERS[owner.depth - 1]: owner.pk})
    found = list(rows.only("title", "body", "holder_id").order_by("-id")[: MOST_READ + 1])
    came: Counter[int] = Counter()
    left = 0
    for row in found[:MOST_READ]:
        text = f"{row.title}\n{row.body[:READ]}"
        was, would = _first(before.predict(text)), _first(after.predict(text))
        left += was == code != would
        if would == code != was:
            came[row.holder_id] += 1
    offices = Agency.objects.in_bulk(list(came))
    return Reread(
        looked_at=len(found[:MOST_READ]),
        capped=len(found) > MOST_READ,
        came=came.total(),
        left=left,
        kept=[(offices[key], n) for key, n in came.most_common(NAMED)],
    )


def _first(predicted: Prediction) -> str:
    """Return what words point to; empty where none of them tells anything."""
    return predicted.ranked[0][0] if predicted.deciding else ""
