"""Splitting a report at the desk: a page with one part for each office that is to do something."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from lapor.agencies.models import Agency
from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.reports import splitting
from lapor.reports.casework import Case, hold_still, open_case
from lapor.reports.splitting import FEWEST, LONGEST_TASK, LONGEST_TITLE, MOST, Part
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk import units
from lapor.web.desk.case import gone
from lapor.web.desk.forms import LONGEST_NAME, Pick, StepForm, Words
from lapor.web.desk.signin import officers_only
from lapor.web.desk.units import Unit
from lapor.web.forms import Fault, LineField, faults

SPLIT, ADD, DROP = "split", "add", "drop"
WRONG, MOVED_ON = 422, 409
LONGEST_KEY = 18  # digits of a bigint
NAMES = ("to", "to_for", "to_pick", "title", "task", "words")
NOT_YOURS = gettext_lazy(
    "Memecah laporan adalah langkah admin instansi yang memegang laporan, atau admin di atasnya."
)
NOT_NOW = gettext_lazy("Laporan ini tidak dapat dipecah dalam keadaannya sekarang.")


@dataclass(frozen=True)
class Row:
    """One part of the form: its number, and what its fields are called."""

    number: int
    to: str
    title: str
    task: str
    words: str


class SplitForm(StepForm):
    """The parts, as many as were asked for. What is wrong is said at the field of its part."""

    def __init__(self, *args: Any, count: int = FEWEST, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(max(count, FEWEST), MOST)
        for number in range(1, self.count + 1):
            made = (
                LineField(most=LONGEST_NAME),
                LineField(most=LONGEST_NAME),
                Pick(),
                LineField(most=LONGEST_TITLE),
                LineField(most=LONGEST_TASK),
                Words(),
            )
            for name, field in zip(NAMES, made, strict=True):
                self.fields[called(name, number)] = field
        if not self.is_bound:
            self._offer_again()

    def _offer_again(self) -> None:
        """Show the offices that were picked before a part was added or dropped: one statement."""
        picked = {row.to: str(self.initial.get(f"{row.to}_pick") or "") for row in self.rows}
        keys = [key for key in picked.values() if key.isdecimal() and len(key) <= LONGEST_KEY]
        found = {str(row.pk): row for row in Agency.objects.filter(pk__in=keys)} if keys else {}
        for name, key in picked.items():
            typed = self.initial.get(name, "")
            if key in found and typed in ("", self.initial.get(f"{name}_for")):
                self.offered[name] = [Unit(key, found[key].label)]

    @property
    def rows(self) -> list[Row]:
        shown = ("to", "title", "task", "words")
        numbers = range(1, self.count + 1)
        return [Row(n, *(called(name, n) for name in shown)) for n in numbers]

    def clean(self) -> dict[str, Any]:
        for row in self.rows:
            self.choose(row.to, handed_on=True)
            if office := self.chosen.get(row.to):  # still there where another part is wrong
                self.offered[row.to] = [Unit(str(office.pk), office.label)]
            asks = (
                (row.to, row.to in self.chosen, _("Pilih unit di daftar, atau ketik namanya.")),
                (row.title, self.cleaned_data.get(row.title), _("Beri bagian ini judul.")),
                (row.task, self.cleaned_data.get(row.task), _("Tulis satu kalimat untuk pelapor.")),
            )
            for name, there, says in asks:
                if not there and name not in self.errors:
                    self.add_error(name, says)
        return self.cleaned_data

    def parts(self) -> list[Part]:
        told = self.cleaned_data
        return [
            Part(
                to=self.chosen[row.to],
                title=told[row.title],
                task=told[row.task],
                words=told[row.words],
            )
            for row in self.rows
        ]


def called(name: str, number: int) -> str:
    """Return what a field is called in the part of this number: to_2, to_2_for, to_2_pick."""
    head, _line, tail = name.partition("_")
    return f"{head}_{number}_{tail}" if tail else f"{head}_{number}"


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, number: str) -> HttpResponse:
    """Show the parts to be filled in; by POST add a part, drop one, or split the report."""
    plain = read_number(number)
    if plain and plain != number:
        return redirect("desk-split", plain)
    try:
        case = open_case(number, request.actor)
    except NotFound:
        return gone(request)
    if request.method != "POST":
        return _page(request, case, _form(case))
    count, do = _count(request.POST), request.POST.get("do", "")
    if do == ADD:
        return _page(
            request, case, _form(case, _typed(request.POST, range(1, count + 1)), count + 1)
        )
    if do.startswith(DROP):
        left = [n for n in range(1, count + 1) if f"{DROP}-{n}" != do]
        return _page(request, case, _form(case, _typed(request.POST, left), len(left)))
    form = SplitForm(request.POST, case=case, book=case.book, step=SPLIT, count=count)
    if not form.is_valid():
        return _page(request, case, form, status=WRONG)
    return _split(request, case, form)


def _split(request: Request, case: Case, form: SplitForm) -> HttpResponse:
    try:
        with transaction.atomic():
            hold_still(case.report, request.actor, form.cleaned_data["seen"])
            splitting.split(case.report, actor=request.actor, into=form.parts())
    except Refused as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused.says))
            return _page(request, case, form, status=WRONG)
        return _page(request, case, form, says=str(refused.says), status=MOVED_ON)
    told = ngettext(
        "Laporan dipecah menjadi %(n)d bagian. Tiap unit sudah diberi tahu.",
        "Laporan dipecah menjadi %(n)d bagian. Tiap unit sudah diberi tahu.",
        form.count,
    )
    messages.success(request, told % {"n": form.count})
    return redirect("desk-case", case.card.number)


def _form(case: Case, typed: dict[str, Any] | None = None, count: int = FEWEST) -> SplitForm:
    return SplitForm(case=case, book=case.book, step=SPLIT, count=count, initial=typed or {})


def _count(typed: QueryDict) -> int:
    rows = typed.get("rows", "")
    return int(rows) if rows.isdecimal() and len(rows) == 1 else FEWEST


def _typed(typed: QueryDict, numbers: Any) -> dict[str, Any]:
    """Return what stands in these parts, as a form with these alone begins with it."""
    return {
        called(name, place): typed.get(called(name, number), "")
        for place, number in enumerate(numbers, 1)
        for name in NAMES
    }


def _in_part(fault: Fault) -> str:
    """Return what is wrong, with the number of the part: each part has the same fields."""
    _name, _line, number = fault.field.partition("_")
    if not number:
        return fault.says
    return _("Bagian %(n)s: %(says)s") % {"n": number, "says": fault.says}


def _page(
    request: Request, case: Case, form: SplitForm, *, says: str = "", status: int = 200
) -> HttpResponse:
    report = case.report
    hindered = "" if SPLIT in case.open or says else _hindered(report)
    context = {
        "case": case,
        "card": case.card,
        "form": form,
        "faults": [Fault(row.field, _in_part(row)) for row in faults(form)],
        "says": says,
        "hindered": hindered,
        "units": units.beside(case) if not hindered else [],
        "most": MOST,
        "fewest": FEWEST,
        "longest_title": LONGEST_TITLE,
        "longest_task": LONGEST_TASK,
    }
    return render(request, "desk/split.html", context, status=status)


def _hindered(report: Any) -> str:
    """Say why this report is not split now by who looks at it."""
    if report.split == "part":
        return str(splitting.A_PART)
    if report.split == "open":
        return str(splitting.SPLIT_ALREADY)
    if not report.verified:
        return str(splitting.NOT_VERIFIED)
    return str(NOT_YOURS if report.status in ("received", "assigned", "in_progress") else NOT_NOW)
