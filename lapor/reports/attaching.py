"""Files that come with a report or a step: from tokens of what has arrived to its attachments."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lapor.files import arriving
from lapor.files.models import File
from lapor.reports.models import Attachment, Event, Report
from lapor.reports.terms import UNSEEN, Audience, Refused

FIELD = "files"  # the input that a refusal is about
MOST_OF_A_REPORT = 60
APART_OF = (*UNSEEN, "note")  # steps of which not everybody in the case is told
APART = range(1000, 10_000)
GONE = _(
    "Ada berkas yang sudah tidak kami simpan, atau sudah ikut terkirim sebelumnya. Berkas itu sudah"
    " kami keluarkan dari daftar. Pilih lagi bila masih perlu, lalu kirim sekali lagi."
)
UNFINISHED = _(
    "Ada berkas yang belum selesai diunggah atau rusak. Tunggu sampai selesai atau hapus dari"
    " daftar, lalu kirim sekali lagi."
)
REFUSED = _("Satu berkas ditolak: %(why)s. Hapus dari daftar, lalu kirim sekali lagi.")
TOO_MANY = ngettext_lazy(
    "Paling banyak %(most)d berkas setiap kali mengirim.",
    "Paling banyak %(most)d berkas setiap kali mengirim.",
    "most",
)
FULL = ngettext_lazy(
    "Satu laporan paling banyak memuat %(most)d berkas.",
    "Satu laporan paling banyak memuat %(most)d berkas.",
    "most",
)


def attach(
    report: Report,
    tokens: Sequence[str],
    *,
    audience: Audience,
    at: datetime,
    by_office: bool = False,
    event: Event | None = None,
) -> list[Attachment]:
    """Keep what these tokens stand for with the report, or with a step of it.

    In the caller's transaction, which holds the report, so that no number is given twice. None
    but a whole file that nothing else has is taken. Raises Refused, about FIELD, which says what
    to do. event: None for what came with the report itself.
    """
    tokens = list(dict.fromkeys(tokens))
    if not tokens:
        return []
    if len(tokens) > arriving.MOST_FILES:
        raise Refused(TOO_MANY % {"most": arriving.MOST_FILES}, field=FIELD)
    kept = _kept(tokens)
    numbers = _numbers(report, event, len(kept))
    return Attachment.objects.bulk_create(
        Attachment(
            report=report,
            event=event,
            number=number,
            file=file,
            by_office=by_office,
            audience=audience,
            at=at,
        )
        for number, file in zip(numbers, kept, strict=True)
    )


def _numbers(report: Report, event: Event | None, count: int) -> list[int]:
    """Return the numbers of that many new files; raises Refused where it would be too many.

    They are counted, but for steps that not everybody in the case is told of: a gap in the count
    would tell that something was brought. Those files get any number that is free, far above.
    """
    if event is None:
        return list(range(1, count + 1))
    if event.move in APART_OF:
        far = report.attachments.filter(number__gte=APART.start)
        there = set(far.values_list("number", flat=True))
        same = report.attachments.filter(event__move=event.move).count()
        _refuse_too_many(same + count)
        return secrets.SystemRandom().sample([n for n in APART if n not in there], count)
    counted = report.attachments.filter(number__lt=APART.start).aggregate(last=Max("number"))
    last = counted["last"] or 0
    _refuse_too_many(last + count)
    return list(range(last + 1, last + count + 1))


def _refuse_too_many(number: int) -> None:
    if number > MOST_OF_A_REPORT:
        raise Refused(FULL % {"most": MOST_OF_A_REPORT}, field=FIELD)


def _kept(tokens: Sequence[str]) -> list[File]:
    try:
        return arriving.keep(tokens)
    except arriving.FileRefused as refused:
        broken = refused.fault == File.Fault.BROKEN  # it has not come whole, or is no such file
        says = UNFINISHED if broken else REFUSED % {"why": refused.fault.label}
        raise Refused(says, field=FIELD) from None
    except LookupError:
        raise Refused(GONE, field=FIELD) from None
