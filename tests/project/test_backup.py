"""A backup holds everything but the keys; put back, everything is as it was."""

import hashlib
import json
import re
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest

from lapor.project.programs import fitting
from tests.project.saved import ADDRESS, FEED, FORM, Saved, opens
from tests.project.service import Service, until

pytestmark = pytest.mark.slow

# What a restore changes on purpose: everybody is signed out, and limits on tries begin anew.
ANEW = {"django_session", "lapor_cache", "project_lastrun"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    service = Service()
    kept = tmp_path_factory.mktemp("kept")
    try:
        made = Saved(service, kept)
        made.fill()
        yield made
    finally:
        service.remove()


@pytest.fixture(autouse=True)
def ended(saved):
    """Nothing runs between two tests, however the first one ended."""
    yield
    saved.service.end()
    saved.service.cluster.stop()


def test_wiped_and_restored_everything_is_as_it_was(saved):
    whole = saved.save()
    triggers = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    saved.service.cluster.start()
    before = saved.sql(triggers)
    saved.service.cluster.stop()
    assert int(before) > 5
    saved.wipe()

    code, said = saved.call("restore", str(whole), "--keys", str(saved.keys))
    assert code == 0, said
    assert "The keys fit." in said
    after = saved.contents()
    assert {name for name in after if after[name] != saved.tables.get(name)} <= ANEW
    assert after.keys() == saved.tables.keys()
    assert saved.attached() == saved.files
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (saved.home / "keys").iterdir()}
    assert modes == {0o600}

    saved.service.cluster.start()
    assert saved.sql(triggers) == before
    assert saved.sql("SELECT count(*) FROM reports_report WHERE whole_id IS NOT NULL") == "2"
    assert saved.sql("SELECT count(*) FROM reports_report WHERE problem_id IS NOT NULL") == "1"
    with pytest.raises(RuntimeError, match="Cannot update"):
        saved.sql("UPDATE reports_event SET code = 'x'")
    saved.service.cluster.stop()

    # The receipt opens the report, and a new one is accepted: sequences go on.
    service = saved.service
    running = service.start("run", LAPOR_DEMO="0")
    service.until("/readyz", 200)
    assert opens(service, saved.receipt)
    assert service.ask("/lapor", **FORM | {"client_key": str(uuid4())})[0] == 200
    running.terminate()
    running.wait()


def test_without_the_keys_the_service_says_what_is_lost_and_starts_only_when_told(saved):
    whole = saved.save()
    saved.wipe()
    code, said = saved.call("restore", str(whole))
    assert code == 0, said
    assert "pepper: no reply key" in said
    assert not (saved.home / "keys").exists(), "no new key took the place of the lost one"

    saved.service.cluster.start()
    for command in ("serve", "worker", "check"):
        code, said = saved.call(command)
        assert (code, "filled with other keys" in said) == (1, True), command
    lost = ("pepper", "mfa_key", "courier", "names")
    code, said = saved.call("keys", "accept", *lost)
    assert code == 0, said

    service = saved.service
    service.start("serve")
    service.start("worker")
    service.until("/readyz", 200)
    number = saved.sql("SELECT number FROM reports_report ORDER BY id LIMIT 1")
    assert service.ask(f"/lacak?kode={number}")[0] == 200, "the number shows the status as before"
    assert not opens(service, saved.receipt), "its reply key is worth nothing"
    status, page = service.ask("/lapor", **FORM | {"client_key": str(uuid4())})
    assert (status, "data-copy" in page) == (200, True), "new reports get keys that work"
    fresh = re.search(r'data-copy="([0-9A-Z-]{17,})"', page)
    assert fresh
    assert opens(service, fresh[1])
    until(lambda: any(ADDRESS in m.read_text() for m in (saved.home / "mail").glob("*")))

    # The keys are found after all: they come back, and the new ones are kept beside.
    service.end()
    code, said = saved.call("keys", "load", str(saved.keys))
    assert (code, "keys.until-" in said) == (0, True), said
    assert "pepper: OTHER" in saved.call("keys", "show")[1]
    assert saved.call("keys", "accept", *lost)[0] == 0
    service.start("serve")
    service.until("/healthz", 200)
    assert opens(service, saved.receipt)
    service.end()
    service.cluster.stop()


def test_a_drill_tells_whether_a_backup_is_good(saved):
    whole = saved.save()
    code, said = saved.call("backup", "--verify", str(whole))
    assert code == 0, said
    assert "can be restored" in said
    dump = whole / "database.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    code, said = saved.call("backup", "--verify", str(whole))
    assert (code, "damaged: database.dump" in said) == (1, True)
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "damaged" in said) == (1, True)
    shutil.rmtree(whole)


