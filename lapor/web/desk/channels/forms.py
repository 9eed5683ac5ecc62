"""The forms of a channel's account: its settings, a secret, and where a trial goes."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django import forms
from django.conf import settings
from django.core.validators import validate_email, validate_slug
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lapor.agencies import finding
from lapor.agencies.models import Region
from lapor.outbox.models import ChannelAccount
from lapor.web.desk.channels.keeping import Wanted
from lapor.web.desk.channels.settings_of import (
    CALLED,
    HOOKED,
    NEEDED,
    ONLY_SENDS,
    SETTINGS,
    Named,
    Setting,
)
from lapor.web.desk.post_forms import ActForm
from lapor.web.desk.rules.fields import area, line, maybe, number, tick

LONGEST_SETTING, LONGEST_CODES, MOST_CODES = 300, 20_000, 600
MOST_A_SECOND, MOST_RUPIAH = 1000.0, 10_000
CODE = re.compile(r"[A-Z0-9]{2,20}")
SLUG = _("Nama pendek akun ini: huruf kecil, angka, tanda -. Tidak dapat diganti.")
SLUG_OF_HOOK = _("Bagian akhir alamat webhook: huruf kecil, angka, tanda -. Tidak dapat diganti.")
SAID = "said_"  # before the name of a setting's field
COUNTRY = "ID"


class AccountForm(ActForm):
    """What an account is called, what it says to its provider, and what it may do."""

    label = line(_("Nama"), most=80)
    slug = line(_("Nama alamat"), most=40)
    takes = tick(_("Menerima"), _("Yang masuk lewat akun ini menjadi percakapan dan laporan."))
    sends = tick(_("Mengirim"), _("Jawaban dan kabar boleh keluar lewat akun ini."))
    rehearses = tick(
        _("Gladi: jangan kirim sungguhan"),
        _("Semua berjalan dan tercatat, tetapi tidak ada yang meninggalkan sistem."),
    )
    a_second = line(_("Pesan per detik"), _("Menurut kontrak dengan penyedia, misalnya 10."))
    rupiah = number(_("Biaya per pesan (rupiah)"), _("0 bila gratis."), most=MOST_RUPIAH)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        channel: str,
        account: ChannelAccount | None = None,
    ) -> None:
        self.channel, self.account = channel, account
        super().__init__(data, step="akun", initial=_now(account))
        self.asks = SETTINGS.get(channel, ())
        self.fields["label"].help_text = str(CALLED.get(channel, ""))
        self.fields["slug"].help_text = SLUG_OF_HOOK if channel in HOOKED else SLUG
        for setting in self.asks:
            self.fields[SAID + setting.key] = _field(setting)
        if channel == "sms":
            self.fields["rupiah"].help_text = _("Per bagian SMS (160 huruf). 0 bila gratis.")
            self.fields["codes"] = area(
                _("Kode pemerintah daerah"),
                _("Satu baris satu kode, misalnya TANGKAB = Kabupaten Tangerang. Boleh kosong."),
                most=LONGEST_CODES,
                rows=5,
            )
            self.fields["codes"].required = False
        if channel in ONLY_SENDS:
            del self.fields["takes"]
        if account:
            del self.fields["slug"]

    def shown(self) -> list[dict[str, Any]]:
        """Return the fields, ready for the page, those of one way of SMS marked with it."""
        ways = {SAID + one.key: one.way for one in self.asks}
        needed = {SAID + key for keys in NEEDED.values() for key in keys}
        return [
            row
            | {
                "way": ways.get(row["field"].name, ""),
                "optional": row["optional"] and row["field"].name not in needed,
            }
            for row in super().shown()
        ]

    def clean_slug(self) -> str:
        typed = str(self.cleaned_data["slug"]).lower()
        try:
            validate_slug(typed)
        except forms.ValidationError:
            raise forms.ValidationError(_("Pakai huruf kecil, angka, dan tanda - saja.")) from None
        return typed

    def clean_a_second(self) -> float:
        typed = str(self.cleaned_data["a_second"]).replace(",", ".")
        try:
            rate = float(typed)
        except ValueError:
            rate = 0.0
        if not 0.01 <= rate <= MOST_A_SECOND:
            raise forms.ValidationError(_("Tulis angka antara 0,01 dan 1000."))
        return rate

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        way = told.get(f"{SAID}way", "")
        for setting in self.asks:
            typed = told.get(SAID + setting.key, "") if setting.way in ("", way) else ""
            if setting.is_address and typed and not _is_address(typed):
                says = _("Tulis alamat lengkap, diawali https:// atau http://.")
                self.add_error(SAID + setting.key, says)
        for key in NEEDED.get(way, ()) if self.channel == "sms" else ():
            if not told.get(SAID + key) and SAID + key not in self.errors:
                self.add_error(SAID + key, _("Isi bagian ini untuk sambungan yang dipilih."))
        if "codes" in told:
            told["codes"] = self._codes(told["codes"])
        return told

    def wanted(self) -> Wanted:
        """Return how the account is to be. The form must be valid."""
        told = self.cleaned_data
        said = dict(self.account.said) if self.account else {}
        for setting in self.asks:
            said.pop(setting.key, None)
            if typed := told[SAID + setting.key]:
                said[setting.key] = typed
        if "codes" in told:
            said["codes"] = told["codes"]
        slug = self.account.slug if self.account else told["slug"]
        if self.channel == "sms" and not said.get("hook"):
            said["hook"] = address_of_hook(self.channel, slug)
        return Wanted(
            slug=slug,
            label=told["label"],
            said=said,
            takes=told.get("takes", False),
            sends=told["sends"],
            rehearses=told["rehearses"],
            a_second=told["a_second"],
            rupiah=told["rupiah"],
        )

    def _codes(self, typed: str) -> dict[str, str]:
        """Return the region of each code; what is not one is said with its line."""
        found: dict[str, str] = {}
        rows = [row.strip() for row in typed.splitlines() if row.strip()]
        if len(rows) > MOST_CODES:
            self.add_error("codes", _("Terlalu banyak baris."))
            return found
        for row in rows:
            code, _is, place = (part.strip() for part in row.partition("="))
            one = _place(place)
            if not CODE.fullmatch(code.upper()) or not place:
                says = _("Baris “%(row)s” belum berbentuk KODE = nama daerah.")
            elif one is None:
                says = _("Daerah pada baris “%(row)s” tidak dikenal. Tulis nama lengkapnya.")
            elif code.upper() in found:
                says = _("Kode pada baris “%(row)s” sudah ada di atasnya.")
            else:
                found[code.upper()] = one
                continue
            self.add_error("codes", says % {"row": row[:60]})
        return found


class SecretForm(ActForm):
    """One secret, pasted. It is never shown again, not even in a form that comes back."""

    secret = line("", most=4000)

    def __init__(self, data: QueryDict | None = None, *, named: Named) -> None:
        super().__init__(data, step=f"rahasia-{named.name}")
        self.named = named
        field: Any = self.fields["secret"]
        field.label, field.help_text = named.label, named.hint

    def shown(self) -> list[dict[str, Any]]:
        """Return the field, ready for the page, and empty."""
        return [row | {"type": "password", "value": ""} for row in super().shown()]


class TrialForm(ActForm):
    """Where a trial goes: a number, a chat's id or a mailbox, as the channel has them."""

    to = line(_("Kirim uji ke"), most=254)

    def __init__(self, data: QueryDict | None = None, *, channel: str) -> None:
        super().__init__(data, step="uji")
        self.channel = channel
        self.fields["to"].help_text = HINTS.get(channel, "")

    def clean_to(self) -> str:
        typed = str(self.cleaned_data["to"]).strip()
        if self.channel == "email":
            try:
                validate_email(typed)
            except forms.ValidationError:
                raise forms.ValidationError(_("Tulis alamat surel lengkap.")) from None
            return typed
        if self.channel in ("sms", "whatsapp"):
            return phone_of(typed, plus=self.channel == "sms")
        if self.channel == "telegram" and not typed.lstrip("-").isdecimal():
            raise forms.ValidationError(_("Tulis nomor chat-nya, angka saja."))
        return typed


