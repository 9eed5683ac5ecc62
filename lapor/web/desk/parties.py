"""Pihak luar: who outside government is asked about a case, by a link, and what came of it."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.reports import consulting, outward
from lapor.reports.access import digest
from lapor.reports.casework import Case, hold_still, open_case
from lapor.reports.consulting import FEWEST_DAYS, LONGEST_NAME, LONGEST_QUESTION, MOST_DAYS, Asking
from lapor.reports.outward import Extract
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.case import gone
from lapor.web.desk.forms import StepForm
from lapor.web.desk.session import BY_ITSELF
from lapor.web.desk.signin import officers_only
from lapor.web.forms import LineField, WordsField, faults
from lapor.web.serving import OF_ITS_READER, handed_out, small

WRONG, NOT_TAKEN = 422, 409
LONGEST_KEY = 18  # digits of a bigint
LONGEST_ADDRESS = 254
SHOWS: tuple[tuple[str, str | Promise], ...] = (
    (outward.TITLE, gettext_lazy("Judul laporan")),
    (outward.BODY, gettext_lazy("Cerita pelapor")),
    (outward.PLACE, gettext_lazy("Tempat kejadian")),
)
NOT_ACCUSED = gettext_lazy("Centang bahwa pihak ini bukan yang dilaporkan.")
NO_ADDRESS = gettext_lazy("Tulis alamat surel lengkap, misalnya nama@contoh.id, atau kosongkan.")
NOT_NOW = gettext_lazy(
    "Pihak luar dapat ditanya selama unit Anda mengerjakan laporan ini dan tidak sedang menunggu"
    " keterangan pelapor."
)


class AskForm(StepForm):
    """Who is asked what, and what they may read of the report."""

    name = LineField(most=LONGEST_NAME, required=True, empty=consulting.UNNAMED)
    question = WordsField(most=LONGEST_QUESTION, required=True, empty=consulting.UNASKED)
    shows = forms.MultipleChoiceField(choices=SHOWS, required=False)
    enclosures = forms.TypedMultipleChoiceField(coerce=int, required=False)
    days = forms.IntegerField(
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), consulting.DAYS
        ),
    )
    address = LineField(most=LONGEST_ADDRESS)
    sure = forms.BooleanField(error_messages={"required": NOT_ACCUSED})

    def __init__(self, data: QueryDict | None = None, *, case: Case) -> None:
        initial = {"days": consulting.USUAL_DAYS, "seen": case.seen}
        super().__init__(data, case=case, book=case.book, step="pihak", initial=initial)
        self.enclosed = outward.offered_files(case.report)
        field = cast(forms.TypedMultipleChoiceField, self.fields["enclosures"])
        field.choices = [(str(file.number), "") for file in self.enclosed]
        field.error_messages["invalid_choice"] = consulting.NO_FILE

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"]
        if typed:
            try:
                validate_email(typed)
            except ValidationError:
                raise ValidationError(NO_ADDRESS) from None
        return typed

    @property
    def shown(self) -> list[str]:
        """What is ticked now, of words and of files, as the page draws it."""
        return [*(self["shows"].value() or ()), *map(str, self["enclosures"].value() or ())]

    def asks(self) -> Asking:
        """Return what a valid form asks."""
        told = self.cleaned_data
        return Asking(
            name=told["name"],
            question=told["question"],
            shows=tuple(told["shows"]),
            enclosures=tuple(told["enclosures"]),
            days=told["days"],
            address=told["address"],
        )


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def parties(request: Request, number: str) -> HttpResponse:
    """Show who was asked; by POST look at what they would read, ask, take back, use or drop."""
    plain = read_number(number)
    if plain and plain != number:
        return redirect("desk-parties", plain)
    try:
        case = _open(request, number)
        if request.method != "POST":
            return _page(request, case)
        return _act(request, case, request.POST.get("do", ""))
    except NotFound:
        return gone(request)


@officers_only
@require_safe
def file(request: Request, number: str, key: int, place: int) -> HttpResponseBase:
    """Hand out a file that an outside party sent; with `?kecil` show its thumbnail."""
    try:
        case = _open(request, number)
        sent = consulting.file_of(case.report, key, place)
        if "kecil" in request.GET:
            return small(sent, cache=OF_ITS_READER)
        return handed_out(sent, number, place, cache=OF_ITS_READER)
    except NotFound:
        return gone(request)


def _open(request: Request, number: str) -> Case:
    case = open_case(number, request.actor)
    if not consulting.may_read(case.stands):
        raise NotFound
    return case


def _act(request: Request, case: Case, do: str) -> HttpResponse:
    if do in ("look", "send"):
        return _ask(request, case, sends=do == "send")
    key = _key(request)
    try:
        if do == "revoke":
            consulting.revoke(case.report, key, actor=case.actor)
            messages.success(request, _("Tautan ditarik. Siapa pun yang membukanya membaca itu."))
        elif do == "drop":
            consulting.drop(case.report, key, actor=case.actor)
            messages.success(request, _("Keterangan itu dibuang."))
        elif do == "take":
            move = consulting.take(case.report, key, actor=case.actor)
            messages.success(
                request, _("Teks itu sekarang ada di konsep jawaban Anda. Belum terkirim.")
            )
            return redirect(f"{reverse('desk-case', args=[case.card.number])}#{move}")
        else:
            raise NotFound
    except Refused as refused:
        return _page(request, case, says=str(refused.says), status=NOT_TAKEN)
    return redirect("desk-parties", case.card.number)


def _ask(request: Request, case: Case, *, sends: bool) -> HttpResponse:
    """Ask once what the party would read has been looked at as it is now."""
    form = AskForm(request.POST, case=case)
    if not form.is_valid():
        return _page(request, case, form, status=WRONG)
    asks = form.asks()
    try:
        consulting.refuse_unfit(case.report, asks, timezone.now())
        shown = outward.extract(case.report, asks.shows, asks.enclosures)
        if not sends or request.POST.get("looked") != _mark(asks, shown):
            return _page(request, case, form, shown=shown)
        with transaction.atomic():
            hold_still(case.report, case.actor, form.cleaned_data["seen"])
            party, link = consulting.invite(case.report, asks, actor=case.actor)
    except Refused as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused.says))
            return _page(request, case, form, status=WRONG)
        return _page(request, case, form, says=str(refused.says), status=NOT_TAKEN)
    made = {"name": party.name, "until": party.expires_at, "link": link, "sent": asks.address}
    return _page(request, open_case(case.card.number, case.actor), made=made)


def _page(
    request: Request,
    case: Case,
    form: AskForm | None = None,
    *,
    shown: Extract | None = None,
    made: dict[str, Any] | None = None,
    says: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show who was asked and, to who may ask, the form. shown: what the party would read."""
    within = request.method != "POST" and BY_ITSELF in request.headers
    asks = not within and may_ask(case)
    form = (form or AskForm(case=case)) if asks else None
    context = {
        "case": case,
        "card": case.card,
        "asked": consulting.asked_parties(case.report, timezone.now()),
        "may_decide": consulting.may_decide(case.actor, case.stands),
        "may_take": bool(consulting.takes(case.open)),
        "form": form,
        "shows": SHOWS,
        "faults": faults(form) if form and form.is_bound else [],
        "shown": shown,
        "looked": _mark(form.asks(), shown) if form and shown else "",
        "made": made,
        "says": says,
        "hindered": "" if asks else _hindrance(case),
        "files_at": f"{reverse('desk-case', args=[case.card.number])}/berkas/",
        "here": "inbox",
    }
    template = "desk/parts/parties.html" if within else "desk/parties.html"
    return render(request, template, context, status=status)


def may_ask(case: Case) -> bool:
    """Say whether this officer may ask an outside party about this report now; no statement."""
    return outward.CONSULT in case.open and not case.card.confidential


def _hindrance(case: Case) -> str:
    """Say why somebody of the office cannot ask now; empty for who never does."""
    if not consulting.may_decide(case.actor, case.stands):
        return ""
    return str(consulting.CONFIDENTIAL if case.card.confidential else NOT_NOW)


def _mark(asks: Asking, shown: Extract) -> str:
    """Return by what the page knows that just this was looked at."""
    return digest(f"looked:{asks}:{shown}").hex()[:32]


def _key(request: Request) -> int:
    typed = request.POST.get("key", "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0
