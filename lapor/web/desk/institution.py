"""Signing in with the account of one's institution: there, and back with a proof."""

import structlog
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.accounts import oidc, signin
from lapor.accounts.oidc import NotProved, Started
from lapor.accounts.sealing import open_secret, seal_secret
from lapor.agencies import providers
from lapor.agencies.models import Provider
from lapor.web.public.throttle import Bucket

COOKIE, PATH = f"{settings.PATH_COOKIE}masuk_instansi", "/desk/masuk"
ABOUT = b"sign-in at an institution"
TRIES = Bucket("institution", tries=60, seconds=600)  # to go and to come back: each asks there
WRONG, TOO_MANY = 422, 429

log = structlog.get_logger("lapor.web")


@never_cache
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """List the institutions with a sign-in of their own."""
    return render(request, "desk/institutions.html", {"providers": providers.offered()})


@never_cache
@require_safe
def go(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the sign-in of this institution, and remember in a sealed cookie what must return."""
    if request.user.is_authenticated:
        return redirect("desk-inbox")
    if says := _too_often(request):
        return _refused(request, says, TOO_MANY)
    provider = next((row for row in providers.offered() if row.agency.slug == slug), None)
    if provider is None:
        return render(request, "404.html", status=404)
    started = oidc.start(provider.pk, _wanted(request))
    try:
        there = oidc.leads_to(providers.client_of(provider), started, _back(request))
    except NotProved as error:
        return _not_proved(request, error)
    response = redirect(there)
    response.set_cookie(
        COOKIE,
        seal_secret(started.plain(), ABOUT),
        max_age=oidc.OLDEST,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # comes along when the institution sends the browser back
    )
    return response


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take what the institution sends back; sign in whom it proves, or say why not."""
    if says := _too_often(request):
        return _refused(request, says, TOO_MANY)
    try:
        started, provider = _started(request)
        came = {name: request.GET.get(name, "") for name in ("state", "code", "error")}
        came |= {"iss": request.GET["iss"]} if "iss" in request.GET else {}
        proved = oidc.finish(providers.client_of(provider), started, came, _back(request))
        person = providers.who_came(provider, proved)
    except NotProved as error:
        response = _not_proved(request, error)
    else:
        vouched = provider.trusted and proved.with_factor
        response = signin.enter_from_outside(request, person, started.to, with_factor=vouched)
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response


def _too_often(request: HttpRequest) -> str:
    """Count one request to a provider; return why it is not made, empty where it is."""
    if TRIES.is_empty(request):
        return _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi.")
    TRIES.take(request)
    return ""


def _started(request: HttpRequest) -> tuple[Started, Provider]:
    """Return what this browser began, and where; raises NotProved."""
    try:
        plain = open_secret(request.COOKIES.get(COOKIE, ""), ABOUT)
    except (InvalidTag, ValueError):
        raise NotProved("cookie", oidc.STALE) from None
    started = oidc.read(plain)
    provider = next((row for row in providers.offered() if row.pk == started.provider), None)
    if provider is None:
        raise NotProved("gone", oidc.STALE)
    return started, provider


def _wanted(request: HttpRequest) -> str:
    """Return the page of the desk that was asked for; the inbox where it is none."""
    typed = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(typed, allowed_hosts=None)
    return typed if safe and typed.startswith("/desk/") else reverse("desk-inbox")


def _back(request: HttpRequest) -> str:
    return f"{settings.ADDRESS.rstrip('/')}{reverse('desk-institution-back')}"


def _not_proved(request: HttpRequest, error: NotProved) -> HttpResponse:
    log.warning("institution_refused", error=error.why)
    return _refused(request, str(error.says), WRONG)


def _refused(request: HttpRequest, says: str, status: int) -> HttpResponse:
    context = {"says": says, "providers": providers.offered()}
    return render(request, "desk/institutions.html", context, status=status)
