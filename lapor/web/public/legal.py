"""What one agrees to and what one is owed: each text in its version in force, and those before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lapor.agencies.legal import told_in, versions
from lapor.agencies.models import LegalText
from lapor.web.markdown import drawn

# The address of each text; an address is a promise.
KINDS = {
    "privasi": LegalText.Kind.PRIVACY,
    "ketentuan": LegalText.Kind.TERMS,
    "aksesibilitas": LegalText.Kind.ACCESSIBILITY,
    "lisensi": LegalText.Kind.LICENCE,
}


@require_safe
def legal(request: HttpRequest, name: str, version: str = "") -> HttpResponse:
    """Show one text: the version in force, or an earlier one that a report was made under."""
    known = versions(KINDS[name])
    shown = next((row for row in known if not version or row.version == version), None)
    if shown is None and version:
        raise Http404
    spoken = get_language() or ""
    told = told_in(shown, spoken) if shown else None
    context = {
        "name": name,
        "label": KINDS[name].label,
        "shown": shown,
        "told": told,
        "body": drawn(told.body) if told else "",
        "untranslated": told is not None and told.language != spoken,
        "newest": known[0] if known else None,
        "earlier": [row for row in known if row != shown],
    }
    return render(request, "public/legal.html", context)
