"""The second instance (pemeriksaan): asked by the reporter, taken step by step by who examines."""

import logging
from datetime import datetime
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import SYSTEM
from lapor.agencies.models import Agency
from lapor.agencies.routing import is_caught
from lapor.agencies.rules import rules
from lapor.reports import reviews, stakes
from lapor.reports.models import Event, Report, Review, Stake, Words
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.reviews import End, Finding
from lapor.reports.terms import Audience, Given, Refused, ReviewStage
from lapor.reports.watchers import outside

TOO_EARLY = _(
    "Pemeriksaan dapat diminta sesudah Anda membuka kembali laporan ini, atau bila laporan ini"
    " belum selesai sesudah 60 hari kerja."
)
UNDER_REVIEW = _("Laporan ini sedang diperiksa. Satu pengawas memeriksa pada satu waktu.")
NO_FAULT = _("Temuannya: tidak ada maladministrasi. Tutup pemeriksaan ini tanpa rekomendasi.")
NOT_ITS_END = _("Pilih hasil yang sesuai dengan pemeriksaannya.")
log = logging.getLogger(__name__)


@transaction.atomic
def ask_review(
    report: Report, *, to: Agency | None, consent: bool, **given: Unpack[Given]
) -> Event:
    """Ask an Ombudsman or an inspectorate to examine the report (minta pemeriksaan).

    to: one of `reviews.examiners`; from now on it reads the report and its whole thread.
    """
    if report.review:
        raise Refused(UNDER_REVIEW)
    at = given.get("at") or timezone.now()
    if not reviews.is_ripe(report, rules(), at):
        raise Refused(TOO_EARLY)
    if to is None or to not in reviews.examiners(report, outside(report)):
        raise Refused(_("Pilih pengawasnya."), field="to")
    if not consent:
        raise Refused(_("Centang dulu persetujuannya."), field="consent")
    move = MOVES["ask_review"]
    event = perform(report, move, consent=True, reviewer=to, overseers=[to], **given)
    Review.objects.create(report=report, agency=to, asked_at=event.at)
    return event


@transaction.atomic
def accept_review(report: Report, *, until: datetime, **given: Unpack[Given]) -> Event:
    """Take the report up (terima pemeriksaan), with the day by which the finding is told."""
    event = perform(report, MOVES["accept_review"], until=until, **given)
    _note(report, accepted_at=event.at)
    return event


@transaction.atomic
def refuse_review(report: Report, *, reason: str, **given: Unpack[Given]) -> Event:
    """Not take it up (tolak pemeriksaan), for a listed reason and with a word to the reporter."""
    if not any(row.code == reason for row in rules().reasons_for("refuse_review")):
        raise Refused(_("Pilih alasannya."), field="reason")
    event = perform(report, MOVES["refuse_review"], reason=reason, **given)
    reviews.end(report, End.REFUSED, event.at)
    return event


def ask_office(report: Report, *, until: datetime, **given: Unpack[Given]) -> Event:
    """Ask the office that holds the report (tanya kantor); it answers by that day.

    The reporter is told that a question was put, not its words.
    """
    return perform(report, MOVES["ask_office"], until=until, **given)


@transaction.atomic
def answer_review(report: Report, *, carried_out: bool = False, **given: Unpack[Given]) -> Event:
    """Answer who examines (jawab pemeriksa), as the office that holds the report.

    carried_out: it says that it has done what was recommended.
    """
    done = carried_out and report.review == ReviewStage.RECOMMENDED
    says = {"carried_out": End.CARRIED_OUT.value} if done else {}
    event = perform(report, MOVES["answer_review"], **says, **given)
    if done:
        _note(report, carried_out_at=event.at)
    return event


@transaction.atomic
def find(report: Report, *, finding: str, sealed: bool = False, **given: Unpack[Given]) -> Event:
    """Say what was found (catat temuan): a kind of maladministration, or none.

    sealed: kind and words are the instance's alone until its review ends.
    """
    if finding not in Finding.values:
        raise Refused(_("Pilih temuannya."), field="finding")
    kept = {"sealed": True} if sealed else {}
    event = perform(report, MOVES["find"], finding=finding, **kept, **given)
    _note(report, finding=finding, found_at=event.at)
    return event


