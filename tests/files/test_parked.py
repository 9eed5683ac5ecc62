"""What no look came to the end of is listed without names, and looked at again when told."""

import io
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from lapor.files import arriving, checking, names, parked, quarantine
from lapor.files.models import File
from lapor.kit.seal import new_keys
from lapor.reports.enclosures import Enclosure
from tests.files import made

pytestmark = pytest.mark.django_db(transaction=True)


def said(step: str) -> str:
    out = StringIO()
    call_command("files", step, stdout=out)
    return out.getvalue()


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> File:
    """A photo that came while the worker had another key."""
    content = made.image()
    file, _token = arriving.take(io.BytesIO(content), len(content))
    with monkeypatch.context() as wrong:
        wrong.setattr(settings, "COURIER_KEY", new_keys()[0])
        for _ in range(names.MOST):
            with pytest.raises(quarantine.Unopened):
                checking.check(str(file.pk))
        checking.check(str(file.pk))
    file.refresh_from_db()
    return file


def test_parked_files_are_listed_by_a_number_that_tells_of_nobody(lost):
    listed = said("parked")
    assert f"{lost.pk}  {lost.received} bytes  until " in listed
    assert "1 files are parked." in listed
    lost.refresh_from_db()
    assert lost.state == "refused", "a list changes nothing"


def test_once_it_is_mended_they_are_clean_after_all(lost, work):
    assert "1 files are checked again." in said("again")
    work()
    lost.refresh_from_db()
    assert (lost.state, lost.fault, lost.attempts) == ("clean", "", 1)
    assert "0 files are checked again." in said("again")


def test_what_was_looked_at_and_refused_is_not_parked():
    file, _token = arriving.take(io.BytesIO(b"#!/bin/sh"), 9)
    File.objects.filter(pk=file.pk).update(attempts=names.MOST - 1)
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.fault, file.attempts) == ("type", names.MOST)
    assert said("again") == "0 files are checked again.\n"


def test_after_its_days_there_is_nothing_to_take_up(lost):
    assert parked.forget_parked(timezone.now() + parked.DAYS * 2) == 1
    assert said("parked") == "0 files are parked.\n"


def test_its_reader_is_told_that_it_still_lies_there(lost):
    told = Enclosure(1, lost.state, None, lost.received, fault=lost.fault)
    assert told.is_parked
    assert lost.received > 0
    parked.forget_parked(timezone.now() + parked.DAYS * 2)
    lost.refresh_from_db()
    assert not Enclosure(1, lost.state, None, 0, fault=lost.fault).is_parked, "now it is gone"
