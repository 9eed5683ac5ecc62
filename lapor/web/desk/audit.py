"""Who changed, opened and did what, and who came in: read, filtered, taken along as a table."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lapor.accounts import second_factor
from lapor.accounts.models import SignIn
from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.finding import agencies as found_agencies
from lapor.agencies.finding import the_one
from lapor.agencies.models import Agency, Change, Delegation, Role, Tenure
from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.kit.text import one_line, tidy
from lapor.reports import traces, trail
from lapor.reports.asked import Asked as Requested
from lapor.reports.asked import Standing
from lapor.reports.powers import name_of
from lapor.reports.terms import Audience, NotFound
from lapor.reports.trail import Asked
from lapor.web import dates
from lapor.web.desk.rules import words
from lapor.web.desk.rules.book import ADMINS
from lapor.web.desk.rules.books import BOOKS
from lapor.web.desk.signin import officers_only
from lapor.web.forms import DayField

PAGE, MOST_EXPORTED, AT_ONCE = 50, 20_000, 500
LONGEST, LONGEST_WHY = 100, 300
RULES = (*[book.topic for book in BOOKS.values()], Change.Topic.LEGAL)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so

STANDINGS: Mapping[Standing, str | Promise] = {
    Standing.WAITING: gettext_lazy("meminta membuka segel: menunggu pemegang kunci"),
    Standing.REFUSED: gettext_lazy("meminta membuka segel: ditolak"),
    Standing.EXPIRED: gettext_lazy("meminta membuka segel: waktunya habis"),
    Standing.GRANTED: gettext_lazy("meminta membuka segel: disetujui, belum dibuka"),
    Standing.OPEN: gettext_lazy("membuka segel: sedang terbuka"),
    Standing.OVER: gettext_lazy("membuka segel: sudah tertutup lagi"),
}


@dataclass(frozen=True)
class Row:
    """One line of the audit, as the page and the table show it."""

    key: int
    at: datetime
    who: str
    what: str
    about: str = ""
    why: str = ""
    differences: Sequence[words.Difference] = ()
    number: str = ""


@dataclass(frozen=True)
class Filter:
    """What was asked in the address, and what of it could not be read."""

    asked: Asked
    topic: str
    typed: Mapping[str, str]
    faults: Sequence[str]


Read = Callable[[Actor, Filter, int], list[Row]]


@officers_only
@require_safe
def audit(request: Request) -> HttpResponse:
    """Show one list of the audit, the newest first; raises NotFound for who checks nobody."""
    name, lists = _list(request)
    told = _filter(request)
    rows = [] if told.faults else lists[name][1](request.actor, told, PAGE + 1)
    more = {**told.typed, "daftar": name, "sebelum": rows[PAGE - 1].key if len(rows) > PAGE else ""}
    context = {
        "tabs": [(label, f"?daftar={key}", key == name) for key, (label, _read) in lists.items()],
        "list": name,
        "rows": rows[:PAGE],
        "typed": told.typed,
        "faults": told.faults,
        "topics": Change.Topic.choices,
        "next": f"?{_query(more)}" if len(rows) > PAGE else "",
        "first": not told.asked.before,
        "here": "rules",
        "most": MOST_EXPORTED,
        "again": f"?{_query({**told.typed, 'daftar': name})}",
    }
    return render(request, "desk/audit.html", context, status=422 if told.faults else 200)


@officers_only
@require_POST
def export(request: Request) -> HttpResponseBase:
    """Send the list as a table; that it was taken, by whom, why and with which filter is kept."""
    name, lists = _list(request)
    told = _filter(request)
    why = one_line(request.POST.get("why", "")[: 4 * LONGEST_WHY])[:LONGEST_WHY]
    back = f"{reverse('desk-audit')}?{_query({**told.typed, 'daftar': name})}"
    if not why or told.faults:
        messages.info(request, _("Tulis alasan mengunduh, lalu coba lagi."))
        return redirect(f"{back}#unduh")
    user = request.actor.user
    if user is None or not second_factor.has_shown_lately(request, user):
        messages.info(request, _("Ketik kode faktor kedua sekali lagi, lalu unduh."))
        enrolled = user is not None and second_factor.is_enrolled(user)
        page = "mfa_reauthenticate" if enrolled else "mfa_activate_totp"  # none of their own yet
        return redirect(f"{reverse(page)}?{urlencode({'next': back})}")
    label = str(lists[name][0])
    with transaction.atomic():
        governing.record(
            Change.Topic.EXPORT,
            name,
            label=label,
            before=None,
            after={key: value for key, value in told.typed.items() if value and key != "nomor"},
            actor=request.actor,
            agency=None if request.actor.role == Role.NATIONAL_ADMIN else request.actor.agency,
            why=why,
        )
    mark = _("Diunduh %(who)s pada %(at)s. Alasan: %(why)s") % {
        "who": user.username,
        "at": _moment(timezone.now()),
        "why": why,
    }
    lines = _lines(lists[name][1], request.actor, told, mark)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{name}.csv"'
    return response


def changes(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return the newest changes of what governs, in words."""
    rows = governing.changes_seen_by(actor)
    if actor.role != Role.NATIONAL_ADMIN:
        # Of the nation's own changes only its rules concern everybody: not its posts and people.
        rows = rows.filter(Q(agency__isnull=False) | Q(topic__in=RULES))
    rows = rows.filter(_wanted(told, office="post__agency"))
    if told.topic:
        rows = rows.filter(topic=told.topic)
    found = words.told(rows.order_by("-id")[:most], actor)
    return [
        Row(one.key, one.at, one.who, one.what, one.act, one.why, one.differences) for one in found
    ]


