"""Letters that reached nobody: what they were about, why they failed, and "Coba lagi"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Agency, Role
from lapor.agencies.overseeing import watching
from lapor.agencies.request import Request
from lapor.outbox import queue
from lapor.outbox.models import REPORTER, TALK, TO_MEND, EscrowCheck, Message
from lapor.reports.terms import UNSEEN, Audience, NotFound
from lapor.reports.trail import HUSHED
from lapor.web.desk.signin import officers_only
from lapor.web.story import SENTENCES

PAGE = 50
REMINDER = gettext_lazy("Pengingat: tanggal janji hampir tiba")
OTHER = gettext_lazy("Kabar tentang laporan")
TURN = gettext_lazy("Jawaban dalam percakapan")


@dataclass(frozen=True)
class Line:
    """One letter as the list shows it: never an address, never a report's number or title."""

    key: UUID
    about: str | Promise
    to: str
    at: datetime
    fault: str
    unheard: bool
    again: bool  # it can be sent once more


@officers_only
@require_safe
def letters(request: Request) -> HttpResponse:
    """List the failed letters that concern this admin, the newest first; raises NotFound."""
    actor = request.actor
    rows = concerning(actor).filter(TO_MEND).order_by("-pk")
    if after := _key(request.GET.get("sesudah", "")):
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    national = actor.role == Role.NATIONAL_ADMIN
    context = {
        "lines": lines_of(found[:PAGE]),
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "first": not after,
        "zone": zone_label(actor.agency) if actor.agency else "",
        "escrow": EscrowCheck.objects.order_by("-at").first() if national else None,
        "here": "letters",
    }
    return render(request, "desk/letters.html", context)


@officers_only
@require_POST
def again(request: Request, key: UUID) -> HttpResponse:
    """Queue one of them once more; one that waits already is left alone; raises NotFound."""
    rows = concerning(request.actor)
    if queue.carry_again(rows, key):
        messages.success(request, _("Surel itu masuk antrean lagi."))
    elif rows.filter(pk=key).exists():
        messages.info(request, _("Surel itu sudah tidak gagal; tidak ada yang perlu dicoba lagi."))
    else:
        raise NotFound(key)
    return redirect("desk-letters")


def concerning(actor: Actor) -> QuerySet[Message]:
    """Return the messages an admin answers for: all, or those to offices of their own tree.

    Word to a reporter belongs to no office, so only the nation sees that it failed.
    What a reporter says of retaliation is seen by nobody but the office that it is for; and that
    somebody watches, by whom, and of what they are told, by nobody but the nation.
    """
    heard = ~Q(audience=Audience.PROTECTOR) | Q(agency_id=actor.agency and actor.agency.pk)
    if actor.role == Role.NATIONAL_ADMIN:
        return Message.objects.filter(heard)
    if actor.role != Role.AGENCY_ADMIN or actor.agency is None:
        raise NotFound
    tree = Agency.objects.filter(path__within=str(actor.agency.path))
    watchers = tree.filter(pk__in=watching().values("pk")).exclude(pk__in=actor.agency.ids)
    for path in watchers.values_list("path", flat=True):
        tree = tree.exclude(path__within=str(path))
    rows = Message.objects.filter(agency_id__in=tree.values("pk"))
    return rows.exclude(audience__in=HUSHED)


def lines_of(rows: Iterable[Message]) -> list[Line]:
    """Return the messages as a list shows them: one statement for the offices of all."""
    rows = list(rows)
    offices = Agency.objects.in_bulk({row.agency_id for row in rows if row.agency_id})
    return [
        Line(
            key=row.pk,
            about=TURN if row.audience == TALK else _about(row.template.partition("/")[0]),
            to=_to(row, offices.get(row.agency_id or 0)),
            at=row.settled_at or row.created_at,
            fault=str(Message.Fault(row.fault or Message.Fault.OTHER).label),
            unheard=row.state == Message.State.UNHEARD,
            again=row.may_go_again,
        )
        for row in rows
    ]


def _about(move: str) -> str | Promise:
    """Return in words what the letter was to tell, without saying of whom."""
    if move == "remind":
        return REMINDER
    sentence = SENTENCES.get(move)
    if sentence is None or move in UNSEEN:
        return OTHER
    return str(sentence) % {"who": _("Instansi"), "holder": _("unit penanggung jawab")}


def _to(row: Message, office: Agency | None) -> str:
    if row.person_id:
        return _("Petugas")
    if row.audience == TALK:
        return _("yang menulis kepada kami")
    side = Audience(row.audience).label
    if row.audience == REPORTER:
        return str(side)
    return f"{office.label} ({str(side).lower()})" if office else str(side)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
