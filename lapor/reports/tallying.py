"""How often suggestions are made, followed and passed over: by institution and by what made them.

Counted from the newest suggestion of each report of the last 90 days; no confidential one counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Concat, StrIndex

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.reports.models import Suggestion
from lapor.reports.terms import NotFound

LOOKED_BACK = timedelta(days=90)
ENOUGH_TO_SHOW = 10  # decided reports below which no share is told
By = Suggestion.By


@dataclass(frozen=True)
class Tally:
    """The suggestions of one institution, or of all, by one source, or by all of them.

    made: for how many reports there is one; offered: of those how many named an office. decided:
    on how many somebody has decided; followed: they chose the first, or an office below it; among:
    one of the three. automatic: how many the system handed on itself.
    """

    name: str
    by: str
    made: int
    offered: int
    decided: int
    followed: int
    among: int
    automatic: int

    @property
    def tells(self) -> bool:
        """Whether enough was decided on to tell a share."""
        return self.decided >= ENOUGH_TO_SHOW

    @property
    def first(self) -> float:
        """The share that followed the first office."""
        return self.followed / self.decided

    @property
    def three(self) -> float:
        return self.among / self.decided

    @property
    def passed_over(self) -> int:
        """How many chose an office that was none of those suggested."""
        return self.decided - self.among


def tallies(actor: Actor, now: datetime) -> list[Tally]:
    """Return the tallies of the institutions that this actor governs: two statements.

    Of each what all sources together did, and then each. Raises NotFound for who governs none.
    """
    if not governing.governs(actor, actor.agency):
        raise NotFound
    rows = _newest(now)
    if not governing.governs(actor, None):
        rows = rows.filter(government=actor.agency)
    counted = list(_counted(rows))
    names = dict(
        Agency.objects.filter(pk__in={row["government"] for row in counted}).values_list(
            "pk", "name"
        )
    )
    found: list[Tally] = []
    for key, name in sorted(names.items(), key=lambda item: item[1].lower()):
        mine = [_tally(name, row["by"], [row]) for row in counted if row["government"] == key]
        whole = _tally(name, "", [row for row in counted if row["government"] == key])
        found += [whole, *sorted(mine, key=lambda one: By.values.index(one.by))]
    return found


def _newest(now: datetime) -> Any:
    """Return the newest suggestion of each report, by whatever institution's map it was made."""
    newer = Suggestion.objects.filter(report=OuterRef("report"), at__gt=OuterRef("at"))
    rows = Suggestion.objects.filter(at__gt=now - LOOKED_BACK, report__confidential=False)
    return rows.exclude(government=None).filter(~Exists(newer))


def _counted(rows: Any) -> Iterable[dict[str, Any]]:
    within = [_is_within(place) for place in range(3)]
    decided = Q(chosen__isnull=False)
    named: Any = rows.order_by().annotate(a=within[0], b=within[1], c=within[2])
    counted: Iterable[dict[str, Any]] = named.values("government", "by").annotate(
        made=Count("pk"),
        offered=Count("pk", filter=~Q(offices=[])),
        decided=Count("pk", filter=decided),
        followed=Count("pk", filter=decided & Q(a__gt=0)),
        among=Count("pk", filter=decided & (Q(a__gt=0) | Q(b__gt=0) | Q(c__gt=0))),
        done=Count("pk", filter=Q(automatic=Suggestion.Automatic.DONE)),
    )
    return counted


def _is_within(place: int) -> StrIndex:
    """Return where in the line of the chosen office the one suggested at this place stands."""
    dot = Value(".")
    line = Concat(dot, Cast("chosen__path", TextField()), dot, output_field=TextField())
    key = KeyTextTransform("agency", KeyTransform(str(place), F("offices")))
    return StrIndex(line, Concat(dot, Cast(key, TextField()), dot, output_field=TextField()))


def _tally(name: str, by: str, rows: Iterable[dict[str, Any]]) -> Tally:
    found = list(rows)
    total = {
        column: sum(row[column] for row in found)
        for column in ("made", "offered", "decided", "followed", "among")
    }
    return Tally(name, by, **total, automatic=sum(row["done"] for row in found))
