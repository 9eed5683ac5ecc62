"""The link in word of ours: of mail its button proves that the address is the reporter's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.outbox.models import ChannelAccount
from lapor.outbox.proof import contact_of, prove
from lapor.reports import joining
from lapor.reports.access import reached_at
from lapor.reports.terms import NotFound


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """Explain the link; by POST keep that it was used. Raises NotFound for a forged or old one.

    Reading changes nothing, because mail scanners open every link. The page says nothing of a
    report: whoever found the mail learns no more than it tells.
    """
    contact = contact_of(token)
    if contact is None:
        raise NotFound
    if request.method == "POST" and request.POST.get("do") == "stop" and joining.stop(contact):
        return render(request, "public/proof_stopped.html", {"here": "browse"})
    if request.method == "POST":
        prove(contact)
        return redirect("proof", token)
    joined = joining.is_of_one_who_joined(contact)
    context = {"proved": contact.proved_at, "joined": joined, "here": "track"}
    if contact.channel != ChannelAccount.Kind.EMAIL:
        context["chat"] = str(ChannelAccount.Kind(contact.channel).label)
        context["left"] = reached_at(contact.pk) is None
    response = render(request, "public/proof.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
