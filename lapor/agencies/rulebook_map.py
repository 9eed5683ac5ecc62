"""Settling which office does what (peta wewenang): from a day on, never deleted."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, Function, OfficeMap, Region
from lapor.agencies.offices_map import OF_A_PLACE, functions_of
from lapor.agencies.rulebook import (
    NotGoverned,
    RuleRefused,
    hold_still,
    plain,
    refuse_overtaken,
    require,
)
from lapor.agencies.rules import changed

Topic = Change.Topic
Source = OfficeMap.Source
MOST_LINES = 500


@dataclass(frozen=True)
class Settled:
    """One line of a map as it is to be. office None: nobody does it from that day on."""

    function: Function
    office: Agency | None
    region: Region | None = None


def map_row(government: int, function: str, region: str = "") -> str:
    """Return the name under which the changes of one place in the map are kept."""
    return f"{government}:{function}:{region}"


@transaction.atomic
def settle(
    government_id: int,
    lines: Sequence[Settled],
    *,
    since: date,
    actor: Actor,
    why: str,
    seen: int,
    source: OfficeMap.Source = Source.ADMIN,
) -> Change:
    """Settle from a day on which offices do these functions; return the last change.

    Raises NotGoverned, Overtaken, or RuleRefused. What is the same already is passed over; where
    nothing changes that is refused. A form that is sent twice changes the map once.
    """
    hold_still()
    government = require(actor, government_id)
    if government is None or government.ended_at or government.depth > 1:
        raise NotGoverned
    if since < timezone.localdate():
        raise RuleRefused(_("Pilih hari ini atau sesudahnya."), field="valid_from")
    done = [
        change
        for line in lines
        if (change := _settle(government, line, since, actor, why, seen, source))
    ]
    if not done:
        raise RuleRefused(_("Tidak ada yang berubah."))
    changed()
    return done[-1]


def _settle(
    government: Agency,
    line: Settled,
    since: date,
    actor: Actor,
    why: str,
    seen: int,
    source: OfficeMap.Source,
) -> Change | None:
    """Settle one line; None where it is so already."""
    refuse_misplaced(government, line)
    region = line.region.pk if line.region else ""
    name = map_row(government.pk, line.function.code, region)
    there = (
        OfficeMap.objects.select_related("region")
        .filter(
            Q(valid_to=None) | Q(valid_to__gt=since),
            government=government,
            function=line.function,
            region=line.region,
        )
        .order_by("valid_from")
    )
    holds = next((row for row in there if row.valid_from <= since), None)
    following = next((row for row in there if row.valid_from > since), None)
    mine = Change.objects.filter(topic=Topic.MAP, row=name, pk__gt=seen, user=actor.user)
    last = mine.order_by("-id").first()
    if (holds.office_id if holds else None) == (line.office.pk if line.office else None):
        return last  # the button was pressed twice, or it is so already
    refuse_overtaken(Topic.MAP, name, seen)
    before = _row(holds) if holds else None
    if holds:
        OfficeMap.objects.filter(pk=holds.pk).update(valid_to=since)
    made = (
        _begun(government, line, line.office, since, following, actor, source)
        if line.office
        else None
    )
    return governing.record(
        Topic.MAP,
        name,
        label=f"{line.function.name}, {government.label}",
        before=before,
        after=_row(made) if made else None,
        actor=actor,
        agency=government,
        why=why,
    )


def _begun(
    government: Agency,
    line: Settled,
    office: Agency,
    since: date,
    following: OfficeMap | None,
    actor: Actor,
    source: OfficeMap.Source,
) -> OfficeMap:
    """Let a row begin, until the one that is to follow it, if there is one."""
    return OfficeMap.objects.create(
        government=government,
        function=line.function,
        region=line.region,
        office=office,
        source=source,
        valid_from=since,
        valid_to=following.valid_from if following else None,
        entered_at=timezone.now(),
        entered_by=actor.post,
    )


def refuse_misplaced(government: Agency, line: Settled) -> None:
    """Raise RuleRefused where the office, or the place, is none of this government."""
    office, region = line.office, line.region
    if line.function.code in OF_A_PLACE:
        raise RuleRefused(
            _("Urusan ini dikerjakan kelurahan dan kecamatan tempat kejadian; tidak perlu diatur.")
        )
    if office and office.ended_at:
        raise RuleRefused(_("Unit itu sudah berakhir. Pilih penggantinya."), field="office")
    if office and (not office.is_within(government) or not office.depth):
        raise RuleRefused(_("Pilih unit dari pemerintah ini."), field="office")
    own = government.region_id or ""
    if region and not f"{region.pk}.".startswith(f"{own}." if own else ""):
        raise RuleRefused(_("Tempat itu di luar wilayah pemerintah ini."), field="region")


def read_table(
    typed: str, government: Agency, office_called: Callable[[str], Agency | None]
) -> list[Settled]:
    """Read a map as it is pasted from a table: code, office, and where it is narrower the place.

    Cells stand apart by tab, semicolon or comma; a first line of headings is passed over. Raises
    RuleRefused with every line that cannot be read, by its number. office_called: finds an office.
    """
    by_code = {row.code: row for row in functions_of(government)}
    found: list[Settled] = []
    faults: list[str] = []
    lines = [line for line in typed.lstrip("\ufeff").splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise RuleRefused(
            _("Paling banyak %(n)d baris sekali tempel.") % {"n": MOST_LINES}, field="table"
        )
    for number, cells in enumerate(_cells(lines), 1):
        code = cells[0].upper()
        if number == 1 and code in ("KODE", "CODE"):
            continue
        office = office_called(cells[1]) if len(cells) > 1 and cells[1] else None
        place = cells[2] if len(cells) > 2 else ""
        region = Region.objects.filter(pk=place).first() if place else None
        if code not in by_code:
            says = _("baris %(n)d: kode %(code)s tidak ada di daftar")
            faults.append(str(says) % {"n": number, "code": code[:16]})
        elif office is None:
            faults.append(str(_("baris %(n)d: unitnya tidak ditemukan")) % {"n": number})
        elif place and region is None:
            faults.append(str(_("baris %(n)d: kode wilayahnya tidak ada")) % {"n": number})
        else:
            found.append(Settled(by_code[code], office, region))
    if faults:
        says = _("Belum terbaca: %(faults)s.")
        raise RuleRefused(says % {"faults": "; ".join(faults[:10])}, field="table")
    twice = len({(line.function.code, line.region) for line in found}) < len(found)
    if twice:
        raise RuleRefused(_("Ada urusan yang tertulis dua kali."), field="table")
    return found


def _cells(lines: Iterable[str]) -> Iterable[list[str]]:
    rows = list(lines)
    mark = next((m for m in ("\t", ";") if rows and m in rows[0]), ",")
    for row in csv.reader(rows, delimiter=mark):
        yield [cell.strip() for cell in row] or [""]


def _row(row: OfficeMap) -> dict[str, object]:
    said = {"region": row.region.label} if row.region else {}
    return plain(
        {
            **said,
            "office_id": row.office_id,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
    )
