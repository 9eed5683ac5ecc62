"""The accounts of the channels: how each is doing, what it is set to, its secrets, a trial."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Change, Role
from lapor.agencies.posts import Unfit
from lapor.agencies.request import Request
from lapor.outbox import hooks
from lapor.outbox.accounts import BY_US, OVERLAP, live
from lapor.outbox.health import Health, costs, health_of_all
from lapor.outbox.living import LIVING
from lapor.outbox.models import ChannelAccount, DeliveryEvent, Message
from lapor.outbox.needs import kept_of_all
from lapor.outbox.trials import trial_of
from lapor.reports.terms import NotFound
from lapor.web.desk.channels import keeping
from lapor.web.desk.channels.forms import (
    AccountForm,
    SecretForm,
    TrialForm,
    address_of_hook,
)
from lapor.web.desk.channels.said import cannot_send, cannot_take, why_failed
from lapor.web.desk.channels.settings_of import (
    BY_KEY,
    HOOKED,
    MADE,
    ONLY_SENDS,
    UNTRIED,
    WRITES_TO,
    Named,
    secrets_of,
)
from lapor.web.desk.rules import words
from lapor.web.desk.signin import officers_only

WRONG = 422
MONTHS = 12  # of which costs are shown
PATIENCE = timedelta(minutes=1)  # in which a worker that runs takes a trial up
Kind = ChannelAccount.Kind
State = Message.State


@dataclass(frozen=True)
class Line:
    """One account with how it is doing, for the list and for its page."""

    account: ChannelAccount
    health: Health
    landed: Sequence[tuple[str, int]]
    untried: bool
    only_sends: bool  # nothing can ever come in by it
    cannot_take: str  # why nothing can come in although it is to
    cannot_send: str


@dataclass(frozen=True)
class Trial:
    """A trial as its page tells it. settled: nothing more will be told by looking again."""

    message: Message
    why: str
    landed: Sequence[str]
    settled: bool
    forgotten: bool  # no worker has taken it up for so long that none seems to run


@dataclass(frozen=True)
class Hooked:
    """How far a hook is registered with its provider, and what the provider says of it."""

    state: str
    at: datetime | None
    says: str
    waiting: int | None  # updates that the provider holds for us
    waits: bool  # looking again will tell more
    forgotten: bool


@dataclass(frozen=True)
class Kept:
    """A secret as its page shows it: when it was set, never what it is."""

    named: Named
    form: SecretForm
    since: datetime | None
    until: datetime | None  # when the one before stops being good


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the accounts with their health, and what the channels cost; raises NotFound."""
    _require_nation(request)
    now = timezone.now()
    rows = ChannelAccount.objects.order_by("ended_at", "channel", "pk")
    health, kept = health_of_all(now, _month(now)), kept_of_all(now)
    lines = [_line(row, health.get(row.pk, Health()), kept.get(row.pk, ())) for row in rows]
    context = {
        "lines": [line for line in lines if not line.account.ended_at],
        "ended": [line for line in lines if line.account.ended_at],
        "channels": [(kind, kind in UNTRIED) for kind in Kind if kind not in MADE],
        "costs": [(Kind(one.channel).label, one) for one in costs(_month(now, MONTHS - 1))],
        **_frame(request),
    }
    return render(request, "desk/channels/list.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def made(request: Request, channel: str) -> HttpResponse:
    """Ask what an account of this channel needs, and add it; raises NotFound."""
    _require_nation(request)
    if channel not in Kind.values or channel in MADE:
        raise NotFound(channel)
    form = AccountForm(request.POST if request.method == "POST" else None, channel=channel)
    if form.is_bound and form.is_valid():
        try:
            account = keeping.open_account(channel, form.wanted(), request.actor)
        except Unfit as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Akun ditambahkan. Tempel rahasianya di bawah."))
            return redirect("desk-channel", account.pk)
    context = {
        "form": form,
        "channel": Kind(channel),
        "untried": channel in UNTRIED,
        "may_try": channel in WRITES_TO,
        **_frame(request),
    }
    status = WRONG if form.is_bound else 200
    return render(request, "desk/channels/new.html", context, status=status)


@officers_only
@require_safe
def show(request: Request, key: int) -> HttpResponse:
    """Show an account; raises NotFound."""
    return _page(request, _found(request, key), {})


@officers_only
@sensitive_post_parameters("secret", "to")
@require_POST
def act(request: Request, key: int, step: str) -> HttpResponse:
    """Change an account, keep a secret, send a trial, end it or begin again; raises NotFound."""
    account = _found(request, key)
    LIVING.forget()  # what is named on every page may be another now
    if step == "ubah":
        return _change(request, account)
    if step == "rahasia":
        return _keep_secret(request, account)
    if step == "uji" and account.channel in WRITES_TO:
        return _try_out(request, account)
    if step == "webhook" and account.channel in BY_US:
        address = address_of_hook(account.channel, account.slug)
        keeping.tell_hook(account.pk, address, request.actor, timezone.now())
        return redirect(f"{reverse('desk-channel', args=[account.pk])}#webhook")
    if step == "akhiri":
        keeping.end(account.pk, request.actor, timezone.now())
        messages.success(request, _("Akun diakhiri. Tidak ada yang masuk dan keluar lewat sini."))
    elif step == "mulai-lagi":
        keeping.begin_again(account.pk, request.actor)
        messages.success(request, _("Akun dipakai lagi, seperti setelannya."))
    else:
        raise NotFound(step)
    return redirect("desk-channel", account.pk)


def _change(request: Request, account: ChannelAccount) -> HttpResponse:
    form = AccountForm(request.POST, channel=account.channel, account=account)
    if not form.is_valid():
        return _page(request, account, {"form": form}, status=WRONG)
    changed = keeping.change(account.pk, form.wanted(), request.actor, timezone.now())
    if changed is keeping.Changed.NOTHING:
        messages.info(request, _("Tidak ada yang berubah."))
    else:
        messages.success(request, _("Setelan tersimpan dan tercatat di audit."))
    if changed is keeping.Changed.ELSEWHERE:
        says = _("Alamatnya berubah: rahasia untuk mengirim tidak berlaku lagi. Tempel lagi.")
        messages.info(request, says)
    return redirect("desk-channel", account.pk)


def _keep_secret(request: Request, account: ChannelAccount) -> HttpResponse:
    asked = request.POST.get("name", "")
    named = next((one for one in secrets_of(account.channel) if one.name == asked), None)
    if named is None:
        raise NotFound(asked)
    form = SecretForm(request.POST, named=named)
    if form.is_valid():
        try:
            typed = form.cleaned_data["secret"]
            now = timezone.now()
            had = keeping.put_secret(account.pk, named.name, typed, request.actor, now)
        except Unfit as fault:
            form.refuse(fault, {named.name: "secret"})
        else:
            says = _("%(name)s tersimpan tersegel.")
            if had:
                says = _("%(name)s tersimpan tersegel. Yang lama masih berlaku satu hari.")
            messages.success(request, says % {"name": named.label})
            return redirect("desk-channel", account.pk)
    return _page(request, account, {"secret": form}, status=WRONG)


def _try_out(request: Request, account: ChannelAccount) -> HttpResponse:
    form = TrialForm(request.POST, channel=account.channel)
    if not form.is_valid():
        return _page(request, account, {"trial": form}, status=WRONG)
    message = keeping.try_out(account.pk, form.cleaned_data["to"], request.actor)
    return redirect(f"{reverse('desk-channel', args=[account.pk])}?uji={message.pk}#uji")


def _page(
    request: Request, account: ChannelAccount, forms: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show an account with its forms; forms: those that came back, by their names."""
    now = timezone.now()
    health = health_of_all(now, _month(now)).get(account.pk, Health())
    kept = kept_of_all(now).get(account.pk, ())
    context = {
        "line": _line(account, health, kept),
        "account": account,
        "form": forms.get("form") or AccountForm(channel=account.channel, account=account),
        "secrets": _secrets(account, forms.get("secret"), now),
        "trial": forms.get("trial") or TrialForm(channel=account.channel),
        "fault": forms.get("secret") or forms.get("trial"),
        "may_try": account.channel in WRITES_TO and not account.ended_at,
        "tried": _trial(request, account, kept, now),
        "hook": _hook(account),
        "by_key": account.channel in BY_KEY,
        "hooked": _hooked(account, kept, now),
        "history": words.history(request.actor, Change.Topic.CHANNEL, str(account.pk)),
        **_frame(request),
    }
    return render(request, "desk/channels/account.html", context, status=status)


def _hook(account: ChannelAccount) -> str:
    """Return where a provider brings messages, empty where none does; its key is still to add."""
    if account.channel not in HOOKED:
        return ""
    address = address_of_hook(account.channel, account.slug)
    return f"{address}?key=" if account.channel in BY_KEY else address


def _secrets(account: ChannelAccount, back: SecretForm | None, now: datetime) -> list[Kept]:
    rows = list(live(now).filter(account=account))
    found = []
    for named in secrets_of(account.channel):
        mine = [row for row in rows if row.name == named.name]
        since = next((row.since for row in mine if row.retired_at is None), None)
        old = max((row.retired_at for row in mine if row.retired_at), default=None)
        form = back if back and back.named == named else SecretForm(named=named)
        found.append(Kept(named, form, since, old + OVERLAP if old else None))
    return found


def _trial(
    request: Request, account: ChannelAccount, kept: Collection[str], now: datetime
) -> Trial | None:
    """Return the trial that the address of this page names, if it is one of this account."""
    try:
        key = UUID(request.GET.get("uji", ""))
    except ValueError:
        return None
    message = trial_of(account, key)
    if message is None:
        return None
    why = why_failed(account, message.fault, kept) if message.fault else ""
    settled = message.state not in (State.QUEUED, State.SENDING)
    forgotten = not settled and now - message.created_at > PATIENCE
    return Trial(message, why, _landed_of(message), settled, forgotten)


def _hooked(account: ChannelAccount, kept: Collection[str], now: datetime) -> Hooked | None:
    """Return how far the hook is registered; None where its provider takes none from us."""
    if account.channel not in BY_US or account.ended_at:
        return None
    said: Mapping[str, Any] = account.hooked
    at = parse_datetime(str(said.get("at", "")))
    state = str(said.get("state", "")) if at else ""
    why = why_failed(account, said["fault"], kept) if said.get("fault") else ""
    forgotten = state == hooks.ASKED and at is not None and now - at > PATIENCE
    waits = state == hooks.ASKED and not forgotten
    return Hooked(
        state, at, why or str(said.get("says", "")), said.get("waiting"), waits, forgotten
    )


def _landed_of(message: Message) -> list[str]:
    """Return what the provider has told of one message, in words."""
    if not message.provider_id:
        return []
    rows = DeliveryEvent.objects.filter(
        account=message.account, provider_id=message.provider_id
    ).order_by("at")
    return [str(row.get_status_display()) for row in rows]


def _line(account: ChannelAccount, health: Health, kept: Collection[str]) -> Line:
    statuses = DeliveryEvent.Status
    landed = [
        (str(status.label), health.landed[status]) for status in statuses if status in health.landed
    ]
    return Line(
        account,
        health,
        landed,
        account.channel in UNTRIED,
        account.channel in ONLY_SENDS,
        cannot_take(account, kept, health.last_in),
        cannot_send(account, kept),
    )


def _month(now: datetime, back: int = 0) -> datetime:
    """Return the first moment of this month, or of one so many months before."""
    first = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = first.year * 12 + first.month - 1 - back
    return first.replace(year=months // 12, month=months % 12 + 1)


def _found(request: Request, key: int) -> ChannelAccount:
    _require_nation(request)
    account = ChannelAccount.objects.filter(pk=key).first()
    if account is None:
        raise NotFound(key)
    return account


def _require_nation(request: Request) -> None:
    """Raise NotFound for who is no admin of the nation: the accounts speak for all of it."""
    if request.actor.role != Role.NATIONAL_ADMIN:
        raise NotFound


def _frame(request: Request) -> dict[str, Any]:
    agency = request.actor.agency
    return {"zone": zone_label(agency) if agency else "", "here": "rules"}
