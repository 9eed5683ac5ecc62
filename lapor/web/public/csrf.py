"""The answer to a citizen's form whose token is missing or old: everything typed stays."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lapor.web.bringing import bring
from lapor.web.desk.kept import form_too_old
from lapor.web.public.report import FROM_HOME, carried, show_form
from lapor.web.public.submission import ReportForm


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the citizen's form again as typed, to be sent once more; other words to be copied.

    A report borrows no authority of the browser it comes from, so it may be sent again.
    """
    if request.path != reverse("report"):
        return form_too_old(request, reason)
    brought = bring(request)
    if FROM_HOME in request.POST:
        return show_form(request, carried(request))
    form = ReportForm(request.POST)
    form.refused = brought.says
    form.full_clean()
    form.add_error(
        None,
        _(
            "Halaman tadi terlalu lama terbuka, jadi laporan belum terkirim. Isian Anda masih"
            " lengkap di bawah ini: kirim sekali lagi."
        ),
    )
    return show_form(request, form, status=403)
