"""What makes LAPOR an app that can be installed: the manifest, and icons at their usual places."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lapor.web.bringing import INPUT

AN_HOUR, A_DAY = 3_600, 86_400  # seconds
BRAND, GROUND = "#1f2f66", "#fbf7ee"  # as in the stylesheet
# What a gallery or another app may share into a report: what its form takes.
SHARED = ["image/*", "application/pdf", "text/plain", ".heic", ".heif", ".docx", ".xlsx", ".pptx"]


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the app. Browsers ask for this without cookies, so it speaks Indonesian."""
    told: dict[str, Any] = {
        "id": "/",
        "name": _("LAPOR – Pengaduan layanan publik nasional"),
        "short_name": "LAPOR",
        "description": _("Sampaikan masalah layanan publik, juga tanpa jaringan, dan ikuti sampai"
                         " selesai."),
        "lang": "id",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": BRAND,
        "background_color": GROUND,
        "categories": ["government", "utilities"],
        "icons": [
            _icon("app/icon-192.png", 192, "any"),
            _icon("app/icon-512.png", 512, "any"),
            _icon("app/maskable-192.png", 192, "maskable"),
            _icon("app/maskable-512.png", 512, "maskable"),
            {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [_shortcut("LAPOR", _("Buat laporan"), "/lapor"),
                      _shortcut("LACAK", _("Lacak laporan"), "/lacak")],
        "share_target": {
            "action": "/lapor/bagikan",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": INPUT, "accept": SHARED}],
            },
        },
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    shape = f"{size}x{size}"
    return {"src": static(name), "sizes": shape, "type": "image/png", "purpose": purpose}


def _shortcut(short: str, name: str, url: str) -> dict[str, Any]:
    return {
        "name": name,
        "short_name": short,
        "url": url,
        "icons": [_icon("app/icon-192.png", 192, "any")],
    }


def _leads_to(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that leads to a drawing where browsers look for it without being told."""

    @require_safe
    @cache_control(public=True, max_age=A_DAY)
    def found(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(static(name))

    return found


favicon, touch_icon = _leads_to("app/favicon.ico"), _leads_to("app/touch-180.png")
