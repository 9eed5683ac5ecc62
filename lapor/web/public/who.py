"""Who reports: three ways of giving a name, a contact that stands apart, and secrecy on top."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from lapor.kit.text import tidy
from lapor.reports import naming
from lapor.reports.naming import Kept
from lapor.web.forms import LineField

NAMED, SEALED, NOBODY = "named", "sealed", "nobody"


class WhoFields(forms.Form):
    """The name: open to who handles, sealed from every office, or not given at all."""

    who = forms.ChoiceField(
        required=False, choices=[(way, way) for way in (NOBODY, NAMED, SEALED)], initial=NOBODY
    )
    name = LineField(most=150)
    address = forms.CharField(required=False, max_length=254)
    confidential = forms.BooleanField(required=False)

    def clean_who(self) -> str:
        """Return the way that was chosen; a sealed name needs somebody who keeps the keys."""
        chosen = str(self.cleaned_data["who"]) or NOBODY
        if chosen == SEALED and not self.can_seal:
            raise forms.ValidationError(
                _("Nama tersegel belum dapat kami terima. Pilih salah satu yang lain.")
            )
        return chosen

    def clean_address(self) -> str:
        typed = tidy(self.cleaned_data["address"])
        if typed:
            try:
                validate_email(typed)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("Tulis alamat surel lengkap, misalnya nama@contoh.id, atau kosongkan.")
                ) from None
        return typed

    @property
    def can_seal(self) -> bool:
        """Whether a name can be sealed to two custodians here; else it is not offered."""
        return naming.can_seal()

    @property
    def is_anonymous(self) -> bool:
        """Whether no office may learn the name. The form must be valid."""
        return bool(self.cleaned_data.get("who") != NAMED)

    @property
    def kept(self) -> Kept:
        """What becomes of the name, as `intake` keeps it. The form must be valid."""
        told = self.cleaned_data
        if told["who"] == NOBODY:
            return Kept.NOT
        secret = told["who"] == SEALED or (told["confidential"] and self.can_seal)
        return Kept.SEALED if secret else Kept.OPEN

    def person(self) -> Mapping[str, str]:
        """Return what is sealed of who reports; nothing where no name is given."""
        told = self.cleaned_data
        return {} if told["who"] == NOBODY else {"name": told["name"]}

    def check_name(self) -> None:
        """Say so where a name was promised and none was typed."""
        told: dict[str, Any] = self.cleaned_data
        promised = told.get("who") in (NAMED, SEALED)
        if promised and not told.get("name") and "name" not in self.errors:
            self.add_error("name", _("Tulis nama Anda, atau pilih tanpa nama."))
