"""Walks each cell of access_problems.toml: who sees a problem, and what is like a report."""

import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from lapor.reports import grouping
from lapor.reports.models import Problem, Report
from tests.cells import differences
from tests.test_access_table import Scene, body, set_scene

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access_problems.toml").read_text())
PAGES = ("list", "page", "similar")
TITLE = "Zamrudmasalah di pasar"


@pytest.mark.parametrize("visibility", TABLE)
def test_every_cell_of_the_table(visibility):
    scene = set_scene(visibility)
    beside = {who: similar(scene, who) for who in TABLE[visibility]}
    key = put_in(scene, visibility)
    wrong = []
    for who, cells in TABLE[visibility].items():
        got = (*shown(scene, who, key), beside[who])
        wrong += differences(who, PAGES, cells, got)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("visibility", TABLE)
def test_what_is_not_theirs_nobody_changes(visibility):
    scene = set_scene(visibility)
    key = put_in(scene, visibility)
    tried = {
        "tambah": {"number": scene.report.number},
        "lepas": {"number": scene.report.number, "words": "Masuk-masuk."},
        "nama": {"title": "Masuk-masuk"},
        "tutup": {},
    }
    for who, (_list, page, _similar) in TABLE[visibility].items():
        if page == "manage":
            continue
        for step, form in tried.items():
            client = scene.client_of(who)
            answer = client.post(reverse("desk-problem-act", args=[key, step]), form)
            assert answer.status_code in (302, 403, 404, 422), who
    problem = Problem.objects.get(pk=key)
    assert (problem.title, problem.ended_at) == (TITLE, None)
    inside = Report.objects.get(pk=scene.report.pk).problem_id
    assert inside == (None if visibility == "confidential" else key)


def test_the_same_people_are_walked_as_in_the_table_of_reports():
    people = {*set_scene("plain").people, "reporter", "visitor"}
    assert all(set(cells) == people for cells in TABLE.values())


def put_in(scene: Scene, visibility: str) -> int:
    """Put the report into a problem, where it can be put; the problem is there in any case."""
    admin = scene.people["national_admin"]
    key = grouping.begin(admin, TITLE)
    if visibility == "confidential":
        return key
    grouping.group(scene.report, actor=admin, problem=key)
    Problem.objects.filter(pk=key).update(
        institution=scene.people["city_admin"].agency, made_by=scene.people["city_admin"].post
    )
    return key


def shown(scene: Scene, who: str, key: int) -> tuple[str, str]:
    client = scene.client_of(who)
    listed = body(client, reverse("desk-problems"))
    page = body(client, reverse("desk-problem", args=[key]))
    ways = {"Ganti judul": "manage", "Kirim ke semuanya": "answer", TITLE: "read"}
    way = next((name for mark, name in ways.items() if mark in page), "-")
    return ("yes" if TITLE in listed else "-"), way


def similar(scene: Scene, who: str) -> str:
    page = body(scene.client_of(who), reverse("desk-similar", args=[scene.report.number]))
    if not page or scene.report.number not in page:
        return "-"
    return "group" if 'name="problem"' in page else "read"
