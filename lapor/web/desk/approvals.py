"""Menunggu persetujuan: the answers that wait for a second officer, and deciding on one."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.reports import access, approving, openings, seconds
from lapor.reports.approving import get_draft
from lapor.reports.disclosure import card_for
from lapor.reports.powers import name_of
from lapor.reports.terms import NotFound, Outcome, Refused
from lapor.web.desk.kept import typed
from lapor.web.desk.signin import officers_only
from lapor.web.forms import WordsField
from lapor.web.serving import OF_ITS_READER, handed_out, small

LONGEST = 2000
HEADS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
REPORTER = Role.REPORTER
Told = Mapping[str, Any]  # what the form said


class RemarkForm(forms.Form):
    words = WordsField(most=LONGEST)
    seen = forms.CharField(required=False)  # which text was read


def _approve(key: int, actor: Actor, told: Told) -> None:
    approving.approve(key, actor=actor, seen=told["seen"])


def _send_back(key: int, actor: Actor, told: Told) -> None:
    approving.send_back(key, actor=actor, words=told["words"], seen=told["seen"])


def _remark(key: int, actor: Actor, told: Told) -> None:
    approving.remark(key, actor=actor, words=told["words"])


def _withdraw(key: int, actor: Actor, told: Told) -> None:
    approving.withdraw(key, actor=actor)


def _take(key: int, actor: Actor, told: Told) -> None:
    approving.take_over(key, actor=actor)


# What each button does, and what is said of it afterwards.
VERBS: Mapping[str, tuple[Callable[[int, Actor, Told], None], str | Promise]] = {
    "approve": (_approve, _("Disetujui. Jawaban terkirim atas nama penulisnya.")),
    "back": (_send_back, _("Dikembalikan. Penulisnya sudah diberi tahu.")),
    "remark": (_remark, _("Komentar tersimpan.")),
    "withdraw": (_withdraw, _("Permintaan ditarik. Konsepnya ada di formulir laporan ini.")),
    "take": (_take, _("Konsep sekarang milik Anda. Periksa, lalu kirim.")),
}
STAYS = ("remark",)


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the answers that wait for this officer, what they have begun themselves, and those
    that went out without anybody."""
    actor = request.actor
    if not access.standings(actor):
        raise NotFound
    rows = [(row, name_of(row.move)) for row in seconds.waiting(actor)]
    context = {
        "rows": rows,
        "begun": [(row, name_of(row.move)) for row in seconds.begun(actor)],
        "most": seconds.MOST_LISTED,
        "urgent": seconds.sent_urgent(actor) if actor.role in HEADS else None,
        "zone": zone_label(actor.agency) if actor.agency else "",
        "here": "inbox",
    }
    return render(request, "desk/approvals/list.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: int) -> HttpResponse:
    """Show an answer that waits beside its report; approve it, send it back, say something of it.

    What was decided already leads to the report. Raises NotFound.
    """
    if request.method == "POST":
        return _act(request, key)
    try:
        draft = get_draft(key, request.actor)
    except NotFound:
        decided = approving.get_draft_or_decided(key, request.actor)
        return redirect("desk-case", decided.report.number)
    return _page(request, draft, RemarkForm())


@officers_only
@require_safe
def file(request: Request, key: int, place: int) -> HttpResponseBase:
    """Hand out a file of an answer that waits, to who reads the answer; `?kecil`: its thumbnail.

    Raises NotFound, also for one that was not checked yet, or refused.
    """
    draft = get_draft(key, request.actor)
    sent = approving.file_of(draft, place)
    if "kecil" in request.GET:
        return small(sent, cache=OF_ITS_READER)
    return handed_out(sent, draft.report.number, place, cache=OF_ITS_READER)


def _act(request: Request, key: int) -> HttpResponse:
    draft = approving.get_draft_or_decided(key, request.actor)
    number = draft.report.number
    verb = VERBS.get(request.POST.get("do", ""))
    form = RemarkForm(request.POST)
    if verb is None:
        raise NotFound
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    do, says = verb
    try:
        do(key, request.actor, form.cleaned_data)
    except Refused as refused:
        if refused.field == "words":
            form.add_error("words", str(refused.says))
            return _page(request, draft, form, status=422)
        fresh = approving.get_draft_or_decided(key, request.actor)
        return _page(request, fresh, form, refused=str(refused.says), status=409)
    messages.success(request, str(says))
    if request.POST["do"] in STAYS:
        return redirect("desk-draft", key)
    if request.POST["do"] in ("approve", "back"):
        return redirect("desk-approvals")
    return redirect("desk-case", number)


def _page(
    request: Request, draft: Any, form: RemarkForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    actor, stands = request.actor, access.reaches(request.actor, draft.report)
    audience = access.audience_of(stands)
    card = card_for(draft.report, audience, actor)
    openings.note_shown(draft.report, actor, audience, timezone.now())
    own = draft.author == actor.user
    is_open = draft.state in seconds.ASKED
    context: dict[str, Any] = {
        "draft": draft,
        "seen": approving.read_as(draft),
        "card": card,
        "asked": next((s for s in reversed(card.thread) if s.text and s.role == REPORTER), None),
        "move": name_of(draft.move),
        "outcome": Outcome(draft.code).label if draft.code in Outcome.values else "",
        "files": approving.files_of(draft),
        "remarks": approving.remarks_of(draft),
        "own": own,
        "may_approve": draft.state == seconds.WAITING and seconds.may_approve(actor, draft),
        "may_withdraw": own and draft.state == seconds.WAITING,
        "may_take": is_open and approving.may_take_over(draft, actor),
        "may_remark": is_open,
        "moved": is_open and approving.has_moved(draft),
        "form": form,
        "refused": refused,
        "kept": typed(request) if refused else [],
        "here": "inbox",
    }
    return render(request, "desk/approvals/draft.html", context, status=status)
