"""A voice is a name: offices hear it where the name is given openly, and nobody where it is not."""

from typing import Any

import pytest
from django.core.files.storage import storages

from lapor.agencies.models import Role
from lapor.files import arriving, copies, quarantine, shelf
from lapor.files.models import File
from lapor.kit.seal import new_keys, unseal
from lapor.reports import drafting, identity, originals, outward, showing, triage
from lapor.reports.fetching import fetch
from lapor.reports.models import Report, Sealed
from lapor.reports.terms import Audience, Kind, NotFound, Refused
from tests.factories import World, make_officer, make_report
from tests.files import sounds
from tests.web.desk.cases import hand_to
from tests.web.files import attached, laid_in, photo

pytestmark = pytest.mark.django_db


def voiced(world: World, *, by: bytes = b"", **fields: Any) -> tuple[Report, File]:
    """Return a report that a voice came with, once the worker has sealed what came."""
    report, _reporter = make_report(world, files=(laid_in(by or sounds.ogg()),), **fields)
    file = attached(report)[0].file
    originals.seal_original(str(file.pk))
    file.refresh_from_db()
    return report, file


def in_clear(file: File) -> bool:
    return storages[shelf.FILES].exists(file.key)


def heard(report: Report, audience: Audience = Audience.HOLDER) -> bytes:
    officer = make_officer(Role.LIAISON, report.holder)
    with copies.read(fetch(report, 1, audience, officer).file) as opened:
        return bytes(opened.read())


def test_until_a_voice_belongs_to_a_report_nothing_of_it_lies_in_clear():
    file = arriving.find(laid_in(sounds.ogg()))
    assert (file.state, file.kind, file.seconds) == ("sealed", "audio", 3)
    assert not in_clear(file)
    assert quarantine.raw(file) == sounds.ogg()


def test_offices_hear_who_gives_their_name(world):
    report, file = voiced(world, person={"name": "Siti"})
    assert (file.state, file.media_type) == ("clean", "audio/ogg")
    assert sounds.TOLD not in heard(report)
    assert Sealed.objects.filter(part=Sealed.Part.FILE).count() == 1
    with pytest.raises(LookupError):
        quarantine.raw(file)


@pytest.mark.parametrize(
    "fields",
    [
        {"anonymous": True},
        {"anonymous": True, "person": {"name": "Siti"}},
        {"confidential": True, "person": {"name": "Siti"}},
    ],
    ids=["no name", "a sealed name", "a confidential report"],
)
def test_of_who_hides_two_custodians_keep_the_voice_and_nobody_hears_it(world, fields, monkeypatch):
    private, public = new_keys()
    monkeypatch.setattr(identity, "new_keys", lambda: (private, public))
    report, file = voiced(world, **fields)
    assert file.state == "sealed"
    assert not in_clear(file)
    for audience in (Audience.HOLDER, Audience.REPORTER):
        with pytest.raises(LookupError):
            heard(report, audience)
    told = fetch(report, 1, Audience.HOLDER, make_officer(Role.LIAISON, report.holder)).told
    assert told.is_sealed
    row = Sealed.objects.get(part=Sealed.Part.FILE)
    kept = unseal(originals.ciphertext(row), key=private, about=row.id.bytes)
    assert kept == sounds.ogg(), "as it came, for whom both of them let in"
    with pytest.raises(LookupError):
        quarantine.raw(file)


def test_sealed_again_nothing_changes(world):
    _report, file = voiced(world, anonymous=True)
    originals.seal_original(str(file.pk))
    file.refresh_from_db()
    assert file.state == "sealed"
    assert Sealed.objects.filter(part=Sealed.Part.FILE).count() == 1


def test_where_nobody_keeps_the_keys_the_voice_of_who_hides_is_not_kept(world, settings):
    settings.CUSTODIANS = ()
    _report, file = voiced(world, anonymous=True)
    assert (file.state, file.fault) == ("refused", "voice")
    assert not in_clear(file)
    with pytest.raises(LookupError):
        quarantine.raw(file)


def test_a_voice_that_was_refused_leaves_quarantine_also_after_a_worker_was_killed(
    world, settings, monkeypatch
):
    settings.CUSTODIANS = ()
    killed = pytest.raises(KeyboardInterrupt)
    with killed, monkeypatch.context() as patch:
        patch.setattr(shelf, "drop", _end)
        voiced(world, anonymous=True)
    file = File.objects.get()
    assert (file.state, file.fault) == ("refused", "voice")
    assert quarantine.raw(file) == sounds.ogg()
    originals.seal_original(str(file.pk))
    with pytest.raises(LookupError):
        quarantine.raw(file)


def _end(*_told: Any) -> None:
    raise KeyboardInterrupt


def test_a_confidential_name_that_nobody_can_seal_is_the_offices_and_so_is_the_voice(
    world, settings
):
    settings.CUSTODIANS = ()
    report, file = voiced(world, confidential=True, person={"name": "Siti"})
    assert file.state == "clean"
    assert heard(report)


@pytest.mark.parametrize("fields", [{}, {"anonymous": True}], ids=["open", "hiding"])
def test_what_a_backup_lost_is_said_to_be_lost(world, fields):
    report, _reporter = make_report(world, files=(laid_in(sounds.ogg()),), **fields)
    file = attached(report)[0].file
    quarantine.forget(file)
    originals.seal_original(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.fault) == ("refused", "broken")


def test_a_full_disk_leaves_a_voice_where_it_lay(world, settings):
    report, _reporter = make_report(world, files=(laid_in(sounds.ogg()),))
    file = attached(report)[0].file
    settings.SPARE_MB = 1 << 40
    with pytest.raises(shelf.Unwritten):
        originals.seal_original(str(file.pk))
    settings.SPARE_MB = 0
    originals.seal_original(str(file.pk))
    assert heard(report)


def test_a_voice_is_never_public(world):
    report, _file = voiced(world, kind=Kind.COMPLAINT)
    hand_to(world, report, world.works)
    report.published = True
    report.save(update_fields=["published"])
    with pytest.raises(NotFound):
        showing.show(report, 1, actor=world.admin, was_read=True)
    assert outward.offered_files(report) == []
    assert outward.file_of(report, 1) is None


def test_what_an_office_recorded_itself_is_heard_also_beside_a_hidden_reporter(world):
    report, _reporter = make_report(world, anonymous=True)
    hand_to(world, report, world.works)
    triage.note(report, actor=world.liaison, words="Rapat.", files=(laid_in(sounds.mp3()),))
    file = attached(report)[0].file
    originals.seal_original(str(file.pk))
    file.refresh_from_db()
    assert file.state == "clean"


def test_an_answer_that_waits_for_a_second_officer_brings_no_voice():
    """Nobody could hear it before it goes out."""
    drafting.refuse_unfit([laid_in(photo())])
    with pytest.raises(Refused) as refused:
        drafting.refuse_unfit([laid_in(sounds.ogg())])
    assert refused.value.field == "files"


def test_a_film_is_said_to_be_no_kind_that_is_taken():
    file = arriving.find(laid_in(sounds.m4a(sorts=(b"soun", b"vide"))))
    assert (file.state, file.fault) == ("refused", "type")
