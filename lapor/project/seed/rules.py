"""Dated rules as a new installation gets them. Administrators change them on pages afterwards.

A rule that is there is never touched, nor is one brought back that somebody has taken away, as
far as that can be told: policies are added for a clock that has none, holidays for a year without
any, categories where there is none at all.
"""

import re
from collections.abc import Iterator
from datetime import date

import holidays
from django.db import transaction

from lapor.agencies.models import (
    Category,
    DeadlinePolicy,
    EscalationLadder,
    Holiday,
    MessageTemplate,
    Reason,
    StandardText,
)
from lapor.agencies.rules import changed
from lapor.project.seed import legal, letters
from lapor.project.seed.tables import table

VALID_FROM = date(2018, 10, 1)  # before any report that can be in this system
YEARS = range(2018, 2029)
MISSPELT = ("Pegangti", "Pengganti")  # in the package's Indonesian names


def load() -> bool:
    """Add what is missing; return whether there was anything."""
    with transaction.atomic():
        parts = (
            _policies,
            _ladder,
            _holidays,
            _categories,
            _reasons,
            _templates,
            _texts,
            legal.load,
        )
        added = [part() for part in parts]
        if any(added):
            changed()
    return any(added)


def _policies() -> int:
    there = set(DeadlinePolicy.objects.values_list("clock", flat=True))
    rows = [row for row in table("policies") if row["clock"] not in there]
    made = DeadlinePolicy.objects.bulk_create(
        DeadlinePolicy(
            clock=row["clock"],
            kind=row["kind"],
            oversight={"yes": True, "no": False}.get(row["oversight"]),
            days=int(row["days"]),
            working=row["working"] == "yes",
            remind_days=int(row["remind_days"]),
            valid_from=VALID_FROM,
            basis=row["basis"],
        )
        for row in rows
    )
    return len(made)


def _ladder() -> int:
    """Add the first ladder where there is none. No source fixes the days: they are ours."""
    if EscalationLadder.objects.exists():
        return 0
    to = EscalationLadder.To
    steps = [
        {"to": to.ABOVE, "days": 0},
        {"to": to.INSPECTORATE, "days": 3},
        {"to": to.NATION, "days": 3},
    ]
    EscalationLadder.objects.create(
        steps=steps, valid_from=VALID_FROM, basis="kebijakan layanan, dapat diubah"
    )
    return 1


def _holidays() -> int:
    there = {day.year for day in Holiday.objects.filter(agency=None).dates("day", "year")}
    made = Holiday.objects.bulk_create(
        Holiday(day=day, name=name, kind=kind)
        for day, name, kind in days_off()
        if day.year not in there
    )
    return len(made)


def days_off() -> Iterator[tuple[date, str, Holiday.Kind]]:
    """Yield national holidays, then days of joint leave (cuti bersama) that are no holiday.

    A movable feast whose decree is not out yet is named as an estimate (perkiraan).
    """
    national = _calendar("public")
    for day, name in sorted(national.items()):
        yield day, _name(name), Holiday.Kind.NATIONAL
    for day, name in sorted(_calendar("government").items()):
        if day not in national:
            yield day, _name(name), Holiday.Kind.JOINT_LEAVE


def _calendar(category: str) -> holidays.HolidayBase:
    return holidays.country_holidays("ID", years=YEARS, categories=(category,), language="id")


def _name(name: str) -> str:
    return re.sub(r"\s+", " ", name).replace(*MISSPELT)


def _categories() -> int:
    if Category.objects.exists():
        return 0
    made = Category.objects.bulk_create(
        Category(slug=row["slug"], name=row["name"], order=order, personal=bool(row["personal"]))
        for order, row in enumerate(table("categories"), 1)
    )
    return len(made)


def _reasons() -> int:
    """Add each reason whose code is missing: steps name codes, so every code must be there."""
    there = set(Reason.objects.values_list("move", "code"))
    made = Reason.objects.bulk_create(
        Reason(
            move=row["move"],
            code=row["code"],
            label=row["label"],
            sentence=row["sentence"],
            order=order,
        )
        for order, row in enumerate(table("reasons"), 1)
        if (row["move"], row["code"]) not in there
    )
    return len(made)


def _templates() -> int:
    key = ("move", "audience", "language", "proved")
    there = set(MessageTemplate.objects.values_list(*key))
    made = MessageTemplate.objects.bulk_create(
        letter
        for letter in (*letters.letters(), *letters.dialogue())
        if (letter.move, letter.audience, letter.language, letter.proved) not in there
    )
    return len(made)


def _texts() -> int:
    """Add the first standard texts of the nation where there is none at all."""
    if StandardText.objects.exists():
        return 0
    made = StandardText.objects.bulk_create(
        StandardText(
            title=row["title"],
            move=row["move"],
            status=row["status"],
            body=row["body"],
            order=order,
        )
        for order, row in enumerate(table("texts"), 1)
    )
    return len(made)
