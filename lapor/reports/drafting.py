"""Answers before they go out: kept as drafts, sent, or put before a second officer.

A draft is of one author, for one step of one report. The clocks run on meanwhile. Every verb locks
the report first, so that two people at one draft take turns.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.rules import rules
from lapor.files import arriving
from lapor.files.models import File
from lapor.reports import access, notices, proofreading, seconds
from lapor.reports.answering import ANSWERS, answer, refuse_weak
from lapor.reports.models import Draft, Event, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import LACKING, NOT_OPEN
from lapor.reports.seconds import LIVE
from lapor.reports.terms import Outcome, Refused

State = Draft.State
STALE, ENDED = timedelta(days=180), timedelta(days=30)
IT_WAITS = _(
    "Jawaban Anda sedang menunggu persetujuan. Tarik dulu permintaannya bila ingin mengubahnya."
)
ANOTHER_WAITS = _(
    "Jawaban lain untuk laporan ini sedang menunggu persetujuan. Simpan tulisan Anda sebagai"
    " konsep, dan baca dulu yang menunggu."
)
NOBODY = _(
    "Tidak ada orang lain yang boleh membaca laporan ini dan dapat menyetujui jawabannya. Kirim"
    " tanpa persetujuan, dengan alasan."
)
UNHEARD = _(
    "Rekaman suara belum dapat didengar orang lain sebelum terkirim. Tulis isinya, lalu keluarkan"
    " rekamannya dari daftar."
)
FILES_GONE = _(
    "Ada berkas yang belum selesai diunggah, ditolak, atau sudah tidak kami simpan. Hapus dari"
    " daftar atau pilih lagi."
)


@transaction.atomic
def keep(
    report: Report,
    move: str,
    *,
    actor: Actor,
    words: str = "",
    outcome: str = "",
    files: Sequence[str] = (),
    at: datetime | None = None,
) -> Draft:
    """Save an answer as far as it is written (simpan konsep); nobody else reads it.

    Raises Refused where the step is not open, or the answer has been put before somebody.
    """
    lock(report)
    refuse_closed(report, move, actor)
    draft = own(report, move, actor) or _new(report, move, actor)
    if draft.state == State.WAITING:
        raise Refused(IT_WAITS)
    _write(draft, words, outcome, files, at)
    draft.save()
    return draft


@transaction.atomic
def drop(report: Report, move: str, *, actor: Actor) -> bool:
    """Throw one's own draft away (buang konsep); say whether there was one to throw away."""
    lock(report)
    draft = own(report, move, actor)
    if draft is None:
        return False
    if draft.state == State.WAITING:
        raise Refused(IT_WAITS)
    end(draft, State.DROPPED)
    return True


@transaction.atomic
def send(
    report: Report,
    move: str,
    *,
    actor: Actor,
    words: str,
    outcome: Outcome,
    files: Sequence[str] = (),
    urgent: str = "",
    despite: str = "",
    at: datetime | None = None,
) -> Event | Draft:
    """Answer, or where a second officer must read it first put it before them.

    urgent: why it goes out without one. Returns the step that was taken, or the draft that waits.
    Raises Refused as the step does, and where the check warns strongly without `despite`.
    """
    at = at or timezone.now()
    lock(report)
    draft = own(report, move, actor)
    if draft and draft.state == State.WAITING:
        raise Refused(IT_WAITS)
    asks = seconds.needs_approval(report, move, rules())
    if asks and not urgent.strip():
        draft = draft or _new(report, move, actor)
        _write(draft, words, outcome, files, at)
        return _ask(draft, actor, despite, at)
    event = answer(
        report,
        move,
        actor=actor,
        words=words,
        outcome=outcome,
        files=files,
        despite=despite,
        at=at,
    )
    if asks:
        draft = draft or _new(report, move, actor)
        draft.urgent = urgent.strip()
    if draft:
        draft.event = event
        _write(draft, "", outcome, (), at)
        end(draft, State.SENT)
    return event


def is_waiting(sent: Event | Draft) -> bool:
    """Say whether what `send` returned is a draft that waits for a second officer."""
    return isinstance(sent, Draft)


