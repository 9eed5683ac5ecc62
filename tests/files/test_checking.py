"""A file is settled once, whatever dies meanwhile; nothing is let through unlooked at."""

import io
import signal
import sys

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.files import (
    arriving,
    checking,
    child,
    copies,
    leaving,
    names,
    parked,
    quarantine,
    scanning,
    shelf,
    tasks,
)  # fmt: skip
from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.models import File
from lapor.files.scanning import EICAR
from lapor.files.shelf import Folder
from lapor.kit.seal import new_keys
from tests.files import made

pytestmark = pytest.mark.django_db


def arrived(content: bytes) -> tuple[File, str]:
    return arriving.take(io.BytesIO(content), len(content))


def checked(content: bytes) -> File:
    file, _token = arrived(content)
    checking.check(str(file.pk))
    file.refresh_from_db()
    return file


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_clean_when_the_worker_has_looked(work):
    file, token = arrived(made.image())
    with pytest.raises(LookupError):
        copies.read(file)
    work()
    file = arriving.find(token)
    assert (file.state, file.kind, file.media_type) == ("clean", "image", "image/jpeg")
    assert file.settled_at is not None
    with copies.read_thumbnail(file) as small:
        assert max(Image.open(small).size) == 64, "a small one is not blown up"
    assert quarantine_holds(file), "until its original is sealed, or a day has passed"


def quarantine_holds(file: File) -> bool:
    try:
        return bool(quarantine.raw(file))
    except LookupError:
        return False


def test_a_second_check_finds_it_settled():
    file = checked(b"Jalan rusak.")
    before = file.settled_at
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.settled_at, file.attempts) == (before, 1)


def test_the_web_server_cannot_look(monkeypatch):
    file, _token = arrived(b"Jalan rusak.")
    monkeypatch.setattr(settings, "COURIER_KEY", b"")
    with pytest.raises(ImproperlyConfigured):
        checking.check(str(file.pk))


def test_what_kills_its_worker_again_and_again_is_refused():
    file, _token = arrived(b"Jalan rusak.")
    for _ in range(names.MOST):
        assert checking.begin(str(file.pk)), "and here the worker dies"
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.fault) == ("refused", "unseen")
    assert quarantine_holds(file), "nobody has seen what it is: there is time to mend the worker"
    assert parked.forget_parked(timezone.now()) == 0
    later = timezone.now() + parked.DAYS * 2
    assert [parked.forget_parked(later) for _ in range(2)] == [1, 0]
    file.refresh_from_db()
    assert not quarantine_holds(file)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_process_that_is_ended_from_outside_says_nothing_about_its_file(sign, monkeypatch):
    """A worker that is stopped, a machine short of memory: the file waits, and is whole."""
    file, _token = arrived(made.image())
    monkeypatch.setattr(
        child, "COMMAND", [sys.executable, "-c", f"import os; os.kill(os.getpid(), {sign:d})"]
    )
    with pytest.raises(child.Unfinished):
        checking.check(str(file.pk))
    monkeypatch.undo()
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("waiting", 1)
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert file.state == "clean"


def test_a_program_that_cannot_begin_refuses_no_file(monkeypatch):
    """In the middle of an upgrade half of it may be missing."""
    file, _token = arrived(made.image())
    monkeypatch.setattr(child, "COMMAND", [sys.executable, "-m", "lapor.files.not-there"])
    for _ in range(names.MOST):
        with pytest.raises(child.Unfinished):
            checking.check(str(file.pk))
    assert checking.pause(str(file.pk)) == checking.LONGEST, "from a minute to hours"
    assert quarantine_holds(file)


def test_a_folder_that_is_not_there_is_not_the_files_fault(monkeypatch, tmp_path):
    file, _token = arrived(b"Jalan rusak.")
    elsewhere = {shelf.QUARANTINE: Folder(tmp_path / "not-mounted")}
    monkeypatch.setattr(shelf, "storages", elsewhere)
    with pytest.raises(shelf.Unread):
        checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("waiting", 0)


