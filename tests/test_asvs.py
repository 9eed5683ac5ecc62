"""Every row of levels 1 and 2 of OWASP ASVS 5.0 has its test here, or says why it has none."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "asvs.csv"
# Rows of levels 1 and 2 in each chapter of ASVS 5.0.0; a verification of level 2 takes both.
CHAPTERS = {
    "V1": (8, 19), "V2": (4, 7), "V3": (8, 11), "V4": (2, 8), "V5": (4, 5), "V6": (13, 22),
    "V7": (6, 12), "V8": (4, 3), "V9": (4, 3), "V10": (5, 24), "V11": (3, 11), "V12": (3, 6),
    "V13": (1, 12), "V14": (2, 7), "V15": (3, 10), "V16": (0, 16), "V17": (0, 7),
}  # fmt: skip
LONGEST = 12  # words of ours about a row; the standard's own sentences are not copied
with PAGE.open(newline="") as page:
    ROWS = list(csv.DictReader(page))


def named_in(row):
    return [name.strip() for name in row["test"].split(" ; ") if name.strip()]


@cache
def defined(path):
    """Return the names of the tests in a file; empty where there is no such file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    body = ast.parse(file.read_text()).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def test_each_row_of_both_levels_stands_there_once_and_in_order():
    assert list(ROWS[0]) == ["row", "level", "about", "test", "why"]
    numbers = [row["row"] for row in ROWS]
    assert all(re.fullmatch(r"V\d+\.\d+\.\d+", number) for number in numbers)
    assert numbers == sorted(set(numbers), key=lambda n: [int(part) for part in n[1:].split(".")])
    counted = Counter((row["row"].partition(".")[0], row["level"]) for row in ROWS)
    assert {c: (counted[c, "1"], counted[c, "2"]) for c in CHAPTERS} == CHAPTERS
    assert sum(counted.values()) == len(ROWS) == 253


@pytest.mark.parametrize("row", ROWS, ids=[row["row"] for row in ROWS])
def test_a_row_names_tests_that_are_there_or_says_why_not(row):
    assert row["about"], "what it is about"
    assert len(row["about"].split()) <= LONGEST
    assert row["test"] or row["why"], "neither a test nor a reason"
    assert not row["why"] or row["why"].endswith("."), "a reason is a sentence"
    missing = [
        name
        for name in named_in(row)
        if name.partition("::")[2] not in defined(name.partition("::")[0])
    ]
    assert not missing, f"{row['row']}: a test was removed or renamed"


def test_what_is_not_met_stands_on_the_page_of_security():
    page = (ROOT / "docs" / "explanation" / "security.md").read_text()
    open_rows = [row["row"] for row in ROWS if re.search(r"\bNot (met|shown)\b", row["why"])]
    assert open_rows
    assert [number for number in open_rows if not re.search(rf"\b{number}\b", page)] == []


def test_documents_that_a_reason_names_are_there():
    for row in ROWS:
        for name in re.findall(r"\bdocs/[\w/.]+\.md|\bSECURITY\.md", row["why"]):
            assert (ROOT / name).exists(), row["row"]
        for name, title in re.findall(r"(\S+\.md), \"([^\"]+)\"", row["why"]):
            path = next(
                p for p in (ROOT / name, ROOT / "docs" / "explanation" / name) if p.exists()
            )
            assert f"## {title}" in path.read_text(), row["row"]
