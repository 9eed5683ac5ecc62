"""A city with a model of its own and a history that speaks for it."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from lapor.agencies.models import Agency, AutomaticRouting
from lapor.reports import learned
from lapor.reports.automatic import ONE_IN
from lapor.reports.models import Report, RoutingModel, Suggestion
from lapor.routing.gates import FEWEST_KEPT
from lapor.routing.predictor import Calibration, Figures, Model, Threshold, seal, written
from lapor.routing.words import Vocabulary
from tests.factories import World, make_report

SURE = ("guru", "sekolah", "murid")  # words that leave no doubt
ROADS = ("aspal", "jalan", "lubang")
PLAIN = {
    "title": "Sekolah banjir murid",
    "body": "Halaman sekolah tergenang, murid belajar di aula.",
}


def a_model(scope: Agency | None, at: datetime, threshold: float | None = 0.6) -> RoutingModel:
    """Let a model be active that knows two functions by three words each."""
    words = [*SURE, *ROADS]
    slopes = np.array([[9.0, -9.0]] * 3 + [[-9.0, 9.0]] * 3, np.float16)
    safe = Threshold(at=threshold, coverage=0.5, precision=0.97) if threshold else None
    model = Model(
        labels=("PENDIDIKAN", "PU"),
        terms=Vocabulary({word: n for n, word in enumerate(words)}, np.ones(6, np.float32)),
        pieces=Vocabulary({}, np.ones(0, np.float32), 6),
        slopes=slopes,
        level=np.zeros(2, np.float32),
        calibration=Calibration(1.0, np.zeros(0, np.float32), np.zeros(0, np.float32)),
        figures=Figures(held=500, top1=0.9, top3=0.97, error=0.01, thresholds={"0.95": safe}),
    )
    blob = written(model)
    key = scope.pk if scope else None
    row = RoutingModel.objects.create(
        scope=scope,
        state="active",
        made_at=at,
        activated_at=at,
        seen_from=at - timedelta(days=400),
        seen_until=at,
        classes={"PENDIDIKAN": 20_000, "PU": 20_000},
        metrics={"held": 500, "top1": 0.9, "top3": 0.97, "error": 0.01},
        thresholds={},
        features={},
        code="1",
        sha256=hashlib.sha256(blob).digest(),
        mac=seal(blob, learned.key(), learned.purpose(key)),
        blob=blob,
    )
    learned.forget()
    return row


def a_history(world: World, office: Agency, n: int = FEWEST_KEPT) -> None:
    """Let the city have closed so many reports: rows alone, as nobody opens them."""
    like, _reporter = make_report(world, timezone.now() - timedelta(days=200))
    names = [str(field.column) for field in Report._meta.concrete_fields]
    told = {
        "id": "gen_random_uuid()",
        "number": "'H' || lpad(n::text, 7, '0')",
        "receipt_hmac": "sha256(('r' || n)::bytea)",
        "client_key": "sha256(('k' || n)::bytea)",
        "status": "'closed'",
        "turn": "'reopen'",
        "settle": "'stopped'",
        "holder_id": "%(office)s",
        "title": "'Selesai'",
        "body": "'Selesai'",
    }
    values = ", ".join(told.get(name, name) for name in names)
    source = "reports_report, generate_series(1, %(n)s) AS n WHERE id = %(like)s"
    insert = f"INSERT INTO reports_report ({', '.join(names)}) SELECT {values} FROM {source}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(insert, {"office": office.pk, "n": n, "like": like.pk})


def watched(
    world: World,
    first: Agency,
    chosen: Agency,
    n: int,
    *,
    ago: float = 10,
    **fields: Any,
) -> None:
    """Let officers have decided on so many reports that would have been handed on."""
    at = timezone.now() - timedelta(days=ago)
    report = Report.objects.filter(tier1=world.city.pk).earliest("pk")
    told = {"by": "model", "automatic": "would", "shown_to": "officer"} | fields
    Suggestion.objects.bulk_create(
        Suggestion(
            report=report,
            government=world.city,
            offices=[{"agency": first.pk, "name": first.name, "function": "PENDIDIKAN", "p": 0.97}],
            reasons={"title": [], "body": [], "because": ["only"]},
            at=at,
            chosen=chosen,
            chosen_at=at,
            **told,
        )
        for _number in range(n)
    )


def switched(world: World, *states: tuple[str, float]) -> None:
    """Let the city have been switched: how, and how many days ago."""
    for state, ago in states:
        AutomaticRouting.objects.create(
            institution=world.city,
            state=state,
            since=timezone.now() - timedelta(days=ago),
            why="Keputusan 7",
        )


def a_report(world: World, **fields: Any) -> Report:
    """Return a new report on which the system would act."""
    told: dict[str, Any] = {**PLAIN, **fields}
    return make_report(world, timezone.now(), **told)[0]


def a_new(world: World, **fields: Any) -> Report:
    """Return a new report that is not one of those left to people."""
    while True:
        report = a_report(world, **fields)
        if report.pk.int % ONE_IN:
            return report
