"""The point of a report on the citizen's form: typed, pasted, of the device, or of a photo.

A device and a photo are read in the browser, and only when the person says yes; what arrives here
is what stands in the two fields.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.kit import points
from lapor.kit.points import Pin
from lapor.kit.text import one_line
from lapor.web.forms import LineField

DEVICE, PHOTO = "device", "photo"
MOST_OFF = 1000  # metres; what is surer of nothing is no point
NO_POINT = gettext_lazy(
    "Angka ini tidak terbaca sebagai koordinat. Tulis seperti -6.12, 106.15, atau tempel tautan"
    " peta yang memuat angkanya."
)
SHORT_LINK = gettext_lazy(
    "Tautan pendek tidak memuat angka koordinat. Buka tautannya di peta, lalu salin angkanya ke"
    " sini."
)
ELSEWHERE = gettext_lazy(
    "Titik ini di luar Indonesia. Periksa angkanya: lintang -11 sampai 6, bujur 95 sampai 141."
)


class PointFields(forms.Form):
    """Two numbers, or both in the first; beside them what the browser says of where they are from.

    point_for: the numbers of which that was said, so that it does not stay with others.
    """

    latitude = LineField(most=points.LONGEST)
    longitude = LineField(most=60)
    point_for = forms.CharField(required=False, max_length=60)
    point_from = forms.CharField(required=False, max_length=10)
    accuracy = forms.CharField(required=False, max_length=10)

    pin: Pin | None = None

    def find_point(self) -> None:
        """Read what was typed; say at the field what is wrong with it."""
        try:
            self.pin = pin_in(self.cleaned_data)
        except points.NoNumbers:
            self.add_error("latitude", SHORT_LINK)
        except points.Unreadable:
            self.add_error("latitude", NO_POINT)
        except points.Outside:
            self.add_error("latitude", ELSEWHERE)

    @property
    def point_typed(self) -> dict[str, str]:
        """The values of the fields, for the page."""
        return {name: str(self[name].value() or "") for name in PointFields.base_fields}

    @property
    def point_said(self) -> str:
        """From where the point is and how sure, for the page; empty where its fields say it all."""
        typed = self.point_typed
        try:
            pin = pin_in(typed)
        except (points.Unreadable, points.Outside):
            return ""
        return said_of(pin, source_of(typed)) if pin else ""


def pin_in(typed: Any) -> Pin | None:
    """Return the point that these fields say; None where they are empty.

    Raises `points.Unreadable`, `NoNumbers` or `Outside`.
    """
    latitude, longitude = (_line(typed, name) for name in ("latitude", "longitude"))
    if not (latitude or longitude):
        return None
    pin = points.read(latitude, longitude)
    off = str(typed.get("accuracy", ""))
    sure = source_of(typed) and off.isdecimal() and len(off) <= len(str(MOST_OFF))
    return points.pin(*pin.point, min(int(off), MOST_OFF)) if sure else pin


def source_of(typed: Any) -> str:
    """Return from where the browser took these very numbers; empty where a person typed them."""
    both = f"{_line(typed, 'latitude')} {_line(typed, 'longitude')}"
    source = str(typed.get("point_from", ""))
    return source if source in (DEVICE, PHOTO) and typed.get("point_for", "") == both else ""


def said_of(pin: Pin, source: str) -> str:
    """Return it in words: titik dari foto, kira-kira 20 m."""
    words = {DEVICE: _("Titik dari perangkat ini"), PHOTO: _("Titik dari foto")}.get(source, "")
    if words and pin.accuracy:
        return f"{words}, {_('kira-kira %(n)s m') % {'n': pin.accuracy}}"
    return words


def _line(typed: Any, name: str) -> str:
    return one_line(str(typed.get(name) or "")[: points.LONGEST])