def lock(report: Report) -> None:
    """Let nobody else act on the report until the caller's transaction ends; it is fresh then."""
    if report.whole_id:  # of a part its whole first, as every step does
        Report.objects.select_for_update(of=("self",)).only("pk").get(pk=report.whole_id)
    locked = Report.objects.select_for_update(of=("self",)).select_related("holder")
    report.refresh_from_db(from_queryset=locked)


def own(report: Report, move: str, actor: Actor) -> Draft | None:
    """Return what this person has begun for this step in the office in which they act."""
    rows = seconds.drafts_of(report).filter(move=move, author=actor.user, agency=actor.agency)
    return rows.select_for_update().order_by("pk").first()


def refuse_closed(report: Report, move: str, actor: Actor) -> None:
    """Raise Refused where the step is not open to this officer now."""
    if move not in ANSWERS or not access.may(actor, report, MOVES[move]):
        raise Refused(NOT_OPEN)


def end(draft: Draft, state: Draft.State) -> None:
    """Let a draft be over. Its words go: what was sent is the step's, the rest nobody's."""
    draft.state, draft.words, draft.files = state, "", []
    draft.changed_at = timezone.now()
    draft.save()


def kept_files() -> list[bytes]:
    """Return under which HMAC the files of all drafts are, which nothing may forget yet."""
    rows = Draft.objects.filter(state__in=LIVE).exclude(files=[])
    return [
        arriving.digest(token)
        for tokens in rows.values_list("files", flat=True)
        for token in tokens
    ]


def forget(now: datetime) -> int:
    """Drop what nobody has touched for half a year, or whose report has ended; return how many."""
    rows = Draft.objects.filter(state__in=LIVE)
    stale = rows.filter(changed_at__lt=now - STALE)
    over = rows.filter(report__status__in=("closed", "archived"), changed_at__lt=now - ENDED)
    gone = (stale | over).distinct().values("pk")
    return Draft.objects.filter(pk__in=gone).update(state=State.DROPPED, words="", files=[])


def _ask(draft: Draft, actor: Actor, despite: str, at: datetime) -> Draft:
    """Put a draft before a second officer (minta persetujuan)."""
    report = draft.report
    refuse_closed(report, draft.move, actor)
    for field, value in (("note", draft.words), ("outcome", draft.code)):
        if field in MOVES[draft.move].needs and not value.strip():
            raise Refused(LACKING[field], field=field)
    refuse_unfit(draft.files)
    others = seconds.drafts_of(report).exclude(pk=draft.pk)
    if others.filter(state=State.WAITING).exists():
        raise Refused(ANOTHER_WAITS)
    others.filter(state=State.SENT_BACK).update(state=State.WRITING)  # theirs to go on with
    if draft.words.strip():
        reading = proofreading.read(
            report, draft.agency, draft.words, outcome=draft.code, proof=bool(draft.files)
        )
        refuse_weak(reading, despite)
    people = seconds.approvers(draft)
    if not people:
        raise Refused(NOBODY, field="urgent")
    draft.state, draft.despite, draft.asked_at = State.WAITING, despite.strip(), at
    draft.post = actor.post  # it goes out by the post in which its author acts now
    draft.decided_at = draft.decided_by = draft.decided_post = None
    draft.save()
    notices.call_seconds(report, people)
    return draft


def refuse_unfit(tokens: Iterable[str]) -> None:
    """Raise Refused where a file of a draft would not come along when it goes out."""
    for token in tokens:
        try:
            file = arriving.find(token)
        except LookupError:
            raise Refused(FILES_GONE, field="files") from None
        if file.state in (File.State.RECEIVING, File.State.REFUSED):
            raise Refused(FILES_GONE, field="files")
        if file.kind == File.Kind.AUDIO:
            raise Refused(UNHEARD, field="files")


def _new(report: Report, move: str, actor: Actor) -> Draft:
    if actor.agency is None:
        raise Refused(NOT_OPEN)
    return Draft(
        report=report,
        move=move,
        state=State.WRITING,
        agency=actor.agency,
        author=actor.user,
        post=actor.post,
        made_at=timezone.now(),
    )


def _write(
    draft: Draft, words: str, outcome: str, files: Sequence[str], at: datetime | None
) -> None:
    draft.words, draft.code, draft.files = words, str(outcome), list(files)
    draft.changed_at = at or timezone.now()
