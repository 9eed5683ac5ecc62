"""Walks every cell of access.toml: role × standing × visibility × page × field."""

import re
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lapor.accounts.adapters import CITIZEN
from lapor.accounts.citizens import account_of
from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Oversight, Post, Role
from lapor.kit.points import Pin
from lapor.reports import access, closure, handling, kept, publication, splitting, triage
from lapor.reports.models import Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.splitting import Part
from lapor.reports.terms import Kind, NotFound, Outcome, Refused
from tests.factories import LONG_AGO, make_agency, make_officer, make_report, make_world
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
SETS = {name: frozenset(fields) for name, fields in TABLE.pop("sets").items()}
PAGES = ("case", "list", "search", "thread", "public", "browse", "status")
# One word for each field, that stands nowhere else.
MARKS = {
    "title": "Zamrudjudul",
    "body": "Zamrudcerita",
    "mask": "Zamrudtopeng",
    "landmark": "Zamrudpatokan",
    "answer": "Zamrudjawab",
    "reply": "Zamrudbalas",
    "direction": "Zamrudarahan",
    "note": "Zamrudcatat",
    "note_above": "Zamrudatasan",
    "subject": "Zamrudterlapor",
    "handler": "Zamrudpelaksana",
    "public_title": "Zamrudumum",
    "retaliation": "Zamrudancam",
    "shield": "Zamrudlindung",
    "point": "-6.12367, 106.15432",
    "rough_point": "-6.124, 106.154",
    "name": "Zamrudnama",
    "address": "zamrudalamat",
}
PIN = Pin(-6.12367, 106.15432, 20)
HIDES = ("anonymous", "confidential")
ACCOUNTS = ("own_account", "other_account")
STATUS = {"in_progress": "Sedang diproses", "received": "Belum terverifikasi"}


@dataclass
class Scene:
    """One report in one visibility, everybody who may look, and the reporter's code."""

    report: Report
    people: dict[str, Actor]
    code: str
    other_code: str
    clients: dict[str, Client] = field(default_factory=dict)

    def seen(self, who: str, page: str) -> str:
        """Return what this person gets of this page; empty where it is absent."""
        pages: dict[str, Callable[[Client], str]] = {
            "case": lambda c: body(c, f"/desk/laporan/{self.report.number}"),
            "list": self.inbox,
            "search": lambda c: rows(body(c, f"/desk/cari?q={MARKS['title']}")),
            "thread": lambda c: self.thread(c, who),
            "public": lambda c: body(c, f"/laporan/{self.report.number}"),
            "browse": lambda c: rows(body(c, "/laporan/")),
            "status": lambda c: body(c, f"/lacak?kode={self.report.number}"),
        }
        return pages[page](self.client_of(who))

    def client_of(self, who: str) -> Client:
        """Return this person's browser, signed in once."""
        if who not in self.clients:
            person = self.people.get(who)
            self.clients[who] = sign_in(person) if person else Client(headers=HOST)
            if who in ACCOUNTS:
                self.clients[who].force_login(self.account(who))
                session = self.clients[who].session
                session[CITIZEN] = True
                session.save()
        return self.clients[who]

    def account(self, who: str) -> User:
        """Return a citizen's account; the reporter's own, with the report if it may be there."""
        person = account_of(f"{who}@example.org")
        if who == "own_account":
            with suppress(Refused):
                kept.keep(access.digest(self.code), access.account_hmac(person.pk))
        return person

    def inbox(self, client: Client) -> str:
        """All views of the inbox that this person is offered."""
        first = body(client, "/desk/")
        views = re.findall(r'href="(?:/desk/)?(\?[^"]+)"', first)
        links = {f"/desk/{link}".replace("&amp;", "&") for link in views}
        return "".join(rows(body(client, link)) for link in {"/desk/", *links})

    def thread(self, client: Client, who: str) -> str:
        if who in ACCOUNTS:
            return body(client, f"/akun/laporan/{self.report.number}")
        code = {"reporter": self.code, "another_reporter": self.other_code}.get(who)
        if code:
            client.post("/lacak", {"kode": code})
        return body(client, "/lacak/percakapan")


def body(client: Client, path: str) -> str:
    """Return a page that is there; empty for one that is not, or leads elsewhere."""
    answer = client.get(path)
    assert answer.status_code in (200, 302, 403, 404), path
    return answer.text if answer.status_code == 200 else ""


def rows(page: str) -> str:
    """Return what a list shows, without who looks at it and what they searched for."""
    apart = r'value="[^"]*"|<title>.*?</title>|<h1.*?</h1>|<header.*?</header>'
    return re.sub(apart, "", page, flags=re.DOTALL)


