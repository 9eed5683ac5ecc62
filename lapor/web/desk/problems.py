"""Problems (masalah): the list, and one of them with its reports and one answer to them all."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lapor.agencies.calendar import zone_label
from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.kit.text import one_line, tidy
from lapor.reports import access, answering, bulk, grouping, problems, together
from lapor.reports.terms import NotFound, Outcome, Refused
from lapor.web.desk import kept
from lapor.web.desk.signin import officers_only
from lapor.web.desk.writing import Warned, warnings_of

Told = str | Promise
WRONG = 422
LONGEST_WORDS, LONGEST_KEY = 5000, 18
NO_NUMBER = _("Tulis kode laporan, 8 huruf dan angka.")
NOT_THERE = _("Tidak ada laporan dengan kode itu yang dapat Anda buka.")
RELOAD = _("Muat ulang halaman ini.")


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the problems of which this officer may know, the newest first."""
    ended = request.GET.get("tutup") == "1"
    after = request.GET.get("sesudah", "")
    rows, older = problems.listed(request.actor, ended=ended, after=_number(after))
    context = {
        "rows": rows,
        "older": older,
        "ended": ended,
        "first": not after,
        "may_make": request.actor.role in problems.ADMINS,
        "zone": _zone(request),
        "here": "inbox",
    }
    return render(request, "desk/problems.html", context)


@officers_only
@require_safe
def show(request: Request, key: int) -> HttpResponse:
    """Show a problem; raises NotFound for one of which this officer may not know."""
    return _page(request, key)


@officers_only
@require_POST
def act(request: Request, key: int, step: str) -> HttpResponse:
    """Add, take out, rename, end, open again, or answer all. What is wrong comes back as typed."""
    problems.get_problem(key, request.actor)
    take = STEPS.get(step)
    if take is None:
        raise NotFound(step)
    try:
        says = take(request, key)
    except Refused as refused:
        fault = {"step": step, "field": refused.field, "says": str(refused.says)}
        return _page(request, key, fault, status=WRONG)
    if isinstance(says, UUID):
        return redirect("desk-batch", says)
    messages.success(request, str(says))
    try:
        problems.get_problem(key, request.actor)
    except NotFound:  # its last report that this officer saw was taken out
        return redirect("desk-problems")
    return redirect("desk-problem", key)


def add(request: Request, key: int) -> Told:
    report = _report(request, "number")
    try:
        grouping.group(report, actor=request.actor, problem=key)
    except Refused as refused:
        whole = refused.field == "problem"  # it has ended meanwhile, and has no such form
        raise Refused(refused.says, field="" if whole else "number") from None
    return _("Laporan ditambahkan ke masalah ini. Pelapornya diberi tahu.")


def take_out(request: Request, key: int) -> Told:
    report = _report(request, "number")
    words = tidy(request.POST.get("words", ""))[:LONGEST_WORDS]
    if report.problem_id != key:
        raise Refused(_("Laporan itu tidak lagi di masalah ini."), field=report.number)
    try:
        grouping.ungroup(report, actor=request.actor, words=words)
    except Refused as refused:
        raise Refused(refused.says, field=report.number) from None
    return _("Laporan dilepas. Semua yang lain padanya tetap seperti semula.")


def rename(request: Request, key: int) -> Told:
    title = one_line(request.POST.get("title", ""))[: grouping.LONGEST_TITLE]
    grouping.rename(key, actor=request.actor, title=title)
    return _("Judulnya sudah diganti.")


def end(request: Request, key: int) -> Told:
    grouping.end(key, actor=request.actor)
    return _("Masalah ditutup: tidak ada laporan baru yang ditambahkan. Laporannya jalan terus.")


def reopen(request: Request, key: int) -> Told:
    grouping.reopen(key, actor=request.actor)
    return _("Masalah dibuka lagi.")


def answer(request: Request, key: int) -> UUID:
    """Hand one answer for all to the worker; return the batch.

    Raises Refused about "despite" where the check warns strongly and no reason is given.
    """
    words, outcome, despite = _answer(request)
    if not words:
        raise Refused(_("Tulis jawabannya."), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refused(_("Persingkat jawabannya."), field="words")
    if outcome not in Outcome.values:
        raise Refused(_("Pilih hasilnya."), field="outcome")
    if reading := together.read(key, request.actor, words, outcome):
        answering.refuse_weak(reading, despite)
    try:
        client_key = UUID(request.POST.get("client_key", ""))
    except ValueError:
        raise Refused(RELOAD) from None
    given = {"words": words, "outcome": outcome, "despite": despite}
    return bulk.ask_of_problem(request.actor, key, given, client_key)


STEPS: Mapping[str, Callable[[Request, int], Told | UUID]] = {
    "tambah": add,
    "lepas": take_out,
    "nama": rename,
    "tutup": end,
    "buka": reopen,
    "jawab": answer,
}


def _answer(request: Request) -> tuple[str, str, str]:
    """Return words, outcome, and why they go out although the check warns."""
    typed = request.POST
    despite = tidy(typed.get("despite", ""))[:LONGEST_WORDS]
    return tidy(typed.get("words", "")), typed.get("outcome", ""), despite


def _warnings(request: Request, key: int) -> list[Warned]:
    """Return what the check says of the answer that came back for that."""
    words, outcome, _despite = _answer(request)
    reading = together.read(key, request.actor, words, outcome)
    return warnings_of(reading) if reading else []


def _report(request: Request, field: str) -> Any:
    number = read_number(request.POST.get(field, ""))
    if not number:
        raise Refused(NO_NUMBER, field=field)
    try:
        return access.get_report(number, request.actor)
    except NotFound:
        raise Refused(NOT_THERE, field=field) from None


def _page(
    request: Request, key: int, fault: dict[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    seen, actor = problems.get_problem(key, request.actor), request.actor
    after = read_number(request.GET.get("sesudah", "")) or ""
    rows = problems.reports_of(key, actor, after=after, most=problems.PAGE + 1)
    governs = problems.governs(actor, key)
    mine = together.count_answerable(key, actor)
    context = {
        "problem": seen,
        "cards": rows[: problems.PAGE],
        "older": rows[problems.PAGE - 1].number if len(rows) > problems.PAGE else "",
        "governs": governs,
        "may_group": actor.role in problems.ADMINS,
        "answerable": mine,
        "joined": problems.joined_in(key, actor),
        "outcomes": Outcome.choices,
        "fault": fault or {},
        "warnings": _warnings(request, key) if fault and fault["field"] == "despite" else [],
        "typed": request.POST if fault else {},
        "lost": kept.typed(request) if fault and not mine and fault["step"] == "jawab" else [],
        "client_key": request.POST.get("client_key") or str(uuid4()),
        "longest": grouping.LONGEST_TITLE,
        "now": timezone.now(),
        "zone": _zone(request),
        "here": "inbox",
    }
    return render(request, "desk/problem.html", context, status=status)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0


def _zone(request: Request) -> str:
    return zone_label(request.actor.agency) if request.actor.agency else ""
