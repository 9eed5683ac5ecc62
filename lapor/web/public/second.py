"""The reporter's way to a second instance: ask one to examine the report, and take that back."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency
from lapor.agencies.request import Request
from lapor.agencies.rules import Rules
from lapor.reports import closure, reviewing, reviews
from lapor.reports.dating import Explanation
from lapor.reports.terms import Given, Refused
from lapor.reports.watchers import Outside, days_unsettled, outside

ASK, DROP, REFER = "ask_review", "drop_review", "refer"
STEPS = (ASK, DROP, REFER)
DONE = {
    ASK: _("Permintaan Anda sudah sampai pada pengawas itu."),
    DROP: _("Persetujuan Anda sudah dicabut. Pemeriksaan itu berhenti."),
    REFER: _("Pengawas itu sekarang ikut membaca laporan Anda."),
}


def take(request: Request, report: Any, move: str, given: Given) -> None:
    """Take one of these steps with the office that was chosen and the consent that was ticked."""
    if move == DROP:
        if not request.POST.get("sure"):
            says = _("Centang dulu bahwa Anda ingin mencabut persetujuan.")
            raise Refused(says, field="sure")
        reviewing.drop_review(report, **given)
        return
    around = outside(report)
    offices = around.examiners if move == ASK else around.second
    typed = request.POST.get("to", "")
    to = next((office for office in offices if str(office.pk) == typed), None)
    consent = bool(request.POST.get("consent"))
    if move == ASK:
        reviewing.ask_review(report, to=to, consent=consent, **given)
    else:
        closure.refer(report, to=to, consent=consent, **given)


def offered(
    report: Any, moves: Sequence[str], around: Outside, book: Rules
) -> tuple[list[str], tuple[Agency, ...]]:
    """Return the steps for which there is somebody to choose, and who may be asked to examine it.

    Where somebody may be asked to examine, who only reads along is not offered beside it. At most
    two statements, none where nobody may be asked.
    """
    ripe = ASK in moves and reviews.is_ripe(report, book, timezone.now())
    doors = tuple(reviews.examiners(report, around)) if ripe else ()
    idle = {REFER} if doors or not around.second else set()
    idle |= set() if doors else {ASK}
    return [move for move in moves if move not in idle], doors


def unsettled(report: Any, settle: Explanation | None, book: Rules) -> int:
    """Return after how many working days a second instance is offered; 0 while it is not.

    What waited for the reporter is not the office's time: the days alone do not say "too long".
    """
    late = settle is not None and settle.late and not settle.paused
    return days_unsettled(report, book, timezone.now()) if late else 0
