"""Walks each cell of access_answers.toml: who sees an answer that waits, or one that was drawn."""

import tomllib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.reports import sampling
from lapor.reports.models import Draft, Sample
from tests.cells import differences
from tests.test_access_table import Scene, body, set_scene

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access_answers.toml").read_text())
PAGES = ("draft", "queue", "case", "sample")
WORDS = "Zamrudkonsep yang menunggu."


@pytest.mark.parametrize("visibility", TABLE)
def test_every_cell_of_the_table(visibility):
    scene = set_scene(visibility)
    author = scene.people["city_admin" if visibility == "accused" else "named_handler"]
    draft, sample = put_before_others(scene, author), drawn(scene)
    wrong = []
    for who, cells in TABLE[visibility].items():
        client = scene.client_of(who)
        got = (seen_of(client, draft), *lists(client, scene, draft), scored(client, sample))
        wrong += differences(who, PAGES, cells, got)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("visibility", TABLE)
def test_what_is_absent_can_be_neither_decided_nor_scored(visibility):
    scene = set_scene(visibility)
    author = scene.people["city_admin" if visibility == "accused" else "named_handler"]
    draft, sample = put_before_others(scene, author), drawn(scene)
    for who, (can, _queue, _case, score) in TABLE[visibility].items():
        client = scene.client_of(who)
        where = reverse("desk-draft", args=[draft.pk])
        if can == "-":
            for do in ("approve", "back", "remark", "withdraw", "take"):
                answer = client.post(where, {"do": do, "words": "Masuk-masuk"})
                assert answer.status_code in (302, 403, 404), who
        if score == "-" and sample:
            marks = dict.fromkeys(sampling.Criterion.values, 2)
            answer = client.post(reverse("desk-quality-one", args=[sample.pk]), marks)
            assert answer.status_code in (302, 403, 404), who
    draft.refresh_from_db()
    assert (draft.state, draft.words, draft.remarks.count()) == (Draft.State.WAITING, WORDS, 0)
    assert sample is None or not sample.scores.exists()


def test_the_same_people_are_walked_as_in_the_table_of_reports():
    people = {*set_scene("plain").people, "reporter", "visitor"}
    assert all(set(cells) == people for cells in TABLE.values())


def put_before_others(scene: Scene, author: Actor) -> Draft:
    now = timezone.now()
    assert author.agency
    return Draft.objects.create(
        report=scene.report,
        move="follow_up",
        words=WORDS,
        code="done",
        state=Draft.State.WAITING,
        agency=author.agency,
        author=author.user,
        post=author.post,
        made_at=now,
        changed_at=now,
        asked_at=now,
    )


def drawn(scene: Scene) -> Sample | None:
    event = scene.report.events.filter(move="follow_up").first()
    city = scene.people["city_admin"].agency
    if event is None or event.agency is None or city is None:
        return None
    return Sample.objects.create(
        week=sampling.monday_of(timezone.now()),
        event=event,
        agency=event.agency,
        reviewers=city,
    )


def seen_of(client: Client, draft: Draft) -> str:
    page = body(client, reverse("desk-draft", args=[draft.pk]))
    if WORDS not in page:
        return "-"
    ways = {'value="approve"': "decide", 'value="withdraw"': "own"}
    return next((name for mark, name in ways.items() if mark in page), "read")


def lists(client: Client, scene: Scene, draft: Draft) -> tuple[str, str]:
    link = reverse("desk-draft", args=[draft.pk])
    queue = body(client, reverse("desk-approvals"))
    case = body(client, f"/desk/laporan/{scene.report.number}")
    assert WORDS.split()[0] not in queue
    return "yes" if link in queue else "-", "yes" if link in case else "-"


def scored(client: Client, sample: Sample | None) -> str:
    if sample is None:
        return "-"
    page = body(client, reverse("desk-quality-one", args=[sample.pk]))
    return "score" if "Penilaian Anda" in page else "-"
