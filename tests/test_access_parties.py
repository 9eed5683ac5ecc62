"""Walks each cell of access_parties.toml: who learns of an outside party, and what it reads."""

import tomllib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.reports import access, invited
from lapor.reports.models import Draft, Event, OutsideParty
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from tests.cells import differences
from tests.test_access_table import MARKS, Scene, body, set_scene
from tests.web.desk.officers import HOST
from tests.web.files import laid_in, taken

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access_parties.toml").read_text())
PAGES = ("page", "file", "told", "public", "visit")
NAME, WORDS, SECRET = "Zamrudmitra", "Zamrudketerangan", "z" * 22
OUTSIDE = {"party", "other_browser"}


@pytest.mark.parametrize("visibility", TABLE)
def test_every_cell_of_the_table(visibility):
    scene = set_scene(visibility)
    party = asked(scene, visibility)
    scene.clients["party"] = Client(headers=HOST)
    scene.clients["party"].post("/pihak", {"tautan": SECRET})
    wrong = []
    for who, cells in TABLE[visibility].items():
        if who == "other_browser":
            scene.client_of(who).post("/pihak", {"tautan": SECRET})
        got = seen(scene, who, party)
        wrong += differences(who, PAGES, cells, got)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("visibility", TABLE)
def test_who_does_not_decide_changes_nothing(visibility):
    scene = set_scene(visibility)
    party = asked(scene, visibility)
    where = reverse("desk-parties", args=[scene.report.number])
    for who, (page, *_others) in TABLE[visibility].items():
        if page != "decide":
            for do in ("revoke", "take", "drop", "look", "send"):
                answer = scene.client_of(who).post(where, {"do": do, "key": party.pk})
                assert answer.status_code in (302, 403, 404, 409, 422), who
    party.refresh_from_db()
    assert party.revoked_at is None
    assert Draft.objects.get(party=party).words == WORDS
    assert OutsideParty.objects.count() == 1


def test_the_same_people_are_walked_as_in_the_table_of_reports():
    people = {*set_scene("plain").people, "reporter", "visitor"} | OUTSIDE
    assert all(set(cells) == people for cells in TABLE.values())


def asked(scene: Scene, visibility: str) -> OutsideParty:
    """Return a party that has opened nothing yet, and whose first answer lies at the office."""
    asker = scene.people["city_admin" if visibility == "accused" else "named_handler"]
    assert asker.agency
    assert asker.post
    assert asker.user
    party = OutsideParty.objects.create(
        report=scene.report,
        event=step_of(scene, asker),
        name=NAME,
        question="Kapan?",
        shows=["title", "body", "place"],
        token=access.digest(f"party:{SECRET}"),
        agency=asker.agency,
        post=asker.post,
        user=asker.user,
        made_at=timezone.now(),
        expires_at=timezone.now() + invited.AGAIN,
    )
    Draft.objects.create(
        report=scene.report,
        move="consult",
        words=WORDS,
        files=[laid_in()],
        state=Draft.State.WRITING,
        agency=asker.agency,
        party=party,
        made_at=timezone.now(),
        changed_at=timezone.now(),
    )
    return party


def step_of(scene: Scene, asker: Actor) -> Event:
    """Return the step that asked; where none is open, another that everybody is told of."""
    if MOVES["consult"] in access.open_moves(asker, scene.report):
        return perform(scene.report, MOVES["consult"], actor=asker)
    return scene.report.events.get(move="receive")


def seen(scene: Scene, who: str, party: OutsideParty) -> tuple[str, ...]:
    client, number = scene.client_of(who), scene.report.number
    page = body(client, reverse("desk-parties", args=[number]))
    decides = 'value="drop"' in page
    file = client.get(reverse("desk-party-file", args=[number, party.pk, 1]))
    case = body(client, f"/desk/laporan/{number}") + scene.thread(client, who)
    public = body(client, f"/laporan/{number}")
    visit = client.get(f"/pihak/{party.pk}").text
    read = {name for name, mark in MARKS.items() if mark.lower() in visit.lower()}
    return (
        "decide" if decides and WORDS in page else "read" if WORDS in page else "-",
        "yes" if file.status_code == 200 and taken(file) else "-",
        "yes" if NAME in case else "-",
        "yes" if NAME in public else "-",
        " ".join(sorted(read)) or "-",
    )
