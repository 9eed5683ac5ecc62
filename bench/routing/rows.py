"""Reads the real complaints that routing is measured on. They are never printed nor kept."""

import csv
import gzip
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lapor.routing.functions import function_of, seeds
from lapor.routing.words import Places

BESIDE = Path(__file__).parents[3] / "shared" / "data"  # beside the project
FOLDS = 5
MARK = "[disamarkan]"
# How whoever gathered the texts masked them; our own marks say the same.
_MASKED = re.compile(r"\[(?:NAMA|RUMAH|TELEPON|NOMOR|URL|PLAT|AKUN|EMAIL)\]")
_PLACE = re.compile(r"\b(kota|kabupaten|kab\.?|provinsi|prov\.?)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint: its words, who got it, about what, where, when. Near-copies share a cluster."""

    id: str
    cluster: str
    text: str
    office: str
    topic: str = ""
    village: str = ""
    district: str = ""
    at: str = ""

    @property
    def function(self) -> str:
        """What its office does, by the patterns of the seed rows."""
        return FUNCTIONS.setdefault(self.office, function_of(self.office, seeds()) or "")

    @property
    def place(self) -> str:
        """The government that the name of its office tells, lower case; empty for the nation."""
        match = _PLACE.search(self.office)
        return f"{match[1][:3]} {match[2]}".lower() if match else ""

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(self.cluster.encode()).hexdigest(), 16) % FOLDS


FUNCTIONS: dict[str, str] = {}


def folder(asked: str) -> Path:
    """Return where the data lie. Ends the program, saying so, where they do not."""
    found = Path(asked or os.environ.get("LAPOR_BENCH_DATA", "") or BESIDE)
    if not (found / "complaints").is_dir():
        print(f"No complaints at {found}, so nothing was measured.")
        print("Say where they are by --data or LAPOR_BENCH_DATA.")
        sys.exit(0)
    return found


def surabaya(data: Path) -> list[Row]:
    """Return the complaints of one city, in the order they came in."""
    rows = [
        Row(
            row["id"], row["cluster"], _text("", row["text"]), row["agency"], row["topic"],
            row["kelurahan"], row["kecamatan"], row["received"],
        )
        for row in _read(data / "complaints" / "surabaya_mediacenter_dev.csv.gz")
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.at)


def nation(data: Path) -> list[Row]:
    """Return complaints of the whole nation, each with the office it was sent to."""
    read = _read(data / "complaints" / "lapor_2017_dev.csv.gz")
    rows = (Row(r["id"], r["cluster"], _text(r["title"], r["text"]), r["agency"]) for r in read)
    return [row for row in rows if row.office]


def stems(data: Path) -> list[Row]:
    """Return complaints of a province, stemmed, with their category as `topic`."""
    read = _read(data / "complaints" / "laporgub_jateng_stems_dev.csv.gz")
    return [Row(r["id"], r["cluster"], r["text"], "", r["category"]) for r in read]


def judged_pairs(data: Path) -> list[tuple[str, str, bool, float]]:
    """Return pairs that a person read: both ids, whether they are the same problem, and how alike
    the letters of a paraphrase are; zero for pairs that share phrases.
    """
    found = []
    for name in ("duplicate_judged_dev.csv", "duplicate_mined_judged_dev.csv"):
        for row in _read(data / "complaints" / name):
            cosine = float(row.get("cos", 0))
            found.append((row["id_a"], row["id_b"], row["judge"] == "yes", cosine))
    return found


def silver_pairs(data: Path) -> list[tuple[str, str, str]]:
    """Return pairs that share phrases: both ids, and "1", "0", or nothing where nobody knows."""
    read = _read(data / "complaints" / "duplicate_pairs_dev.csv.gz")
    return [(row["id_a"], row["id_b"], row["label"]) for row in read]


def one_each(rows: list[Row]) -> list[Row]:
    """Return one row of each cluster, the first."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.cluster, row)
    return list(first.values())


def folds(rows: list[Row]) -> Iterator[tuple[Places, Places]]:
    """Yield the places of rows to learn from and to be measured on."""
    of = np.array([row.fold for row in rows])
    for fold in range(FOLDS):
        yield np.flatnonzero(of != fold), np.flatnonzero(of == fold)


def _text(title: str, body: str) -> str:
    return _MASKED.sub(MARK, f"{title} {body}".strip())


def _read(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10**7)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
