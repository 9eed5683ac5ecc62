"""Reads a report back before it is sent: a line for each thing, in an SMS what one part holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.channels.adapter import Able
from lapor.channels.dialogue.memory import Choice, Who
from lapor.kit.sms import ALONE, cut, plainest, septets
from lapor.reports.terms import Kind

WHO: Mapping[str, str | Promise] = {
    Who.NAMED: gettext_lazy("ditampilkan kepada kantor yang menangani"),
    Who.HIDDEN: gettext_lazy("disembunyikan"),
    Who.NOBODY: gettext_lazy("tidak dicatat"),
}
ROOM = 76  # septets for place and office in one SMS, beside the question
ROOM_OF_A_RECEIPT = 37  # the same in a receipt
SHORTER = {"Kabupaten ": "Kab. ", "Kecamatan ": "Kec. ", "Kelurahan ": "Kel. ", "Administrasi ": ""}


def read_back(words: Mapping[str, str], able: Able) -> dict[str, str]:
    """Return what fills the text that asks for a yes: `summary`, and `who` where letters cost."""
    if not able.terse:
        return {"summary": _lines(words)}
    place = words.get("place") or (_("lokasi kiriman") if words.get("point") else "")
    parts = [part for part in (place, words.get("office", "")) if part]
    said = ", ".join(shorter(part) for part in parts) or _("tempat belum disebut")
    is_shown = words["who"] == Who.NAMED
    if words.get("confidential"):
        return {"summary": cut(plainest(said), ROOM), "who": _("disembunyikan, rahasia")}
    who = _("tampil; SEMBUNYI utk sembunyi") if is_shown else _("disembunyikan; NAMA utk tampil")
    return {"summary": cut(plainest(said), ROOM), "who": who}


def received(words: Mapping[str, str]) -> dict[str, str]:
    """Return what fills a receipt: where the report is to go, and whether a name goes with it."""
    place, office = _area(words.get("region", "")), plainest(shorter(words.get("office", "")))
    if office:
        named = _("usul %(office)s") % {"office": office}
        where = named if not place or place in office else f"{place}, {named}"
    else:
        chosen = _("petugas memilih")
        where = f"{place}, {chosen}" if place else chosen
    is_shown = words.get("who") == Who.NAMED
    hidden = _("rahasia") if words.get("confidential") else _("disembunyikan")
    return {
        "proposed": _("dirahasiakan")
        if words.get("confidential")
        else cut(where, ROOM_OF_A_RECEIPT),
        "shown": _("tampil") if is_shown else hidden,
    }


def _area(label: str) -> str:
    """Return the city or regency of a place: "Kab. Tangerang"; else what it is called itself."""
    parts = plainest(shorter(label)).split(", ")
    return next((part for part in parts if part.startswith(("Kota ", "Kab. "))), parts[0])


def about(words: Mapping[str, str]) -> dict[str, str]:
    """Return what begins an answer to "who will know?": the report that it is about."""
    number = words.get("number", "")
    if number:
        return {"about": _("Laporan %(number)s") % {"number": number}}
    return {"about": _("Setiap laporan") if words.get("all") else _("Laporan ini")}


def fitting(said: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return as many of the choices, the first ones, as one SMS lists under these words."""
    short = [replace(one, label=plainest(shorter(one.label))) for one in choices]
    room = ALONE - septets(plainest(said))
    for most in range(len(short), 1, -1):
        if sum(septets(f"\n{most} {one.label}") for one in short[:most]) <= room:
            return tuple(short[:most])
    return tuple(short[:1])


def shorter(label: str) -> str:
    """Return the name of a place or an office as it is written where letters cost."""
    for long, short in SHORTER.items():
        label = label.replace(long, short)
    return label


def _lines(words: Mapping[str, str]) -> str:
    when, office = words.get("when", ""), words.get("office", "")
    lines = [
        (_("Cerita"), words.get("story", "")),
        (_("Jenis"), str(Kind(words["kind"]).label)),
        (_("Kapan"), date_format(date.fromisoformat(when), "j F Y") if when else ""),
        (_("Tempat"), _place(words)),
        (_("Tujuan"), office or _("dipilihkan petugas")),
        (_("Alasan tujuan"), words.get("because", "") if office else ""),
        (_("Berkas"), words.get("files", "")),
        (_("Nama"), _who(words)),
        (_("Rahasia"), _("ya, tidak diterbitkan") if words.get("confidential") else ""),
    ]
    return "\n".join(f"{name}: {said}" for name, said in lines if said)


def _place(words: Mapping[str, str]) -> str:
    """Return where it is, a point that was sent first: its person did not type it."""
    place = words.get("place", "")
    if not words.get("point"):
        return place or _("belum disebut")
    if not place:
        return _("lokasi yang Anda kirim")
    return _("lokasi yang Anda kirim, %(place)s") % {"place": place}


def _who(words: Mapping[str, str]) -> str:
    said, name = str(WHO[words["who"]]), words.get("name", "")
    return f"{said}: {name}" if name else said
