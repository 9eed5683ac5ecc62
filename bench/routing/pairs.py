"""Whether two complaints are one problem: PostgreSQL's trigrams against people's reading.

The pairs that were read are few and were not drawn alike, so each stands for as many as there were
of its kind: near-copies, pairs that share a quarter of their phrases, and paraphrases by how alike
their letters are. Texts go to a throw-away database as parameters and one temporary table.
"""

import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import psycopg

from bench.routing.rows import Row, judged_pairs, silver_pairs
from lapor.kit.nearness import DAYS, Likeness, address, compare, compared, likeness
from lapor.project.postgres import throw_away
from lapor.routing.features import piece_features, read
from lapor.routing.functions import seeds
from lapor.routing.words import normal

BANDS = (0.2, 0.3, 0.4, 0.5, 0.6, 1.01)
SHARING = 0  # the band of pairs that share phrases
SHINGLE, SHARED = 3, 0.25  # words; what near-copies share of them
ASKED = 300
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two complaints, whether they are the same, how many such pairs this one stands for."""

    one: Row
    other: Row
    same: bool
    stands_for: float
    read: bool  # by a person


def pairs(rows: Sequence[Row], data: Path) -> dict[str, object]:
    """Return precision and recall of what is shown, and how long it takes to find it."""
    population = _population(rows, data)
    cluster = throw_away()
    cluster.start()
    try:
        with psycopg.connect(host=str(cluster.socket), dbname="lapor", user="lapor") as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            alike = _similarities(connection, population)
            found: dict[str, object] = {
                "pairs_that_meet": round(sum(p.stands_for for p in population))
            }
            served = [pair for pair in population if not _is_personal(pair)]
            found["weighted"] = _judged(served, alike, weighted=True)
            found["weighted_with_personal"] = _judged(population, alike, weighted=True)
            found["read"] = _judged([p for p in served if p.read], alike, weighted=False)
            found["read_with_personal"] = _judged(
                [p for p in population if p.read], alike, weighted=False
            )
            found["ms"] = _latency(connection, rows)
            return found
    finally:
        cluster.remove()


def _is_personal(pair: Pair) -> bool:
    """Say whether neither reporter would be shown the other: it is somebody's own matter."""
    personal = {function.code for function in seeds() if function.personal}
    return bool({pair.one.function, pair.other.function} & personal)


def _judged(
    population: Sequence[Pair], alike: dict[tuple[str, str], float], *, weighted: bool
) -> dict[str, float]:
    said = []
    for pair in population:
        told = compare(address(pair.one.text), address(pair.other.text))
        said.append(likeness(alike[pair.one.id, pair.other.id], told))
    weights = [pair.stands_for if weighted else 1.0 for pair in population]
    true = sum(w for w, pair in zip(weights, population, strict=True) if pair.same)
    found = {"pairs": float(len(population))}
    for name, shown in (("alike", set(Likeness)), ("same", {Likeness.SAME})):
        every = [
            (w, pair.same)
            for w, pair, what in zip(weights, population, said, strict=True)
            if what in shown
        ]
        right = sum(w for w, same in every if same)
        found[f"{name}_precision"] = round(right / sum(w for w, _ in every), 4)
        found[f"{name}_recall"] = round(right / true, 4)
    return found


def _population(rows: Sequence[Row], data: Path) -> list[Pair]:
    """Return the pairs that are known, each with the number of pairs it stands for."""
    by_id = {row.id: row for row in rows}
    alike = _letters_alike(rows, _meeting(rows))
    silver = [
        (by_id[a], by_id[b], label)
        for a, b, label in silver_pairs(data)
        if a in by_id and b in by_id and _meet(by_id[a], by_id[b])
    ]
    copies = [Pair(a, b, True, 1.0, False) for a, b, label in silver if label == "1"]
    unread = sum(label == "" for _, _, label in silver)
    found = [
        (int(np.digitize(cosine, BANDS)), by_id[a], by_id[b], same)
        for a, b, same, cosine in judged_pairs(data)
        if a in by_id and b in by_id and _meet(by_id[a], by_id[b])
    ]
    among = Counter(band for band, *_ in found)
    many = _bands(rows, alike) | {SHARING: unread}
    return copies + [Pair(a, b, same, many[band] / among[band], True) for band, a, b, same in found]


