"""What was typed is never lost: the pages that give it back when it could not be sent."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lapor.web.outage import is_long, is_secret

# Fields of ours that are no words of anybody.
OURS = ("sealed", "seen", "client_key")


@dataclass(frozen=True)
class Kept:
    """One text that a person typed, to be copied."""

    name: str
    text: str
    long: bool


def typed(request: HttpRequest) -> list[Kept]:
    """Return the words in a form that was sent; what was ticked or chosen is not among them."""
    return [
        Kept(name, text, is_long(text))
        for name, texts in request.POST.lists()
        if name not in OURS and not is_secret(name)
        for text in texts
        if " " in text.strip() or is_long(text)
    ]


def signed_out(request: HttpRequest, way_in: str) -> HttpResponse:
    """Tell who sent a form after the session had ended where to sign in again."""
    context = {"kept": typed(request), "way_in": way_in}
    return render(request, "desk/signed_out.html", context, status=403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The site's answer to a form whose token is not of this session (CSRF).

    It shows the words but does not send them again: the form may come from another site.
    """
    context = {"kept": typed(request), "files": bool(request.FILES), "path": request.path}
    return render(request, "form_too_old.html", context, status=403)
