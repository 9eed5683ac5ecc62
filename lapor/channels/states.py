"""How a report stands, in the words of who reported it: for chats, SMS and push.

The desk and the web name the stages as the regulation does; on a telephone there is no room to
learn those names.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.reports.terms import Status

STATES: Mapping[Status, str | Promise] = {
    Status.RECEIVED: _("Sudah masuk, belum diteruskan"),
    Status.HELD: _("Menunggu keterangan pelapor"),
    Status.ASSIGNED: _("Sudah diteruskan, belum dijawab"),
    Status.IN_PROGRESS: _("Sedang dikerjakan"),
    Status.CLOSED: _("Selesai"),
    Status.ARCHIVED: _("Diarsipkan, tidak dilanjutkan"),
}


def plainly(status: str) -> str:
    """Return how a report of this status stands, in the language of whoever is written to."""
    return str(STATES[Status(status)])
