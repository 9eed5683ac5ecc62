"""Walks each cell of access_reviews.toml: who reads, lists and steers a second instance."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import access, reviewing
from lapor.reports.models import Review
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from tests.test_access_table import MARKS, Scene, body, set_scene

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access_reviews.toml").read_text())
WORDS = {name: f"Zamrudperiksa{name}" for name in ("asked", "answered", "sealed", "advice")}
READS = {
    "-": set(),
    "told": {"advice"},
    "inside": {"asked", "answered", "advice"},
    "examiner": set(WORDS),
}
STEPS = {
    "answers": {"answer_review"},
    "examines": {"ask_office", "end_review"},
    "drops": {"drop_review"},
    "-": set(),
}
OF_A_REVIEW = set().union(*STEPS.values()) | {"accept_review", "refuse_review", "find", "recommend"}
LATER = timedelta(days=9)


@pytest.mark.parametrize(
    "visibility",
    [v if v == "confidential" else pytest.param(v, marks=pytest.mark.slow) for v in TABLE],
)
def test_every_cell_of_the_table(visibility):
    scene = set_scene(visibility)
    examined(scene, visibility)
    wrong = []
    for who, (reads, listed, steers) in TABLE[visibility].items():
        mine = who in ("reporter", "another_reporter")
        page = scene.seen(who, "thread" if mine else "case")
        got = {name for name, mark in WORDS.items() if mark in page}
        if got != READS[reads]:
            wrong.append(f"{who} reads {sorted(got)}, not {reads}")
        rows = body(scene.client_of(who), "/desk/pemeriksaan/?lihat=kantor")
        if (f"/desk/laporan/{scene.report.number}" in rows) != (listed == "listed"):
            wrong.append(f"{who} has it in the list or not, against {listed}")
        forms = set(re.findall(r'/desk/laporan/\w+/(\w+)"', page))
        forms |= set(re.findall(r'name="move" value="(\w+)"', page)) if mine else set()
        if forms & OF_A_REVIEW != STEPS[steers]:
            wrong.append(f"{who} may {sorted(forms & OF_A_REVIEW)}, not {steers}")
        for out in ("public", "browse", "status"):
            seen = scene.seen(who, out)
            wrong += [f"{who} reads {n} on {out}" for n, mark in WORDS.items() if mark in seen]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("visibility", TABLE)
def test_who_does_not_examine_changes_nothing(visibility):
    scene = set_scene(visibility)
    examined(scene, visibility)
    count = scene.report.events.count()
    for who, (_reads, _listed, steers) in TABLE[visibility].items():
        for step in OF_A_REVIEW - STEPS[steers]:
            typed = {
                "seen": 10**9,
                "words": "Zamrudpalsu",
                "outcome": "ignored",
                "finding": "delay",
            }
            answer = scene.client_of(who).post(
                f"/desk/laporan/{scene.report.number}/{step}", typed | {"until": "2030-01-01"}
            )
            assert answer.status_code in (302, 403, 404, 409, 422), (who, step)
    assert scene.report.events.count() == count


@pytest.mark.slow
@pytest.mark.parametrize("visibility", ["anonymous", "confidential"])
def test_the_identity_stays_sealed_to_who_examines(visibility):
    scene = set_scene(visibility)
    examined(scene, visibility)
    page = scene.seen("overseer", "case").lower()
    assert MARKS["name"].lower() not in page
    assert MARKS["address"] not in page
    assert f"/desk/laporan/{scene.report.number}/nama" not in page


def examined(scene: Scene, visibility: str) -> None:
    """Let the inspectorate examine it: a question, an answer, a finding, a recommendation."""
    report, overseer = scene.report, scene.people["overseer"]
    reporter = Actor(Role.REPORTER, receipt=access.digest(scene.code))
    office = scene.people["city_admin" if visibility == "accused" else "named_handler"]
    here = overseer.agency
    assert here
    asking: dict[str, Any] = {"consent": True, "reviewer": here, "overseers": [here]}
    event = perform(report, MOVES["ask_review"], actor=reporter, **asking)
    Review.objects.create(report=report, agency=here, asked_at=event.at)
    until = timezone.now() + LATER
    reviewing.accept_review(report, actor=overseer, until=until)
    reviewing.ask_office(report, actor=overseer, words=WORDS["asked"], until=until)
    reviewing.answer_review(report, actor=office, words=WORDS["answered"])
    sealed: dict[str, Any] = {"finding": Review.Finding.DELAY, "sealed": True}
    reviewing.find(report, actor=overseer, words=WORDS["sealed"], **sealed)
    reviewing.recommend(report, actor=overseer, words=WORDS["advice"], until=until)
