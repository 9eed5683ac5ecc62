"""The reporter's own page of a report: where it stands, what was said, and what they may do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.agencies.actor import Actor
from lapor.agencies.request import Request
from lapor.agencies.rules import rules
from lapor.kit.text import tidy
from lapor.outbox import crossing
from lapor.reports import closure, naming, reaching, traces, triage
from lapor.reports.access import get_own, open_moves, reaches
from lapor.reports.arriving import why_here
from lapor.reports.casework import hold_own_still
from lapor.reports.dating import Explanation
from lapor.reports.disclosure import Card, card_for
from lapor.reports.terms import UNSEEN, Audience, Clock, Given, NotFound, Outcome, Refused, Status
from lapor.reports.told import Step
from lapor.reports.watchers import Outside, outside
from lapor.web.bringing import bring, leave_aside, listed, waiting
from lapor.web.forms import Fault
from lapor.web.public import pressure, second, telling

# The steps of a reporter that are words alone.
SAID: Mapping[str, Callable[..., object]] = {
    "reply": closure.reply,
    "resume": triage.resume,
    "add": closure.add,
    "reopen": closure.reopen,
    "appeal": closure.appeal,
    "retaliation": closure.retaliation,
}
# The steps of a reporter with a form here.
OFFERED = (*SAID, *second.STEPS, "close", "rate", "unpin", "withdraw")
BRINGING = ("resume", "reply", "add", "reopen")  # where a refused file is sent once more
WINDOWS = {"reopen": Clock.REOPEN, "appeal": Clock.APPEAL}  # steps that are open until a date
OUTCOMES = (Outcome.DONE, Outcome.EXPLAINED, Outcome.CANNOT)  # as a reporter may judge them
FIELDS = ("words", "mask", "outcome", "sure", "stars", "to", "consent", "files", "chosen")
STARS: Mapping[int, str | Promise] = {
    5: _("Sangat baik"),
    4: _("Baik"),
    3: _("Cukup"),
    2: _("Buruk"),
    1: _("Sangat buruk"),
}
ENDS = ("withdraw", "archive", "lapse")  # steps that put a report aside
WRONG, NOT_TAKEN = 422, 409  # words to be mended in their form, words to be copied
ASKED, PRICE = 429, "price"  # words to be sent a little later, and where it says when
LONGEST = 5_000
LONGEST_KEY = 18  # digits of a bigint
ALWAYS = {"outcomes": OUTCOMES, "stars": STARS.items(), "most": LONGEST}
ANOTHER_REPORT = _(
    "Formulir tadi milik laporan lain, sedangkan di perangkat ini sekarang terbuka laporan ini."
    " Salin tulisan Anda, buka laporan yang dimaksud dengan kunci balasannya, lalu kirim di sana."
)
CROWDED = _(
    "Sangat banyak kiriman sedang masuk, jadi yang ini belum terkirim. Tulisan Anda tetap ada."
    " Lihat kapan bisa dikirim."
)
DONE = {
    "add": _("Keterangan Anda sudah ditambahkan."),
    "reply": _("Tanggapan Anda sudah terkirim. Sekarang giliran instansi menjawab."),
    "resume": _("Jawaban Anda sudah terkirim. Penanganan laporan dilanjutkan."),
    "close": _("Laporan ini sudah Anda tutup. Terima kasih."),
    "reopen": _("Laporan ini dibuka kembali. Instansi wajib menjawab lagi."),
    "appeal": _("Keberatan Anda sudah terkirim. Laporan ini diperiksa ulang."),
    "withdraw": _("Laporan ini sudah Anda cabut."),
    "rate": _("Nilai Anda tersimpan. Terima kasih."),
    "unpin": _("Titiknya sudah dihapus. Tidak ada kantor yang melihatnya lagi."),
    **second.DONE,
}
TO_OTHERS = _(
    "Pesan Anda sampai pada yang melindungi pelapor. Kantor yang menangani laporan ini tidak"
    " melihatnya dan tidak diberi tahu."
)
TO_THE_HOLDER = _(
    "Pesan Anda sampai pada %(who)s, yang juga memegang laporan ini. Kantor lain tidak melihatnya"
    " dan tidak diberi tahu."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: Request) -> HttpResponse:
    """Show the report whose receipt this session holds; take the reporter's steps."""
    if request.method != "POST":
        return _show(request)
    move = request.POST.get("move", "")
    if not pressure.lets_in(request, request.POST.get("number", "")):
        return _ask_price(request, move)
    brought = bring(request)
    if brought.dropped:
        return _show(request, move, dropped=True)
    try:
        if brought.says:
            raise Refused(" ".join(brought.says), field="files")
        report = _take(request, move)
    except NotFound:
        return _show(request)
    except Refused as refused:
        field = refused.field if refused.field in FIELDS else "words"
        status = WRONG if refused.field else NOT_TAKEN
        return _show(request, move, Fault(field, str(refused.says)), status)
    messages.success(request, _said_of_retaliation(report) if move in UNSEEN else DONE[move])
    return HttpResponseRedirect(request.path)  # of the receipt, or of an account


