"""Sentences of our own about three functions, as many as a test wants."""

import random

from lapor.routing.training import Case

SUBJECTS = {
    "PU": (
        "jalan berlubang",
        "aspal rusak",
        "jembatan retak",
        "selokan tersumbat",
        "trotoar ambles",
    ),
    "LH": ("sampah menumpuk", "pohon rimbun", "bau limbah", "tps penuh", "ranting menutupi lampu"),
    "DUKCAPIL": ("ktp belum jadi", "akta kelahiran salah", "kartu keluarga", "blangko habis"),
}
PLACES = ("dekat sekolah", "depan pasar", "di gang kami", "sejak minggu lalu", "kapan dibereskan")


def told(label: str, seed: int) -> str:
    """Return a sentence about a function; the same for the same seed."""
    chance = random.Random(f"{label}{seed}")  # noqa: S311 - no secret
    words = [chance.choice(SUBJECTS[label]), chance.choice(PLACES), chance.choice(SUBJECTS[label])]
    return " ".join(words)


def learned_from(many: int, labels: tuple[str, ...] = ("PU", "LH", "DUKCAPIL")) -> list[Case]:
    """Return closed cases as the trainer reads them."""
    return [Case(c["text"], c["label"], c["reporter"]) for c in cases(many, labels)]


def cases(many: int, labels: tuple[str, ...] = ("PU", "LH", "DUKCAPIL")) -> list[dict[str, str]]:
    """Return closed cases, each by another reporter."""
    return [
        {"text": told(label, i), "label": label, "reporter": f"orang-{i}"}
        for i in range(many)
        for label in (labels[i % len(labels)],)
    ]
