"""The headers of every answer: no third party, no framing, no sensors, nothing kept of a form."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

# First parts of addresses. What belongs to one person: kept by no browser, listed by no search
# engine. The empty form may be listed; what answers it is private as an answer to POST.
PRIVATE = frozenset({"desk", "lacak", "lapor", "kabar", "akun", "keluar", "pihak", "dev"})
UNLISTED = (PRIVATE - {"lapor"}) | {"cari", "metrics", "healthz", "readyz"}
# Whoever ends something here leaves nothing in the browser for who sits down next.
ENDINGS = frozenset({"/lacak/tutup", "/akun/keluar", "/desk/keluar"})
# What some page here understands. Each view names its own of them; nothing is echoed by TRACE.
METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")
NO_STORE = "no-store, private"
NO_ROBOTS = "noindex, nofollow, noarchive"


def may_locate(response: HttpResponse) -> HttpResponse:
    """Let this page, and no other, ask the device where it is, once a person presses its button."""
    policy = settings.PERMISSIONS_POLICY.replace("geolocation=()", "geolocation=(self)")
    response.headers["Permissions-Policy"] = policy
    return response


class HeadersMiddleware:
    """The outermost layer, so that refusals and failures carry them too.

    A view may say something else for itself; it must then be public, as the drawing of a number.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        understood = request.method in METHODS
        response = self.get_response(request) if understood else HttpResponseNotAllowed(METHODS)
        for name, value in (
            ("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", settings.PERMISSIONS_POLICY),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ):
            response.headers.setdefault(name, value)
        first = request.path.lstrip("/").partition("/")[0]
        if first in PRIVATE or request.method == "POST":
            response.headers.setdefault("Cache-Control", NO_STORE)
        if first in UNLISTED or request.method == "POST":
            response.headers.setdefault("X-Robots-Tag", NO_ROBOTS)
        if request.path in ENDINGS and request.method == "POST":
            response.headers.setdefault("Clear-Site-Data", '"storage"')
        return response
