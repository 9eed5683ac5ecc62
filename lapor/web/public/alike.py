"""Before a report is sent: is it one that was published already? Shown while it is written, and
asked about once on sending where nothing was shown. Whatever is answered, it can still be sent."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lapor.agencies import finding
from lapor.agencies.models import Category, Region
from lapor.agencies.rules import rules
from lapor.kit.codes import read_number
from lapor.kit.nearness import Point
from lapor.kit.points import Outside, Pin, Unreadable
from lapor.kit.text import one_line, tidy
from lapor.reports.similar import Alike, Sought, own_like, published_like
from lapor.web.public.account_gate import citizen_here, reporter_by_account
from lapor.web.public.pointing import pin_in
from lapor.web.public.throttle import SUGGESTING, slowed
from lapor.web.public.who import NAMED

LONGEST_TITLE, LONGEST_BODY = 150, 2_000  # of the story no more than its first letters count
LONGEST_NUMBERS = 400
ASK = _("Mungkin masalah ini sudah dilaporkan. Lihat di bawah tempat kejadian.")


class SeenField(forms.CharField):
    """The numbers of the reports that the form has shown: every field of that name."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> list[str]:
        typed = value if isinstance(value, list) else []
        read = (read_number(str(one)[:LONGEST_NUMBERS]) for one in typed[:LONGEST_NUMBERS])
        return [number for number in read if number]


class AlikeFields(forms.Form):
    """Asks once whether a published report is the same; who sends again has decided."""

    alike_seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Alike] = []

    def ask_if_alike(self, region: Region | None, pin: Pin | None = None) -> None:
        """Look for published reports, and ask where one that was not shown is probably the same.

        What is to stay confidential is compared with nothing.
        """
        told = self.cleaned_data
        if not (region or pin) or told.get("confidential"):
            return
        words = f"{told.get('title', '')} {told.get('body', '')}"
        sought = Sought(
            words=words,
            region=region.pk if region else "",
            point=pin.point if pin else None,
            category=told.get("category"),
        )
        seen = told.get("alike_seen", [])
        found = published_like(sought)
        if any(row.is_same and row.number not in seen for row in found):
            self.alike = found
            self.add_error("alike_seen", ASK)


@never_cache
@require_POST
@slowed(SUGGESTING)
def alike(request: HttpRequest) -> HttpResponse:
    """Answer what is typed so far with reports like it, as a part of the form.

    By POST, so that nobody's words stand in an address or a log. Nothing is kept.
    """
    sought = sought_in(request)
    found = published_like(sought)
    own: list[Alike] = []
    if sought.category and sought.category.personal and request.POST.get("who") == NAMED:
        own = own_like(sought, reporter_by_account(request)) if citizen_here(request) else []
    return render(request, "public/alike.html", {"rows": found, "own": own})


def sought_in(request: HttpRequest) -> Sought:
    """Return what is looked for, as far as it is typed."""
    words = " ".join(
        (
            one_line(request.POST.get("title", "")[:LONGEST_TITLE]),
            tidy(request.POST.get("body", "")[:LONGEST_BODY]),
        )
    )
    return Sought(
        words=words,
        region=_region(request),
        point=_point(request),
        category=_category(request),
    )


def _region(request: HttpRequest) -> str:
    """Return the code of the place that was picked, or is meant without doubt; else nothing."""
    typed = one_line(request.POST.get("place", "")[: finding.LONGEST])
    pick = request.POST.get("place_pick", "")[: finding.LONGEST]
    if not typed:
        return ""
    if pick and one_line(request.POST.get("place_for", "")[: finding.LONGEST]) == typed:
        return pick if pick.replace(".", "").isdecimal() else ""
    one = finding.the_one(typed, finding.regions(typed))
    return one.key if one else ""


def _point(request: HttpRequest) -> Point | None:
    """Return the point that the form has; none where it is no point yet."""
    try:
        pin = pin_in(request.POST)
    except (Unreadable, Outside):
        return None
    return pin.point if pin else None


def _category(request: HttpRequest) -> Category | None:
    typed = request.POST.get("category", "")
    return next((row for row in rules().categories if str(row.pk) == typed), None)