def _ask_price(request: Request, move: str) -> HttpResponse:
    """Show a form that was not looked at as it was sent, and what it costs while many come in."""
    left = leave_aside(request)
    if left.dropped:
        return _show(request, move, dropped=True, left=left.says)
    return _show(request, move, Fault(PRICE, str(CROWDED)), ASKED, left=left.says)


def _take(request: Request, move: str) -> Any:
    """Take a step and return the report after it.

    Raises Refused where it is unknown, not open, sent before or lacks something.

    A browser keeps one receipt: a form says of which report it is, so that the words of one tab
    do not go to the report that another tab has opened.
    """
    reporter, words = request.reporter, tidy(request.POST.get("words", ""))
    report = get_own(reporter)
    if request.POST.get("number") != report.number:
        raise Refused(ANOTHER_REPORT)
    if len(words) > LONGEST:
        says = _("Paling banyak %(most)d huruf; tulisan Anda %(now)d huruf.")
        raise Refused(says % {"most": LONGEST, "now": len(words)}, field="words")
    if move == "resume" and not words and not request.POST.getlist("chosen"):
        raise Refused(_("Jawaban Anda masih kosong."), field="words")
    kept = telling.decided(request.POST, report, words)
    with transaction.atomic():
        hold_own_still(report, _seen(request))
        _step(request, report, move, {"actor": reporter, "words": kept, "original": words})
    return report


def _step(request: Request, report: Any, move: str, given: Given) -> None:
    """Take the step of a form."""
    if move in SAID:
        given["files"] = request.POST.getlist("files")
        if move == "resume":
            triage.resume(report, chosen=request.POST.getlist("chosen"), **given)
        else:
            SAID[move](report, **given)
    elif move == "close":
        closure.close(report, outcome=_outcome(request), **given)
    elif move == "rate":
        closure.rate(report, stars=_stars(request), **given)
    elif move in second.STEPS:
        second.take(request, report, move, given)
    elif move == "unpin":
        closure.unpin(report, **given)
    elif move == "withdraw":
        _require_yes(request)
        closure.withdraw(report, **given)
    else:
        raise Refused(_("Langkah itu tidak ada. Pilih salah satu langkah di bawah."))


def _said_of_retaliation(report: Any) -> str:
    """Say whom the message has reached, as it is for this report."""
    protectors = outside(report).protectors
    if report.holder not in protectors:
        return str(TO_OTHERS)
    return str(TO_THE_HOLDER) % {"who": ", ".join(office.name for office in protectors)}


def _seen(request: HttpRequest) -> int:
    """Return the newest step on the page from which the form came; 0 where it does not say."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0


def _outcome(request: HttpRequest) -> Outcome:
    typed = request.POST.get("outcome", "")
    if typed not in OUTCOMES:
        raise Refused(_("Pilih bagaimana hasilnya menurut Anda."), field="outcome")
    return Outcome(typed)


def _stars(request: HttpRequest) -> int:
    typed = request.POST.get("stars", "")
    return int(typed) if typed in map(str, STARS) else 0


def _require_yes(request: HttpRequest) -> None:
    if not request.POST.get("sure"):
        raise Refused(_("Centang dulu bahwa Anda ingin mencabut laporan ini."), field="sure")


def _show(
    request: Request,
    move: str = "",
    fault: Fault | None = None,
    status: int = 200,
    *,
    dropped: bool = False,
    left: Sequence[str] | None = None,
) -> HttpResponse:
    """Show the thread; with what was typed after a refusal, or after a file was taken out.

    left: the form was not looked at; what is to be said of its files.
    """
    reporter: Actor = request.reporter
    try:
        report = get_own(reporter)
    except NotFound:
        return _ask_receipt(request)
    card = card_for(report, Audience.REPORTER, reporter, book=(book := rules()))
    around = outside(report)
    found = [step.name for step in open_moves(reporter, report, reaches(reporter, report))]
    found = [name for name in found if name in OFFERED and (card.pin or name != "unpin")]
    moves, doors = second.offered(report, found, around, book)
    turn = _turn(card, moves)
    settle = next((c for c in card.clocks if c.running and c.clock == Clock.SETTLE), None)
    stray = fault is not None and (status == NOT_TAKEN or move not in moves)
    context: dict[str, Any] = {
        **ALWAYS,
        "card": card,
        "moves": moves,
        "turn": turn,
        "mine": turn is not None and turn.clock in (Clock.REPORTER_REPLY, Clock.COMPLETION),
        "question": _question(card),
        "settle": settle,
        "over": _is_over(card, moves),
        "ended": card.status in (Status.CLOSED, Status.ARCHIVED),
        "extended": _extended(card),
        "examiner": closure.appealed_to(report) if "appeal" in moves else None,
        "doors": doors,
        "unsettled": second.unsettled(report, settle, book) if second.ASK in moves else 0,
        "withdrawn": _is_withdrawn(card),
        "seen": max((step.id for step in card.thread if step.of is None), default=0),
        "move": "" if stray else move,
        "fault": fault,
        "stray": stray,
        **_ways(request, moves),
        **_beside(report, card, around),
        **(_typed(request, report, fault, left) if dropped or fault else telling.shown(report)),
    }
    return render(request, "public/thread.html", context, status=status)


def _ask_receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt that this browser has not, or has no more; give the words back."""
    lost = {"here": "track", "lost": tidy(request.POST.get("words", ""))}
    return render(request, "public/track.html", lost, status=403)


