"""Where the demo plays: its offices, officers, places and the working calendar."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import work_calendar
from lapor.agencies.models import Agency, Category, Region, Role
from lapor.agencies.rules import Rules, rules
from lapor.project.seed.institutions import WITH_OFFICES, government
from lapor.project.seed.people import CENTRAL, CITY, EMPTY_IN_CITY, cast
from lapor.project.seed.stories import Story
from lapor.project.seed.tables import table

WEIGHTS = {"36.73": 6, "36.01": 2, "33.28": 2, "36": 2, "51": 3}  # how often a region is drawn
# The offices of the key people, so that a visitor who signs in finds work.
FEATURED = {"PU": f"{CITY}-dpupr", "KEC": f"{CITY}-kasemen", "KEL": f"{CITY}-kasemen-sawah-luhur"}
BELOW = {"KEC": Agency.Kind.KECAMATAN, "KEL": Agency.Kind.KELURAHAN}
WORKERS = (Role.LIAISON, Role.HANDLER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


@dataclass(frozen=True)
class Target:
    """Where a story belongs: the institution, the office within it, and its region's code."""

    top: Agency
    office: Agency
    region: str


class Scene:
    """All that the cases of one demo share, read once."""

    def __init__(self) -> None:
        self.agencies: Mapping[str, Agency] = {a.slug: a for a in Agency.objects.all()}
        self.cast: Mapping[tuple[str, Role], Actor] = cast()
        self.book: Rules = rules()
        self.categories: Mapping[str, Category] = {c.slug: c for c in self.book.categories}

    @cached_property
    def places(self) -> Mapping[str, Sequence[Region]]:
        """The villages of the five governments, by the code of the government."""
        villages = Region.objects.filter(level=Region.Level.KELURAHAN).order_by("code")
        return {code: list(villages.filter(code__startswith=f"{code}.")) for code in WITH_OFFICES}

    @cached_property
    def offices(self) -> Mapping[str, Sequence[Target]]:
        """The offices with people in them, by function; institutions by their own slug."""
        found: dict[str, list[Target]] = {}
        for row in table("offices"):
            top = self.agencies[government(row["region"]).slug]
            office = self.agencies[f"{top.slug}-{row['slug']}"]
            if self.worker(office):
                found.setdefault(row["function"], []).append(Target(top, office, row["region"]))
        for slug in CENTRAL:
            agency = self.agencies[slug]
            found[slug] = [Target(agency, agency, "")]
        for name, kind in BELOW.items():
            found[name] = [t for t in self._below(kind) if self.worker(t.office)]
        return found

    @cached_property
    def vacant(self) -> Sequence[Target]:
        """Kelurahan of the city where nobody sits."""
        rows = self._below(Agency.Kind.KELURAHAN)
        return [row for row in rows if row.office.slug.startswith(EMPTY_IN_CITY)]

    def _below(self, kind: Agency.Kind) -> list[Target]:
        city = self.agencies[CITY]
        return [
            Target(city, agency, agency.region_id or "")
            for agency in self.agencies.values()
            if agency.kind == kind and agency.is_within(city)
        ]

    def target(self, story: Story, rng: random.Random, *, featured: bool = False) -> Target:
        fitting = self.offices[story.office]
        if featured:
            return next(t for t in fitting if t.office.slug == FEATURED[story.office])
        return rng.choices(fitting, [WEIGHTS.get(target.region, 1) for target in fitting])[0]

    def another(self, target: Target, rng: random.Random, *avoid: Agency) -> Agency:
        """Return a wrong office of the same institution, with people in it."""
        near = [
            row.office
            for name, rows in self.offices.items()
            for row in rows
            if row.top == target.top and name not in (*BELOW, "INSPEKTORAT", *CENTRAL)
        ]
        return rng.choice([office for office in near if office not in (target.office, *avoid)])

    def worker(self, office: Agency) -> Actor | None:
        """Return who answers for an office, or None where nobody sits."""
        found = (self.cast.get((office.slug, role)) for role in WORKERS)
        return next((actor for actor in found if actor), None)

    def admin(self, agency: Agency) -> Actor:
        """Return the coordinator of the institution that an agency belongs to."""
        top = next(a for a in self.agencies.values() if a.pk == agency.institution)
        role = Role.AGENCY_ADMIN if top.depth else Role.NATIONAL_ADMIN
        return self.cast[top.slug, role]

    def at_work(self, office: Agency, moment: datetime, days: int, rng: random.Random) -> datetime:
        """Return a moment in office hours, `days` working days later; later the same day for 0."""
        calendar = work_calendar(office, self.book)
        today = calendar.day(moment)
        hour = moment.astimezone(calendar.zone).hour
        if days == 0 and calendar.is_working_day(today) and 7 <= hour < 15:
            return moment + timedelta(minutes=rng.randint(5, 50))
        day = calendar.add(moment, max(days, 1))
        return day.replace(
            hour=rng.randint(8, 14), minute=rng.randint(0, 59), second=0, microsecond=0
        )

    def at_home(self, office: Agency, moment: datetime, days: int, rng: random.Random) -> datetime:
        """Return a moment by day or in the evening, `days` days later, working or not."""
        zone = work_calendar(office, self.book).zone
        later = (moment + timedelta(days=days)).astimezone(zone)
        later = later.replace(hour=rng.randint(6, 21), minute=rng.randint(0, 59))
        return later if later > moment else moment + timedelta(minutes=rng.randint(20, 90))
