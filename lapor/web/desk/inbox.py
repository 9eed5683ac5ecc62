"""The officer's list of work by due date, and finding one report among all that one may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import zone_label
from lapor.agencies.finding import LONGEST
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.agencies.rules import Rules, rules
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import access, bulk, examinations, saved, seconds, watching, worklist
from lapor.reports.disclosure import cards_for
from lapor.reports.sampling import REVIEWERS
from lapor.reports.terms import Clock, Kind, NotFound, Reach
from lapor.reports.worklist import EVERYTHING, Counts, Days, Line, Own, View, Waiting
from lapor.reports.workload import HEADS
from lapor.web.desk import filters
from lapor.web.desk.filters import Asked, href
from lapor.web.desk.signin import officers_only

VIEWS: Mapping[View, tuple[str, str | Promise]] = {
    Reach.HOLDER: ("kami", _("Meja kami")),
    Reach.ABOVE: ("bawah", _("Unit di bawah kami")),
    Reach.NATION: ("nasional", _("Seluruh negeri")),
    Reach.OVERSIGHT: ("awasi", _("Yang kami awasi")),
    Reach.SUPPORT: ("bantu", _("Kami bantu")),
    Reach.PROTECTION: ("lindungi", _("Minta perlindungan")),
    Own.TO_DECIDE: ("tetapkan", _("Harus Anda tetapkan")),
    Own.WATCHED: ("ikuti", _("Saya ikuti")),
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
SHOWN = "shown"  # the list that is shown, where it is narrowed
# The steps that may be taken for many reports at once: what a button says, and its drawing.
FOR_MANY: Mapping[str, tuple[str | Promise, str]] = {
    "verify": (_("Verifikasi"), "tick"),
    "assign": (_("Teruskan"), "arrow"),
    "archive": (_("Arsipkan"), "lock"),
    "group": (_("Gabungkan"), "link"),
}


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
    """Show one view of the officer's work at one step, narrowed to what is asked for."""
    actor, now, book = request.actor, request.GET, rules()
    if actor.role == Role.CUSTODIAN:  # keeps a key, and sees no report
        return redirect("desk-seals")
    if actor.role == Role.OPERATOR:  # brings reports in, and sees none
        return redirect("desk-counter")
    mine = views_of(actor)
    if not mine:
        return render(request, "desk/no_post.html", status=403)
    view, step = place_of(now.get("lihat", ""), now.get("langkah", ""), mine)
    asked = filters.read(now, actor, book)
    lists = {v.name: (v, EVERYTHING) for v in mine}
    lists |= {SHOWN: (view, asked.wanted)} if asked.active else {}
    waiting = worklist.count(actor, lists)
    shown = waiting.get(SHOWN) or waiting[view.name]
    lines, key = worklist.work(
        actor, view, step, wanted=asked.wanted, after=now.get("sesudah", ""), book=book
    )
    counts = shown.steps.get(step, Counts()) if step else shown.together
    here, ended = {"lihat": VIEWS[view][0], "langkah": TABS[step][0]}, step in worklist.ENDED
    context: dict[str, Any] = {
        "views": [
            _view(v, waiting[v.name], here=v is view and not asked.active)
            for v in mine
            if v is not Own.TO_DECIDE or v is view or waiting[v.name].together.all
        ],
        "tabs": [_tab(s, view, shown, asked, here=s is step) for s in TABS],
        "title": VIEWS[view][1],
        "groups": _groups(lines, counts, worklist.days_of(actor), ended=ended),
        "count": counts.all,
        "ended": ended,
        "others": shown.together.all,
        "first": not now.get("sesudah"),
        "next": href(**here, **asked.typed, sesudah=key) if key else "",
        "zone": zone_label(actor.agency) if actor.agency else "",
        "here": "inbox",
        "watched": view is Own.WATCHED,
        "heads": actor.role in HEADS,
        "unread": watching.unread(actor),
        "scores": actor.role in REVIEWERS,
        "to_examine": examinations.waiting(actor) if actor.role == Role.OVERSEER else 0,
        "to_approve": seconds.count_waiting(actor) if book.approvals else 0,
    }
    context |= _narrowing(asked, here, book) | _saved(asked, here, actor)
    if lines and not ended:
        context |= _bulk(request, asked, here, counts.all > len(lines))
    return render(request, "desk/inbox.html", context)


def views_of(actor: Actor) -> list[View]:
    """Return the views of this officer's post; whoever has one may also follow reports."""
    standings = access.standings(actor)
    mine: list[View] = [view for view in VIEWS if view in standings]
    if mine and actor.role in HEADS:
        mine.append(Own.TO_DECIDE)
    return [*mine, Own.WATCHED] if mine else []


def place_of(lihat: str, langkah: str, mine: list[View]) -> tuple[View, Clock | None]:
    """Return the view and the step that an address names; the first where it names none."""
    views = {VIEWS[view][0]: view for view in mine}
    steps = {code: step for step, (code, _label) in TABS.items()}
    return views.get(lihat, mine[0]), steps.get(langkah)


def _narrowing(asked: Asked, here: Mapping[str, str], book: Rules) -> dict[str, Any]:
    """Return what the form of the filters shows."""
    typed, labels = asked.typed, asked.labels
    handler = "" if typed.get("pelaksana") in filters.HANDLERS else labels.get("pelaksana", "")
    return {
        "asked": asked,
        "place": here,
        "chips": asked.chips(**here),
        "unfiltered": href(**here),
        "query": href(**here, **typed)[1:],
        "kinds": Kind.choices,
        "categories": book.categories,
        "dues": filters.DUE.items(),
        "ages": filters.AGES,
        "handlers": filters.HANDLERS.items(),
        "other_handler": handler.partition(": ")[2],
        "unit_name": labels.get("unit", "").partition(": ")[2],
        "ticked": [(name, label, name in typed) for name, label in filters.TICKED.items()],
    }


def _saved(asked: Asked, here: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    """Return the views that were kept, and whether this officer may share one."""
    now = href(**here, **asked.typed)
    kept = [
        (row, Link(row.name, f"?{row.query}", f"?{row.query}" == now))
        for row in saved.views_of(actor)
    ]
    return {
        "own_views": [link for row, link in kept if not row.shared],
        "shared_views": [link for row, link in kept if row.shared],
        "may_share": saved.may_share(actor),
    }


def _bulk(
    request: Request, asked: Asked, here: Mapping[str, str], more_match: bool
) -> dict[str, Any]:
    """Return what the list needs to take a step for many of its reports at once."""
    query, ticked = {**here, **asked.typed}, "centang" in request.GET
    if after := request.GET.get("sesudah", ""):
        query["sesudah"] = after
    return {
        "bulk": [(name, *FOR_MANY[name]) for name in bulk.steps_for(request.actor)],
        "list": {name: value for name, value in query.items() if value and name != "sesudah"},
        "all_ticked": ticked,
        "tick_all": href(**query) if ticked else href(**query, centang="1"),
        "more_match": more_match,
    }


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


def _view(view: View, waiting: Waiting, *, here: bool) -> Link:
    code, label = VIEWS[view]
    counts = waiting.together
    return Link(label, href(lihat=code), here, counts.all, counts.late)


def _tab(step: Clock | None, view: View, waiting: Waiting, asked: Asked, *, here: bool) -> Link:
    code, label = TABS[step]
    count = waiting.steps.get(step, Counts()).all if step else waiting.together.all
    address = href(lihat=VIEWS[view][0], langkah=code, **asked.typed)
    return Link(label, address, here, None if step in worklist.ENDED else count)


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
