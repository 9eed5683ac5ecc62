"""A file comes in pieces over a poor line: nothing is doubled, lost, or readable on the way."""

import errno
import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.files import arriving, leaving, quarantine, shelf
from lapor.files.arriving import CHUNK, MOST_BYTES, FileRefused, NotFound, OutOfOrder
from lapor.files.models import File

WHOLE = bytes(range(256)) * (CHUNK // 256) * 2 + b"the-end-of-it"
pytestmark = pytest.mark.django_db


def pieces(whole: bytes = WHOLE) -> list[tuple[int, bytes]]:
    return [(at, whole[at : at + CHUNK]) for at in range(0, len(whole), CHUNK)]


def send(token: str, whole: bytes = WHOLE) -> File:
    for at, piece in pieces(whole):
        file = arriving.append(token, at, piece)
    return file


def lying() -> list[Path]:
    return [path for path in settings.QUARANTINE.rglob("*") if path.is_file()]


def test_a_file_in_three_pieces_is_whole_and_asks_for_one_check():
    file, token = arriving.begin(len(WHOLE))
    assert file.state == "receiving"
    file = send(token)
    assert (file.state, file.received) == ("waiting", len(WHOLE))
    assert quarantine.raw(file) == WHOLE
    [job] = ProcrastinateJob.objects.filter(task_name="files.check")
    assert job.args == {"file_id": str(file.id)}


def test_a_repeated_piece_changes_nothing_and_the_answer_says_where_to_go_on():
    file, token = arriving.begin(len(WHOLE))
    arriving.append(token, 0, WHOLE[:CHUNK])
    assert arriving.append(token, 0, WHOLE[:CHUNK]).received == CHUNK
    with pytest.raises(OutOfOrder) as wrong:
        arriving.append(token, 2 * CHUNK, WHOLE[2 * CHUNK :])
    assert wrong.value.received == CHUNK
    with pytest.raises(OutOfOrder):
        arriving.append(token, CHUNK, b"short")
    file = send(token)
    assert send(token).state == "waiting", "the last answer was lost: it is asked once more"
    assert quarantine.raw(file) == WHOLE
    assert ProcrastinateJob.objects.filter(task_name="files.check").count() == 1


def test_what_lies_on_the_disk_is_sealed_closed_and_named_by_chance():
    file, token = arriving.begin(len(WHOLE))
    send(token)
    found = [path for path in lying() if path.name.startswith(file.key)]
    assert len(found) == 3
    assert not any(b"the-end-of-it" in path.read_bytes() for path in found)
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
    assert settings.QUARANTINE.stat().st_mode & 0o777 == 0o700
    assert token not in str(found)


def test_where_two_users_share_a_folder_the_group_may_read_and_nobody_else(tmp_path):
    for bits, of_folders, of_files in ((0o2770, 0o770, 0o660), (0o770, 0o700, 0o600)):
        shared = tmp_path / oct(bits)
        shared.mkdir()
        shared.chmod(bits)
        key, folder = shelf.new_key(), shelf.Folder(shared / "files")
        folder.save(key, ContentFile(b"copy"))
        path = shared / "files" / key[:2] / key
        assert path.stat().st_mode & 0o777 == of_files
        assert {up.stat().st_mode & 0o777 for up in path.parents[:2]} == {of_folders}


def test_a_piece_opens_in_its_own_place_alone():
    file = send(arriving.begin(len(WHOLE))[1])
    first, second = (Path(settings.QUARANTINE / file.key[:2] / f"{file.key}-{n}") for n in range(2))
    first.write_bytes(second.read_bytes())
    with pytest.raises(quarantine.Unopened):
        quarantine.raw(file)


@pytest.mark.parametrize(("size", "fault"), [(0, "empty"), (-1, "empty"), (MOST_BYTES + 1, "size")])
def test_what_is_empty_or_too_large_is_refused_before_it_comes(size, fault):
    with pytest.raises(FileRefused) as refused:
        arriving.begin(size)
    assert refused.value.fault == fault
    assert str(refused.value.fault.label)


def test_more_than_was_announced_is_refused():
    _file, token = arriving.begin(10)
    with pytest.raises(FileRefused) as refused:
        arriving.append(token, 0, b"eleven-byte")
    assert refused.value.fault == "size"


def test_a_whole_upload_at_once_and_one_that_breaks_off():
    file, token = arriving.take(io.BytesIO(WHOLE), len(WHOLE))
    assert arriving.find(token) == file
    assert quarantine.raw(file) == WHOLE
    before = len(lying())
    with pytest.raises(FileRefused) as refused:
        arriving.take(io.BytesIO(WHOLE[:-1]), len(WHOLE))
    assert refused.value.fault == "broken"
    assert len(lying()) == before


def test_a_full_disk_says_so_and_the_same_piece_may_be_sent_again(monkeypatch):
    _file, token = arriving.begin(len(WHOLE))
    arriving.append(token, 0, WHOLE[:CHUNK])
    before = lying()
    monkeypatch.setattr(settings, "SPARE_MB", 1 << 40)
    with pytest.raises(shelf.Unwritten), transaction.atomic():
        arriving.append(token, CHUNK, WHOLE[CHUNK : 2 * CHUNK])
    assert lying() == before, "nothing half"
    monkeypatch.undo()
    assert arriving.find(token).received == CHUNK
    assert quarantine.raw(send(token)) == WHOLE


def test_a_disk_that_fills_up_while_writing_leaves_nothing_half(monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "full")

    before = lying()
    monkeypatch.setattr("lapor.files.shelf.os.fsync", full)
    with pytest.raises(shelf.Unwritten):
        shelf.put(shelf.QUARANTINE, shelf.new_key(), b"anything")
    assert lying() == before


def test_files_are_kept_once_in_the_order_that_was_asked_for():
    files, tokens = zip(*(arriving.take(io.BytesIO(b"a-text"), 6) for _ in range(3)), strict=True)
    turned = [tokens[2], tokens[0]]
    assert arriving.keep(turned) == [files[2], files[0]]
    for token in turned:
        with pytest.raises(NotFound):
            arriving.find(token)
        with pytest.raises(NotFound):
            arriving.drop(token)
        with pytest.raises(NotFound), transaction.atomic():
            arriving.keep([token])
    with pytest.raises(NotFound), transaction.atomic():
        arriving.keep([tokens[1], tokens[1]])
    assert arriving.keep([]) == []


def test_what_has_not_come_whole_and_what_was_refused_is_not_kept():
    file, token = arriving.begin(10)
    with pytest.raises(FileRefused), transaction.atomic():
        arriving.keep([token])
    File.objects.filter(pk=file.pk).update(state="refused", fault="virus")
    for attempt in (
        lambda: arriving.keep([token]),
        lambda: arriving.append(token, 0, b"ten-letter"),
    ):
        with pytest.raises(FileRefused) as refused, transaction.atomic():
            attempt()
        assert refused.value.fault == "virus"
    assert arriving.find(token).fault == "virus", "the page can still say why"


def test_a_clean_file_that_is_kept_asks_for_its_original_to_be_sealed():
    file, token = arriving.take(io.BytesIO(b"a-text"), 6)
    File.objects.filter(pk=file.pk).update(state="clean")
    arriving.keep([token])
    [job] = ProcrastinateJob.objects.filter(task_name="reports.seal_original")
    assert job.args == {"file_id": str(file.id)}


def test_taken_back_it_is_gone_with_every_byte():
    file, token = arriving.take(io.BytesIO(WHOLE), len(WHOLE))
    arriving.drop(token)
    assert not [path for path in lying() if path.name.startswith(file.key)]
    for gone in (token, "never-was-one"):
        with pytest.raises(NotFound):
            arriving.find(gone)
        with pytest.raises(NotFound):
            arriving.append(gone, 0, b"x")


def test_after_a_day_what_nothing_kept_is_forgotten():
    now = timezone.now()
    old = now - timedelta(hours=25)
    made = [arriving.take(io.BytesIO(WHOLE), len(WHOLE)) for _ in range(3)]
    (stale, _), (kept, kept_token), (fresh, _) = made
    arriving.keep([kept_token])
    File.objects.filter(pk__in=(stale.pk, kept.pk)).update(created_at=old)
    assert leaving.forget_unkept(now) == 1
    assert set(File.objects.all()) == {kept, fresh}
    assert not [path for path in lying() if path.name.startswith(stale.key)]
    assert leaving.forget_unkept(now) == 0


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_same_pieces_make_one_file():
    file, token = arriving.begin(len(WHOLE))
    wrong: list[BaseException] = []

    def upload():
        try:
            at = 0
            while at < len(WHOLE):
                try:
                    at = arriving.append(token, at, WHOLE[at : at + CHUNK]).received
                except OutOfOrder as later:
                    at = later.received
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    tabs = [threading.Thread(target=upload) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert not wrong
    file.refresh_from_db()
    assert file.state == "waiting"
    assert quarantine.raw(file) == WHOLE
    assert ProcrastinateJob.objects.filter(task_name="files.check").count() == 1


def test_what_nobody_sends_cannot_fill_the_disk(monkeypatch):
    monkeypatch.setattr(settings, "UNKEPT_MB", 12)
    _file, token = arriving.begin(MOST_BYTES)
    with pytest.raises(shelf.Unwritten):
        arriving.begin(MOST_BYTES)
    arriving.begin(1024)
    arriving.drop(token)
    arriving.begin(MOST_BYTES)


def test_what_belongs_to_a_report_is_not_checked_behind_what_nobody_sends():
    for _n in range(4):
        arriving.take(io.BytesIO(b"Jalan rusak."), 12)
    kept, token = arriving.take(io.BytesIO(b"Jalan rusak."), 12)
    with transaction.atomic():
        arriving.keep([token])
    jobs = ProcrastinateJob.objects.filter(task_name="files.check").order_by("-priority", "id")
    first = jobs[0]
    assert first.args == {"file_id": str(kept.pk)}
    assert first.lock not in set(jobs[1:].values_list("lock", flat=True))


@pytest.mark.parametrize(
    ("said", "disk", "left"),
    [(None, 10 << 30, 2 << 30), (None, 100 << 30, 5 << 30), (1, 100 << 30, 1 << 20)],
)
def test_files_leave_room_for_reports(monkeypatch, said, disk, left):
    monkeypatch.setattr(settings, "SPARE_MB", said)
    assert shelf.spare(disk) == left
