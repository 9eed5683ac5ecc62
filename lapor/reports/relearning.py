"""Learning anew from closed cases each night, taking a model into use, and going back to another.

What is learned from: masked words of reports with an open name, and what the office that kept and
answered them does. Never a confidential or anonymous report. The learning runs in a process of its
own; what comes back is sealed here, and used only if it is not worse than what was used before.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, OfficeMap
from lapor.kit.betrays import cover, find_all, marks_of
from lapor.kit.text import mask
from lapor.reports import learned
from lapor.reports.models import Report, RoutingModel, Suggestion
from lapor.reports.terms import NotFound, Refused
from lapor.routing import trainer
from lapor.routing.functions import DISTRICT, VILLAGE
from lapor.routing.gates import FEWEST_HELD, may_replace
from lapor.routing.mixing import FEWEST_LOCAL
from lapor.routing.predictor import Model, Unreadable, opened, seal
from lapor.routing.trainer import NotLearned

log = structlog.get_logger("lapor.routing")

NEW_CASES = 50  # closed since the last model, before learning anew pays
LOOKED_BACK = timedelta(days=3 * 365)
MOST = 100_000  # reports looked at
LEARNED = 10_000  # the newest, which is what fits into the memory of the trainer
KEPT = 5  # models of a scope
OVERRIDDEN = 2.0  # what a case weighs in which somebody corrected the suggestion
CODE = "1"  # of this way of choosing and labelling cases
OF_A_PLACE = {Agency.Kind.KELURAHAN: VILLAGE, Agency.Kind.KECAMATAN: DISTRICT}
State = RoutingModel.State
COLUMNS = (
    "id", "title", "body", "redactions", "received_at", "account",
    "holder__id", "holder__kind", "holder__path",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A closed case as it is learned from."""

    text: str
    label: str
    reporter: str
    weight: float
    received_at: datetime

    def told(self) -> Mapping[str, object]:
        return {
            "text": self.text,
            "label": self.label,
            "reporter": self.reporter,
            "weight": self.weight,
        }


def run(now: datetime) -> int:
    """Learn anew for the nation, and for each institution with enough cases; return how many."""
    counted = learned.closed().values("tier1").annotate(n=Count("pk")).filter(n__gte=FEWEST_LOCAL)
    local = counted.order_by("tier1").values_list("tier1", flat=True)
    scopes = [None, *(scope for scope in local if scope)]
    return sum(relearn(scope, now) is not None for scope in scopes)


def relearn(scope: int | None, now: datetime) -> RoutingModel | None:
    """Learn a model of an institution, or of the nation, and take it into use if it may be.

    None where there is too little that is new, or nothing can be learned from it; the log says why.
    """
    last = RoutingModel.objects.filter(scope=scope).order_by("-made_at").first()
    cases = cases_of(scope, now)
    fresh = sum(1 for case in cases if last is None or case.received_at > last.seen_until)
    if not cases or fresh < NEW_CASES:
        return None
    try:
        made = trainer.train((case.told() for case in cases), "full")
    except NotLearned as fault:
        log.warning("routing_not_learned", scope=scope, why=fault.too_little or str(fault))
        return None
    return _kept(scope, made.blob, cases, now)


def cases_of(scope: int | None, now: datetime) -> list[Case]:
    """Return the closed cases to learn from, the oldest first."""
    rows = learned.closed().filter(received_at__gt=now - LOOKED_BACK)
    if scope:
        rows = rows.filter(tier1=scope)
    does = _done_by()
    found = []
    overridden = _overridden()
    for row in rows.select_related("holder").only(*COLUMNS).order_by("-id")[:MOST]:
        label = _label(row.holder, does, row.received_at.date())
        if label:
            weight = OVERRIDDEN if row.pk in overridden else 1.0
            reporter = bytes(row.account).hex() if row.account else str(row.pk)
            found.append(Case(_words(row), label, reporter, weight, row.received_at))
        if len(found) == LEARNED:
            break
    return found[::-1]


def _words(report: Report) -> str:
    """Return what a report says, without what the public does not read of it, and without what
    tells who somebody is: a model is kept, and nobody has looked through what is not published."""
    text = mask(f"{report.title}\n{report.body}", report.redactions)
    found = find_all([text])
    return cover(text, marks_of([one.text for one in found], found))


def _done_by() -> dict[int, list[OfficeMap]]:
    found: dict[int, list[OfficeMap]] = {}
    for row in OfficeMap.objects.all():
        found.setdefault(row.office_id, []).append(row)
    return found


def _label(holder: Agency, does: Mapping[int, Sequence[OfficeMap]], on: date) -> str:
    """Return what the office does that kept the case, or the one above it; "" if it is unclear."""
    if holder.kind in OF_A_PLACE:
        return OF_A_PLACE[Agency.Kind(holder.kind)]
    for office in reversed(holder.ids):
        rows = does.get(office, ())
        codes = {r.function_id for r in rows if r.valid_from <= on and not _over(r, on)}
        if codes:
            return codes.pop() if len(codes) == 1 else ""
    return ""


