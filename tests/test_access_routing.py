"""Walks each cell of access_routing.toml: who is told why a report is where it is, and who governs
what is suggested."""

import tomllib
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency, Function, RoutingRule
from lapor.agencies.rules import changed
from lapor.reports.models import Suggestion
from tests.cells import differences
from tests.test_access_table import Scene, body, set_scene

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access_routing.toml").read_text())
PAGES = TABLE.pop("pages")
RULE = "Zamrudaturan"


@pytest.mark.parametrize("visibility", TABLE)
def test_every_cell_of_why_and_of_the_suggestion(visibility):
    scene = set_scene(visibility)
    suggest(scene)
    wrong = []
    for who, cells in TABLE[visibility].items():
        got = (why(scene, who), suggested(scene, who))
        wrong += differences(who, ("why", "suggestion"), cells, got)
    assert not wrong, "\n".join(wrong)


def test_an_office_complained_of_is_suggested_to_nobody():
    scene = set_scene("accused")
    suggest(scene)
    for who in TABLE["accused"]:
        page = body(scene.client_of(who), reverse("desk-suggestion", args=[scene.report.number]))
        assert f"<b>{works(scene).name}</b>" not in page, who
        assert RULE not in page, who


def test_every_cell_of_the_pages_that_govern_suggestions():
    scene = set_scene("plain")
    Function.objects.create(code="DISHUB", name="Perhubungan", basis="wajib")
    changed()
    city = scene.people["city_admin"].agency
    assert city
    books = {
        "penyaluran": f"baru-{city.pk}",
        "wewenang": f"{city.pk}-DISHUB",
        "urusan": f"DISHUB-{city.pk}",
        "otomatis": str(city.pk),
    }
    wrong = []
    for who, cells in PAGES.items():
        client = scene.client_of(who)
        got = ["read" if body(client, reverse("desk-models")) else "-"]
        for slug, key in books.items():
            edits = body(client, reverse("desk-rule", args=[slug, key]))
            reads = body(client, reverse("desk-rule-book", args=[slug]))
            got.append("edit" if edits else "read" if reads else "-")
        wrong += [f"{who}: {got}, not {cells}"] if got != cells else []
    assert not wrong, "\n".join(wrong)


def test_the_same_people_are_walked_as_in_the_table_of_reports():
    people = {*set_scene("plain").people, "reporter", "visitor"}
    assert all(set(cells) == people for cells in (*TABLE.values(), PAGES))


def suggest(scene: Scene) -> None:
    """Let a rule have suggested the office to which the report was handed."""
    city, office = scene.people["city_admin"].agency, works(scene)
    now = timezone.now()
    assert city
    rule = RoutingRule.objects.create(
        owner=city, name=RULE, order=0, words_any=["lampu"], to=office, valid_from=now
    )
    changed()
    handed = scene.report.events.filter(move="assign").first()
    Suggestion.objects.create(
        report=scene.report,
        government=city,
        by="rule",
        rule=rule,
        offices=[{"agency": office.pk, "name": office.name, "function": "", "p": 1.0}],
        reasons={"title": [], "body": [], "because": ["rule"], "proposing": []},
        shown_to="officer",
        at=scene.report.received_at,
        chosen=office if handed else None,
        chosen_at=handed.at if handed else None,
    )


def works(scene: Scene) -> Agency:
    office = scene.people["office_liaison"].agency
    assert office
    return office


def why(scene: Scene, who: str) -> str:
    page = body(scene.client_of(who), reverse("desk-why", args=[scene.report.number]))
    if not page:
        return "-"
    return "rule" if RULE in page else "why"


def suggested(scene: Scene, who: str) -> str:
    page = body(scene.client_of(who), reverse("desk-suggestion", args=[scene.report.number]))
    return "yes" if page else "-"
