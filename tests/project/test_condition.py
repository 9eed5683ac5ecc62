"""`lapor check` says in words what an operator should look at, and nothing where all is well."""

import shutil
from collections import namedtuple
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from lapor.project import condition, runs
from lapor.project.models import LastRun
from lapor.project.tasks import TIMERS

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def well(settings, tmp_path):
    """A machine with which nothing is wrong."""
    settings.HOME = tmp_path
    settings.DEMO = False
    settings.ON_THIS_MACHINE = False
    settings.EMAIL_URL = "smtp://mail.example.org"
    settings.DEFAULT_FROM_EMAIL = "LAPOR <lapor@example.org>"
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "pepper").touch(mode=0o600)
    runs.note_run(runs.BACKUP, timezone.now() - timedelta(hours=20))
    runs.note_run(TIMERS, timezone.now() - timedelta(minutes=5))


def said(now=None):
    return " ".join(condition.worries(now or timezone.now()))


def test_where_all_is_well_nothing_is_said():
    assert said() == ""


def test_a_key_that_others_may_read(settings):
    (settings.HOME / "keys" / "pepper").chmod(0o640)
    assert "chmod 600" in said()


def test_a_custodians_private_half_on_the_server(settings):
    (settings.HOME / "keys" / "custodian_a.key").touch(mode=0o600)
    assert "give it to its custodian" in said()


def test_no_custodians(settings):
    settings.CUSTODIANS = ()
    assert "docs/howto/custodians.md" in said()


def test_a_disk_that_is_nearly_full(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 1 << 40, 5 << 20))
    assert "Only 5 MiB" in said()


def test_mail_that_reaches_nobody(settings):
    settings.EMAIL_URL = ""
    settings.DEFAULT_FROM_EMAIL = "LAPOR <lapor@localhost>"
    assert "nobody gets one" in said()
    assert "taken for spam" in said()


def test_a_clock_that_is_wrong():
    assert "differ" in said(timezone.now() + timedelta(minutes=1))


def test_no_backup_for_a_night_and_none_ever():
    runs.note_run(runs.BACKUP, timezone.now() - timedelta(days=3))
    assert "The last backup is of" in said()
    LastRun.objects.filter(name=runs.BACKUP).delete()
    assert "never was a backup" in said()


def test_a_clock_that_nobody_runs():
    runs.note_run(TIMERS, timezone.now() - timedelta(hours=1))
    assert "Does a worker run?" in said()


def test_the_command_says_it_and_does_not_fail(settings):
    settings.EMAIL_URL = ""
    words = StringIO()
    call_command("check", stderr=words, stdout=StringIO())
    assert "Look at this: EMAIL_URL is empty" in words.getvalue()
