"""Due dates in the officer's own calendar: the page of the address, and what is read there."""

import hashlib
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Calendar, Event

from lapor.agencies.calendar import zone_label
from lapor.agencies.request import Request
from lapor.reports import feeds
from lapor.reports.terms import NotFound
from lapor.web.desk.signin import officers_only
from lapor.web.templatetags.lapor import grouped

TYPE = "text/calendar; charset=utf-8"
OFTEN = timedelta(hours=1)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request) -> HttpResponse:
    """Say whether there is an address; by POST make one, or a new one for it, and show it once."""
    address = ""
    if request.method == "POST":
        token = feeds.make(request.actor, timezone.now())
        address = settings.ADDRESS.rstrip("/") + reverse("desk-calendar-feed", args=[token])
    context = {
        "address": address,
        "feed": feeds.feed_of(request.actor),
        "zone": zone_label(request.actor.agency) if request.actor.agency else "",
        "most": feeds.MOST,
    }
    return render(request, "desk/calendar.html", context)


@officers_only
@require_POST
def end(request: Request) -> HttpResponse:
    """End the address; nothing can be read there any more."""
    feeds.end(request.actor, timezone.now())
    return redirect("desk-calendar")


@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Return the dates as a calendar to who knows the address; raises NotFound.

    No browser is signed in here: the token alone says whose desk it is.
    """
    if settings.SECURE and not request.is_secure():
        # No redirect: a program that sends the address in clear would do so for ever, unnoticed.
        raise NotFound
    actor = feeds.reader(token)
    language = actor.user.language if actor.user else "id"
    with translation.override(language):
        content = draw(feeds.due_dates(actor))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(content, content_type=TYPE, headers={"ETag": etag})


def draw(dates: list[feeds.Due]) -> bytes:
    """Return the calendar (RFC 5545): a day for each date, with number, clock and link alone."""
    calendar = Calendar()
    calendar.add("prodid", "-//LAPOR//Tenggat//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Tenggat LAPOR"))
    calendar.add("refresh-interval", OFTEN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", OFTEN)
    for due in dates:
        day = due.due_at.astimezone(ZoneInfo(due.holder.time_zone)).date()
        link = settings.ADDRESS.rstrip("/") + reverse("desk-case", args=[due.number])
        event = Event()
        event.add("uid", f"{due.number}-{due.clock.value}@lapor")
        event.add("summary", f"{due.clock.label} · {grouped(due.number)}")
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("dtstamp", due.changed_at)
        event.add("url", link)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
