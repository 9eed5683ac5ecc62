"""Somebody comes or rings again: the operator opens their report by the key that they tell, and
writes down what they say. What is done so may be what the reporter may do, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lapor.agencies.actor import Actor, at_the_counter
from lapor.agencies.request import Request
from lapor.kit.codes import read_number, read_receipt
from lapor.kit.text import tidy
from lapor.reports import closure, triage
from lapor.reports.access import digest, get_own, open_moves, reaches
from lapor.reports.casework import hold_own_still
from lapor.reports.disclosure import Card, card_for
from lapor.reports.terms import UNSEEN, Audience, Clock, Given, NotFound, Outcome, Refused, Status
from lapor.reports.told import Step
from lapor.web.bringing import Brought, bring, waiting
from lapor.web.desk.counter.taking import require_operator
from lapor.web.desk.signin import officers_only
from lapor.web.public import telling

WRONG, NOT_TAKEN = 422, 409
LONGEST, LONGEST_KEY = 5_000, 18
SAID: Mapping[str, Callable[..., object]] = {
    "resume": triage.resume,
    "reply": closure.reply,
    "add": closure.add,
    "reopen": closure.reopen,
    "appeal": closure.appeal,
}
OFFERED = (*SAID, "close", "rate")
BRINGING = ("resume", "reply", "add", "reopen")
OUTCOMES = (Outcome.DONE, Outcome.EXPLAINED, Outcome.CANNOT)
STARS = {
    5: gettext_lazy("Sangat baik"),
    4: gettext_lazy("Baik"),
    3: gettext_lazy("Cukup"),
    2: gettext_lazy("Buruk"),
    1: gettext_lazy("Sangat buruk"),
}
DONE = {
    "resume": gettext_lazy("Jawabannya tercatat. Penanganan laporan dilanjutkan."),
    "reply": gettext_lazy("Tanggapannya tercatat. Sekarang giliran instansi menjawab."),
    "add": gettext_lazy("Keterangannya tercatat."),
    "reopen": gettext_lazy("Laporan dibuka kembali. Instansi wajib menjawab lagi."),
    "appeal": gettext_lazy("Keberatannya tercatat. Laporan ini diperiksa ulang."),
    "close": gettext_lazy("Laporan ditutup atas kata pelapor."),
    "rate": gettext_lazy("Nilainya tersimpan."),
}
# What is shown before the rest: who asked or answered last.
SPOKEN = ("hold", "follow_up", "progress")


@officers_only
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def speak_for(request: Request) -> HttpResponse:
    """Ask for the reply key; show its report; write down a step. Raises NotFound.

    The key comes in the body of each form and is kept nowhere: whoever closes the page closes it.
    """
    require_operator(request)
    if request.method != "POST":
        return _ask_key(request)
    typed = request.POST.get("code", "")
    code = read_receipt(typed)
    try:
        if code is None:
            raise NotFound
        reporter = at_the_counter(digest(code), request.actor)
        report = get_own(reporter)
    except NotFound:
        says = _("Kunci itu tidak cocok. Bacakan lagi 17 hurufnya dari tanda terima.")
        if read_number(typed):
            says = _("Itu kode laporan. Kuncinya 17 huruf, di bawah kode pada tanda terima.")
        return _ask_key(request, says, typed)
    move = request.POST.get("move", "")
    brought = bring(request) if move else Brought()
    if not move or brought.dropped:
        return _show(request, reporter, code, move=move)
    try:
        if brought.says:
            raise Refused(" ".join(brought.says), field="files")
        _take(request, report, move, reporter)
    except Refused as refused:
        return _show(request, reporter, code, move=move, refused=refused)
    return _show(request, reporter, code, done=str(DONE[move]))


def _take(request: Request, report: Any, move: str, reporter: Actor) -> None:
    """Take a step for the reporter. Raises Refused where it is not open or lacks something."""
    words = tidy(request.POST.get("words", ""))
    if move not in OFFERED:
        raise Refused(_("Langkah itu tidak ada. Pilih salah satu langkah di bawah."))
    if len(words) > LONGEST:
        says = _("Paling banyak %(most)d huruf; tulisan Anda %(now)d huruf.")
        raise Refused(says % {"most": LONGEST, "now": len(words)}, field="words")
    chosen = request.POST.getlist("chosen")
    if move == "resume" and not words and not chosen:
        raise Refused(_("Jawabannya masih kosong."), field="words")
    kept = telling.decided(request.POST, report, words)
    given: Given = {"actor": reporter, "words": kept, "original": words}
    with transaction.atomic():
        hold_own_still(report, _seen(request))
        if move == "close":
            closure.close(report, outcome=_outcome(request), **given)
        elif move == "rate":
            typed = request.POST.get("stars", "")
            stars = int(typed) if typed in map(str, STARS) else 0
            closure.rate(report, stars=stars, **given)
        else:
            given["files"] = request.POST.getlist("files")
            more = {"chosen": chosen} if move == "resume" else {}
            SAID[move](report, **given, **more)


def _outcome(request: Request) -> Outcome:
    typed = request.POST.get("outcome", "")
    if typed not in OUTCOMES:
        raise Refused(_("Pilih bagaimana hasilnya menurut pelapor."), field="outcome")
    return Outcome(typed)


def _seen(request: Request) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0


def _ask_key(request: Request, says: str = "", typed: str = "") -> HttpResponse:
    context = {"says": says, "typed": typed, "here": "counter"}
    return render(request, "desk/counter/key.html", context, status=404 if says else 200)


def _show(
    request: Request,
    reporter: Actor,
    code: str,
    *,
    move: str = "",
    refused: Refused | None = None,
    done: str = "",
) -> HttpResponse:
    """Show the report to be read out, with what its reporter may say now."""
    report = get_own(reporter)
    card = card_for(report, Audience.REPORTER, reporter)
    moves = [
        step.name
        for step in open_moves(reporter, report, reaches(reporter, report))
        if step.name in OFFERED
    ]
    turn = next((c for c in card.clocks if c.running and c.clock == card.turn), None)
    stray = refused is not None and (not refused.field or move not in moves)
    thread = [step for step in card.thread if step.move not in UNSEEN]  # nobody else's to read
    tokens = request.POST.getlist("files") if move else []
    typed = {} if done or not move else request.POST
    context = {
        "code": code,
        "card": card,
        "thread": thread,
        "moves": moves,
        "move": "" if stray else move,
        "refused": refused,
        "stray": stray,
        "done": done,
        "typed": typed,
        "chosen": request.POST.getlist("chosen") if typed else [],
        "last": _last(card),
        "question": _question(card),
        "turn": turn,
        "settle": next((c for c in card.clocks if c.running and c.clock == Clock.SETTLE), None),
        "seen": max((step.id for step in card.thread if step.of is None), default=0),
        "outcomes": OUTCOMES,
        "stars": STARS.items(),
        "bringing": BRINGING,
        "waiting": waiting(tokens) if typed else [],
        "files_say": str(refused.says) if refused and refused.field == "files" else "",
        "here": "counter",
        **telling.shown(report, request.POST if typed else None, look=bool(typed)),
    }
    status = 200 if refused is None else NOT_TAKEN if stray else WRONG
    return render(request, "desk/counter/case.html", context, status=status)


def _last(card: Card) -> Step | None:
    """Return the newest step in which an office said something to the reporter."""
    said: Sequence[Step] = [step for step in card.thread if step.move in SPOKEN and step.text]
    return said[-1] if said else None


def _question(card: Card) -> Step | None:
    if card.status != Status.HELD:
        return None
    return next((step for step in reversed(card.thread) if step.move == "hold"), None)
