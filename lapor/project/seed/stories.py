"""Invented stories: what a report says, and what is said about it afterwards."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lapor.project.seed.tables import text
from lapor.reports.terms import Kind

STREETS = (
    "Jalan Anggrek", "Jalan Belimbing", "Jalan Cempaka", "Jalan Delima", "Jalan Flamboyan",
    "Gang Kenanga", "Jalan Melati", "Jalan Nangka", "Gang Rambutan", "Jalan Seroja",
    "Jalan Teratai", "Gang Mawar", "Jalan Kapuk", "Jalan Pandan", "Jalan Kelapa Dua",
)  # fmt: skip
SPOTS = (
    "pos ronda", "masjid", "musala", "lapangan voli", "balai warga", "warung pojok",
    "sekolah dasar", "pertigaan", "jembatan", "pasar pagi", "bengkel", "kantor kelurahan", "taman",
    "pangkalan ojek", "puskesmas pembantu",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What happened, in a few variants, and whose task it is."""

    office: str  # a function of offices.csv, KEC, KEL, or the slug of an institution
    category: str
    titles: tuple[str, ...]
    tells: tuple[str, ...]
    wants: str
    done: tuple[str, ...]
    kind: Kind = Kind.COMPLAINT
    oversight: bool = False
    archive: str = ""  # the reason for which the verifier archives it


class Voice:
    """Draws texts for one report; its street, spot and numbers stay the same throughout."""

    def __init__(self, story: Story, place: str, rng: random.Random) -> None:
        self.story, self.rng = story, rng
        self.variant = rng.randrange(len(story.titles))
        self.landmark = rng.choice(SPOTS)
        self.numbers = {
            "weeks": rng.randint(2, 6),
            "count": rng.randint(2, 6),
            "hour": rng.randint(8, 11),
            "house": rng.randint(3, 48),
            "sum": rng.randint(3, 9),
        }
        self.names = {
            "place": place,
            "street": rng.choice(STREETS),
            "spot": self.landmark,
        }

    @property
    def title(self) -> str:
        return self.fill(self.story.titles[self.variant])

    def body(self, private: str) -> str:
        """Return the words of the report; `private` is a sentence to be masked, or empty."""
        tell = self.story.tells[self.variant]
        parts = [self.say("opening"), self.fill(tell), private, self.story.wants]
        return " ".join(part for part in [*parts, self.say("closing")] if part)

    def say(self, what: str) -> str:
        return self.fill(self.rng.choice(phrases()[what]))

    def done(self) -> str:
        return self.fill(self.story.done[self.variant])

    def fill(self, words: str) -> str:
        filled = words.format(**self.names, **self.numbers)
        return filled[:1].upper() + filled[1:]


@cache
def stories() -> tuple[Story, ...]:
    rows: list[Mapping[str, Any]] = tomllib.loads(text("stories.toml"))["story"]
    return tuple(
        Story(
            office=row["office"],
            category=row["category"],
            titles=tuple(row["titles"]),
            tells=tuple(row["tells"]),
            wants=row["wants"],
            done=tuple(row["done"]),
            kind=Kind(row.get("kind", Kind.COMPLAINT)),
            oversight=row.get("oversight", False),
            archive=row.get("archive", ""),
        )
        for row in rows
    )


@cache
def phrases() -> Mapping[str, list[str]]:
    """Return what people say whatever the report is about, by occasion."""
    return tomllib.loads(text("phrases.toml"))