def test_who_is_signed_in_is_in_no_backup(saved):
    saved.service.cluster.start()
    key, tried = "a-session-key-of-somebody", "a-try-of-somebody"
    saved.sql(f"INSERT INTO django_session VALUES ('{key}', 'x', now() + interval '1 hour')")  # noqa: S608
    saved.sql(f"INSERT INTO lapor_cache VALUES ('{tried}', 'x', now() + interval '1 hour')")  # noqa: S608
    saved.service.cluster.stop()
    whole = saved.save()
    program, _major = fitting("pg_restore", 17)
    as_sql = [program, "--file=-", str(whole / "database.dump")]
    dumped = subprocess.run(as_sql, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert "Lampu jalan mati" in dumped, "a control"
    assert "CREATE TABLE public.django_session" in dumped
    assert key not in dumped
    assert tried not in dumped
    told = json.loads((whole / "manifest.json").read_text())["tables"]
    assert not {"django_session", "lapor_cache"} & told.keys()
    code, said = saved.call("backup", "--verify", str(whole))
    assert code == 0, said


def test_a_calendar_address_that_was_ended_since_does_not_come_back(saved):
    saved.service.cluster.start()
    code, said = saved.call("shell", "-c", FEED)
    assert code == 0, said
    saved.service.cluster.stop()
    whole = saved.save()
    code, said = saved.call("restore", "--replace", str(whole))
    assert code == 0, said
    saved.service.cluster.start()
    ended = saved.sql("SELECT ended_at IS NOT NULL FROM reports_calendarfeed")
    assert ended.split() == ["t"]


def reweigh(whole, **fields):
    """Change the manifest as somebody could who can also compute its sums."""
    page = json.loads((whole / "manifest.json").read_text())
    for name in page["parts"]:
        content = (whole / name).read_bytes()
        page["parts"][name] = [len(content), hashlib.sha256(content).hexdigest()]
    (whole / "manifest.json").write_text(json.dumps(page | fields))


def test_what_came_back_otherwise_than_it_was_saved_changes_nothing(saved):
    whole = saved.save()
    page = json.loads((whole / "manifest.json").read_text())
    page["tables"]["reports_report"][0] += 1
    reweigh(whole, tables=page["tables"])
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "not as they were saved: reports_report" in said) == (1, True), said
    assert saved.contents() == saved.tables

    dump = whole / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-3000])
    reweigh(whole)
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "as it was before" in said) == (1, True), said
    assert saved.contents() == saved.tables
    assert saved.attached() == saved.files


def test_a_file_that_would_lie_elsewhere_is_not_unpacked(saved):
    whole = saved.save()
    with tarfile.open(whole / "files.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("../keys/pepper"))
    reweigh(whole, files=1)
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "which is no file" in said) == (1, True), said
    assert saved.attached() == saved.files


def test_nothing_is_overwritten_by_mistake(saved):
    whole = saved.save()
    code, said = saved.call("restore", str(whole))
    assert (code, "The database is not empty" in said) == (1, True)
    running = saved.service.start("run", LAPOR_DEMO="0")
    saved.service.until("/readyz", 200)
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "LAPOR runs already" in said) == (1, True)
    running.terminate()
    running.wait()
    saved.service.cluster.start()
    saved.service.start("worker")
    until(lambda: saved.sql("SELECT count(*) FROM procrastinate_workers") != "0")
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "Stop the web server and the worker first" in said) == (1, True), said
    saved.service.end()
    saved.service.cluster.stop()
    code, said = saved.call("restore", "--replace", str(whole))
    assert code == 0, said
    tables = saved.contents()
    assert {name for name in tables if tables[name] != saved.tables[name]} <= ANEW


def test_a_backup_of_a_newer_release_and_a_folder_that_is_none_are_refused(saved):
    whole = saved.save()
    page = json.loads((whole / "manifest.json").read_text())
    page["migrations"]["reports"].append("9999_from_tomorrow")
    reweigh(whole, migrations=page["migrations"], lapor="9.9")
    code, said = saved.call("restore", "--replace", str(whole))
    assert (code, "made by LAPOR 9.9, which is newer" in said) == (1, True), said
    reweigh(whole, format=2)
    assert "does not know" in saved.call("restore", "--replace", str(whole))[1]
    assert "is no backup" in saved.call("restore", "--replace", str(saved.home))[1]


