"""The front page: the form up front, what is promised, and what others reported."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lapor.agencies.rules import rules
from lapor.reports.public import Wanted, public_cards
from lapor.reports.terms import Clock, Kind

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start of the form, the promises of today's rules and the newest reports."""
    book, today = rules(), timezone.localdate()
    verify, answer, reply = (
        book.policy(clock, Kind.COMPLAINT, False, today).days
        for clock in (Clock.VERIFY, Clock.FIRST_FOLLOW_UP, Clock.REPORTER_REPLY)
    )
    cards, more = public_cards(Wanted(), most=NEWEST)
    context = {"verify": verify, "answer": answer, "reply": reply, "cards": cards, "more": more}
    return render(request, "public/home.html", context)
