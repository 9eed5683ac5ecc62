"""Finding an office or a place by what somebody typed. Nobody is made to know the official name."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Lower

from lapor.agencies.models import Agency, Region

MOST = 10
SHORTEST = 2  # letters; less would fit half the country
LONGEST = 200
MOST_WORDS = 8  # each is looked for in every row
LONGEST_KEY = 18  # digits of a bigint
# What people write before the name of a place, and the official list leaves out.
BEFORE_NAMES = {"kel", "kelurahan", "desa", "kec", "kecamatan", "prov", "provinsi"}
GOVERNED = ("kota ", "kabupaten ")
ABBREVIATED = {"kab": "kabupaten"}
ANCESTORS = ("parent__name", "parent__short_name", "parent__parent__name")


@dataclass(frozen=True)
class Found:
    """One candidate: what is sent back when it is picked, and what a reader sees."""

    key: str
    label: str
    row: Agency | Region


def agencies(typed: str, most: int = MOST, *, among: QuerySet[Agency] | None = None) -> list[Found]:
    """Return the offices whose name, or whose institution's, has all these words: two statements.

    The nearest name comes first, then the higher office. among: the offices to choose from, else
    all below the root.
    """
    words = words_of(typed)
    if sum(map(len, words)) < SHORTEST:
        return []
    whole = typed.lower().strip()
    gap = Value(" ")
    parts = [part for name in ("name", "short_name", *ANCESTORS) for part in (F(name), gap)]
    living = Agency.objects.filter(parent__isnull=False, ended_at=None)
    offices = living if among is None else among
    rows = offices.annotate(
        low=Lower("name"),
        short=Lower("short_name"),
        said=Lower(Concat(*parts, output_field=CharField())),
        near=_nearness(
            Q(low=whole) | Q(short=whole),
            Q(low__startswith=whole),
            Q(*(Q(low__contains=word) for word in words)),
        ),
        tier=Func("path", function="nlevel", output_field=IntegerField()),
    )
    for word in words:
        rows = rows.filter(said__contains=word)
    return labelled(rows.order_by("near", "tier", "low", "pk")[:most])


def exact_agencies(typed: Iterable[str], picked: Collection[str]) -> list[Agency]:
    """Return the offices of these names, short names or keys: one statement."""
    names = [name.lower().strip() for name in typed if name.strip()]
    keys = [int(key) for key in picked if key.isdecimal() and len(key) < LONGEST_KEY]
    if not names and not keys:
        return []
    rows = Agency.objects.filter(parent__isnull=False, ended_at=None)
    rows = rows.annotate(low=Lower("name"), short=Lower("short_name"))
    return list(rows.filter(Q(pk__in=keys) | Q(low__in=names) | Q(short__in=names)))


def labelled(rows: Iterable[Agency]) -> list[Found]:
    """Name each office with its institution: one statement for all of them."""
    offices = list(rows)
    above = {row.institution for row in offices if row.depth > 1}
    names = Agency.objects.in_bulk(above) if above else {}
    return [Found(str(row.pk), full_name(row, names.get(row.institution)), row) for row in offices]


def nearest_first(found: Sequence[Found], place: str) -> list[Found]:
    """Return offices with those first whose government holds this place: one statement.

    place: the code of a region; empty where none is known. The order stays within both halves.
    """
    rows = [hit.row for hit in found if isinstance(hit.row, Agency)]
    above = {row.institution for row in rows}
    held = dict(Agency.objects.filter(pk__in=above).values_list("pk", "region_id"))
    regions_of = {row.pk: row.region_id or held.get(row.institution) or "" for row in rows}

    def is_far(hit: Found) -> bool:
        region = regions_of.get(hit.row.pk, "") if isinstance(hit.row, Agency) else ""
        return not (place and region and f"{place}.".startswith(f"{region}."))

    return sorted(found, key=is_far)


def full_name(office: Agency, institution: Agency | None) -> str:
    """Return "Bidang Jalan, Pemkot Serang"; the name alone where it says whose office it is."""
    if institution is None or institution == office:
        return office.name
    government = institution.name.removeprefix("Pemerintah ")
    said = government.lower() in office.name.lower()
    return office.name if said else f"{office.name}, {institution.label}"


def regions(typed: str, most: int = MOST) -> list[Found]:
    """Return the places whose label has all these words, the nearest and largest first."""
    words = _without_kinds(words_of(typed))
    if sum(map(len, words)) < SHORTEST:
        return []
    whole = " ".join(words)
    rows = Region.objects.annotate(low=Lower("label"), called=Lower("name"))
    for word in words:
        rows = rows.filter(low__contains=word)
    called = [whole, *(f"{kind}{whole}" for kind in GOVERNED)]
    same = Q(called__in=called) | Q(low=typed.lower().strip())
    near = _nearness(same, Q(low__startswith=whole))
    rows = rows.annotate(near=near).order_by("near", "level", "low", "pk")
    return [Found(row.pk, row.label, row) for row in rows[:most]]


def the_one(typed: str, found: Sequence[Found]) -> Found | None:
    """Return the only candidate that is called so, or whose own name says all of it, or at all.

    None where it is unsure: then somebody must pick.
    """
    words = all_words(typed)
    wholes = {typed.lower().strip(), " ".join(_without_kinds(words))}
    same = [hit for hit in found if wholes & {hit.label.lower(), *_called(hit.row)}]
    own = [
        hit
        for hit in found
        if isinstance(hit.row, Agency) and all(word in hit.row.name.lower() for word in words)
    ]
    # What was found by a part of the words is no sure find by that alone.
    sure = same or own or (found if len(all_words(typed)) == len(words_of(typed)) else [])
    return sure[0] if len(sure) == 1 else None


def all_words(typed: str) -> list[str]:
    """Return each word once, small, in the order typed."""
    return list(dict.fromkeys(re.findall(r"\w+", typed[:LONGEST].lower())))


def words_of(typed: str) -> list[str]:
    """Return the words to look for: the first MOST_WORDS, no letters where there are words.

    A letter stands in nearly every name, so it costs much and finds nothing; a number may matter.
    """
    words = all_words(typed)
    longer = [word for word in words if len(word) > 1 or word.isdecimal()]
    telling = longer if any(len(word) > 1 for word in longer) else words
    return telling[:MOST_WORDS]


def _without_kinds(words: Iterable[str]) -> list[str]:
    return [ABBREVIATED.get(word, word) for word in words if word not in BEFORE_NAMES]


def _called(row: Agency | Region) -> tuple[str, ...]:
    """Return the names that people use for it: a city is also called without "Kota"."""
    name = row.name.lower()
    if isinstance(row, Agency):
        return name, row.short_name.lower()
    return name, *(name.removeprefix(kind) for kind in GOVERNED if name.startswith(kind))


def _nearness(*steps: Q) -> Case:
    """Return 0 where the first holds, 1 where the second does, and so on."""
    cases = [When(step, then=n) for n, step in enumerate(steps)]
    return Case(*cases, default=len(steps), output_field=IntegerField())
