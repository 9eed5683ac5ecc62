"""What the forms of all pages share: days as people write them, and their errors."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.kit.text import one_line, tidy

WAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %m %Y")
# The months as they are written in either language, by their first letters.
MONTHS = (
    ("jan",), ("feb", "peb"), ("mar",), ("apr",), ("mei", "may"), ("jun",), ("jul",),
    ("agu", "aug", "ags"), ("sep",), ("okt", "oct"), ("nov", "nop"), ("des", "dec"),
)  # fmt: skip
MONTH = re.compile(r"[^\W\d_]+")
EARLIEST_YEAR, YEARS_AHEAD = 1900, 5  # beyond them it is a slip, and a calendar has no zone there
ROOM = 4  # parts in which one letter may be typed, which `tidy` then makes one


@dataclass(frozen=True)
class Fault:
    """One line of the summary above a form: where to go and what to do."""

    field: str
    says: str


class DayField(forms.CharField):
    """A day typed as 20/08/2026, 2026-08-20, 20 Agustus 2026 or 20 August 2026.

    Cleans to a date, or None where it is empty.
    """

    default_error_messages = {
        "unreadable": _("Tulis tanggal seperti 20/08/2026."),
        "far": _("Periksa tahunnya."),
    }

    def clean(self, value: Any) -> date | None:
        typed = super().clean(value)
        return self.read(typed) if typed else None

    def read(self, typed: str) -> date:
        plain = MONTH.sub(_month, typed)
        for way in WAYS:
            try:
                day = datetime.strptime(plain, way).date()  # noqa: DTZ007
            except ValueError:
                continue
            if EARLIEST_YEAR <= day.year <= timezone.localdate().year + YEARS_AHEAD:
                return day
            raise forms.ValidationError(self.error_messages["far"], code="far")
        raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")


def _month(word: re.Match[str]) -> str:
    """Return the number of a month's name; what is no month stays, and is no date."""
    start = word[0].lower()[:3]
    return next((str(n) for n, names in enumerate(MONTHS, 1) if start in names), word[0])


class WordsField(forms.CharField):
    """Words of a person, in one normal form; what is too long is refused, not cut."""

    def __init__(self, *, most: int, empty: Any = "", required: bool = False) -> None:
        super().__init__(
            required=required,
            max_length=most,
            strip=False,
            error_messages={
                "required": empty or _("Isi bagian ini."),
                "max_length": _(
                    "Paling banyak %(limit_value)d huruf; tulisan Anda %(show_value)d huruf."
                ),
            },
        )

    def to_python(self, value: Any) -> str:
        """Return the words tidied. What is far too long is refused before work is done on it."""
        raw = super().to_python(value) or ""
        if self.max_length and len(raw) > ROOM * self.max_length:
            says = {"limit_value": self.max_length, "show_value": len(raw)}
            raise forms.ValidationError(self.error_messages["max_length"], "max_length", says)
        return tidy(raw)


class LineField(WordsField):
    """Words that stand on one line: a title, a name, a reason."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value))


def faults(form: forms.BaseForm) -> list[Fault]:
    """Return the errors of a form in the order of its fields, those of the whole form first."""
    order = ["__all__", *form.fields]
    return [
        Fault(name, str(says))
        for name in sorted(form.errors, key=order.index)
        for says in form.errors[name]
    ]
