"""Which language a reader gets: Indonesian, until they choose English themselves.

What a browser says of its language (Accept-Language) decides nothing: many telephones here are
set to English by whoever sold them.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lapor.accounts.models import User

COOKIE = f"{settings.HOST_COOKIE}bahasa"  # not set before somebody chooses
A_YEAR = 31_536_000  # seconds
CHOSEN, BACK = "bahasa", "ke"  # fields of the switch
DESK = "/desk/"
KNOWN = tuple(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    """Speaks the language of this browser's cookie; at the desk that of who has signed in.

    An officer who opens the pages for everyone does so as anybody else. Every page says in which
    language it is, and that another cookie may get another page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(of_browser(request)):
            response = self.get_response(request)
            spoken = translation.get_language() or settings.LANGUAGE_CODE
        if response.get("Content-Type", "").startswith("text/"):
            response.headers.setdefault("Content-Language", spoken)
            patch_vary_headers(response, ["Cookie"])
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Let the officer's own choice count, where a session may have been read already."""
        at_desk = request.path.startswith(DESK) and SESSION_KEY in request.session
        if at_desk and request.user.is_authenticated:
            translation.activate(known(request.user.language))


def known(code: str) -> str:
    """Return this language if LAPOR speaks it, else Indonesian."""
    return code if code in KNOWN else settings.LANGUAGE_CODE


def of_browser(request: HttpRequest) -> str:
    """Return the language that somebody chose in this browser."""
    return known(request.COOKIES.get(COOKIE, ""))


def said(text: str) -> str:
    """Return what a row of the rules says, in the reader's language where that is known.

    The row's own text is the key. What an administrator writes anew has no English, and is told
    as it was written rather than by an English that says something else.
    """
    return translation.gettext(text) if text else ""


def speak(code: str) -> str:
    """Answer this request in this language; return it, or Indonesian where it is unknown."""
    translation.activate(known(code))
    return known(code)


def remember(response: HttpResponseBase, code: str) -> None:
    """Keep the choice with this browser. The cookie holds two letters and names nobody."""
    response.set_cookie(
        COOKIE,
        known(code),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@csrf_exempt
@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen on a page and lead back to it, in it.

    Needs no token against forgery, which would give every reader a cookie on every page: the
    worst a forged one does is to show this browser the other language. An officer's own choice
    is not within its reach, because the session cookie does not come along from another site.
    """
    code = known(request.POST.get(CHOSEN, ""))
    response = HttpResponseRedirect(way_back(request))
    remember(response, code)
    if SESSION_KEY in request.session and request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=code)
    return response


def way_back(request: HttpRequest) -> str:
    """Return the page to go back to; never one of another site, nor one that is not there."""
    typed = request.POST.get(BACK, "")
    safe = url_has_allowed_host_and_scheme(typed, allowed_hosts=None) and typed.startswith("/")
    if not safe:
        return "/"
    try:
        resolve(urlsplit(typed).path)
    except Resolver404:
        return "/"
    return typed
