"""The empty form as a browser keeps it for want of a network, and what is shared into it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lapor.kit.text import one_line, tidy
from lapor.reports.intake import LONGEST_TITLE
from lapor.web import language
from lapor.web.app import worker
from lapor.web.bringing import FIELD, bring
from lapor.web.public.leaving import ELSEWHERE
from lapor.web.public.report import FIRST, show_form
from lapor.web.public.submission import ReportForm

VERSION = "X-Lapor-Versi"
SHARED = ("title", "text", "url")  # as the manifest names what is shared


@never_cache
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Show the form of nobody, in the language that is asked for."""
    language.speak(request.GET.get(language.CHOSEN, ""))
    fresh = ReportForm(initial=FIRST)
    response = show_form(request, fresh, citizen=None, price=None, is_kept=True)
    response.headers[VERSION] = worker.version()
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Show the form with the words and photos that another app of this device hands over.

    No page of ours sends this, so it brings no token against forgery; it sends no report and
    belongs to nobody. From another site it is not taken at all.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") == ELSEWHERE:
        return HttpResponseRedirect(reverse("report"))
    brought = bring(request)
    title, *words = (tidy(request.POST.get(name, "")) for name in SHARED)
    said = "\n".join(dict.fromkeys(filter(None, words)))
    shared = {
        "title": one_line(title)[:LONGEST_TITLE],
        "body": said,
        "files": request.POST.getlist(FIELD),
    }
    filled = ReportForm(initial=FIRST | shared)
    filled.refused, filled.looks = brought.says, True
    return show_form(request, filled)
