"""What is not as it should be where LAPOR runs, each in a sentence that says what to do."""

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from lapor.files import scanning
from lapor.project.marks import UNKNOWN
from lapor.project.runs import BACKUP, last_runs
from lapor.project.tasks import TIMERS

ROOM = 2 << 30  # bytes below which a disk is called full
APART = timedelta(seconds=5)  # two clocks; dates of promises come from ours, heartbeats from both
A_NIGHT, A_WHILE = timedelta(hours=26), timedelta(minutes=15)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def worries(now: datetime) -> list[str]:
    """Return what an operator should look at; what the database knows only where it answers."""
    found = [*_of_keys(), *_of_disk(), *_of_mail(), *_of_scanner()]
    try:
        found += [*_of_clock(now), *_of_runs(now)]
    except UNKNOWN:
        found.append("The database does not answer, or has no tables: lapor prepare")
    return found


def _of_keys() -> Iterator[str]:
    folder = settings.HOME / "keys"
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.stat().st_mode & OTHERS:
            yield f"Others may read {path}: chmod 600 it."
    if not settings.CUSTODIANS:
        yield (
            "There are no two custodians: nobody can give a name sealed from every office, and "
            "what anonymous reports hide is not kept. See docs/howto/custodians.md"
        )
    for name in ("custodian_a", "custodian_b"):
        if (folder / f"{name}.key").exists():
            yield f"{folder / name}.key lies here: give it to its custodian and delete it."


def _of_disk() -> Iterator[str]:
    if settings.HOME.exists() and (free := shutil.disk_usage(settings.HOME).free) < ROOM:
        yield f"Only {free >> 20} MiB are free where {settings.HOME} lies."


def _of_mail() -> Iterator[str]:
    if settings.ON_THIS_MACHINE:
        return
    if not settings.EMAIL_URL:
        yield "EMAIL_URL is empty: letters are put into files, and nobody gets one."
    if "@localhost" in settings.DEFAULT_FROM_EMAIL:
        yield "LAPOR_MAIL_FROM names no domain of yours: letters will be taken for spam."


def _of_scanner() -> Iterator[str]:
    try:
        scanning.require_answer()
    except scanning.Unanswered as error:
        yield f"{error} Files wait until it does."


def _of_clock(now: datetime) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone() or (now,)
    if abs(theirs - now) > APART:
        yield "The clocks of this machine and of the database differ: both need a time server."


def _of_runs(now: datetime) -> Iterator[str]:
    if settings.DEMO:
        return
    ran = last_runs()
    if BACKUP not in ran:
        yield "There never was a backup: lapor backup"
    elif now - ran[BACKUP] > A_NIGHT:
        yield f"The last backup is of {ran[BACKUP]:%Y-%m-%d %H:%M} UTC."
    if TIMERS in ran and now - ran[TIMERS] > A_WHILE:
        yield f"The clock last ran at {ran[TIMERS]:%Y-%m-%d %H:%M} UTC. Does a worker run?"
