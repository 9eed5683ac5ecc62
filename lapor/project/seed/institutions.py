"""The one tree as it is seeded: the national root, institutions, and offices of five governments.

What is missing is added, by slug; what an administrator has changed stays as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from lapor.agencies.models import Agency, Oversight
from lapor.project.seed import regions
from lapor.project.seed.tables import table

ROOT = "nasional"
GOVERNMENTS = (Agency.Kind.PROVINCE, Agency.Kind.REGENCY, Agency.Kind.CITY)
# Governments whose offices are known: those that the source articles tell of.
WITH_OFFICES = ("36", "51", "36.01", "36.73", "33.28")
SINCE = date(2018, 10, 1)
OVER_REGIONS, OVER_ALL = "kemendagri", ("ombudsman-ri", "ksp")


@dataclass(frozen=True)
class Row:
    """One agency to be; `parent` is a slug, empty for the root alone."""

    slug: str
    kind: Agency.Kind
    name: str
    short_name: str = ""
    parent: str = ROOT
    region: str = ""


def load() -> bool:
    """Add the agencies and oversight that are missing; return whether there were any."""
    with transaction.atomic():
        added = _add_agencies()
        return _add_oversight() or added


def _add_agencies() -> bool:
    there = dict(Agency.objects.values_list("slug", "pk"))
    missing = [row for row in rows() if row.slug not in there]
    tier = missing
    while tier:  # a tier at a time: the trigger that writes a path reads the parent's
        ready = [row for row in tier if not row.parent or row.parent in there]
        made = Agency.objects.bulk_create(_agency(row, there) for row in ready)
        there |= {agency.slug: agency.pk for agency in made}
        tier = [row for row in tier if row.slug not in there]
    return bool(missing)


def _agency(row: Row, there: dict[str, int]) -> Agency:
    return Agency(
        slug=row.slug,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        parent_id=there[row.parent] if row.parent else None,
        region_id=row.region or None,
        time_zone=regions.zone_of(row.region) if row.region else "Asia/Jakarta",
    )


def rows() -> Iterator[Row]:
    """Yield every agency of the seed, a parent before what is below it."""
    yield Row(ROOT, Agency.Kind.ROOT, "Pengelola nasional (KemenPANRB)", "Nasional", parent="")
    for row in table("institutions"):
        yield Row(
            row["slug"],
            Agency.Kind(row["kind"]),
            row["name"],
            row["short_name"],
            region=row["region"],
        )
    for province in regions.children(""):
        yield government(province)
        for regency in regions.children(province):
            yield government(regency)
    for code in WITH_OFFICES:
        yield from offices(code)


def government(code: str) -> Row:
    """Return the government of a province, regency or city."""
    name = regions.name_of(code)
    if code.count(".") == 0:
        kind, short, called = Agency.Kind.PROVINCE, f"Pemprov {name}", f"Provinsi {name}"
    elif name.startswith("Kota "):
        kind, short, called = Agency.Kind.CITY, f"Pemkot {name.removeprefix('Kota ')}", name
    else:
        bare = name.removeprefix("Kabupaten ")
        kind, short, called = Agency.Kind.REGENCY, f"Pemkab {bare}", name
    return Row(slugify(called), kind, f"Pemerintah {called}", short, region=code)


def offices(code: str) -> Iterator[Row]:
    """Yield the offices of a government, then its kecamatan with their kelurahan and desa.

    An office is named with its government, as on its letters: lists show offices of many.
    """
    top = government(code)
    called = top.name.removeprefix("Pemerintah ")
    for row in table("offices"):
        if row["region"] == code:
            yield Row(
                f"{top.slug}-{row['slug']}",
                Agency.Kind(row["kind"]),
                f"{row['name']} {called}",
                f"{row['short_name']} {called}"[:60],
                parent=f"{top.slug}-{row['parent']}" if row["parent"] else top.slug,
                region=code,
            )
    if code.count(".") == 1:
        for kecamatan in regions.children(code):
            yield from _kecamatan(kecamatan, top, called)


def _kecamatan(code: str, top: Row, called: str) -> Iterator[Row]:
    name = regions.name_of(code)
    short = f"Kecamatan {name}"
    kecamatan = Row(
        f"{top.slug}-{slugify(name)}",
        Agency.Kind.KECAMATAN,
        f"{short}, {called}",
        short,
        parent=top.slug,
        region=code,
    )
    yield kecamatan
    for village in regions.children(code):
        word = "Kelurahan" if village.rpartition(".")[2].startswith("1") else "Desa"
        village_name = regions.name_of(village)
        yield Row(
            f"{kecamatan.slug}-{slugify(village_name)}",
            Agency.Kind.KELURAHAN,
            f"{word} {village_name}, {name}, {called}",
            f"{word} {village_name}",
            parent=kecamatan.slug,
            region=village,
        )


def _add_oversight() -> bool:
    """Add who watches whom; a relation that an administrator has ended is not begun anew."""
    there = set(Oversight.objects.values_list("overseer", "agency"))
    missing = [pair for pair in oversight() if pair not in there]
    Oversight.objects.bulk_create(
        Oversight(overseer_id=overseer, agency_id=agency, since=SINCE)
        for overseer, agency in missing
    )
    return bool(missing)


def oversight() -> Iterator[tuple[int, int]]:
    """Yield (overseer, institution): inspectorates, provinces, Kemendagri, Ombudsman, KSP."""
    institutions = list(Agency.objects.filter(parent__slug=ROOT).order_by("pk"))
    keys = {agency.slug: agency.pk for agency in institutions}
    regional = [agency for agency in institutions if agency.kind in GOVERNMENTS]
    provinces = {a.region_id: a.pk for a in regional if a.kind == Agency.Kind.PROVINCE}
    inspectorates = Agency.objects.filter(kind=Agency.Kind.INSPECTORATE, parent__in=institutions)
    yield from inspectorates.order_by("pk").values_list("pk", "parent_id")
    for agency in regional:
        province = provinces.get((agency.region_id or "")[:2])
        if province and province != agency.pk:
            yield province, agency.pk
    yield from _watches(keys.get(OVER_REGIONS), regional)
    for slug in OVER_ALL:
        yield from _watches(keys.get(slug), institutions)


def _watches(overseer: int | None, agencies: Iterable[Agency]) -> Iterator[tuple[int, int]]:
    for agency in agencies:
        if overseer and overseer != agency.pk:
            yield overseer, agency.pk
