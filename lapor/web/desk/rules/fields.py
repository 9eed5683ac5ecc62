"""The forms of rules: fields that know how they are shown, and the basis that each must give."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lapor.agencies import finding, governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.web.forms import DayField, LineField, WordsField

LONGEST_WHY, LONGEST_BASIS, LONGEST_NAME = 300, 120, 120
OFFERED = 4
CHOOSE = _("Pilih salah satu.")
WHY = _("Dasar atau alasan")


class RuleForm(forms.Form):
    """A rule as it is written. Each field is shown by its `kind`: line, day, area, pick, tick."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, actor: Actor, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, auto_id="r-%s")
        self.actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices that depend on who asks."""

    def shown(self) -> list[dict[str, Any]]:
        """Return the visible fields, ready for the page."""
        return [show(self[name]) for name in self.fields if name != "seen"]

    def without(self, *names: str) -> None:
        """Leave out fields that this rule does not have."""
        for name in names:
            del self.fields[name]


def show(bound: forms.BoundField) -> dict[str, Any]:
    field, value = bound.field, bound.value()
    ids = ([f"{bound.auto_id}-h"] if field.help_text else []) + (
        [f"{bound.auto_id}-e"] if bound.errors else []
    )
    return {
        "field": bound,
        "kind": field.widget.attrs.get("kind", "line"),
        "type": "date" if isinstance(field, DayField) else field.widget.attrs.get("type", "text"),
        "rows": field.widget.attrs.get("rows", 3),
        "choices": list(getattr(field, "choices", ())),
        "value": "" if value is None else value,
        "optional": not field.required and isinstance(field, forms.CharField),
        "suggests": "suggests" in field.widget.attrs,
        "described": " ".join(ids),
    }


def line(label: Any, hint: Any = "", *, most: int = LONGEST_NAME, required: bool = True) -> Any:
    return _dressed(LineField(most=most, required=required), label, hint)


def area(label: Any, hint: Any = "", *, most: int, rows: int = 4) -> Any:
    return _dressed(WordsField(most=most, required=True), label, hint, kind="area", rows=rows)


def why(label: Any = WHY, *, most: int = LONGEST_WHY) -> Any:
    """The reason that every change must give."""
    field = LineField(
        most=most, required=True, empty=_("Tulis dasar hukum, keputusan, atau alasannya.")
    )
    hint = _("Tersimpan bersama perubahan ini dan dibaca pemeriksa.")
    return _dressed(field, label, hint)


def basis() -> Any:
    field = why(_("Dasar hukum atau keputusan"), most=LONGEST_BASIS)
    field.help_text = _("Tampil di halaman umum di samping tenggatnya, misalnya Perwal 7/2026.")
    return field


def number(label: Any, hint: Any = "", *, least: int = 0, most: int = 365) -> Any:
    field = forms.IntegerField(
        min_value=least,
        max_value=most,
        error_messages={
            "required": _("Tulis angkanya."),
            "invalid": _("Tulis dengan angka, misalnya 3."),
            "min_value": _("Paling sedikit %(limit_value)d."),
            "max_value": _("Paling banyak %(limit_value)d."),
        },
    )
    return _dressed(field, label, hint, type="number")


def day(label: Any, hint: Any = "", *, required: bool = True) -> Any:
    field = DayField(
        required=required, error_messages={"required": _("Isi tanggalnya, misalnya 31/08/2026.")}
    )
    return _dressed(field, label, hint)


def pick(label: Any, choices: Iterable[tuple[str, Any]], hint: Any = "") -> Any:
    field = forms.ChoiceField(
        choices=list(choices),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    return _dressed(field, label, hint, kind="pick")


def maybe(label: Any, choices: Iterable[tuple[str, Any]], hint: Any = "") -> Any:
    field = pick(label, choices, hint)
    field.required = False
    return field


def tick(label: Any, hint: Any = "") -> Any:
    return _dressed(forms.BooleanField(required=False), label, hint, kind="tick")


def office(label: Any, hint: Any = "", *, required: bool = False) -> Any:
    field = line(label, hint, most=200, required=required)
    field.widget.attrs["suggests"] = True
    return field


def the_office(form: RuleForm, name: str, *, everywhere: bool = False) -> Agency | None:
    """Return the office that was typed; None with an error at the field where it is unclear.

    everywhere: any office of the nation, not only those that this actor governs.
    """
    typed = form.cleaned_data.get(name, "")
    if not typed:
        return None
    among = Agency.objects.all() if everywhere else governing.governed(form.actor)
    found = finding.agencies(typed, OFFERED, among=among.filter(ended_at=None))
    one = finding.the_one(typed, found)
    if one is not None and isinstance(one.row, Agency):
        return one.row
    if found:
        names = "; ".join(hit.label for hit in found)
        form.add_error(name, _("Tulis lengkap yang mana: %(names)s.") % {"names": names})
    else:
        form.add_error(
            name, _("Tidak ada unit dengan nama itu yang dapat Anda pilih. Coba satu kata saja.")
        )
    return None


def label_of(office: Agency | None) -> str:
    """Return an office by the name under which `the_office` finds it and no other."""
    return finding.labelled([office])[0].label if office else ""


def _dressed(field: Any, label: Any, hint: Any, **attrs: Any) -> Any:
    field.label, field.help_text = label, hint
    field.widget.attrs |= attrs
    return field
