"""A copy that one person sent of their own open report: which of the two goes on, and the proof."""

from django.utils.translation import gettext_lazy as _

from lapor.reports.models import Report
from lapor.reports.terms import Refused, Status

DUPLICATE = "duplicate"  # the reason of archiving that names another report
WHICH = _("Tulis kode laporan yang diteruskan.")
ITSELF = _("Itu laporan ini sendiri. Tulis kode laporan yang diteruskan.")
OVER = _("Laporan itu sudah berakhir. Salinan hanya diarsipkan bila yang satu lagi masih berjalan.")
OTHERS = _("Kedua laporan dari akun yang berbeda, jadi bukan salinan. Gabungkan sebagai masalah.")
UNSURE = _(
    "Sistem tidak dapat memastikan pelapornya sama. Centang kalau Anda sudah memastikannya, dan"
    " tulis di penjelasan dari mana Anda tahu."
)


def refuse_unless_copy(report: Report, original: Report | None, *, sure: bool) -> Report:
    """Return the open report of the same person that goes on; else raise Refused with the reason.

    The same account proves it, another account disproves it; where there is none the officer says
    so (`sure`), and their words say how they know. What a report says of its reporter is sealed, so
    nothing else could be compared.
    """
    if original is None:
        raise Refused(WHICH, field="original")
    if original.pk == report.pk:
        raise Refused(ITSELF, field="original")
    if original.status in (Status.CLOSED, Status.ARCHIVED):
        raise Refused(OVER, field="original")
    mine, theirs = report.account, original.account
    if mine and theirs and bytes(mine) != bytes(theirs):
        raise Refused(OTHERS, field="original")
    if not (mine and theirs) and not sure:
        raise Refused(UNSURE, field="sure")
    return original
