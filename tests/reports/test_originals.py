"""What came goes into the vault, word by word; the files of old cases go altogether."""

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lapor.files import arriving, checking, copies, quarantine, shelf
from lapor.files.models import File
from lapor.kit.seal import new_keys, unseal
from lapor.project import tasks
from lapor.reports import identity, originals, retention
from lapor.reports.attaching import attach
from lapor.reports.models import Attachment, Event, Report, Sealed
from lapor.reports.terms import Audience
from tests.factories import MONDAY, make_report
from tests.files import made

pytestmark = pytest.mark.django_db(transaction=True)


def sent(content: bytes) -> tuple[File, str]:
    return arriving.take(io.BytesIO(content), len(content))


def attached(report: Report, token: str) -> Attachment:
    return attach(report, [token], audience=Audience.HOLDER, at=MONDAY)[0]


def is_in_quarantine(file: File) -> bool:
    try:
        return bool(quarantine.raw(file))
    except LookupError:
        return False


@pytest.mark.parametrize("first", ["checked", "attached"])
def test_the_original_is_sealed_when_it_is_both_clean_and_attached(world, work, first):
    report, _reporter = make_report(world)
    content = made.image()
    file, token = sent(content)
    if first == "checked":
        work()
        assert is_in_quarantine(file)
        attached(report, token)
    else:
        attached(report, token)
    work()
    sealed = Sealed.objects.get(part=Sealed.Part.FILE)
    assert sealed.attachment == Attachment.objects.get(file=file)
    assert not sealed.ciphertext, "it lies where files lie"
    lies = originals.ciphertext(sealed)
    assert content not in lies
    assert len(lies) > len(content)
    assert not is_in_quarantine(file)


def test_who_has_the_key_of_the_vault_reads_it_as_it_came(world, work, monkeypatch):
    report, _reporter = make_report(world)
    private, public = new_keys()
    monkeypatch.setattr(identity, "new_keys", lambda: (private, public))
    content = made.jpeg_with(0xFE, b"catatan asli")
    _file, token = sent(content)
    attached(report, token)
    work()
    sealed = Sealed.objects.get(part=Sealed.Part.FILE)
    assert unseal(originals.ciphertext(sealed), key=private, about=sealed.id.bytes) == content


def test_of_a_reporter_without_any_name_only_the_clean_copy_is_kept(world, work):
    nameless, _reporter = make_report(world, anonymous=True)
    sealed, _reporter = make_report(world, anonymous=True, person={"name": "Rahmi"})
    for report in (nameless, sealed):
        _file, token = sent(made.image())
        attached(report, token)
    work()
    kept = Sealed.objects.filter(part=Sealed.Part.FILE).values_list("report", flat=True)
    assert list(kept) == [sealed.pk]
    file = Attachment.objects.get(report=nameless).file
    assert file.state == "clean"
    assert not is_in_quarantine(file)


def test_sealed_twice_there_is_one(world, work):
    report, _reporter = make_report(world)
    file, token = sent(made.image())
    attached(report, token)
    work()
    place = Sealed.objects.get(part=Sealed.Part.FILE).place
    originals.seal_original(str(file.pk))
    assert Sealed.objects.get(part=Sealed.Part.FILE).place == place


def test_a_full_disk_leaves_the_original_where_it_lay(world, work, monkeypatch):
    report, _reporter = make_report(world)
    file, token = sent(made.image())
    checking.check(str(file.pk))
    attached(report, token)
    monkeypatch.setattr(settings, "SPARE_MB", 1 << 40)
    with pytest.raises(shelf.Unwritten):
        originals.seal_original(str(file.pk))
    assert not Sealed.objects.filter(part=Sealed.Part.FILE).exists()
    assert is_in_quarantine(file)
    monkeypatch.undo()
    work()
    assert Sealed.objects.filter(part=Sealed.Part.FILE).exists()


def test_what_was_refused_has_no_original(world, work):
    report, _reporter = make_report(world)
    file, token = sent(b"<svg/>")
    attached(report, token)
    work()
    file.refresh_from_db()
    assert file.fault == "type"
    assert not is_in_quarantine(file)
    originals.seal_original(str(file.pk))
    assert not Sealed.objects.filter(part=Sealed.Part.FILE).exists()


def test_the_files_of_a_case_go_years_after_its_last_step(world, work, monkeypatch):
    report, _reporter = make_report(world)
    file, token = sent(made.image())
    row = attached(report, token)
    work()
    file.refresh_from_db()
    row.shown = copies.covered(file, [[0, 0, 0.5, 0.5]])
    row.save()
    sealed = Sealed.objects.get(part=Sealed.Part.FILE)
    later = MONDAY + timedelta(days=366 * settings.FILES_YEARS)
    assert retention.forget_files(later) == 0, "the case is open"
    moved = Report.objects.filter(pk=report.pk)
    moved.update(status="archived", turn="appeal", settle="stopped")
    assert retention.forget_files(later - timedelta(days=60)) == 0, "too early"
    monkeypatch.setattr(settings, "FILES_YEARS", 0)
    assert retention.forget_files(later) == 0, "the operator keeps them"
    monkeypatch.undo()
    assert retention.forget_files(later) == 1
    assert retention.forget_files(later) == 0
    for gone in (file, row.shown):
        gone.refresh_from_db()
        assert gone.state == "deleted"
        with pytest.raises(LookupError):
            copies.read(gone)
    with pytest.raises(LookupError):
        originals.ciphertext(sealed)
    assert Event.objects.filter(report=report).exists(), "the case stays"


def test_the_worker_forgets_by_the_clock():
    file, _token = sent(b"Jalan rusak.")
    File.objects.update(created_at=timezone.now() - timedelta(days=2))
    tasks.forget_unkept_files(timestamp=0)
    tasks.forget_old_files(timestamp=0)
    assert not File.objects.filter(pk=file.pk).exists()