def test_the_keys_of_another_installation_are_refused(saved, tmp_path):
    whole = saved.save()
    other = tmp_path / "other.tar"
    code, said = saved.call("backup", "--keys", str(other), LAPOR_PEPPER="ab" * 32)
    assert code == 0, said
    code, said = saved.call("restore", "--replace", str(whole), "--keys", str(other))
    assert (code, "keys of another database: pepper" in said) == (1, True), said


def test_keys_are_apart_and_the_custodians_halves_are_in_no_archive(saved):
    whole = saved.save()
    assert {path.name for path in whole.iterdir()} == {
        "manifest.json", "database.dump", "files.tar",
    }  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in whole.iterdir()} == {0o600}
    assert stat.S_IMODE(saved.keys.stat().st_mode) == 0o600
    with tarfile.open(saved.keys) as archive:
        assert set(archive.getnames()) == {
            "secret_key", "pepper", "mfa_key", "courier.key", "courier.pub",
            "names.key", "names.pub",
        }  # fmt: skip
    secrets = {
        (saved.home / "keys" / name).read_text().strip()
        for name in ("pepper", "secret_key", "mfa_key", "courier.key", "names.key")
    }
    for path in whole.iterdir():
        content = path.read_bytes()
        assert not [
            key for key in secrets if key.encode() in content or bytes.fromhex(key) in content
        ]
    assert "Not beside a backup" in saved.call("backup", "--keys", str(whole / "k.tar"))[1]
    assert "is there already" in saved.call("backup", "--keys", str(saved.keys))[1]


def test_a_full_disk_leaves_no_backup_that_looks_whole(saved):
    whole = saved.save()
    saved.service.cluster.start()  # the limit is for who saves, not for the database
    process = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", f"ulimit -f 300; exec {sys.executable} -m lapor.project.cli "
         f"backup --to {saved.kept}"],
        env=saved.service.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = process.communicate()
    assert process.returncode == 1, said
    assert "could not" in said
    assert list(saved.kept.glob("lapor-*")) == [whole]
    assert not list(saved.kept.glob(".part-*"))


def test_a_killed_backup_leaves_none_and_is_swept_away_by_the_next(saved):
    whole = saved.save()
    half = saved.kept / ".part-1"
    half.mkdir()
    (half / "database.dump").write_bytes(b"half")
    code, said = saved.call("backup", "--to", str(saved.kept), "--keep", "2")
    assert code == 0, said
    assert not half.exists()
    assert len(list(saved.kept.glob("lapor-*"))) == 2
    code, said = saved.call("backup", "--to", str(saved.kept), "--keep", "1")
    assert f"Deleted: {whole}" in said
    assert len(list(saved.kept.glob("lapor-*"))) == 1
    assert saved.call("backup", "--to", str(saved.kept), "--keep", "0")[0] == 1


def test_a_server_of_its_own_is_saved_and_put_back_the_same_way(saved, tmp_path):
    saved.save()
    cluster = saved.service.cluster
    cluster.start()
    url = {"DATABASE_URL": f"postgresql://lapor@/lapor?host={quote(str(cluster.socket))}"}
    tmp_path.chmod(0o755)
    code, said = saved.call("backup", "--to", str(tmp_path), **url)
    assert code == 0, said
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755, "the folder is not ours"
    (whole,) = tmp_path.glob("lapor-*")
    assert stat.S_IMODE(whole.stat().st_mode) == 0o700
    code, said = saved.call("restore", "--replace", str(whole), **url)
    assert code == 0, said
    assert cluster.is_ready(), "who did not start it does not stop it"
    after = saved.contents()
    assert {name for name in after if after[name] != saved.tables[name]} <= ANEW


def test_an_interrupted_backup_is_none(saved):
    whole = saved.save()
    cluster = saved.service.cluster
    cluster.start()
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(host=str(cluster.socket), user="lapor", dbname="lapor") as holder:
        for number, left in ((signal.SIGTERM, 0), (signal.SIGKILL, 1)):
            holder.execute("LOCK TABLE reports_report IN ACCESS EXCLUSIVE MODE")
            process = saved.service.start("backup", "--to", str(saved.kept))
            until(lambda: saved.sql(waits) != "0")  # pg_dump is in the middle of it
            process.send_signal(number)
            assert process.wait() != 0
            assert list(saved.kept.glob("lapor-*")) == [whole]
            assert len(list(saved.kept.glob(".part-*"))) == left
            holder.rollback()
            until(lambda: saved.sql(waits) == "0")
    code, said = saved.call("backup", "--to", str(saved.kept), "--keep", "1")
    assert code == 0, said
    assert not list(saved.kept.glob(".part-*"))
