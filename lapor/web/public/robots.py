"""What programs that read the web are asked to leave alone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

A_DAY = 86_400  # seconds
# Only what costs work or is endless. Private pages are not named here: whoever may not open a page
# does not see that it must not be listed (`X-Robots-Tag` says so on the page itself).
TEXT = """User-agent: *
Disallow: /cari/
Disallow: /*?q=
Disallow: /*&q=
Crawl-delay: 10
"""


@require_safe
@cache_control(public=True, max_age=A_DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with the rules for all programs alike."""
    return HttpResponse(TEXT, content_type="text/plain; charset=utf-8")
