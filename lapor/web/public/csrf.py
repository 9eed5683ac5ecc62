"""The answer to a citizen's form whose token is missing or old: everything typed stays."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lapor.web.bringing import leave_aside
from lapor.web.desk.kept import form_too_old
from lapor.web.public.report import FROM_HOME, as_typed, carried, show_form


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the citizen's form again as typed, to be sent once more; other words to be copied.

    A report borrows no authority of the browser it comes from, so it may be sent again. Whoever
    sent this may be a machine, or another site: nothing is looked up, looked through or taken in.
    """
    if request.path != reverse("report"):
        return form_too_old(request, reason)
    if FROM_HOME in request.POST:
        return show_form(request, carried(request))
    says = _(
        "Halaman tadi terlalu lama terbuka, jadi laporan belum terkirim. Tulisan Anda masih"
        " lengkap di bawah ini: kirim sekali lagi."
    )
    return show_form(request, as_typed(request, leave_aside(request)), status=403, says=says)