def set_scene(visibility: str) -> Scene:
    w = make_world()
    Agency.objects.filter(pk=w.kelurahan.pk).update(name=f"Kelurahan {MARKS['subject']}")
    w.kelurahan.refresh_from_db()
    far = make_agency("Badan Pengawas Lain", w.root)
    Oversight.objects.create(overseer=far, agency=w.other, since=LONG_AGO)
    named = make_officer(Role.HANDLER, w.works)
    Post.objects.filter(tenures__person=named.user).update(title=MARKS["handler"])
    people = {
        "national_admin": w.national,
        "city_admin": w.admin,
        "office_liaison": w.liaison,
        "office_handler": w.handler,
        "named_handler": named,
        "section_below": make_officer(Role.LIAISON, w.roads),
        "supporter": make_officer(Role.LIAISON, w.kecamatan),
        "overseer": w.overseer,
        "joined_overseer": make_officer(Role.OVERSEER, far),
        "unrelated_overseer": make_officer(Role.OVERSEER, make_agency("Pengawas Jauh", w.root)),
        "accused_liaison": w.lurah,
        "other_city_admin": w.stranger,
        "operator": make_officer(Role.OPERATOR, w.city),
    }
    accused, parted = visibility == "accused", visibility == "part"
    report, reporter, code = received(
        w,
        subjects=(w.kelurahan, *((w.works,) if accused else ())),
        anonymous=visibility == "anonymous",
        confidential=visibility == "confidential",
    )
    _, _, other_code = received(w, title="Lain", body="Lain.", landmark="", pin=None)
    if accused:
        triage.note(report, actor=w.admin, words=MARKS["note_above"])
    elif parted:
        part = split(w, report, reporter, named, far)
    else:
        walk(w, report, reporter, named, far)
    closure.retaliation(report, actor=reporter, words=MARKS["retaliation"])
    closure.protect(report, actor=w.overseer, words=MARKS["shield"])
    if visibility in ("published", "anonymous"):
        publication.publish(
            report, actor=w.admin, title=MARKS["public_title"], redactions=[MARKS["mask"]]
        )
    return Scene(part if parted else report, people, code, other_code)


def received(w: Any, **fields: Any) -> tuple[Report, Actor, str]:
    told = {
        "title": f"Lampu {MARKS['title']}",
        "body": f"{MARKS['body']} dan {MARKS['mask']}.",
        "landmark": MARKS["landmark"],
        "person": {"name": MARKS["name"]},
        "address": f"{MARKS['address']}@example.org",
        "region": w.place,
        "pin": PIN,
    } | fields
    codes: list[str] = []
    report, reporter = make_report(w, keep_code=codes.append, **told)
    return report, reporter, codes[0]


def walk(w: Any, report: Report, reporter: Actor, named: Actor, far: Agency) -> None:
    """Verify, assign, help, join, name, answer, answer back and note."""
    triage.verify(report, actor=w.admin, kind=Kind.COMPLAINT)
    perform(report, MOVES["support"], actor=w.admin, supporters=[w.kecamatan])
    perform(report, MOVES["refer"], actor=reporter, consent=True, overseers=[far])
    triage.note(report, actor=w.admin, words=MARKS["note_above"])
    triage.assign(report, to=w.works, actor=w.admin, words=MARKS["direction"], handler=named.post)
    handling.follow_up(report, actor=named, words=MARKS["answer"], outcome=Outcome.DONE)
    closure.reply(report, actor=reporter, words=MARKS["reply"])
    triage.note(report, actor=named, words=MARKS["note"])


def split(w: Any, report: Report, reporter: Actor, named: Actor, far: Agency) -> Report:
    """Verify, help, join and note the whole, split it, and let the office work on its part."""
    triage.verify(report, actor=w.admin, kind=Kind.COMPLAINT)
    perform(report, MOVES["support"], actor=w.admin, supporters=[w.kecamatan])
    perform(report, MOVES["refer"], actor=reporter, consent=True, overseers=[far])
    triage.note(report, actor=w.admin, words=MARKS["note_above"])
    title, direction = f"Bagian {MARKS['title']}", MARKS["direction"]
    into = [
        Part(to=w.works, title=title, task="Dikerjakan dinas.", words=direction),
        Part(to=w.city, title="Bagian lain", task="Dikerjakan kota."),
    ]
    splitting.split(report, actor=w.admin, into=into)
    part = report.parts.select_related("holder", "whole").get(holder=w.works)
    assert named.post
    triage.take(part, actor=w.liaison, handler=named.post)
    promised = timezone.now() + timedelta(days=1)
    handling.progress(part, actor=named, words=MARKS["answer"], promised_at=promised)
    closure.reply(report, actor=reporter, words=MARKS["reply"])
    triage.note(part, actor=named, words=MARKS["note"])
    return part


def fields_in(page: str) -> set[str]:
    return {name for name, mark in MARKS.items() if mark.lower() in page.lower()}


def expected(visibility: str, cell: str) -> set[str]:
    fields = set() if cell == "-" else set(SETS[cell])
    if visibility in HIDES and "point" in fields:
        return fields - {"point"} | {"rough_point"}
    return fields


@pytest.mark.parametrize(
    "visibility",
    [v if v == "confidential" else pytest.param(v, marks=pytest.mark.slow) for v in TABLE],
)
def test_every_cell_of_the_table(visibility):
    scene = set_scene(visibility)
    wrong = []
    for who, cells in TABLE[visibility].items():
        for page, cell in zip(PAGES, cells, strict=True):
            got = scene.seen(who, page)
            if cell == "state":
                state = STATUS[scene.report.status]
                as_said = state in got and not fields_in(got)
            else:
                as_said = fields_in(got) == expected(visibility, cell)
            if not as_said:
                wrong.append(f"{who} on {page}: {sorted(fields_in(got))}, not {cell}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("visibility", TABLE)
def test_the_lists_together_are_the_object_rule(visibility):
    scene = set_scene(visibility)
    for who, person in scene.people.items():
        listed = {r for s in access.standings(person) for r in access.visible_to(person, s)}
        found = set()
        for report in Report.objects.all():
            try:
                found.add(access.get_report(report.number, person))
            except NotFound:
                continue
            assert access.reaches(person, report), who
        assert listed == found, who


def test_every_role_and_every_standing_of_the_table_of_moves_is_walked():
    roles = {by.role for move in MOVES.values() for by in move.by} - {Role.SYSTEM, Role.PARTNER}
    assert {person.role for person in set_scene("plain").people.values()} == roles - {Role.REPORTER}
    assert all(set(TABLE["plain"]) == set(cells) for cells in TABLE.values())
