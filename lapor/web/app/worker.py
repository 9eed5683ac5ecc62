"""The service worker: the program that answers for LAPOR in a browser without a network.

It keeps the empty form, the page of drafts and what they are drawn with; never a page that was
made for somebody. `LAPOR_APP=0` takes it back from every browser that has it.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.translation import gettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

STATIC = Path(__file__).parent.parent / "static"
# What the pages that are kept are drawn and driven with. A test holds this list against them.
DRAWN_WITH = (
    "app.css",
    "atkinson-next.woff2",
    "kawung.svg",
    "icon.svg",
    "enhance.js",
    "leave.js",
    "upload.js",
    "betrays.js",
    "alike.js",
    "likely.js",
    "exif.js",
    "point.js",
    "app/drafts.js",
    "app/app.js",
    "app/list.js",
    "app/form.js",
    "app/touch-180.png",
    "app/icon-192.png",
    "app/badge-96.png",
)
PAGES = ("/lapor/luring", "/draf")  # each in every language
PARTS = ("app/drafts.js", "app/worker.js")  # together they are the worker
SCRIPT = "text/javascript; charset=utf-8"


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker, or with one that takes itself and what it kept away."""
    if not settings.APP:
        return HttpResponse(_read("app/retire.js"), content_type=SCRIPT)
    told = json.dumps(_told(), ensure_ascii=False)
    script = "\n".join([f"const APP = {told};", *map(_read, PARTS)])
    return HttpResponse(script, content_type=SCRIPT)


def version() -> str:
    """Return what changes with every file that the worker keeps, and with the worker itself."""
    parts = [*map(static, DRAWN_WITH), *map(_read, PARTS)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _told() -> dict[str, Any]:
    return {
        "version": version(),
        "files": list(map(static, DRAWN_WITH)),
        "pages": list(PAGES),
        "languages": [code for code, _name in settings.LANGUAGES],
        "icon": static("app/icon-192.png"),
        "badge": static("app/badge-96.png"),
        "says": {code: _says(code) for code, _name in settings.LANGUAGES},
    }


def _says(language: str) -> dict[str, str]:
    """Return what is shown on a locked screen: that something happened, and not what."""
    with override(language):
        return {
            "sent": gettext("Laporan Anda terkirim"),
            "open": gettext("Buka LAPOR untuk melihat tanda terimanya."),
            "mend": gettext("Laporan Anda belum terkirim"),
            "look": gettext("Buka LAPOR untuk melihat apa yang perlu diperbaiki."),
            "news": gettext("Kabar laporan Anda"),
        }


@cache
def _read(name: str) -> str:
    return (STATIC / name).read_text()
