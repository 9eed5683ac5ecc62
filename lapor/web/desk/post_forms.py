"""The forms of posts and people: what each asks, and which person or day was meant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts.demo import is_let_in
from lapor.accounts.models import User
from lapor.agencies.finding import LONGEST_KEY
from lapor.agencies.models import Agency, Role
from lapor.agencies.posts import Unfit
from lapor.web.desk.rules.fields import day, line, pick, show, tick

NOW = _("Kosongkan bila berlaku sekarang.")


class ActForm(forms.Form):
    """One act on a post, a person or an office. What is wrong is said at its field."""

    def __init__(
        self, data: QueryDict | None = None, *, step: str, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id=f"{step}-%s", initial=dict(initial or {}))
        self.step = step

    def shown(self) -> list[dict[str, Any]]:
        """Return the fields, ready for the page."""
        return [show(self[name]) for name in self.fields]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What is wrong, in the order of the page, each with its field's anchor and name."""
        wrong: list[tuple[str, str]] = [(self.step, str(says)) for says in self.non_field_errors()]
        for name in self.fields:
            bound = self[name]
            wrong += [(bound.auto_id, f"{bound.label}: {says}") for says in list(bound.errors)[:1]]
        return wrong

    def refuse(self, fault: Unfit, names: Mapping[str, str] | None = None) -> None:
        """Say a fault at the field it is about, or above the form. names: where ours differ."""
        field = (names or {}).get(fault.field, fault.field)
        self.add_error(field if field in self.fields else None, str(fault.says))


class PersonForm(ActForm):
    """Names a person by the name with which they sign in."""

    unknown = _("Tidak ada akun bernama %(typed)s. Periksa ejaannya.")
    username = line(_("Nama pengguna"), _("Nama yang dipakai orang itu untuk masuk."), most=150)

    def person(self) -> User:
        """Return whose name was typed; raises Unfit where nobody has it."""
        typed = self.cleaned_data["username"]
        found = User.objects.filter(username__iexact=typed, citizen=False).first()
        if found is None or not is_let_in(found):
            raise Unfit(self.unknown % {"typed": typed}, field="username")
        return found


class SeatForm(PersonForm):
    """Who takes the post, and from when; a new person gets an account and an invitation."""

    unknown = _(
        "Tidak ada akun bernama %(typed)s. Periksa ejaannya, atau centang kotak di bawah bila"
        " orangnya baru."
    )
    is_new = tick(_("Orang ini belum punya akun: buat akun dan undangannya"))
    name = line(_("Nama lengkap"), _("Hanya untuk orang baru."), most=150, required=False)
    email = line(_("Surel dinas"), _("Hanya untuk orang baru."), most=254, required=False)
    since = day(_("Mulai tanggal"), NOW, required=False)
    why = line(_("Dasar"), _("Misalnya nomor surat keputusan."), most=200, required=False)


class VacateForm(ActForm):
    until = day(_("Mulai tanggal"), NOW, required=False)
    why = line(_("Dasar"), _("Misalnya pensiun atau pindah tugas."), most=200, required=False)


class DelegateForm(PersonForm):
    since = day(_("Dari tanggal"), NOW, required=False)
    until = day(_("Sampai tanggal"), _("Hari terakhir ia menggantikan."))
    why = line(_("Alasan"), _("Misalnya cuti tahunan."), most=200)


class TitleForm(ActForm):
    title = line(_("Nama jabatan"), most=120)
    why = line(_("Dasar"), most=200, required=False)


class NewPostForm(ActForm):
    """A post to be made. roles: those that this actor may make there."""

    role = pick(_("Peran"), [])
    title = line(_("Nama jabatan"), _("Bila kosong, nama perannya."), most=120, required=False)
    why = line(_("Dasar"), most=200, required=False)

    def offer(self, roles: list[Role]) -> "NewPostForm":
        """Offer these roles and no others."""
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(role.value, role.label) for role in roles]
        return self


class WhyForm(ActForm):
    why = line(_("Alasan"), _("Tersimpan bersama perubahan ini."), most=200)


def key_of(typed: str) -> int | None:
    """Return the key that an address or a form named; None for what can be none."""
    return int(typed) if typed.isdecimal() and len(typed) < LONGEST_KEY else None


def begin_of(day: date | None, agency: Agency) -> datetime | None:
    """Return the first moment of this day where the office sits; None for none, which is now."""
    return datetime.combine(day, time(), ZoneInfo(agency.time_zone)) if day else None


def not_before_today(form: ActForm, field: str, agency: Agency) -> datetime | None:
    """Return the moment of the typed day; raises Unfit for a day that has gone."""
    day = form.cleaned_data.get(field)
    if day and day < timezone.now().astimezone(ZoneInfo(agency.time_zone)).date():
        raise Unfit(_("Pilih hari ini atau sesudahnya."), field=field)
    return begin_of(day, agency)


def end_of(day: date, agency: Agency) -> datetime:
    """Return the moment at which this day is over where the office sits."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(agency.time_zone))
