"""What went out by an account, and what failed: read, and tried once more. Never to whom."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.outbox import queue
from lapor.outbox.health import messages_of
from lapor.outbox.models import ON_THEIR_WAY, TO_MEND, ChannelAccount, DeliveryEvent, Message
from lapor.outbox.needs import kept_of_all
from lapor.outbox.trials import TRIAL
from lapor.reports.terms import NotFound
from lapor.web.desk.channels.said import why_failed
from lapor.web.desk.letters import Line, lines_of
from lapor.web.desk.signin import officers_only

PAGE = 50
WAYS = {"gagal": TO_MEND, "menunggu": ON_THEIR_WAY, "dobel": Q(resent=True), "semua": Q()}


@dataclass(frozen=True)
class Sent:
    """One message of an account: what it was about and what became of it."""

    line: Line
    message: Message
    landed: str  # the furthest that the provider told


@officers_only
@require_safe
def listed(request: Request, key: int) -> HttpResponse:
    """List the messages of an account, the newest first; raises NotFound."""
    account = _found(request, key)
    way = request.GET.get("lihat", "")
    way = way if way in WAYS else "gagal"
    rows = Message.objects.filter(messages_of(account), WAYS[way]).exclude(template=TRIAL)
    if after := _key(request.GET.get("sesudah", "")):
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    tabs = (
        ("gagal", _("Gagal")),
        ("menunggu", _("Menunggu")),
        ("dobel", _("Mungkin dua kali")),
        ("semua", _("Semua")),
    )
    context = {
        "account": account,
        "rows": _with_landed(account, shown),
        "tabs": [(label, f"?lihat={name}", name == way) for name, label in tabs],
        "way": way,
        "next": shown[-1].pk if len(found) > PAGE else None,
        "first": not after,
        "zone": zone_label(request.actor.agency) if request.actor.agency else "",
        "here": "rules",
    }
    return render(request, "desk/channels/sent.html", context)


@officers_only
@require_POST
def again(request: Request, key: int, message: UUID) -> HttpResponse:
    """Queue a failed message of this account once more; raises NotFound."""
    account = _found(request, key)
    rows = Message.objects.filter(messages_of(account)).exclude(template=TRIAL)
    if queue.carry_again(rows, message):
        messages.success(request, _("Pesan itu masuk antrean lagi."))
    elif rows.filter(pk=message).exists():
        messages.info(request, _("Pesan itu sudah tidak gagal; tidak ada yang perlu dicoba lagi."))
    else:
        raise NotFound(message)
    return redirect("desk-channel-sent", account.pk)


def _with_landed(account: ChannelAccount, rows: list[Message]) -> list[Sent]:
    """Return the messages with what their provider told of them: one statement for all."""
    order = [status.value for status in DeliveryEvent.Status]
    order.sort(key=["sent", "failed", "delivered", "read"].index)  # what counts more comes later
    names = {row.provider_id for row in rows if row.provider_id}
    furthest: dict[str, int] = {}
    events = DeliveryEvent.objects.filter(account=account, provider_id__in=names)
    for name, status in events.values_list("provider_id", "status"):
        furthest[name] = max(furthest.get(name, 0), order.index(status))
    kept = kept_of_all(timezone.now()).get(account.pk, ())
    return [
        Sent(
            replace(line, fault=why_failed(account, row.fault, kept)),
            row,
            _said(order, furthest.get(row.provider_id)),
        )
        for line, row in zip(lines_of(rows), rows, strict=True)
    ]


def _said(order: list[str], place: int | None) -> str:
    return "" if place is None else str(DeliveryEvent.Status(order[place]).label)


def _found(request: Request, key: int) -> ChannelAccount:
    account = ChannelAccount.objects.filter(pk=key).first()
    if request.actor.role != Role.NATIONAL_ADMIN or account is None:
        raise NotFound(key)
    return account


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