def test_a_full_disk_is_not_the_files_fault(monkeypatch):
    file, _token = arrived(made.image())
    monkeypatch.setattr(settings, "SPARE_MB", 1 << 40)
    for _ in range(names.MOST + 1):
        with pytest.raises(shelf.Unwritten):
            checking.check(str(file.pk))
    monkeypatch.undo()
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("clean", 1)


def test_what_was_taken_back_during_the_check_leaves_nothing():
    file, token = arrived(b"Jalan rusak.")
    begun = checking.begin(str(file.pk))
    assert begun
    found = checking.look_at(begun)
    arriving.drop(token)
    checking.settle(begun, found)
    file.refresh_from_db()
    assert file.state == "deleted"
    with pytest.raises(LookupError):
        shelf.take(shelf.FILES, file.key)


def test_what_lay_in_quarantine_when_a_backup_was_put_back_is_refused():
    file, _token = arrived(b"Jalan rusak.")
    quarantine.forget(file)
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.fault) == ("refused", "broken")


def test_what_was_sealed_to_a_key_of_before_waits_for_that_key_and_is_never_thrown_away(
    monkeypatch,
):
    file, _token = arrived(b"Jalan rusak.")
    with monkeypatch.context() as wrong:
        wrong.setattr(settings, "COURIER_KEY", new_keys()[0])
        for _ in range(names.MOST):
            with pytest.raises(quarantine.Unopened):
                checking.check(str(file.pk))
        checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.fault) == ("refused", "unseen")
    assert quarantine_holds(file)


def test_a_file_on_which_the_scanner_alone_fails_comes_to_an_end(monkeypatch):
    """It answers, but never about this one: else that one would be tried for ever."""

    def errs(_content: bytes) -> bool:
        raise scanning.Unanswered("INSTREAM: Can't allocate memory ERROR")

    file, _token = arrived(b"Jalan rusak.")
    monkeypatch.setattr(scanning, "has_virus", errs)
    for _ in range(names.MOST):
        with pytest.raises(scanning.Unanswered):
            checking.check(str(file.pk))
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert file.state == "refused"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_has_to_wait_holds_up_none_of_its_lane(monkeypatch, work):
    """Both are in one lane; the first cannot be looked at for now."""
    monkeypatch.setattr("lapor.files.arriving.LANES", 1)
    first, _token = arrived(b"Jalan rusak.")
    second, _token = arrived(b"Jalan berlubang.")
    real = quarantine.raw

    def raw(file: File) -> bytes:
        if file.pk == first.pk:
            raise quarantine.Unopened
        return real(file)

    monkeypatch.setattr(quarantine, "raw", raw)
    work()
    for file in (first, second):
        file.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "clean")
    [job] = ProcrastinateJob.objects.filter(task_name="files.check_again", status="todo")
    assert (job.lock, job.args) == (None, {"file_id": str(first.pk)})
    monkeypatch.undo()
    tasks.check_again(str(first.pk))
    work()
    first.refresh_from_db()
    assert first.state == "clean"


def test_the_scanners_own_test_string_is_refused_everywhere():
    assert checked(EICAR).fault == "virus"


def test_a_scanner_that_is_away_lets_nothing_through(monkeypatch, tmp_path):
    file, _token = arrived(b"Jalan rusak.")
    monkeypatch.setattr(settings, "CLAMAV", str(tmp_path / "nobody.sock"))
    for _ in range(names.MOST + 1):
        with pytest.raises(scanning.Unanswered):
            checking.check(str(file.pk))
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("waiting", 0)
    monkeypatch.undo()
    checking.check(str(file.pk))
    file.refresh_from_db()
    assert file.state == "clean"


def test_one_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(child, "SECONDS", 0.01)
    with pytest.raises(child.Unfinished):
        child.remake(made.image())


def test_the_child_is_given_no_key_and_no_setting(monkeypatch):
    """It runs with an environment of two words, and alone: no parent's file is open in it."""
    monkeypatch.setenv("LAPOR_COURIER_KEY", "ab" * 32)
    monkeypatch.setattr(
        "lapor.files.child.COMMAND", ["/usr/bin/env"]
    )  # shows what it was given, which is no answer
    with pytest.raises(Refused) as refused:
        child.remake(b"Jalan rusak.")
    assert refused.value.fault is Fault.BROKEN


