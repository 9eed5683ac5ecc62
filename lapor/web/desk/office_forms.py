"""The forms of offices: making, renaming, moving, merging, splitting and ending a unit."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lapor.agencies import finding
from lapor.agencies.actor import Actor
from lapor.agencies.governing import governed
from lapor.agencies.models import Agency, Post, Region
from lapor.agencies.posts import WORKING, Unfit
from lapor.agencies.reorganising import ZONES, kinds_below
from lapor.kit.text import tidy
from lapor.web.desk.post_forms import ActForm, key_of
from lapor.web.desk.rules.fields import area, day, line, maybe, pick

ZONE_NAMES = (
    (ZONES[0], _("WIB, waktu Indonesia barat")),
    (ZONES[1], _("WITA, waktu Indonesia tengah")),
    (ZONES[2], _("WIT, waktu Indonesia timur")),
)
OFFERED = 8
ON = _("Dijalankan sendiri pada hari itu, mulai pukul 00.00 waktu kantornya.")
BASIS = _("Misalnya Perda 4/2026. Tersimpan bersama riwayatnya.")


class OfficeForm(ActForm):
    """One act on an office. offered: the units that a typed name may have meant."""

    def __init__(self, *given: Any, office: Agency, actor: Actor, **kept: Any) -> None:
        super().__init__(*given, **kept)
        self.office, self.actor = office, actor
        self.offered: list[finding.Found] = []

    def target(self, name: str = "into") -> Agency:
        """Return the unit that was typed or picked; raises Unfit, and offers what fits."""
        typed, picked = self.cleaned_data[name], key_of(self.data.get(f"{name}_pick", ""))
        mine = governed(self.actor).filter(ended_at=None)
        again = self.data.get(f"{name}_for") == typed
        if picked and again and (found := mine.filter(pk=picked).first()):
            return found
        named = mine.filter(name__iexact=typed)[:2]
        if len(named) == 1:
            return named[0]
        self.offered = finding.agencies(typed, OFFERED, among=mine)
        if self.offered:
            raise Unfit(_("Pilih di bawah ini unit mana yang Anda maksud."), field=name)
        raise Unfit(_("Tidak ada unit dengan nama itu yang Anda kelola."), field=name)


class UnitForm(OfficeForm):
    """A unit to be made below the office."""

    name = line(_("Nama unit"), most=200)
    short_name = line(_("Nama singkat"), most=60, required=False)
    kind = pick(_("Jenis"), [])
    region = line(_("Wilayah"), _("Ketik misalnya Kasemen, Kota Serang."), most=200, required=False)
    time_zone = maybe(_("Zona waktu"), ZONE_NAMES)
    why = line(_("Dasar"), BASIS, most=200)

    def __init__(self, *given: Any, **kept: Any) -> None:
        super().__init__(*given, **kept)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            kinds = kinds_below(self.actor, self.office)
            field.choices = [(kind.value, kind.label) for kind in kinds]
        self.initial.setdefault("time_zone", self.office.time_zone)

    def place(self) -> Region | None:
        """Return the region that was typed; raises Unfit where it is not clear which."""
        typed = self.cleaned_data["region"]
        if not typed:
            return None
        one = finding.the_one(typed, finding.regions(typed))
        if one is None or not isinstance(one.row, Region):
            raise Unfit(_("Wilayah itu tidak ditemukan. Tulis juga kotanya."), field="region")
        return one.row


class PlanForm(OfficeForm):
    """What every planned change asks: the day and the law."""

    on = day(_("Tanggal berlaku"), ON)
    basis = line(_("Dasar hukum"), BASIS, most=200)

    def parts(self) -> list[dict[str, Any]]:
        """Return the parts of a split; none for any other change."""
        return []


class RenameForm(PlanForm):
    name = line(_("Nama baru"), most=200)
    short_name = line(_("Nama singkat baru"), most=60, required=False)
    field_order = ("name", "short_name", "on", "basis")


class IntoForm(PlanForm):
    into = line(_("Unit tujuan"), _("Ketik sebagian namanya."), most=200)
    field_order = ("into", "on", "basis")


class SplitForm(PlanForm):
    """The names of the parts, and to which of them each sub-unit and each post goes."""

    names = area(
        _("Bagian-bagiannya"),
        _("Satu nama per baris. Bagian pertama menerima laporan yang belum punya pelaksana."),
        most=2000,
    )
    field_order = ("names", "on", "basis")

    def listed(self) -> list[str]:
        """Return the names of the parts as typed, in order."""
        typed = (self.cleaned_data.get("names") or "").splitlines()
        return [name for name in map(tidy, typed) if name]

    def parts(self) -> list[dict[str, Any]]:
        """Return the parts; what is given to none goes to the first."""
        names = self.listed()
        parts: list[dict[str, Any]] = [
            {"name": name, "short_name": "", "children": [], "posts": []} for name in names
        ]
        for kind in ("children", "posts"):
            for row in self.to_share(kind):
                typed = self.data.get(f"{kind}-{row.pk}", "")
                number = int(typed) if typed.isdecimal() and len(typed) < len("1000") else 0
                if parts:
                    parts[number if number < len(parts) else 0][kind].append(row.pk)
        return parts

    def to_share(self, kind: str) -> Iterable[Agency | Post]:
        """Return what must go somewhere: sub-units, or posts that work there."""
        if kind == "children":
            return Agency.objects.filter(parent=self.office, ended_at=None).order_by("name")
        working = Post.objects.filter(agency=self.office, role__in=WORKING, ended_at=None)
        return working.order_by("title")

    def shares(self) -> list[tuple[str, str, str]]:
        """Return field name, label and chosen part of everything to share."""
        found: list[tuple[str, str, str]] = []
        for kind in ("children", "posts"):
            for row in self.to_share(kind):
                field = f"{kind}-{row.pk}"
                label = row.name if isinstance(row, Agency) else row.title
                found.append((field, label, str(self.data.get(field, "0"))))
        return found


def typed_again(data: QueryDict) -> list[tuple[str, str]]:
    """Return what a form said, to be carried unseen through its preview."""
    kept = ("csrfmiddlewaretoken", "do")
    return [(name, str(data[name])) for name in data if name not in kept]
