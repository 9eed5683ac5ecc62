"""People of the demo for posts. Nobody is real: every name ends in "Contoh" (example)."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lapor.accounts.demo import PASSWORD, PREFIX
from lapor.accounts.models import User
from lapor.accounts.second_factor import enroll
from lapor.agencies.actor import Actor, officer
from lapor.agencies.models import Agency, Post, Role, Tenure
from lapor.agencies.request import offices_of
from lapor.project.seed.institutions import ROOT, WITH_OFFICES, government
from lapor.project.seed.tables import table

SINCE = datetime(2024, 1, 2, 1, tzinfo=UTC)  # before any report of the demo
CITY = "kota-serang"  # the one government whose kecamatan and kelurahan are all in the demo
CENTRAL = ("pln", "bpjs-kesehatan", "kemensos", "kementerian-atr-bpn", "polri", "kai")
WATCHERS = ("ombudsman-ri", "kemendagri", "ksp", "provinsi-banten")
# Offices whose posts stay vacant in the demo.
QUIET = frozenset({"", "SETDA", "KESBANG", "BAPPEDA", "BPKAD", "PUSTAKA", "KOMINFO", "DAMKAR"})
EMPTY_IN_CITY = ("kota-serang-curug", "kota-serang-walantaka")  # prefixes of vacant kelurahan
TITLES = {
    Role.NATIONAL_ADMIN: ("admin", "Admin nasional"),
    Role.AGENCY_ADMIN: ("admin", "Koordinator pengaduan"),
    Role.LIAISON: ("penghubung", "Pejabat penghubung"),
    Role.HANDLER: ("pelaksana", "Pelaksana"),
    Role.OVERSEER: ("pengawas", "Pengawas"),
    Role.CUSTODIAN: ("kunci", "Pemegang kunci"),
    Role.OPERATOR: ("loket", "Petugas loket"),
}
# Whom a visitor wants to be first; they come first in the list of sign-ins.
KEY = (
    (ROOT, Role.NATIONAL_ADMIN),
    (CITY, Role.AGENCY_ADMIN),
    (f"{CITY}-dpupr", Role.LIAISON),
    (f"{CITY}-dpupr", Role.HANDLER),
    (f"{CITY}-kasemen", Role.LIAISON),
    (f"{CITY}-kasemen-sawah-luhur", Role.LIAISON),
    (f"{CITY}-inspektorat", Role.OVERSEER),
    ("kabupaten-tegal", Role.AGENCY_ADMIN),
    ("provinsi-bali", Role.AGENCY_ADMIN),
    ("ombudsman-ri", Role.OVERSEER),
    (ROOT, Role.CUSTODIAN),
    ("ombudsman-ri", Role.CUSTODIAN),
    (CITY, Role.OPERATOR),
)
FIRST = (
    "Ayu", "Bagas", "Citra", "Danu", "Endah", "Fajar", "Gita", "Hendra", "Indah", "Jaka", "Kirana",
    "Laras", "Mega", "Nanda", "Okta", "Putri", "Rangga", "Sekar", "Tirta", "Utami", "Vina", "Wahyu",
    "Yoga", "Zahra",
)  # fmt: skip
SECOND = (
    "Embun", "Langit", "Samudra", "Pelangi", "Mentari", "Bintang", "Cakrawala", "Rembulan", "Angin",
    "Lembayung", "Telaga", "Fajar",
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A post of the demo, and whether somebody sits in it."""

    agency: str  # slug
    role: Role
    taken: bool = True

    @property
    def username(self) -> str:
        return f"{PREFIX}{self.agency}-{TITLES[self.role][0]}"


def load() -> bool:
    """Fill the posts, once; return whether there was anything to do."""
    if User.objects.filter(username=Seat(*KEY[0]).username).exists():
        return False
    with transaction.atomic():
        agencies = {agency.slug: agency for agency in Agency.objects.all()}
        rows = list(dict.fromkeys([*(Seat(*key) for key in KEY), *seats(agencies)]))
        posts = Post.objects.bulk_create(
            Post(agency=agencies[seat.agency], role=seat.role, title=TITLES[seat.role][1])
            for seat in rows
        )
        pairs = [(seat, post) for seat, post in zip(rows, posts, strict=True) if seat.taken]
        people = _people([seat for seat, _ in pairs])
        Tenure.objects.bulk_create(
            Tenure(post=post, person=person, since=SINCE)
            for (_, post), person in zip(pairs, people, strict=True)
        )
        for person in people:
            enroll(person, secret_of(person.username))
    return True


def _people(rows: list[Seat]) -> list[User]:
    """Create a person for each seat. One hash for all: their password is no secret."""
    password = make_password(PASSWORD)
    names = [f"{first} {second} Contoh" for first in FIRST for second in SECOND if first != second]
    random.Random(2026).shuffle(names)  # noqa: S311 - names, not keys
    return User.objects.bulk_create(
        User(
            username=seat.username,
            name=names[n % len(names)],
            email=f"{seat.username}@example.org",
            password=password,
        )
        for n, seat in enumerate(rows)
    )


def secret_of(username: str) -> bytes:
    """Return the second factor of a demo person: the same on every installation, so no secret."""
    return hashlib.sha256(f"demo:{username}".encode()).digest()[:20]


def seats(agencies: dict[str, Agency]) -> Iterator[Seat]:
    """Yield the posts: the nation's, the five governments' with their offices, the overseers'."""
    for slug in CENTRAL:
        yield Seat(slug, Role.AGENCY_ADMIN)
        yield Seat(slug, Role.LIAISON, taken=False)
    for slug in WATCHERS:
        yield Seat(slug, Role.OVERSEER)
    for code in WITH_OFFICES:
        top = government(code).slug
        for role in (Role.AGENCY_ADMIN, Role.LIAISON, Role.HANDLER):
            yield Seat(top, role)
        for row in table("offices"):
            if row["region"] == code:
                yield from _office(f"{top}-{row['slug']}", row["function"])
    for agency in agencies.values():
        if agency.kind in (Agency.Kind.KECAMATAN, Agency.Kind.KELURAHAN):
            yield from _below(agency)


def _office(slug: str, function: str) -> Iterator[Seat]:
    yield Seat(slug, Role.LIAISON, taken=function not in QUIET)
    if function not in QUIET:
        yield Seat(slug, Role.HANDLER)
    if function == "INSPEKTORAT":
        yield Seat(slug, Role.OVERSEER)


def _below(agency: Agency) -> Iterator[Seat]:
    """Yield the posts of a kecamatan or kelurahan; outside the city nobody sits there yet."""
    in_city = agency.slug.startswith(f"{CITY}-")
    is_kecamatan = agency.kind == Agency.Kind.KECAMATAN
    vacant = not is_kecamatan and agency.slug.startswith(EMPTY_IN_CITY)
    if in_city or is_kecamatan:
        yield Seat(agency.slug, Role.LIAISON, taken=in_city and not vacant)
    if in_city and is_kecamatan:
        yield Seat(agency.slug, Role.HANDLER)


def cast() -> dict[tuple[str, Role], Actor]:
    """Return the actors of the demo by the slug of their agency and their role."""
    seated = Tenure.objects.filter(until=None, person__username__startswith=PREFIX)
    rows = list(seated.select_related("post__agency", "person"))
    acting = offices_of(row.person_id for row in rows)
    return {
        (row.post.agency.slug, Role(row.post.role)): officer(
            row.person, row.post, acting[row.person_id]
        )
        for row in rows
    }
