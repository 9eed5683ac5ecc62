"""The officer's list of work by due date, and finding one report among all that one may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies.calendar import zone_label
from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import access, worklist
from lapor.reports.disclosure import cards_for
from lapor.reports.terms import Clock, NotFound, Reach
from lapor.reports.worklist import Counts, Days, Line, Waiting
from lapor.web.desk.signin import officers_only
from lapor.web.finding import LONGEST

VIEWS: Mapping[Reach, tuple[str, str | Promise]] = {
    Reach.HOLDER: ("kami", _("Meja kami")),
    Reach.ABOVE: ("bawah", _("Unit di bawah kami")),
    Reach.NATION: ("nasional", _("Seluruh negeri")),
    Reach.OVERSIGHT: ("awasi", _("Yang kami awasi")),
    Reach.SUPPORT: ("bantu", _("Kami bantu")),
}
TABS: Mapping[Clock | None, tuple[str, str | Promise]] = {
    None: ("", _("Semua")),
    Clock.VERIFY: ("verifikasi", _("Verifikasi")),
    Clock.FIRST_FOLLOW_UP: ("jawab", _("Jawab pertama")),
    Clock.ANSWER_AGAIN: ("lagi", _("Jawab lagi")),
    Clock.REPORTER_REPLY: ("pelapor", _("Menunggu pelapor")),
    Clock.COMPLETION: ("tertunda", _("Tertunda")),
    Clock.REOPEN: ("selesai", _("Selesai")),
    Clock.APPEAL: ("arsip", _("Arsip")),
}
MOST_FOUND = 50


@dataclass(frozen=True)
class Link:
    """One view of the side menu or one tab. count: None where nothing is counted."""

    label: str | Promise
    href: str
    here: bool
    count: int | None = None
    late: int = 0


@dataclass(frozen=True)
class Group:
    """The lines that fall due at the same time. count: how many there are on all pages."""

    label: str | Promise
    colour: str
    day: Any
    count: int
    lines: list[Line]


@officers_only
def inbox(request: Request) -> HttpResponse:
    """Show one view of the officer's work at one step; both default to the first."""
    actor = request.actor
    mine = [reach for reach in VIEWS if reach in access.standings(actor)]
    if not mine:
        return render(request, "desk/no_post.html", status=403)
    views = {VIEWS[reach][0]: reach for reach in mine}
    view = views.get(request.GET.get("lihat", ""), mine[0])
    steps = {code: step for step, (code, _label) in TABS.items()}
    step = steps.get(request.GET.get("langkah", ""))
    waiting = worklist.waiting(actor, mine)
    lines, key = worklist.work(actor, view, step, after=request.GET.get("sesudah", ""))
    counts = waiting[view].steps.get(step, Counts()) if step else waiting[view].together
    here = {"lihat": VIEWS[view][0], "langkah": TABS[step][0]}
    context = {
        "views": [_view(reach, waiting[reach], here=reach is view) for reach in mine],
        "tabs": [_tab(s, view, waiting[view], here=s is step) for s in TABS],
        "title": VIEWS[view][1],
        "groups": _groups(lines, counts, worklist.days_of(actor), ended=step in worklist.ENDED),
        "count": counts.all,
        "ended": step in worklist.ENDED,
        "others": waiting[view].together.all,
        "first": not request.GET.get("sesudah"),
        "next": _href(**here, sesudah=key) if key else "",
        "zone": zone_label(actor.agency) if actor.agency else "",
        "here": "inbox",
    }
    return render(request, "desk/inbox.html", context)


@officers_only
def find(request: Request) -> HttpResponse:
    """Open the report of a number, or list those with the words; only what one may see.

    What does not exist and what one may not see look alike.
    """
    words = tidy(request.GET.get("q", "")[:LONGEST])
    number = read_number(words)
    if number:
        try:
            return redirect("desk-case", access.get_report(number, request.actor).number)
        except NotFound:
            pass  # looked for as words: what is not there and what is hidden must look alike
    found = access.search(request.actor, words, most=MOST_FOUND) if words else []
    lines = [Line(card) for card in cards_for(found)]
    context = {"words": words, "lines": lines, "most": MOST_FOUND, "here": "search"}
    return render(request, "desk/search.html", context)


def _view(reach: Reach, waiting: Waiting, *, here: bool) -> Link:
    code, label = VIEWS[reach]
    counts = waiting.together
    return Link(label, _href(lihat=code), here, counts.all, counts.late)


def _tab(step: Clock | None, view: Reach, waiting: Waiting, *, here: bool) -> Link:
    code, label = TABS[step]
    count = waiting.steps.get(step, Counts()).all if step else waiting.together.all
    href = _href(lihat=VIEWS[view][0], langkah=code)
    return Link(label, href, here, None if step in worklist.ENDED else count)


def _href(**query: str) -> str:
    return "?" + urlencode({name: value for name, value in query.items() if value})


def _groups(lines: Iterable[Line], counts: Counts, days: Days, *, ended: bool) -> list[Group]:
    rows = list(lines)
    if ended:
        return [Group("", "", None, 0, rows)] if rows else []
    cut: list[tuple[str | Promise, str, Any, int, list[Line]]] = [
        (_("Lewat tenggat"), "is-late", None, counts.late, []),
        (_("Hari ini"), "is-soon", days.now, counts.today, []),
        (_("Besok"), "", days.today, counts.tomorrow, []),
        (_("Minggu ini dan sesudahnya"), "", None, counts.later, []),
    ]
    for line in rows:
        due = line.card.due_at
        passed = [due is None or due >= end for end in (days.now, days.today, days.tomorrow)]
        cut[sum(passed)][4].append(line)
    return [Group(*row) for row in cut if row[4]]
