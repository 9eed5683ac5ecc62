"""Tells whether the keys at hand are those that the database was filled with.

A lost or mixed-up key does not show by itself: reports are accepted and letters queued as ever,
and what was given out before opens no more. So a mark of each key stands in the database, and no
process serves under a key with another mark until a person has said that it is to be so.
"""

import hmac

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg_pool import PoolTimeout

from lapor.accounts.second_factor import drop_unreadable
from lapor.project.models import KeyMark

UNKNOWN = (OperationalError, InterfaceError, PoolTimeout, ProgrammingError)
MFA = "mfa_key"
LOST = {
    "pepper": "no reply key that was given out until now opens its report; new ones work",
    MFA: "no second factor can be read; each person signs in by password and adds a new one",
    "courier": "addresses that reporters gave until now cannot be opened; no word reaches them",
    "names": "names that were given openly until now cannot be read by the office any more",
    "custodian_a": "what was sealed until now opens only with the earlier half of custodian A",
    "custodian_b": "what was sealed until now opens only with the earlier half of custodian B",
}
MISFIT = """The database was filled with other keys than those at hand:
{lines}
Put the right keys into {folder} (`lapor keys load FILE`, or the variables LAPOR_…) and start again.
Only if they are lost for ever, or were changed on purpose: `lapor keys accept {names}`."""


def marks() -> dict[str, str]:
    """Return the mark of each key at hand; of pairs the public halves count."""
    keys = {
        "pepper": settings.PEPPER,
        MFA: settings.MFA_KEY,
        "courier": settings.COURIER_PUBLIC,
        "names": settings.NAMES_PUBLIC,
    }
    keys |= dict(zip(("custodian_a", "custodian_b"), settings.CUSTODIANS, strict=False))
    return {name: mark_of(name, key) for name, key in keys.items()}


def mark_of(name: str, key: bytes) -> str:
    return hmac.digest(key, f"lapor mark of {name}".encode(), "sha256").hex()


def keep_missing() -> None:
    """Write the marks that are not there yet; what is there stays."""
    rows = [KeyMark(name=name, mark=mark) for name, mark in marks().items()]
    KeyMark.objects.bulk_create(rows, ignore_conflicts=True)


def misfits() -> list[str]:
    """Return the names of the keys at hand that are not those of the database."""
    kept = dict(KeyMark.objects.values_list("name", "mark"))
    return [name for name, mark in marks().items() if kept.get(name, mark) != mark]


def complaint() -> str:
    """Return what is to be said before serving under other keys; empty where they fit.

    Keeps the marks that are missing. Empty too where the database does not answer or has no tables
    yet: a web server must come up during an outage.
    """
    try:
        wrong = misfits()
        if not wrong:
            keep_missing()
    except UNKNOWN:
        return ""
    if not wrong:
        return ""
    lines = "\n".join(f"  {name}: {LOST[name]}" for name in wrong)
    return MISFIT.format(lines=lines, folder=settings.HOME / "keys", names=" ".join(wrong))


def accept(names: list[str]) -> int:
    """Let these keys count from now on; return how many second factors were dropped for that."""
    found = marks()
    for name in names:
        KeyMark.objects.update_or_create(name=name, defaults={"mark": found[name]})
    return drop_unreadable() if MFA in names else 0
