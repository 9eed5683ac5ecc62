"""Where providers bring what was written: proved by its raw bytes, kept, and answered at once."""

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lapor.channels import arriving
from lapor.channels.adapter import Asked
from lapor.channels.registry import ACKNOWLEDGED, ADAPTERS
from lapor.outbox.accounts import proving

LARGEST = 1_000_000  # bytes; files lie with the provider, words are short
log = structlog.get_logger("lapor.channels")


@csrf_exempt  # proved by the provider's own secret
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, channel: str, account: str) -> HttpResponse:
    """Take what a provider brings to `/hooks/<channel>/<account>/`.

    200 only after the commit; 403 where the bytes are not the provider's, with nothing kept.
    """
    adapter, known = ADAPTERS.get(channel), proving(channel, account)
    if adapter is None or known is None:
        raise Http404
    ours, secrets = known
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:12]) > LARGEST:
        return HttpResponse(status=413)
    in_query = adapter.able.by_query and request.method == "GET"
    asked = Asked(
        body=request.META["QUERY_STRING"].encode() if in_query else request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
    )
    answer = adapter.shakes_hands(asked, secrets)
    if answer is not None:
        kind = "application/json" if answer.startswith(b"{") else "text/plain"
        return HttpResponse(answer, content_type=kind)
    brings = in_query or request.method == "POST"
    if not brings or not adapter.is_from_provider(asked, secrets):
        log.warning("hook_refused", channel=channel)
        return HttpResponse(status=403)
    if not arriving.keep(ours, asked.body) or channel not in ACKNOWLEDGED:
        return HttpResponse(status=200)
    return HttpResponse(ACKNOWLEDGED[channel](asked.body), content_type="application/json")