def _ways(request: Request, moves: list[str]) -> dict[str, Any]:
    """Return by which way the reporter came, where files are, and where one is sent once more."""
    by_account = bool(request.reporter.account)
    return {
        "by_account": by_account,
        "chats": [] if by_account else _chats(),
        "here": "account" if by_account else "track",
        "files_at": f"{request.path}/berkas/",
        "again": next((f"#f-{name}-files" for name in BRINGING if name in moves), ""),
    }


def _chats() -> list[str]:
    """Return the names of the chats in which a reporter may go on, each once."""
    return list(dict.fromkeys(str(one.get_channel_display()) for one in crossing.leading_over()))


def _beside(report: Any, card: Card, around: Outside) -> dict[str, Any]:
    """Return why it is where it is, who may be brought in, who protects, who asked for the name.

    And where its word goes.
    """
    place = reaching.place_of(report)
    return {
        "why": why_here(report, card, Audience.REPORTER),
        "kept": naming.kept(report).value,
        "on_device": place.on_device,
        "place": place,
        "traces": traces.of_report(report, timezone.now()),
        "second": around.second,
        "protectors": [office.name for office in around.protectors],
        "held_by_protector": report.holder in around.protectors,
        "protected_from_above": any(not office.depth for office in around.protectors),
    }


def _typed(
    request: Request, report: Any, fault: Fault | None, left: Sequence[str] | None
) -> dict[str, Any]:
    """Return what a form that came back had in it, and what is asked about it.

    left: it was not looked at, and is not now; what is to be said of its files.
    """
    tokens, looked = request.POST.getlist("files"), left is None
    of_files = [fault.says] if fault and fault.field == "files" else left or ()
    return {
        "typed": request.POST,
        "chosen": request.POST.getlist("chosen"),
        "waiting": waiting(tokens) if looked else listed(tokens),
        "files_say": " ".join(of_files),
        "price": pressure.price(request, report.number, asked=True)
        if pressure.is_high(request) or not looked
        else None,
        **telling.shown(report, request.POST, look=looked),
    }


def _turn(card: Card, moves: list[str]) -> Explanation | None:
    """Return the clock of whoever owes the next word; no window in which nothing may be done."""
    turn = next((c for c in card.clocks if c.running and c.clock == card.turn), None)
    windows = [clock for name, clock in WINDOWS.items() if name not in moves]
    return None if turn and turn.clock in windows else turn


def _is_over(card: Card, moves: list[str]) -> bool:
    """Say whether the reporter can bring this report no further."""
    ended = card.status in (Status.CLOSED, Status.ARCHIVED)
    return ended and not {*WINDOWS, second.ASK, second.DROP} & set(moves)


def _is_withdrawn(card: Card) -> bool:
    """Say whether it was the reporter who put the report aside."""
    ends = [step.move for step in card.thread if step.move in ENDS]
    return card.status == Status.ARCHIVED and ends[-1:] == ["withdraw"]


def _extended(card: Card) -> Step | None:
    """Return the step that granted more time, as long as the report is open."""
    if card.status in (Status.CLOSED, Status.ARCHIVED):
        return None
    return next((step for step in reversed(card.thread) if step.move == "extend"), None)


def _question(card: Card) -> Step | None:
    """Return the step in which an office asked what the reporter has not answered yet."""
    if card.status != Status.HELD:
        return None
    return next((step for step in reversed(card.thread) if step.move == "hold"), None)
