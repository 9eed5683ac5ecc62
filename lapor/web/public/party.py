"""The page of an outside party: the secret of its link is sent by a form, never in an address.

The link carries it as a fragment, which no server is sent. Who opens it first keeps it by a cookie.
"""

import re
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.kit.text import tidy
from lapor.reports import invited
from lapor.reports.invited import LONGEST, Elsewhere
from lapor.reports.outward import LinkState
from lapor.reports.terms import NotFound, Refused
from lapor.web.bringing import bring, waiting
from lapor.web.public.throttle import READING, Bucket, slowed
from lapor.web.serving import OF_ITS_READER, handed_out

COOKIE, PATH = f"{settings.PATH_COOKIE}pihak", "/pihak"
A_MONTH = 31 * 86_400  # seconds: a link works thirty days at most
BYTES = 16
SECRET = re.compile(r"[A-Za-z0-9_-]{22}")
LINK = "tautan"
LONGEST_LINK = 300
WRONG_LINKS = Bucket("party", tries=30, seconds=600)
WRONG, NOT_TAKEN, SHUT, OVER = 422, 409, 403, 410
UNKNOWN = gettext_lazy(
    "Tautan itu tidak dikenal. Salin seluruhnya dari surel atau pesan yang Anda terima, sampai"
    " huruf terakhir."
)
TYPE_IT = gettext_lazy("Tempel tautan yang Anda terima.")
TOO_MANY = gettext_lazy(
    "Terlalu banyak tautan yang keliru dari jaringan Anda. Coba lagi sepuluh menit lagi."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@slowed(READING)
def enter(request: HttpRequest) -> HttpResponse:
    """Take the link, by POST; reading the page opens nothing, because mail scanners do that."""
    if request.method != "POST":
        return _ask(request)
    typed = request.POST.get(LINK, "")[:LONGEST_LINK].strip()
    if not typed:
        return _ask(request, str(TYPE_IT), WRONG)
    if WRONG_LINKS.is_empty(request):
        return _ask(request, str(TOO_MANY), 429)
    browser = _browser(request) or secrets.token_hex(BYTES)
    try:
        found = SECRET.fullmatch(typed.rpartition("#")[2])
        if found is None:
            raise NotFound
        key = invited.open_link(found[0], browser)
    except NotFound:
        WRONG_LINKS.take(request)
        return _ask(request, str(UNKNOWN), 404)
    except Elsewhere as elsewhere:
        context = {"agency": elsewhere.agency, "at": elsewhere.at, "zone": elsewhere.zone}
        return render(request, "public/party_elsewhere.html", context, status=SHUT)
    response = redirect("party", key)
    response.set_cookie(
        COOKIE,
        browser,
        max_age=A_MONTH,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@slowed(READING)
def party(request: HttpRequest, key: int) -> HttpResponse:
    """Show what was asked to the browser that opened the link first; by POST take its answer."""
    browser = _browser(request)
    try:
        if request.method != "POST":
            return _page(request, key, browser)
        return _answer(request, key, browser)
    except NotFound:
        words = tidy(request.POST.get("words", "")[: 2 * LONGEST])
        return _ask(request, status=SHUT, lost=words)


@never_cache
@require_safe
@slowed(READING)
def file(request: HttpRequest, key: int, place: int) -> HttpResponseBase:
    """Hand out a file that was chosen for the party. Raises NotFound."""
    sent, told = invited.fetch(key, _browser(request), place)
    return handed_out(sent, "pihak", told.number, cache=OF_ITS_READER)


def _answer(request: HttpRequest, key: int, browser: str) -> HttpResponse:
    brought = bring(request)
    if brought.dropped:
        return _page(request, key, browser, came_back=True)
    try:
        words = tidy(request.POST.get("words", ""))
        if brought.says:
            raise Refused(" ".join(brought.says), field="files")
        if len(words) > LONGEST:
            says = _("Paling banyak %(most)d huruf; tulisan Anda %(now)d huruf.")
            raise Refused(says % {"most": LONGEST, "now": len(words)}, field="words")
        invited.answer(key, browser, words, request.POST.getlist("files"))
    except Refused as refused:
        return _page(request, key, browser, refused=refused, came_back=True)
    return redirect("party", key)


def _page(
    request: HttpRequest,
    key: int,
    browser: str,
    *,
    refused: Refused | None = None,
    came_back: bool = False,
) -> HttpResponse:
    visit = invited.visit(key, browser)
    context: dict[str, Any] = {
        "visit": visit,
        "state": visit.state,
        "refused": refused,
        "typed": request.POST.get("words", "") if came_back else "",
        "waiting": waiting(request.POST.getlist("files")) if came_back else [],
        "most": LONGEST,
        "files_at": f"{PATH}/{key}/lampiran/",
    }
    status = 200 if visit.state in (LinkState.OPEN, LinkState.ANSWERED) else OVER
    if refused:
        status = WRONG if refused.field else NOT_TAKEN
    return render(request, "public/party.html", context, status=status)


def _ask(request: HttpRequest, says: str = "", status: int = 200, lost: str = "") -> HttpResponse:
    """Ask for the link, which a script takes out of the address where one was followed."""
    context = {"says": says, "lost": lost}
    return render(request, "public/party_enter.html", context, status=status)


def _browser(request: HttpRequest) -> str:
    """Return by what this browser is known; empty where it opened no link yet."""
    known = request.COOKIES.get(COOKIE, "")
    return known if len(known) == 2 * BYTES and known.isalnum() else ""
