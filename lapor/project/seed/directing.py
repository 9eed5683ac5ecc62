"""Functions of government and the first office maps, from the tables of offices and institutions.

Functions are added by code, a map where a government has none at all: what an administrator has
changed or ended stays as it is.
"""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils import timezone

from lapor.agencies.models import (
    Agency,
    Category,
    DecidingWord,
    Function,
    OfficeMap,
    RoutingRule,
)
from lapor.agencies.rules import changed
from lapor.project.seed.institutions import ROOT, SINCE, WITH_OFFICES, government
from lapor.project.seed.tables import table
from lapor.routing.functions import seeds

# Institutions that do what no region has, by function.
OF_THE_NATION: Mapping[str, str] = {
    "PLN": "pln",
    "BPJSTK": "bpjs-ketenagakerjaan",
    "BPJSKES": "bpjs-kesehatan",
    "POLRI": "polri",
    "BPN": "kementerian-atr-bpn",
    "IMIGRASI": "kemenimipas",
    "PAJAK": "kemenkeu",
    "AGAMA": "kemenag",
    "POS": "pos-indonesia",
    "PENDPUSAT": "kemdiktisaintek",
    "HUKUM": "kemenkum",
}
# What a report about a function is mostly filed under, where its category is not said.
CATEGORIES: Mapping[str, str] = {
    "PENDIDIKAN": "pendidikan",
    "KESEHATAN": "kesehatan",
    "RS": "kesehatan",
    "PU": "pekerjaan-umum",
    "SATPOLPP": "ketenteraman-dan-ketertiban",
    "SOSIAL": "sosial",
    "NAKER": "ketenagakerjaan",
    "LH": "lingkungan-hidup",
    "DUKCAPIL": "kependudukan",
    "PMD": "pembangunan-desa",
    "DISHUB": "perhubungan",
    "KOMINFO": "teknologi-informasi",
    "TANI": "pertanian",
    "PERIKANAN": "perairan",
    "AIR": "perairan",
    "ESDM": "energi",
    "PLN": "energi",
    "AGAMA": "agama",
    "BPJSKES": "kesehatan",
    "BPJSTK": "ketenagakerjaan",
    "PAJAK": "ekonomi-dan-keuangan",
    "HUKUM": "politik-dan-hukum",
}

# Rules of the demonstration's city: name, office, and words of which one is enough.
DEMO_RULES = (
    ("Lampu jalan", "dishub", ["lampu jalan", "penerangan jalan"]),
    ("Air PDAM", "perumdam", ["pdam", "perumdam"]),
)


def load() -> bool:
    """Add what is missing; return whether there was anything."""
    with transaction.atomic():
        added = _functions() + _maps()
        if added:
            changed()
    return bool(added)


def _functions() -> int:
    there = set(Function.objects.values_list("code", flat=True))
    topics = dict(Category.objects.values_list("slug", "pk"))
    made = Function.objects.bulk_create(
        Function(
            code=row.code,
            name=row.name,
            basis=row.basis,
            office_names=row.office_pattern,
            category_id=topics.get(CATEGORIES.get(row.code, "")),
            order=order,
        )
        for order, row in enumerate(seeds(), 1)
        if row.code not in there
    )
    DecidingWord.objects.bulk_create(
        DecidingWord(
            function_id=row.code, words=word.words, weight=word.weight, valid_from=timezone.now()
        )
        for row in seeds()
        if row.code not in there
        for word in row.keywords
    )
    return len(made)


def _maps() -> int:
    settled = set(OfficeMap.objects.values_list("government__slug", flat=True))
    slugs = dict(Agency.objects.values_list("slug", "pk"))
    codes = set(Function.objects.values_list("code", flat=True))
    made = OfficeMap.objects.bulk_create(
        OfficeMap(
            government_id=slugs[above],
            function_id=code,
            office_id=slugs[office],
            source=OfficeMap.Source.SEED,
            valid_from=SINCE,
            entered_at=timezone.now(),
        )
        for above, code, office in _lines()
        if above not in settled and code in codes and above in slugs and office in slugs
    )
    return len(made)


def _lines() -> Iterator[tuple[str, str, str]]:
    """Yield (slug of the government, function, slug of its office); the first of each counts."""
    for code, slug in OF_THE_NATION.items():
        yield ROOT, code, slug
    tops = {code: government(code).slug for code in WITH_OFFICES}
    seen = set()
    for row in table("offices"):
        key = (row["region"], row["function"])
        if row["function"] and key not in seen:
            seen.add(key)
            top = tops[row["region"]]
            yield top, row["function"], f"{top}-{row['slug']}"


def demo() -> bool:
    """Add two rules of one city, so that their page is not empty; return whether there were any.

    A demonstration that has had rules, also ended ones, gets none.
    """
    with transaction.atomic():
        if RoutingRule.objects.exists():
            return False
        offices = {row.slug: row for row in Agency.objects.filter(slug__startswith="kota-serang")}
        made = [
            RoutingRule(
                owner=offices["kota-serang"],
                name=name,
                order=order,
                to=offices[f"kota-serang-{office}"],
                words_any=words,
                valid_from=timezone.now(),
            )
            for order, (name, office, words) in enumerate(DEMO_RULES)
            if f"kota-serang-{office}" in offices
        ]
        RoutingRule.objects.bulk_create(made)
        changed()
    return True