@transaction.atomic
def recommend(report: Report, *, until: datetime, **given: Unpack[Given]) -> Event:
    """Say what the office is to do, and by when (beri rekomendasi)."""
    if report.reviews.filter(reviews.OPEN, finding=Finding.NONE).exists():
        raise Refused(NO_FAULT)
    event = perform(report, MOVES["recommend"], until=until, **given)
    _note(report, recommended_until=event.until)
    return event


@transaction.atomic
def end_review(report: Report, *, outcome: str, **given: Unpack[Given]) -> Event:
    """End the review with what came of it (tutup pemeriksaan); what was sealed is open now."""
    review = report.reviews.filter(reviews.OPEN).first()
    if review is not None:
        advised = review.recommended_until is not None
        if outcome not in reviews.ends_of(advised=advised, finding=review.finding):
            raise Refused(NOT_ITS_END, field="outcome")
    event = perform(report, MOVES["end_review"], outcome=outcome, **given)
    reviews.end(report, End(outcome), event.at)
    sealed = Words.objects.filter(report=report, audience=Audience.OVERSEER)
    sealed.filter(event__agency=event.agency).update(audience=Audience.REPORTER)
    return event


@transaction.atomic
def drop_review(report: Report, **given: Unpack[Given]) -> Event:
    """Take the consent back (cabut persetujuan); what the instance had sealed stays sealed."""
    event = perform(report, MOVES["drop_review"], outcome=End.WITHDRAWN, **given)
    reviews.end(report, End.WITHDRAWN, event.at)
    return event


def end_where_caught(now: datetime) -> int:
    """End the reviews of who is complained of since, or came to hold the report; return how many.

    Two statements where there are none. Each is a transaction of its own; safe to repeat.
    """
    rows = Report.objects.exclude(review="").select_related("holder", "reviewer")
    examined = {report.pk: report for report in rows}
    accused: dict[UUID, list[Agency]] = {key: [] for key in examined}
    subjects = Stake.objects.filter(report__in=examined, why=Stake.Why.SUBJECT, until=None)
    for stake in subjects.exclude(agency=None).select_related("agency"):
        if stake.agency:
            accused[stake.report_id].append(stake.agency)
    caught = [key for key, report in examined.items() if _is_caught(report, accused[key])]
    return sum(_safely_end(key, now) for key in caught)


def pass_on(report: Report, heir: Agency, now: datetime) -> None:
    """Let the heir of an agency that has ended examine instead; end it where that is not fit."""
    if _is_caught(report, stakes.offices(report, Stake.Why.SUBJECT), heir):
        _end(report, now)
        return
    perform(report, MOVES["pass_review"], actor=SYSTEM, at=now, reviewer=heir, overseers=[heir])
    _note(report, agency=heir)


def _is_caught(report: Report, accused: list[Agency], office: Agency | None = None) -> bool:
    office = office or report.reviewer
    return office is not None and (is_caught(office, accused) or report.holder.is_within(office))


def _safely_end(key: UUID, now: datetime) -> int:
    try:
        with transaction.atomic():
            _end(Report.objects.select_related("holder").get(pk=key), now)
        return 1
    except Refused:  # somebody was quicker
        return 0
    except Exception as error:
        log.exception("review_end_failed", extra={"error": type(error).__name__})
        return 0


def _end(report: Report, now: datetime) -> None:
    perform(report, MOVES["drop_review"], actor=SYSTEM, at=now, outcome=End.CONFLICT)
    reviews.end(report, End.CONFLICT, now)


def _note(report: Report, **columns: object) -> None:
    """Keep where the review stands in its row, beside the steps."""
    Review.objects.filter(reviews.OPEN, report=report).update(**columns)
