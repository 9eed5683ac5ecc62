"""The pages of limits, cryptography and logs say what the code does."""

import ast
import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest

from lapor.project.logs import ALLOWED
from lapor.web.public.throttle import Bucket, Limit

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
LIMITS = re.findall(r"\| `(lapor[\w.]+)` \| ([^|]+) \|", (REFERENCE / "limits.md").read_text())


def told(value):
    """Return a limit as the page writes it."""
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f}"
    if isinstance(value, Bucket):
        return f"{value.tries} / {value.seconds}"
    if isinstance(value, Limit):
        return f"{value.buckets.tries:.0f} / {value.buckets.seconds:.0f}"
    return str(value)


def test_there_are_limits_to_compare():
    assert len(LIMITS) > 50


@pytest.mark.parametrize(("name", "written"), LIMITS, ids=[name for name, _ in LIMITS])
def test_a_limit_is_the_one_of_the_code(name, written):
    module, _, constant = name.rpartition(".")
    assert told(getattr(importlib.import_module(module), constant)) == written


def primitives():
    """Return every name of cryptography that some file imports."""
    for path in (ROOT / "lapor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and "hazmat" in (node.module or ""):
                yield from (alias.name for alias in node.names)


def test_every_primitive_and_every_key_stands_on_the_page_of_cryptography():
    page = (REFERENCE / "cryptography.md").read_text()
    assert sorted({name for name in primitives() if f"`{name}`" not in page}) == []
    _before, _, table = (REFERENCE / "settings.md").read_text().partition("\nKeys. ")
    keys = re.findall(r"^\| `LAPOR_\w+` \| `([\w.]+)`", table, re.MULTILINE)
    assert len(keys) >= 9
    assert [name for name in keys if f"`{name}`" not in page] == []


def test_hashes_that_are_broken_are_used_for_nothing_that_they_would_have_to_hold():
    broken = re.compile(r"\b(md5|sha1|MD5|SHA1|DES|RC4|ECB|PKCS1v15|Blowfish)\b")
    files = {
        path.relative_to(ROOT / "lapor").as_posix()
        for path in (ROOT / "lapor").rglob("*.py")
        if broken.search(path.read_text())
    }
    assert files == {"project/sums.py"}


def test_the_keys_of_a_line_stand_on_the_page_of_logs():
    page = (REFERENCE / "logs.md").read_text()
    [listed] = re.findall(r"^(`timestamp`[^.]+?)\n\n", page, re.M | re.S)
    assert tuple(re.findall(r"`(\w+)`", listed)) == ALLOWED