HINTS: Mapping[str, Any] = {
    "sms": _("Nomor telepon, misalnya 0812 3456 7890."),
    "whatsapp": _("Nomor WhatsApp yang menulis dalam 24 jam terakhir."),
    "telegram": _("Nomor chat (angka) dari orang yang pernah menulis ke bot ini."),
    "line": _("User ID LINE dari orang yang berteman dengan akun ini."),
    "messenger": _("PSID dari orang yang menulis dalam 24 jam terakhir."),
    "email": _("Alamat surel."),
}


def phone_of(typed: str, *, plus: bool = True) -> str:
    """Return a telephone number in E.164, of Indonesia where it names no country.

    Raises ValidationError with what to do.
    """
    try:
        read = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException:
        read = None
    if read is None or not phonenumbers.is_valid_number(read):
        raise forms.ValidationError(_("Tulis nomor telepon lengkap, misalnya 0812 3456 7890."))
    whole = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return whole if plus else whole.removeprefix("+")


def address_of_hook(channel: str, slug: str) -> str:
    """Return the address that the provider of this account calls."""
    return f"{settings.ADDRESS.rstrip('/')}/hooks/{channel}/{slug}/"


def _field(setting: Setting) -> Any:
    if setting.choices:
        return maybe(setting.label, setting.choices, setting.hint)
    return line(setting.label, setting.hint, most=LONGEST_SETTING, required=setting.required)


def _now(account: ChannelAccount | None) -> dict[str, Any]:
    """Return what the form begins with; a new account begins with nothing switched on."""
    if account is None:
        return {"a_second": "10", "rupiah": 0}
    said = account.said
    now: dict[str, Any] = {SAID + key: value for key, value in said.items() if key != "codes"}
    rate = f"{account.a_second:g}".replace(".", ",")
    return now | {
        "label": account.label,
        "takes": account.takes,
        "sends": account.sends,
        "rehearses": account.rehearses,
        "a_second": rate,
        "rupiah": account.rupiah,
        "codes": _listed(said.get("codes") or {}),
    }


def _listed(codes: Mapping[str, str]) -> str:
    """Return the codes as they are typed, each with the name of its place: one statement."""
    places = Region.objects.in_bulk(list(codes.values())) if codes else {}
    named = {key: row.label for key, row in places.items()}
    return "\n".join(f"{code} = {named.get(key, key)}" for code, key in sorted(codes.items()))


def _place(typed: str) -> str | None:
    """Return the key of the place that was typed; None where no one place is meant."""
    if typed.replace(".", "").isdecimal():
        return typed if Region.objects.filter(pk=typed).exists() else None
    one = finding.the_one(typed, finding.regions(typed))
    return one.key if one else None


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
