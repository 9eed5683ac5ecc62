"""Ketentuan: a new version of a notice or of the terms, looked at before it is put in force."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lapor.agencies import legal as texts
from lapor.agencies.governing import governs
from lapor.agencies.legal import Draft, NotOurs, Taken
from lapor.agencies.models import LegalText
from lapor.agencies.request import Request
from lapor.reports.terms import NotFound
from lapor.web.desk.signin import officers_only
from lapor.web.forms import DayField, LineField, WordsField, faults
from lapor.web.markdown import drawn

LONGEST_TITLE, LONGEST_BODY, LONGEST_VERSION, LONGEST_WHY = 120, 60_000, 20, 300
VERSION = RegexValidator(
    re.compile(r"^[0-9A-Za-z][0-9A-Za-z-]*$"),
    gettext_lazy("Pakai huruf, angka, dan tanda hubung saja, misalnya 2026-12."),
)
KINDS = tuple(LegalText.Kind)


class VersionForm(forms.Form):
    """A text in both languages; English may be left out, but not half."""

    kind = forms.ChoiceField(choices=LegalText.Kind.choices)
    seen = forms.CharField(required=False)
    version = LineField(
        most=LONGEST_VERSION, required=True, empty=gettext_lazy("Tulis nama versinya.")
    )
    valid_from = DayField(error_messages={"required": gettext_lazy("Isi tanggal mulai berlaku.")})
    title_id = LineField(most=LONGEST_TITLE, required=True, empty=gettext_lazy("Tulis judulnya."))
    body_id = WordsField(most=LONGEST_BODY, required=True, empty=gettext_lazy("Tulis isinya."))
    title_en = LineField(most=LONGEST_TITLE)
    body_en = WordsField(most=LONGEST_BODY)
    why = WordsField(
        most=LONGEST_WHY, required=True, empty=gettext_lazy("Tulis dasar atau alasannya.")
    )

    def clean_version(self) -> str:
        typed = str(self.cleaned_data["version"])
        VERSION(typed)
        return typed

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        day = told.get("valid_from")
        if day and day < timezone.localdate():
            self.add_error("valid_from", _("Pilih tanggal hari ini atau sesudahnya."))
        if bool(told.get("title_en")) != bool(told.get("body_en")):
            empty = "body_en" if told.get("title_en") else "title_en"
            self.add_error(empty, _("Isi judul dan isi bahasa Inggris, atau kosongkan keduanya."))
        newest = texts.newest_version(told["kind"]) if "kind" in told else ""
        if newest != told.get("seen"):
            sent = {name: self.data.get(name, "") for name in self.fields}
            self.data = sent | {"seen": newest}  # what is sent next has seen it
            self.add_error(
                None,
                _("Sudah ada versi %(version)s sejak halaman Anda dibuka. Baca dulu, lalu kirim.")
                % {"version": newest},
            )
        return told

    def drafts(self) -> dict[str, Draft]:
        """Return what the form says, by language. The form must be valid."""
        told = self.cleaned_data
        made = {"id": Draft(told["title_id"], told["body_id"])}
        if told["title_en"]:
            made["en"] = Draft(told["title_en"], told["body_en"])
        return made


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def legal(request: Request) -> HttpResponse:
    """List the texts and their versions; take a new one; raises NotFound but for the nation.

    Without `?jenis=` the list, with it the form, which begins with the text in force.
    """
    if not governs(request.actor, None):
        raise NotFound
    if request.method == "POST":
        return _take(request)
    asked = request.GET.get("jenis", "")
    if asked not in KINDS:
        return render(request, "desk/legal.html", {"kinds": _kinds(), "here": "rules"})
    return _show(request, VersionForm(initial=_start(LegalText.Kind(asked)), auto_id="l-%s"))


def _take(request: Request) -> HttpResponse:
    form = VersionForm(request.POST, auto_id="l-%s")
    if request.POST.get("do") == "edit":
        return _show(request, VersionForm(initial=_typed(request.POST), auto_id="l-%s"))
    if not form.is_valid():
        return _show(request, form, status=422)
    told = form.cleaned_data
    if request.POST.get("do") != "save":
        return _show(request, form, preview=True)
    try:
        made = texts.add(
            LegalText.Kind(told["kind"]),
            told["version"],
            told["valid_from"],
            form.drafts(),
            actor=request.actor,
            why=told["why"],
        )
    except NotOurs:
        raise NotFound from None
    except Taken:
        form.add_error("version", _("Versi dengan nama ini sudah ada. Pilih nama lain."))
        return _show(request, form, status=422)
    says = _("Versi %(version)s tersimpan. Versi lama tetap dapat dibaca.")
    messages.success(request, says % {"version": made.version})
    return redirect("desk-legal")


def _show(
    request: Request, form: VersionForm, *, preview: bool = False, status: int = 200
) -> HttpResponse:
    kind = str(form["kind"].value() or "")
    context: dict[str, Any] = {
        "form": form,
        "label": LegalText.Kind(kind).label if kind in KINDS else "",
        "faults": faults(form) if form.is_bound else [],
        "preview": preview,
        "here": "rules",
    }
    if preview:
        told = form.cleaned_data
        context["day"] = told["valid_from"]
        context["drawn"] = [
            (language, draft.title, drawn(draft.body)) for language, draft in form.drafts().items()
        ]
    return render(request, "desk/legal.html", context, status=status)


def _kinds() -> list[dict[str, Any]]:
    """Return each text with its versions, those to come first."""
    rows = list(texts.every_version())
    today = timezone.localdate()
    told = []
    for kind in KINDS:
        own = [row for row in rows if row.kind == kind]
        begun = [row for row in own if row.valid_from <= today]
        told.append(
            {
                "kind": kind,
                "label": kind.label,
                "rows": own,
                "now": begun[0] if begun else None,
                "today": today,
            }
        )
    return told


def _start(kind: LegalText.Kind) -> dict[str, Any]:
    """Return the text in force, to be changed into the next one."""
    start: dict[str, Any] = {"kind": kind, "seen": texts.newest_version(kind)}
    known = texts.versions(kind)
    if known:
        for language in ("id", "en"):
            row = texts.told_in(known[0], language)
            if row.language == language:
                start |= {f"title_{language}": row.title, f"body_{language}": row.body}
    return start


def _typed(posted: QueryDict) -> dict[str, str]:
    return {name: posted.get(name, "") for name in VersionForm.base_fields}