def test_a_photograph_stands_upright_and_keeps_its_colours():
    photo = Image.new("RGB", (60, 40), "red")
    photo.paste("blue", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif, quality=95)
    file = checked(out.getvalue())
    assert (file.width, file.height) == (40, 60)
    with copies.read(file) as copy, Image.open(copy) as image:
        assert not image.getexif()
        top, bottom = (image.convert("RGB").crop((20, y, 21, y + 1)).tobytes() for y in (5, 55))
    assert top[2] > top[0], "blue"
    assert bottom[0] > bottom[2], "red"


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_what_somebody_rubbed_out_no_colour_is_left(form):
    photo = Image.new("RGBA", (20, 10), (200, 200, 200, 255))
    photo.paste((255, 0, 0, 0), (0, 0, 10, 10))
    photo.putpixel((15, 5), (0, 0, 255, 100))
    out = io.BytesIO()
    photo.save(out, form, **({"lossless": True, "exact": True} if form == "WEBP" else {}))
    with copies.read(checked(out.getvalue())) as copy, Image.open(copy) as image:
        seen = image.convert("RGBA")
    assert seen.getpixel((5, 5)) == (0, 0, 0, 0)
    assert seen.getpixel((15, 5)) == (0, 0, 255, 100), "what shines through stays so"


def test_of_what_is_covered_nothing_is_left():
    photo = Image.new("RGB", (200, 100), "white")
    photo.paste("red", (100, 0, 200, 100))
    out = io.BytesIO()
    photo.save(out, "PNG")
    file = checked(out.getvalue())
    copy = copies.covered(file, [[0.5, 0, 0.5, 1]])
    assert copy.pk != file.pk
    assert copy.key != file.key
    assert not copy.kept, "who shows it keeps it; else it goes with what nobody sent"
    assert (copy.width, copy.height, copy.media_type) == (200, 100, "image/png")
    for read in (copies.read, copies.read_thumbnail):
        with read(copy) as opened, Image.open(opened) as image:
            width, height = image.size
            covered = image.convert("RGB").crop((width // 2 + 8, 8, width, height - 8))
        seen = covered.tobytes()
        assert max(seen) < 60, "neither red nor white is left"
    with copies.read(file) as opened, Image.open(opened) as image:
        right = image.convert("RGB").crop((150, 50, 151, 51)).tobytes()
    assert right == b"\xff\0\0", "the first is as it was"


@pytest.mark.parametrize(
    "boxes",
    [[[0, 0, 0, 1]], [[0, 0, 1]], [[-0.1, 0, 0.5, 0.5]], [[0.9, 0, 0.5, 0.5]], [[0, 0, 1, 1]] * 51],
)
def test_boxes_that_are_not_on_the_picture_are_refused(boxes):
    file = checked(made.image("PNG"))
    with pytest.raises(ValueError, match="box"):
        copies.covered(file, boxes)


def test_only_a_picture_can_be_covered():
    with pytest.raises(LookupError):
        copies.covered(checked(b"Jalan rusak."), [[0, 0, 1, 1]])


def test_deleted_every_byte_is_gone_and_a_second_time_nothing_happens():
    file = checked(made.image())
    copies.delete(file)
    copies.delete(file)
    file.refresh_from_db()
    assert file.state == "deleted"
    assert file.deleted_at
    for key in (file.key, file.thumbnail, file.key + shelf.ORIGINAL):
        with pytest.raises(LookupError):
            shelf.take(shelf.FILES, key)
    with pytest.raises(LookupError):
        copies.read(file)


def test_what_was_left_half_written_goes_after_a_day():
    folder = settings.FILES / "aa"
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{shelf.HALF}x"
    half.write_bytes(b"half")
    shelf.sweep(timezone.now())
    assert half.exists()
    with time_machine.travel(timezone.now() + leaving.UNKEPT * 2, tick=False):
        shelf.sweep(timezone.now())
    assert not half.exists()


def test_a_key_cannot_lead_elsewhere():
    for key in ("../../etc/passwd", "/etc/passwd", "a", "", "ab/" * 20):
        with pytest.raises(ValueError, match="no key"):
            Folder(settings.FILES).path(key)
