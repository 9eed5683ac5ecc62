"""Drafts that a browser keeps: its empty form, its way to send them, and what it is told.

A draft is sent as the form is: to the same address, under the same key, so that a form that went
by both ways is one report. Only the answer is another one, for a program.
"""

import base64
import binascii
import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.reports.intake import REPEATED, Receipt
from lapor.web import language
from lapor.web.dates import long_date
from lapor.web.public.pressure import Price

JSON = "application/json"
SECRET = "draft"  # the field that proves whose draft it is  # noqa: S105
BYTES = 32
# How long a draft is answered with its receipt: a phone may be without a line for many days.
KEPT = timedelta(days=30)


@never_cache
@require_safe
def key(request: HttpRequest) -> JsonResponse:
    """Give a program of this very page the token against forgery, to send a draft with."""
    return JsonResponse({"csrf": get_token(request)})


@never_cache
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Show the page on which a browser lists its drafts; it holds nobody's."""
    if language.CHOSEN in request.GET:  # as the worker asks for it
        language.speak(request.GET[language.CHOSEN])
    return render(request, "public/drafts.html", {"here": "drafts"})


def asks(request: HttpRequest) -> bool:
    """Say whether a form was sent by a program that keeps it as a draft."""
    return request.headers.get("Accept") == JSON


def repeated(request: HttpRequest, client_key: str) -> timedelta:
    """Return how long this form is answered with its receipt when it is sent again.

    A draft's key is the hash of a secret that stands in no page: whoever brings that is the
    browser which keeps the draft, and not somebody who found an old form in a window.
    """
    try:
        secret = base64.b64decode(request.POST.get(SECRET, "")[:64], b"-_", validate=True)
    except (binascii.Error, ValueError):
        return REPEATED
    made = UUID(bytes=hashlib.sha256(secret).digest()[:16])
    return KEPT if len(secret) == BYTES and str(made) == client_key else REPEATED


def receipt_told(receipt: Receipt) -> JsonResponse:
    """Tell a program what the receipt says."""
    turn = next(iter(receipt.clocks), None)
    told = {
        "number": receipt.number,
        "code": receipt.code,
        "title": receipt.report.title,
        "holder": receipt.report.holder.name,
        "received": receipt.report.received_at.isoformat(),
        "due": long_date(turn.due_at) if turn else "",
    }
    return JsonResponse(told)


def refusal_told(form: forms.Form, says: Any, price: Price | None, status: int) -> JsonResponse:
    """Tell a program why a form was not taken: in words, by field, and when to come again."""
    faults = {name: str(found[0]) for name, found in form.errors.items()} if form.is_bound else {}
    told: dict[str, Any] = {"says": str(says or ""), "faults": faults}
    if price and price.asked:
        told |= {"seconds": price.seconds, "turn": price.turn}
        told["says"] = _("Sangat banyak kiriman sedang masuk.")
    return JsonResponse(told, status=status)
