"""Finding an office or a place by what somebody typed. Nobody is made to know the official name."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Lower

from lapor.agencies.everyday import OFFICES_CALLED
from lapor.agencies.models import Agency, Region

MOST = 10
SHORTEST = 2  # letters; less would fit half the country
LONGEST = 200
MOST_WORDS = 8  # each is looked for in every row
LONGEST_KEY = 18  # digits of a bigint
# What people write before the name of a place, and the official list leaves out.
BEFORE_NAMES = {"kel", "kelurahan", "desa", "kec", "kecamatan", "prov", "provinsi"}
REGENCY = 2  # parts of the code of a regency or city; a district's has one more
GOVERNED = ("kota ", "kabupaten ")
ABBREVIATED = {"kab": "kabupaten"}
ANCESTORS = ("parent__name", "parent__short_name", "parent__parent__name")


@dataclass(frozen=True)
class Found:
    """One candidate: what is sent back when it is picked, and what a reader sees."""

    key: str
    label: str
    row: Agency | Region


def agencies(
    typed: str, most: int = MOST, *, among: QuerySet[Agency] | None = None, place: str = ""
) -> list[Found]:
    """Return the offices whose name, or whose institution's, has all these words.

    Two statements, four where a place is known. The nearest name comes first, then the higher
    office. among: the offices to choose from, else all below the root. place: the code of a
    region, whose own offices come before all others.
    """
    words = words_of(typed)
    if sum(map(len, words)) < SHORTEST:
        return []
    whole = typed.lower().strip()
    gap = Value(" ")
    parts = [part for name in ("name", "short_name", *ANCESTORS) for part in (F(name), gap)]
    living = Agency.objects.filter(parent__isnull=False, ended_at=None)
    offices = living if among is None else among
    called = (
        Q(low=whole) | Q(short=whole),
        Q(low__startswith=whole),
        Q(*(_says(word, "low") for word in words)),
    )
    steps = _ever_farther(place)
    rows = offices.annotate(
        low=Lower("name"),
        short=Lower("short_name"),
        said=Lower(Concat(*parts, output_field=CharField())),
        own=_nearness(reduce(or_, called)),
        near=_nearness(*called),
        tier=Func("path", function="nlevel", output_field=IntegerField()),
        far=_nearness(*steps),
    )
    for word in words:
        rows = rows.filter(_says(word, "said"))
    order = ("own", "far", "near", "tier", "low", "pk") if place else ("near", "tier", "low", "pk")
    found = list(rows.order_by(*order)[:most])
    return labelled(_without_many([row for row in found if row.far == len(steps)], found, place))


def _without_many(rest: Sequence[Agency], found: Sequence[Agency], place: str) -> Sequence[Agency]:
    """Leave out offices of other places where several of these have one: a name for all of them
    means the one of the place. rest: those that are neither of the place nor the nation's."""
    above = {row.institution for row in rest} if place else set()
    regional = Agency.objects.filter(pk__in=above, region__isnull=False)
    others = set(regional.values_list("pk", flat=True)) if len(above) > 1 else set()
    if len(others) < 2:
        return found
    return [row for row in found if row not in rest or row.institution not in others]


def _says(word: str, field: str) -> Q:
    """Return what an office is called that a word names: "pu" is no part of "perpustakaan"."""
    if word not in OFFICES_CALLED:
        return Q(**{f"{field}__contains": word})
    alone = Q(**{f"{field}__regex": rf"\m{re.escape(word)}\M"})
    return alone | Q(**{f"{field}__contains": OFFICES_CALLED[word]})


def _ever_farther(place: str) -> list[Q]:
    """Return the offices of a place, ever farther: its village's and district's, those beside
    them, those of its city or regency, of its province, and the nation's."""
    if not place:
        return []
    parts = place.split(".")
    around = [".".join(parts[:most]) for most in range(len(parts), 0, -1)]
    steps = [Q(region=code) for code in around if code.count(".") >= REGENCY]
    steps += [Q(region__code__startswith=f"{code}.") for code in around if code.count(".") > 0]
    governments = Agency.objects.filter(region__in=around, parent__parent=None, ended_at=None)
    tops = sorted(governments, key=lambda row: -len(row.region_id or ""))
    steps += [Q(path__within=str(row.path)) for row in tops]
    return [*steps, Q(region__in=around), Q(parent__parent=None, region=None)]


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
        if isinstance(hit.row, Agency) and all(_is_in(word, hit.row.name.lower()) for word in words)
    ]
    # What was found by a part of the words is no sure find by that alone.
    sure = same or own or (found if len(all_words(typed)) == len(words_of(typed)) else [])
    return sure[0] if len(sure) == 1 else None


def _is_in(word: str, name: str) -> bool:
    if word not in OFFICES_CALLED:
        return word in name
    return word in name.split() or OFFICES_CALLED[word] in name


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
