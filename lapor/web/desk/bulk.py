"""One step for many reports: choosing them, what the step needs, and how far the worker is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lapor.agencies import finding
from lapor.agencies.actor import Actor
from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Agency
from lapor.agencies.request import Request
from lapor.agencies.rules import Rules, rules
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import access, bulk, grouping, problems
from lapor.reports.bulk import MOST, Chosen, Rest
from lapor.reports.copies import DUPLICATE
from lapor.reports.taking import OVERSIGHT
from lapor.reports.terms import Kind, NotFound, Refused
from lapor.web.desk import filters, inbox, kept
from lapor.web.desk.forms import LONGEST_NAME, Pick, Words
from lapor.web.desk.signin import officers_only
from lapor.web.desk.units import Unit
from lapor.web.forms import LineField, faults

WRONG = 422
LISTED, LOOKED_AT, LAST = 12, 60, 20
LONGEST_SEEN = 18  # digits
TITLES: Mapping[str, str | Promise] = {
    "verify": _("Verifikasi sekaligus"),
    "assign": _("Teruskan sekaligus"),
    "archive": _("Arsipkan sekaligus"),
    "group": _("Gabungkan menjadi satu masalah"),
    "follow_up": _("Jawab sekaligus"),
}


class BulkForm(forms.Form):
    """What a step needs, said once for all. What is wrong is said at the field."""

    client_key = forms.UUIDField(error_messages={"required": _("Muat ulang halaman ini.")})
    words = Words()
    to = LineField(most=LONGEST_NAME)
    to_for = LineField(most=LONGEST_NAME)
    to_pick = Pick()
    must_have_office = False

    def __init__(self, data: QueryDict | None, *, actor: Actor, book: Rules) -> None:
        key = {"client_key": str(uuid4())}
        super().__init__(data, auto_id="banyak-%s", initial=key)
        self.actor, self.book = actor, book
        self.offered: dict[str, list[Unit]] = {}
        self.office: Agency | None = None

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        typed, pick = told.get("to", ""), told.get("to_pick")
        if pick and (not typed or told.get("to_for") == typed):
            office = Agency.objects.filter(pk=pick, ended_at=None).first()
            self.office = office if office and may_reach(self.actor, office) else None
        elif typed:
            named = [a for a in finding.exact_agencies([typed], []) if may_reach(self.actor, a)]
            self.office = named[0] if len(named) == 1 else None
        if typed and self.office is None:
            self.offered["to"] = fits = offices(self.actor, typed)
            says = _("Pilih di bawah ini unit yang Anda maksud.") if fits else NO_OFFICE
            self.add_error("to", says)
        elif self.must_have_office and self.office is None:
            self.add_error("to", _("Ketik nama unitnya."))
        return told

    def given(self) -> dict[str, Any]:
        """Return what the worker needs to take the step."""
        given: dict[str, Any] = {"words": self.cleaned_data["words"]}
        return given | ({"to": self.office.pk} if self.office else {})


NO_OFFICE = _("Tidak ada unit dengan nama itu yang dapat Anda pilih. Coba satu kata saja.")


class VerifyManyForm(BulkForm):
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Kind.choices])
    category = forms.IntegerField(required=False)
    oversight = forms.ChoiceField(
        required=False, choices=[(said, said) for said in ("", *OVERSIGHT)]
    )

    def given(self) -> dict[str, Any]:
        names = ("kind", "category", "oversight")
        return super().given() | {name: self.cleaned_data[name] for name in names}


class AssignManyForm(BulkForm):
    must_have_office = True


class ArchiveManyForm(BulkForm):
    reason = forms.ChoiceField(error_messages={"required": _("Pilih alasannya.")})
    words = Words(_("Tulis penjelasannya. Setiap pelapor ikut membacanya."))

    def __init__(self, data: QueryDict | None, *, actor: Actor, book: Rules) -> None:
        super().__init__(data, actor=actor, book=book)
        rows = book.reasons_for("archive")
        # Of a copy each names the report that goes on, so it is put aside one by one.
        self.reasons = [(row.code, row.label) for row in rows if row.code != DUPLICATE]
        self.fields["reason"] = forms.ChoiceField(
            choices=self.reasons, error_messages={"required": _("Pilih alasannya.")}
        )

    def given(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"], "reason": self.cleaned_data["reason"]}


class GroupManyForm(BulkForm):
    problem = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    title = LineField(most=grouping.LONGEST_TITLE)

    def __init__(self, data: QueryDict | None, *, actor: Actor, book: Rules) -> None:
        super().__init__(data, actor=actor, book=book)
        self.problems = problems.open_to(actor)
        self.fields["problem"] = forms.TypedChoiceField(
            required=False, coerce=int, empty_value=None, choices=[("", ""), *self.problems]
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not told.get("problem") and not told.get("title") and "title" not in self.errors:
            self.add_error("title", grouping.UNTITLED)
        return told

    def given(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"problem": told["problem"] or grouping.begin(self.actor, told["title"])}


FORMS: Mapping[str, type[BulkForm]] = {
    "verify": VerifyManyForm,
    "assign": AssignManyForm,
    "archive": ArchiveManyForm,
    "group": GroupManyForm,
}


@dataclass(frozen=True)
class Selection:
    """The reports of a form: those for which the step is open, those not, and those gone."""

    can: list[Chosen]
    cannot: list[Chosen]
    gone: int
    cut: bool  # more fit than one batch takes
    last: str = ""  # the number of the last of them


@officers_only
def many(request: Request) -> HttpResponse:
    """Show what was chosen and ask what the step needs; by POST hand it to the worker.

    The list leads here by GET, so that the page can be read again; a form that is wrong comes
    back with everything in it. Raises NotFound for a step that this officer never takes.
    """
    query = request.POST if request.method == "POST" else request.GET
    step = query.get("step", "")
    if step not in bulk.steps_for(request.actor):
        raise NotFound(step)
    if request.method != "POST":
        form = FORMS[step](None, actor=request.actor, book=rules())
        return _page(request, step, form, _selected(request.GET, request.actor, step))
    form = FORMS[step](request.POST, actor=request.actor, book=rules())
    ticked = _ticked(request.POST)
    if form.is_valid():
        try:
            rest = _rest(request, request.POST.get("sampai", ""))
            with transaction.atomic():  # what the form makes goes where it is refused
                key = bulk.ask(
                    request.actor,
                    step,
                    ticked,
                    form.given(),
                    form.cleaned_data["client_key"],
                    rest=rest if request.POST.get("sisanya") else None,
                )
            return redirect("desk-batch", key)
        except Refused as refused:
            form.add_error(None, str(refused.says))
    chosen = bulk.choose(request.actor, step, ticked)
    return _page(request, step, form, _sorted(chosen, len(ticked)), status=WRONG)


@officers_only
@require_safe
def batch(request: Request, key: UUID) -> HttpResponse:
    """Show how far one's own batch is, with what came of each report; raises NotFound."""
    progress = bulk.progress(request.actor, key)
    context = {"batch": progress, "title": TITLES[progress.step], "zone": _zone(request)}
    return render(request, "desk/batch.html", context)


