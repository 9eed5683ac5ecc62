"""The learned models that are active, as one process holds them: loaded once, noticed when changed.

A model is believed only if its seal fits under the server's key. One that does not, or cannot be
read, is passed over: then keywords speak, and the fault is logged and stands on its page.
"""

import hmac
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from lapor.reports.models import Report, RoutingModel
from lapor.reports.terms import Status
from lapor.routing import predictor
from lapor.routing.predictor import Model, Unreadable

log = structlog.get_logger("lapor.routing")

NOTICED = 60  # seconds until a process asks again which models are active


@dataclass(frozen=True)
class Held:
    """A model that can be believed: the id of its row, and how many cases it learned from."""

    key: int
    model: Model
    cases: int


@dataclass
class Shelf:
    """What a process has read: models and faults by the id of their row."""

    asked_at: float = 0.0
    active: dict[int | None, int] = field(default_factory=dict)  # by scope; None: the nation
    models: dict[int, Held] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)


SHELF = Shelf()


def key() -> bytes:
    """Return the key under which models are sealed, made from the server's pepper."""
    return hmac.digest(settings.PEPPER, b"routing models", "sha256")


def purpose(scope: int | None) -> str:
    """Return what a model is sealed for: no model can stand in for that of another scope."""
    return f"scope:{scope or 'nation'}"


def active_model(scope: int | None) -> Held | None:
    """Return the active model of an institution, or of the nation.

    None where there is none that can be believed. One statement a minute for all scopes, and two
    for a model that this process has not read yet.
    """
    now = timezone.now().timestamp()
    if not SHELF.asked_at <= now < SHELF.asked_at + NOTICED:
        rows = RoutingModel.objects.filter(state=RoutingModel.State.ACTIVE)
        SHELF.active = dict(rows.values_list("scope", "pk"))
        SHELF.asked_at = now
        known = set(SHELF.active.values())
        SHELF.models = {pk: model for pk, model in SHELF.models.items() if pk in known}
        SHELF.faults = {pk: says for pk, says in SHELF.faults.items() if pk in known}
    pk = SHELF.active.get(scope)
    if pk is None or pk in SHELF.faults:
        return None
    if pk not in SHELF.models and not _read(pk):
        return None
    return SHELF.models[pk]


def closed() -> "QuerySet[Report]":
    """Return the closed reports that may be learned from."""
    return Report.objects.filter(
        status=Status.CLOSED, confidential=False, anonymous=False, whole=None, split="whole"
    )


def forget() -> None:
    """Let this process ask anew at once."""
    SHELF.asked_at = 0.0
    SHELF.models.clear()
    SHELF.faults.clear()


def open_model(row: RoutingModel) -> Model:
    """Return the model in a row; raises Unreadable where its seal does not fit, or it is broken."""
    return predictor.load(bytes(row.blob), bytes(row.mac), key(), purpose(row.scope_id))


def _read(pk: int) -> bool:
    row = RoutingModel.objects.filter(pk=pk).first()
    try:
        if row is None:
            raise Unreadable("the row is gone")
        model = open_model(row)
        # What the columns beside it say of a model is for pages: only the blob is under the seal.
        SHELF.models[pk] = Held(pk, model, int(model.figures.get("cases", 0)))
    except Unreadable as fault:
        SHELF.faults[pk] = str(fault)
        log.error("routing_model_unreadable", model=pk, fault=str(fault))
        return False
    return True
