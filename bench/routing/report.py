"""The results as tables, and which targets they miss."""

from collections.abc import Mapping
from typing import Any

Kept = Mapping[str, Any]
# What was measured before this was built, by the same method: top-1, top-3.
BASELINE = {
    "office": "0.792 / 0.912",
    "office_small": "0.775 / 0.906",
    "office_in_time": "0.758 / 0.894 (three months), 0.740 / 0.880 (a year, words)",
    "fresh": "0.603 / 0.814 (functions)",
    "topic": "0.603 / 0.765",
    "category": "0.807 / 0.931",
    "nation": "0.517 / 0.670",
    "nation_fresh": "–",
}
NAMES = {
    "office": "Surabaya, office",
    "office_small": "– by the small profile",
    "office_in_time": "– in time order, a year, refitted monthly",
    "fresh": "– on the first day, by keywords",
    "topic": "Surabaya, topic",
    "category": "LaporGub, category",
    "nation": "LAPOR 2017, place and offices known",
    "nation_fresh": "– on the first day, by keywords",
}
TARGETS = (
    ("office", "top1", 0.78),
    ("office", "top3", 0.90),
    ("office", "coverage95", 0.50),
    ("office", "ece", -0.03),
    ("office_in_time", "top1", 0.73),
    ("office_in_time", "top3", 0.87),
    ("office_in_time", "ece", -0.05),
    ("fresh", "top3", 0.75),
    ("topic", "top3", 0.75),
    ("category", "top1", 0.80),
    ("nation", "top1", 0.50),
    ("nation", "top3", 0.65),
    ("duplicates.read", "alike_recall", 0.90),
    ("duplicates.read", "same_precision", 0.90),
    ("duplicates.ms", "p95", -50),
    ("costs.full", "peak_mb", -450),
    ("costs.serving", "ms_p95", -5),
    ("costs.serving", "mb_more", -80),
)


def broken(kept: Kept) -> list[str]:
    """Return a line for each target that is missed. A negative target is a limit."""
    missed = []
    for part, name, target in TARGETS:
        value = _value(kept, part, name)
        if value is not None and (value > -target if target < 0 else value < target):
            missed.append(f"{part} {name}: {value}, and {abs(target)} was promised")
    return missed


def as_tables(kept: Kept) -> str:
    """Return all results as Markdown."""
    return "\n\n".join((_routes(kept), _duplicates(kept), _costs(kept)))


def _routes(kept: Kept) -> str:
    lines = [
        "| what is suggested | rows | top-1 | top-3 | macro-F1, all / of 10 rows and more "
        "| coverage at 90 % (precision) | at 95 % | calibration error | before: top-1 / top-3 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for part, name in NAMES.items():
        if part in kept:
            row = kept[part]
            lines.append(
                f"| {name} | {row['rows']:,} | {row['top1']:.3f} | {row['top3']:.3f} "
                f"| {row['f1']:.3f} / {row['f1_frequent']:.3f} "
                f"| {_covered(row, 90)} | {_covered(row, 95)} | {row['ece']:.3f} "
                f"| {BASELINE[part]} |"
            )
    if alone := kept.get("office_in_time", {}).get("alone"):
        right = kept["office_in_time"]["alone_precision"]
        lines += [
            "",
            "In time order, by the threshold that the trainer itself set for 95 % before each "
            f"month: {alone:.0%} would have been assigned, {right:.1%} of them rightly.",
        ]
    return "\n".join(lines)


def _covered(row: Kept, target: int) -> str:
    precision = row[f"precision{target}"]
    return f"{row[f'coverage{target}']:.0%} ({precision:.1%})" if precision else "0 %"


def _duplicates(kept: Kept) -> str:
    if "duplicates" not in kept:
        return ""
    found = kept["duplicates"]
    lines = [
        "| duplicates | pairs read | alike: precision | recall | the same: precision | recall |",
        "|---|---|---|---|---|---|",
    ]
    for part, name in (
        ("read", "pairs that people read"),
        ("weighted", f"weighted to all {found['pairs_that_meet']:,} that meet"),
        ("read_with_personal", "read, somebody's own matters among them"),
        ("weighted_with_personal", "weighted, the same"),
    ):
        row = found[part]
        lines.append(
            f"| {name} | {row['pairs']:.0f} | {row['alike_precision']:.2f} "
            f"| {row['alike_recall']:.2f} | {row['same_precision']:.2f} "
            f"| {row['same_recall']:.2f} |"
        )
    return "\n".join(
        [*lines, "", f"Found among 8,815 in {found['ms']['p50']} ms (95 %: {found['ms']['p95']})."]
    )


def _costs(kept: Kept) -> str:
    if "costs" not in kept:
        return ""
    found = kept["costs"]
    lines = [
        "| learning | seconds of CPU | by the clock | peak MB | model MB |",
        "|---|---|---|---|---|",
    ]
    for profile in ("full", "small"):
        row = found[profile]
        lines.append(
            f"| {profile}, {found['cases']:,} cases | {row['cpu_seconds']} | {row['seconds']} "
            f"| {row['peak_mb']} | {row['model_mb']} |"
        )
    row = found["serving"]
    lines += [
        "",
        f"A suggestion with its words takes {row['ms_p50']} ms of CPU (95 %: {row['ms_p95']}, the "
        f"longest text {row['ms_most']}). A process that suggests holds {row['mb_serving']} MB, "
        f"{row['mb_more']} more than a bare one, and loads a model in {row['load_seconds']} s.",
    ]
    return "\n".join(lines)


def _value(kept: Kept, part: str, name: str) -> float | None:
    row: Any = kept
    for step in part.split("."):
        row = row.get(step, {})
    value = row.get(name)
    return None if value is None else float(value)