@officers_only
@require_safe
def batches(request: Request) -> HttpResponse:
    """List one's own batches, the newest first."""
    rows = [(TITLES[row.step], row) for row in bulk.newest(request.actor, most=LAST)]
    return render(request, "desk/batches.html", {"rows": rows, "zone": _zone(request)})


@officers_only
@require_safe
def units(request: Request) -> HttpResponse:
    """Answer the typing in the form with the offices that may be chosen there."""
    typed = tidy(request.GET.get("q", "")[: finding.LONGEST])
    context = {"units": offices(request.actor, typed), "typed": typed, "field": "to", "asked": True}
    return render(request, "desk/units.html", context)


def offices(actor: Actor, typed: str) -> list[Unit]:
    """Return the offices with these words to which this officer may hand reports on."""
    if actor.agency is None:
        return []
    below = Agency.objects.filter(path__within=str(actor.agency.path), ended_at=None)
    found = finding.agencies(typed, LOOKED_AT, among=below)
    return [
        Unit(hit.key, hit.label)
        for hit in found
        if isinstance(hit.row, Agency) and may_reach(actor, hit.row)
    ][:LISTED]


def may_reach(actor: Actor, office: Agency) -> bool:
    """Say so of what holds for every report; whom each accuses is asked when its turn comes."""
    return access.may_assign_to(actor, office, ())


def _selected(query: QueryDict, actor: Actor, step: str) -> Selection:
    """Return what was ticked in the list, or with `semua` the first of all that it holds."""
    if not query.get("semua"):
        ticked = _ticked(query)
        return _sorted(bulk.choose(actor, step, ticked), len(ticked))
    mine = inbox.views_of(actor)
    view, clock = inbox.place_of(query.get("lihat", ""), query.get("langkah", ""), mine)
    wanted = filters.read(query, actor, rules()).wanted
    chosen = bulk.choose_all(actor, step, view, clock, wanted)
    return _sorted(chosen, len(chosen), cut=len(chosen) == MOST)


def _sorted(chosen: list[Chosen], asked: int, *, cut: bool = False) -> Selection:
    can = [row for row in chosen if not row.why_not]
    last = chosen[-1].number if chosen else ""
    return Selection(can, [row for row in chosen if row.why_not], asked - len(chosen), cut, last)


def _rest(request: Request, last: str) -> Rest | None:
    """Return what the list in the address holds after this report, where all of it was chosen."""
    query, actor, after = request.GET, request.actor, read_number(last)
    if not query.get("semua") or not after:
        return None
    mine = inbox.views_of(actor)
    view, clock = inbox.place_of(query.get("lihat", ""), query.get("langkah", ""), mine)
    return Rest(view, clock, filters.read(query, actor, rules()).wanted, after)


def _ticked(query: QueryDict) -> dict[str, int]:
    """Return the numbers that were ticked, each with the newest step that the list showed."""
    found: dict[str, int] = {}
    for value in query.getlist("pilih")[:MOST]:
        number, _dot, seen = value.partition(".")
        plain = read_number(number)
        if plain and seen.isdecimal() and len(seen) <= LONGEST_SEEN:
            found[plain] = int(seen)
    return found


def _page(
    request: Request, step: str, form: BulkForm, selection: Selection, *, status: int = 200
) -> HttpResponse:
    typed = request.POST
    last = typed.get("sampai", "") if form.is_bound else selection.last if selection.cut else ""
    rest = _rest(request, last) if step == bulk.TOGETHER else None
    context = {
        "rest": bulk.count_rest(request.actor, rest) if rest else 0,
        "rest_after": rest.after if rest else "",
        "rest_wanted": bool(typed.get("sisanya")) if form.is_bound else True,
        "list": f"semua=1&{filters.plain(request.GET)}" if rest else "",
        "form": form,
        "step": step,
        "template": f"desk/bulk/{step}.html",
        "title": TITLES[step],
        "chosen": selection,
        "most": MOST,
        "kinds": Kind.choices,
        "faults": faults(form) if form.is_bound else [],
        "lost": [] if selection.can else kept.typed(request),
        "back": f"?{filters.plain(request.GET)}" if request.method == "GET" else "",
        "here": "inbox",
    }
    return render(request, "desk/bulk.html", context, status=status)


def _zone(request: Request) -> str:
    return zone_label(request.actor.agency) if request.actor.agency else ""
