"""What a second officer does with an answer that waits, and its author with the request."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.files import arriving
from lapor.files.models import File
from lapor.reports import drafting, notices, seconds
from lapor.reports.answering import answer
from lapor.reports.drafting import State
from lapor.reports.models import Draft, Event, Remark, Report
from lapor.reports.moves import ASIDE
from lapor.reports.terms import UNSEEN, NotFound, Outcome, Refused

# Steps after which an answer still fits: they change neither the turn nor what was said.
BESIDE = (
    *(*ASIDE, *UNSEEN, "escalate", "ask_extension", "extend", "refuse_extension", "refer"),
    "consult",
)
DECIDED = _("Sudah diputuskan oleh %(who)s.")
NOT_WAITING = _("Jawaban ini tidak lagi menunggu persetujuan.")
NOT_YOURS = _("Yang menyetujui harus orang lain di unit penulis, atau admin di atasnya.")
MOVED = _(
    "Laporan ini sudah berubah sejak persetujuan diminta: sudah pindah, dijawab, atau ditanggapi"
    " pelapor. Kembalikan kepada penulisnya; tulisannya tetap ada."
)
AUTHOR_GONE = _(
    "Penulisnya tidak lagi memegang jabatan itu, jadi tidak dapat dikirim atas namanya. Ambil alih"
    " konsepnya, lalu kirim sebagai jawaban Anda."
)
REWRITTEN = _("Tulisan ini diubah sejak Anda membukanya. Baca lagi, lalu putuskan.")
WRITE_WHY = _("Tulis apa yang perlu diperbaiki.")
WRITE_IT = _("Tulis komentarnya.")
UNCHECKED = _("Ada berkas yang masih diperiksa. Setujui setelah pemeriksaannya selesai.")
UNHEARD = _(
    "Jawaban ini membawa rekaman suara, yang belum dapat didengar siapa pun selain penulisnya."
    " Kembalikan kepada penulisnya."
)
HAVE_OWN = _("Anda sudah punya konsep untuk langkah ini. Kirim atau buang dulu konsep itu.")


def get_draft(key: int, actor: Actor) -> Draft:
    """Return a draft that this actor may read, with its report; raises NotFound."""
    rows = seconds.readable(actor).select_related(
        "report__holder", "agency", "author", "post", "decided_post"
    )
    draft = rows.filter(pk=key).first()
    if draft is None:
        raise NotFound
    return draft


def remarks_of(draft: Draft) -> list[Remark]:
    """Return what was said of a draft, in order: one statement."""
    return list(draft.remarks.select_related("post__agency", "user"))


def files_of(draft: Draft) -> list[File | None]:
    """Return the files of a draft by their places; None for what is kept no more: one statement."""
    found = dict(arriving.find_all(draft.files))
    return [found.get(token) for token in draft.files]


def file_of(draft: Draft, place: int) -> File:
    """Return a file of a draft by its place from 1. Raises NotFound."""
    files = files_of(draft)
    sent = files[place - 1] if 0 < place <= len(files) else None
    if sent is None:
        raise NotFound
    return sent


def read_as(draft: Draft) -> str:
    """Return by what a form says which text of a draft was read: when approval was asked for it."""
    return draft.asked_at.isoformat() if draft.asked_at else ""


@transaction.atomic
def approve(key: int, *, actor: Actor, seen: str, at: datetime | None = None) -> Event:
    """Approve (setujui): the step is taken in the author's name, with who approved beside it.

    seen: `read_as` of the page from which the form came; nobody approves what they have not read.
    Raises NotFound, or Refused where somebody was quicker, the author has taken it back and
    written something else, the report has moved on, or a file cannot be read or heard yet.
    """
    at = at or timezone.now()
    draft = _locked(key, actor)
    _refuse_decided(draft)
    if not seconds.may_approve(actor, draft):
        raise Refused(NOT_YOURS)
    if seen != read_as(draft):
        raise Refused(REWRITTEN)
    author = seconds.author_of(draft)
    if author is None:
        raise Refused(AUTHOR_GONE)
    if has_moved(draft):
        raise Refused(MOVED)
    _refuse_unread(draft)
    event = answer(
        draft.report,
        draft.move,
        actor=author,
        words=draft.words,
        outcome=Outcome(draft.code),
        files=tuple(draft.files),
        despite=draft.despite,
        approved=True,
        at=at,
    )
    draft.event = event
    _decide(draft, actor, at)
    drafting.end(draft, State.SENT)
    _tell_author(draft, notices.APPROVED)
    return event


@transaction.atomic
def send_back(
    key: int, *, actor: Actor, words: str, seen: str, at: datetime | None = None
) -> Draft:
    """Send a draft back to its author with what is to be mended (kembalikan).

    seen: as `approve`.
    """
    at = at or timezone.now()
    draft = _locked(key, actor)
    _refuse_decided(draft)
    if not seconds.may_approve(actor, draft):
        raise Refused(NOT_YOURS)
    if seen != read_as(draft):
        raise Refused(REWRITTEN)
    if not words.strip():
        raise Refused(WRITE_WHY, field="words")
    _say(draft, actor, words, at, sent_back=True)
    _decide(draft, actor, at)
    draft.state = State.SENT_BACK
    draft.save()
    _tell_author(draft, notices.SENT_BACK)
    return draft


@transaction.atomic
def remark(key: int, *, actor: Actor, words: str, at: datetime | None = None) -> Remark:
    """Say something of a draft without deciding (komentar)."""
    draft = _locked(key, actor)
    if draft.state not in seconds.ASKED:
        raise Refused(NOT_WAITING)
    if not words.strip():
        raise Refused(WRITE_IT, field="words")
    return _say(draft, actor, words, at or timezone.now())


@transaction.atomic
def withdraw(key: int, *, actor: Actor) -> Draft:
    """Take the request back (tarik); the author goes on writing."""
    draft = _locked(key, actor)
    if draft.author_id != (actor.user.pk if actor.user else None):
        raise NotFound
    _refuse_decided(draft)
    draft.state = State.WRITING
    draft.save()
    return draft


@transaction.atomic
def take_over(key: int, *, actor: Actor, at: datetime | None = None) -> Draft:
    """Go on with what a colleague left (ambil alih): a draft of one's own with the same words.

    Only of one that was sent back, or whose author does not act in that post any more.
    """
    draft = _locked(key, actor)
    if not may_take_over(draft, actor):
        raise Refused(NOT_WAITING)
    drafting.refuse_closed(draft.report, draft.move, actor)
    if drafting.own(draft.report, draft.move, actor):
        raise Refused(HAVE_OWN)
    words, code, files = draft.words, draft.code, list(draft.files)
    drafting.end(draft, State.DROPPED)
    return drafting.keep(
        draft.report, draft.move, actor=actor, words=words, outcome=code, files=files, at=at
    )


def may_take_over(draft: Draft, actor: Actor) -> bool:
    """Say whether this officer may go on with a draft in place of its author."""
    if actor.user is None or actor.user.pk == draft.author_id or draft.agency != actor.agency:
        return False
    if draft.state == State.SENT_BACK:
        return True
    return draft.state == State.WAITING and seconds.author_of(draft) is None


def has_moved(draft: Draft) -> bool:
    """Say whether the report has gone on since approval was asked for: one statement."""
    report = draft.report
    if draft.asked_at is None or not report.holder.is_within(draft.agency):
        return True
    later = report.events.filter(at__gt=draft.asked_at).exclude(move__in=BESIDE)
    return bool(later.exists())


def _locked(key: int, actor: Actor) -> Draft:
    """Return the draft with its report locked; raises NotFound."""
    draft = get_draft_or_decided(key, actor)
    drafting.lock(draft.report)
    fresh = Draft.objects.select_for_update(of=("self",)).select_related(
        "report__holder", "agency", "author", "post", "decided_post"
    )
    report = draft.report
    draft = fresh.get(pk=key)
    draft.report = report
    return draft


def get_draft_or_decided(key: int, actor: Actor) -> Draft:
    """Return a draft also where it was decided a moment ago, of a report that the actor sees."""
    try:
        return get_draft(key, actor)
    except NotFound:
        rows = seconds.decided(actor).select_related(
            "report__holder", "agency", "author", "post", "decided_post"
        )
        draft = rows.filter(pk=key).first()
        if draft is None:
            raise
        return draft


def _refuse_decided(draft: Draft) -> None:
    if draft.state == State.WAITING:
        return
    if draft.decided_post and draft.state in (State.SENT, State.SENT_BACK):
        raise Refused(DECIDED % {"who": draft.decided_post.title})
    raise Refused(NOT_WAITING)


def _refuse_unread(draft: Draft) -> None:
    """Raise Refused where a file comes along that who approves cannot have read or heard.

    What a file is nobody knows until it has been looked at, and it was asked for approval before.
    """
    files = [file for file in files_of(draft) if file]
    if any(file.state == File.State.WAITING for file in files):
        raise Refused(UNCHECKED)
    if any(file.kind == File.Kind.AUDIO for file in files):
        raise Refused(UNHEARD)


def _decide(draft: Draft, actor: Actor, at: datetime) -> None:
    draft.decided_by, draft.decided_post, draft.decided_at = actor.user, actor.post, at


def _say(
    draft: Draft, actor: Actor, words: str, at: datetime, *, sent_back: bool = False
) -> Remark:
    if actor.user is None or actor.post is None:
        raise NotFound
    return Remark.objects.create(
        draft=draft,
        user=actor.user,
        post=actor.post,
        words=words.strip(),
        sent_back=sent_back,
        at=at,
    )


def _tell_author(draft: Draft, about: str) -> None:
    report: Report = draft.report
    if draft.author:
        notices.tell_author(report, draft.author, about)
