"""Reference data, and with `demo` invented people and reports. Safe to repeat on every start."""

from typing import TextIO

from django.core.management.base import OutputWrapper

from lapor.project.seed import demo as invented
from lapor.project.seed import directing, institutions, people, regions, rules

PARTS = {
    "regions": regions.load,
    "institutions": institutions.load,
    "rules": rules.load,
    "directing": directing.load,
}


def load(*, demo: bool = False, reports: int | None = None, out: TextIO | OutputWrapper) -> None:
    """Add what is missing, each part in its own transaction; say which parts had something.

    demo: add people for posts and, where there is no report yet, about `reports` of them.
    """
    for name, part in PARTS.items():
        if part():
            out.write(f"Seeded {name}.\n")
    if demo:
        if people.load():
            out.write("Seeded demo people.\n")
        if directing.demo():
            out.write("Seeded demo rules.\n")
        invented.load(reports, out)
