"""What concerns several offices is done by each in its part; the reporter hears one story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.agencies.routing import opener
from lapor.agencies.rules import rules
from lapor.kit.codes import new_number
from lapor.kit.ids import new_id
from lapor.kit.text import one_line, tidy
from lapor.reports import parts, stakes
from lapor.reports.access import digest, may_assign_to
from lapor.reports.models import Event, Report, Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import begin_part, lock, perform
from lapor.reports.protecting import protect_anew
from lapor.reports.terms import Outcome, Refused

FEWEST, MOST = 2, 9
LONGEST_TITLE, LONGEST_TASK = 150, 300
A_PART = _(
    "Ini sudah bagian dari laporan lain, jadi tidak dapat dipecah lagi. Minta unit pemegang laporan"
    " induknya menambah bagian, atau teruskan bagian ini ke unit yang tepat."
)
SPLIT_ALREADY = _(
    "Laporan ini sedang dipecah. Batalkan dulu pemecahannya kalau pembagiannya harus lain."
)
NOT_VERIFIED = _("Verifikasi laporan ini dulu, baru dipecah.")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one office is to do.

    title and task: read by the reporter, and by everyone where the report is published. words: for
    the inside, to the office that does it.
    """

    to: Agency
    title: str
    task: str
    words: str = ""


@transaction.atomic
def split(
    report: Report, *, actor: Actor, into: Sequence[Part], at: datetime | None = None
) -> Event:
    """Give each of several offices its part (pecah), with a number, a holder and clocks of its own.

    The holder goes on coordinating. Nothing of who reported is copied: the text and the files are
    read through the whole. Raises Refused, about `to_N`, `title_N` or `task_N` where it is a part.
    """
    at, book = at or timezone.now(), rules()
    lock(report)
    if report.split == "part":
        raise Refused(A_PART)
    if report.split == "open":
        raise Refused(SPLIT_ALREADY)
    if not report.verified:
        raise Refused(NOT_VERIFIED)
    subjects = stakes.offices(report, Stake.Why.SUBJECT)
    wanted = [_checked(actor, part, number, subjects) for number, part in enumerate(into, 1)]
    _refuse_count(wanted)
    event = perform(report, MOVES["split"], actor=actor, at=at, parts=[part.to for part in wanted])
    keys = sorted(new_id() for _part in wanted)  # of one moment: in the order of the form
    for key, part in zip(keys, wanted, strict=True):
        row = _row(report, part)
        row.pk = key
        begin_part(row, actor=actor, words=part.words, subjects=subjects, at=at, book=book)
    protect_anew(report, at)
    return event


@transaction.atomic
def unsplit(report: Report, *, actor: Actor, words: str, at: datetime | None = None) -> Event:
    """Let one office answer for all again (batal pecah). What is not done yet ends.

    What finished parts have answered stays in the story. words: why; the reporter reads it.
    """
    at = at or timezone.now()
    lock(report)
    event = perform(report, MOVES["unsplit"], actor=actor, words=words, at=at)
    parts.recall(report, at)
    return event


@transaction.atomic
def finish(
    part: Report,
    *,
    actor: Actor,
    words: str,
    outcome: Outcome,
    files: Sequence[str] = (),
    at: datetime | None = None,
) -> Event:
    """Answer for one's part (bagian selesai). With the last one the reporter has the word."""
    at = at or timezone.now()
    event = perform(
        part, MOVES["finish"], actor=actor, words=words, outcome=outcome, files=files, at=at
    )
    parts.bring_on(part, at)
    return event


def _checked(actor: Actor, part: Part, number: int, subjects: Sequence[Agency]) -> Part:
    """Return a part with its words made plain; Refused where it lacks something."""
    title, task = one_line(part.title)[:LONGEST_TITLE], one_line(part.task)[:LONGEST_TASK]
    if not title:
        raise Refused(_("Beri bagian ini judul."), field=f"title_{number}")
    if not task:
        raise Refused(_("Tulis satu kalimat untuk pelapor."), field=f"task_{number}")
    if not may_assign_to(actor, part.to, subjects):
        says = _("Unit itu di luar wewenang Anda, atau disebut terlapor. Pilih unit lain.")
        raise Refused(says, field=f"to_{number}")
    return Part(to=part.to, title=title, task=task, words=tidy(part.words))


def _refuse_count(wanted: Sequence[Part]) -> None:
    if not FEWEST <= len(wanted) <= MOST:
        says = _("Isi %(fewest)d sampai %(most)d bagian. Untuk satu kantor saja, teruskan laporan.")
        raise Refused(says % {"fewest": FEWEST, "most": MOST}, field="parts")
    offices = [part.to for part in wanted]
    for number, office in enumerate(offices, 1):
        if office in offices[: number - 1]:
            raise Refused(_("Unit ini sudah punya bagian di atas."), field=f"to_{number}")


def _row(whole: Report, part: Part) -> Report:
    """Return a part as a row: what lists need of the whole, and nothing that tells who reported.

    Nobody holds its receipt: what is stored in its place is of a secret that nobody was given.
    """
    return Report(
        number=new_number(),
        receipt_hmac=digest(f"part:{token_hex()}"),
        client_key=digest(f"part:{token_hex()}"),
        channel=whole.channel,
        kind=whole.kind,
        oversight=whole.oversight,
        category_id=whole.category_id,
        title=part.title,
        body=part.task,
        occurred_on=whole.occurred_on,
        region_id=whole.region_id,
        anonymous=whole.anonymous,
        confidential=whole.confidential,
        language=whole.language,
        received_at=whole.received_at,
        holder=part.to,
        handler=opener(part.to) if whole.confidential else None,
        whole=whole,
    )
