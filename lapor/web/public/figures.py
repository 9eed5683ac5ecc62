"""Statistik: the numbers that everybody may read. For now those of second instances."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lapor.reports import review_figures, reviews


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show how many reviews were asked and accepted, what was found, and what came of advice."""
    told = review_figures.figures(timezone.now())
    kinds = [(kind.label, told.found.parts[kind.value]) for kind in reviews.Finding]
    context = {"told": told, "kinds": kinds, "least": review_figures.LEAST}
    return render(request, "public/figures.html", context)