def _bands(rows: Sequence[Row], alike: dict[frozenset[str], float]) -> dict[int, int]:
    """Return how many pairs that are no near-copies there are in each band of likeness."""
    by_id = {row.id: row for row in rows}
    phrases: dict[str, set[str]] = {}
    counts: dict[int, int] = defaultdict(int)
    for both, cosine in alike.items():
        if cosine < BANDS[0]:
            continue
        one, other = (by_id[name] for name in sorted(both))
        first, second = (_phrases(row, phrases) for row in (one, other))
        if one.cluster != other.cluster and len(first & second) < SHARED * len(first | second):
            counts[int(np.digitize(cosine, BANDS))] += 1
    return dict(counts)


def _phrases(row: Row, known: dict[str, set[str]]) -> set[str]:
    if row.id not in known:
        words = normal(row.text).split()
        ends = range(max(1, len(words) - SHINGLE + 1))
        known[row.id] = {" ".join(words[i : i + SHINGLE]) for i in ends}
    return known[row.id]


def _letters_alike(
    rows: Sequence[Row], meeting: Sequence[tuple[int, int]]
) -> dict[frozenset[str], float]:
    """Return the cosine of the letters of each pair that meets."""
    seen = read([row.text for row in rows], [row.id for row in rows], ())
    matrix, _ = piece_features(seen, 0)
    both = np.array(meeting)
    found: dict[frozenset[str], float] = {}
    for start in range(0, len(both), 5000):
        part = both[start : start + 5000]
        cosine = np.asarray(matrix[part[:, 0]].multiply(matrix[part[:, 1]]).sum(axis=1)).ravel()
        for (a, b), value in zip(part.tolist(), cosine.tolist(), strict=True):
            found[frozenset((rows[a].id, rows[b].id))] = value
    return found


def _meeting(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the places of all pairs of one village within DAYS."""
    by_village: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        by_village[row.village, row.district].append(i)
    return [
        (a, b)
        for same in by_village.values()
        for a, b in itertools.combinations(same, 2)
        if _meet(rows[a], rows[b])
    ]


def _meet(one: Row, other: Row) -> bool:
    apart = abs(datetime.fromisoformat(one.at) - datetime.fromisoformat(other.at))
    return (one.village, one.district) == (other.village, other.district) and apart <= timedelta(
        DAYS
    )


def _similarities(
    connection: Connection, population: Iterable[Pair]
) -> dict[tuple[str, str], float]:
    asked = [(pair.one, pair.other) for pair in population]
    values = connection.execute(
        "SELECT similarity(one, other) FROM unnest(%s::text[], %s::text[]) AS pairs (one, other)",
        ([compared("", a.text) for a, _ in asked], [compared("", b.text) for _, b in asked]),
    )
    return {(a.id, b.id): float(str(value)) for (a, b), (value,) in zip(asked, values, strict=True)}


def _latency(connection: Connection, rows: Sequence[Row]) -> dict[str, float]:
    """Return how long it takes to find what is like a report, among all of the city."""
    connection.execute("CREATE TEMP TABLE told (village text, at timestamptz, words text)")
    with connection.cursor() as cursor, cursor.copy("COPY told FROM STDIN") as copy:
        for row in rows:
            copy.write_row((f"{row.village} {row.district}", row.at, compared("", row.text)))
    connection.execute("CREATE INDEX ON told (village, at)")
    connection.execute("ANALYZE told")
    taken = []
    for row in rows[:: max(1, len(rows) // ASKED)]:
        start = time.perf_counter()
        connection.execute(
            "SELECT at, similarity(words, %(words)s) AS alike FROM told "
            "WHERE village = %(village)s AND at BETWEEN %(at)s::timestamptz - %(days)s * "
            "interval '1 day' AND %(at)s::timestamptz ORDER BY alike DESC LIMIT 5",
            {
                "words": compared("", row.text), "days": DAYS, "at": row.at,
                "village": f"{row.village} {row.district}",
            },
        ).fetchall()  # fmt: skip
        taken.append((time.perf_counter() - start) * 1000)
    return {
        "p50": round(float(np.percentile(taken, 50)), 2),
        "p95": round(float(np.percentile(taken, 95)), 2),
    }