def _over(row: OfficeMap, on: date) -> bool:
    return row.valid_to is not None and row.valid_to <= on


def _overridden() -> set[object]:
    """Return the reports of which somebody chose another office than was suggested first."""
    rows = Suggestion.objects.filter(chosen__isnull=False).values_list(
        "report_id", "chosen_id", "offices"
    )
    return {
        report for report, chosen, offered in rows if offered and offered[0]["agency"] != chosen
    }


def _kept(scope: int | None, blob: bytes, cases: Sequence[Case], now: datetime) -> RoutingModel:
    model = opened(blob)
    figures = model.figures
    refused = may_replace(figures, _active_top3(scope, cases, int(figures.get("held", 0))))
    metrics = {
        name: figures.get(name) for name in ("cases", "held", "top1", "top3", "error", "profile")
    }
    with transaction.atomic():
        row = RoutingModel.objects.create(
            scope_id=scope,
            state=State.CANDIDATE,
            made_at=now,
            seen_from=cases[0].received_at,
            seen_until=cases[-1].received_at,
            classes=dict(Counter(case.label for case in cases)),
            metrics={**metrics, "refused": refused},
            thresholds=dict(figures.get("thresholds", {})),
            features={"profile": figures.get("profile"), "count": figures.get("features")},
            code=CODE,
            sha256=hashlib.sha256(blob).digest(),
            mac=seal(blob, learned.key(), learned.purpose(scope)),
            blob=blob,
        )
        if refused is None:
            _use(row, now)
        _forget_old(scope)
    log.info("routing_learned", scope=scope, model=row.pk, refused=refused, **metrics)
    return row


def _active_top3(scope: int | None, cases: Sequence[Case], held: int) -> float | None:
    """Return how often the active model has the right one among three, on held cases it never saw.

    Where those are too few, what it was measured to do before it was used.
    """
    row = RoutingModel.objects.filter(scope=scope, state=State.ACTIVE).first()
    if row is None:
        return None
    try:
        model = learned.open_model(row)
    except Unreadable:
        return None  # a broken model is no measure
    unseen = [case for case in cases[-held:] if case.received_at > row.seen_until]
    if len(unseen) < FEWEST_HELD:
        known = model.figures.get("top3")
        return float(known) if known is not None else None
    return sum(_among_three(model, case) for case in unseen) / len(unseen)


def _among_three(model: Model, case: Case) -> bool:
    return case.label in [label for label, _share in model.predict(case.text).ranked[:3]]


def _use(row: RoutingModel, at: datetime) -> None:
    same = RoutingModel.objects.filter(scope=row.scope_id, state=State.ACTIVE)
    same.update(state=State.RETIRED)
    RoutingModel.objects.filter(pk=row.pk).update(state=State.ACTIVE, activated_at=at)
    row.state, row.activated_at = State.ACTIVE, at


def _forget_old(scope: int | None) -> None:
    rows = RoutingModel.objects.filter(scope=scope).order_by("-made_at")
    keep = list(rows.values_list("pk", flat=True)[:KEPT])
    rows.exclude(pk__in=keep).exclude(state=State.ACTIVE).delete()


def models_of(actor: Actor) -> "QuerySet[RoutingModel]":
    """Return the models that this actor governs, without their numbers; raises NotFound."""
    if not governing.governs(actor, actor.agency):
        raise NotFound
    rows = RoutingModel.objects.select_related("scope").defer("blob")
    if governing.governs(actor, None):
        return rows
    return rows.filter(scope=actor.agency)


def fault_of(row: RoutingModel) -> str:
    """Say why a model cannot be believed; empty where it can."""
    try:
        learned.open_model(row)
    except Unreadable as fault:
        return str(fault)
    return ""


def is_faulty(row: RoutingModel, actor: Actor) -> bool:
    """Say whether an active model is passed over. Those of others count where they spoke here."""
    if row.state != State.ACTIVE:
        return False
    own = actor.agency.pk if actor.agency else None
    if row.scope_id in (None, own):
        return bool(fault_of(row))
    return row.pk in learned.SHELF.faults


@transaction.atomic
def use_model(key: int, *, actor: Actor, why: str) -> RoutingModel:
    """Take a kept model into use instead of the active one (kembali ke model lain).

    Raises NotFound, or Refused where it cannot be believed. Pressed twice, it acts once.
    """
    row = models_of(actor).select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise NotFound(str(key))
    if row.state == State.ACTIVE:
        return row
    if fault_of(row):
        raise Refused(_("Model ini rusak atau disegel dengan kunci lain. Pilih yang lain."))
    before = RoutingModel.objects.filter(scope=row.scope_id, state=State.ACTIVE).first()
    _use(row, timezone.now())
    governing.record(
        Change.Topic.MODEL,
        row.pk,
        label=str(row.made_at.date()),
        before={"since": before.made_at.isoformat()} if before else None,
        after={"since": row.made_at.isoformat()},
        actor=actor,
        agency=row.scope,
        why=why,
    )
    learned.forget()
    return row