def openings(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return the newest openings of reports."""
    as_whom = _("membuka laporan sebagai %(whom)s")
    return [
        _row(one, as_whom % {"whom": str(Audience(one.what).label).lower()})
        for one in trail.openings(actor, told.asked, most)
    ]


def links(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return what happened with the links of outside parties."""
    return [
        replace(_row(one, one.what), about=party)
        for one, party in trail.links(actor, told.asked, most)
    ]


def steps(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return the newest steps of officers."""
    return [_row(one, name_of(one.what)) for one in trail.steps(actor, told.asked, most)]


def names(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return the newest readings of names that reporters gave openly."""
    read = _("membaca nama pelapor")
    return [_row(one, read) for one in traces.readings(actor, told.asked, most)]


def reveals(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return the newest requests to the custodians, each with its ground and what came of it."""
    found = traces.reveals(actor, told.asked, most, timezone.now())
    return [
        replace(_row(one, str(STANDINGS[asked.standing])), why=_story_of(asked))
        for one, asked in found
    ]


def _story_of(asked: Requested) -> str:
    """Return ground and reason of a request, what each custodian said, and when it was opened."""
    said = [
        f"{vote.side.upper()}: {_('Menyetujui') if vote.granted else _('Menolak')},"
        f" {vote.who}, {_moment(vote.at)}{f': {vote.reason}' if vote.reason else ''}"
        for vote in asked.votes
    ]
    opened = [f"{_('Dibuka')}: {_moment(asked.opened_at)}"] if asked.opened_at else []
    return ". ".join([asked.basis, asked.reason.rstrip("."), *said, *opened])


def sign_ins(actor: Actor, told: Filter, most: int) -> list[Row]:
    """Return who came in; an institution's admin sees who then sat in its own tree, no others."""
    rows = SignIn.objects.select_related("user")
    seats = Tenure.objects.filter(
        Q(until=None) | Q(until__gt=OuterRef("at")),
        person=OuterRef("user"),
        since__lte=OuterRef("at"),
    )
    if actor.role != Role.NATIONAL_ADMIN:  # nobody below the nation learns when one watches
        seats = seats.filter(post__agency__in=governing.governed(actor).values("pk"))
        rows = rows.filter(~_watches())
    if told.asked.office:
        seats = seats.filter(post__agency__path__within=str(told.asked.office.path))
    if told.asked.post:
        seats = seats.filter(post__title__icontains=told.asked.post)
    if actor.role != Role.NATIONAL_ADMIN or told.asked.office or told.asked.post:
        rows = rows.filter(Exists(seats))
    rows = rows.filter(_wanted(replace(told, asked=replace(told.asked, post="", office=None))))
    return [
        Row(row.pk, row.at, row.user.get_full_name() or row.user.username, _("masuk"))
        for row in rows.order_by("-id")[:most]
    ]


CHANGES = ("perubahan", gettext_lazy("Perubahan"), changes)
OPENINGS = ("pembukaan", gettext_lazy("Pembukaan"), openings)
STEPS = ("langkah", gettext_lazy("Langkah"), steps)
NAMES = ("nama", gettext_lazy("Nama dibaca"), names)
REVEALS = ("segel", gettext_lazy("Segel"), reveals)
LINKS = ("pihak", gettext_lazy("Pihak luar"), links)
SIGN_INS = ("masuk", gettext_lazy("Masuk"), sign_ins)


def _list(request: Request) -> tuple[str, Mapping[str, tuple[str | Promise, Read]]]:
    """Return the list that is asked for, and all that this actor may open; raises NotFound."""
    actor = request.actor
    if actor.role in ADMINS:
        rows = [CHANGES, OPENINGS, NAMES, REVEALS, LINKS, STEPS, SIGN_INS]
    elif actor.role == Role.OVERSEER:
        rows = [OPENINGS, NAMES, REVEALS, LINKS]
    else:
        raise NotFound
    lists = {name: (label, read) for name, label, read in rows}
    asked = (request.POST or request.GET).get("daftar", "")
    return (asked if asked in lists else rows[0][0]), lists


def _filter(request: Request) -> Filter:
    """Read the filter; what cannot be read is said, and never taken for everything."""
    asked = request.POST or request.GET
    names = ("orang", "jabatan", "unit", "sejak", "sampai", "nomor", "topik")
    typed = {name: tidy(asked.get(name, "")[: 4 * LONGEST])[:LONGEST] for name in names}
    faults: list[str] = []
    since, until = (_day(typed[name], faults) for name in ("sejak", "sampai"))
    number = read_number(typed["nomor"]) or "" if typed["nomor"] else ""
    if typed["nomor"] and not number:
        faults.append(_("Nomor laporan itu tidak lengkap."))
    hit = the_one(typed["unit"], found_agencies(typed["unit"])) if typed["unit"] else None
    if typed["unit"] and hit is None:
        faults.append(_("Tulis nama unit lebih lengkap."))
    before = asked.get("sebelum", "")
    return Filter(
        Asked(
            person=typed["orang"],
            post=typed["jabatan"],
            office=hit.row if hit and isinstance(hit.row, Agency) else None,
            since=_start(since),
            until=_start(until + timedelta(days=1)) if until else None,
            number=number,
            before=int(before) if before.isdecimal() and len(before) < len("9" * 19) else 0,
        ),
        typed["topik"] if typed["topik"] in Change.Topic.values else "",
        typed,
        faults,
    )


def _wanted(told: Filter, office: str = "") -> Q:
    asked, wanted = told.asked, Q()
    if asked.person:
        wanted &= Q(user__name__icontains=asked.person) | Q(user__username__iexact=asked.person)
    if asked.post:
        wanted &= Q(post__title__icontains=asked.post)
    if asked.office and office:
        wanted &= Q(**{f"{office}__path__within": str(asked.office.path)})
    if asked.since:
        wanted &= Q(at__gte=asked.since)
    if asked.until:
        wanted &= Q(at__lt=asked.until)
    if asked.before:
        wanted &= Q(pk__lt=asked.before)
    return wanted


def _watches() -> Q:
    """The sign-ins of who was an overseer then, stood in for one, or has become one since."""
    not_over = (Q(until=None) | Q(until__gt=OuterRef("at"))) & ~Q(until=F("since"))
    same = {"person": OuterRef("user"), "post__role": Role.OVERSEER}
    stood_in = Delegation.objects.filter(not_over, **same)
    return Q(Exists(Tenure.objects.filter(not_over, **same))) | Q(Exists(stood_in))


def _row(one: trail.Seen, what: str) -> Row:
    who = ", ".join(part for part in (one.person, one.post, one.office) if part)
    return Row(one.key, one.at, who, what, number=one.number)


def _lines(read: Read, actor: Actor, told: Filter, mark: str) -> Iterator[str]:
    """Yield the table piece by piece, so that no more than some hundred rows lie in memory."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe(mark)])
    heads = (_("Waktu"), _("Siapa"), _("Apa"), _("Keterangan"), _("Nomor"), _("Alasan"))
    yield writer.writerow([*heads, _("Dari dan menjadi")])
    sent, before = 0, told.asked.before
    while sent < MOST_EXPORTED:
        rows = read(actor, replace(told, asked=replace(told.asked, before=before)), AT_ONCE)
        for row in rows:
            yield writer.writerow([safe(cell) for cell in _cells(row)])
        sent += len(rows)
        if len(rows) < AT_ONCE:
            return
        before = rows[-1].key
    yield writer.writerow([_("Terpotong: persempit saringannya untuk yang lebih lama.")])


def safe(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cells(row: Row) -> Iterable[str]:
    changed = "; ".join(
        f"{one.label}: {one.was or '–'} → {one.now or '–'}" for one in row.differences
    )
    return _moment(row.at), row.who, row.what, row.about, row.number, row.why, changed


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _moment(at: datetime) -> str:
    there = timezone.localtime(at)
    return f"{there:%Y-%m-%d} {dates.clock_time(at)}"


def _day(typed: str, faults: list[str]) -> date | None:
    if not typed:
        return None
    try:
        return DayField(required=False).clean(typed)
    except ValidationError as error:
        faults.extend(error.messages)
        return None


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), timezone.get_current_timezone()) if day else None


def _query(asked: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
