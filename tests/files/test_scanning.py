"""Against a real ClamAV, where one is installed: with a list of one virus, made on the spot."""

import hashlib
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from lapor.files import scanning
from lapor.project.condition import worries
from lapor.web import health
from tests.files.made import zipped
from tests.files.test_checking import checked
from tests.project.service import until

CLAMD = shutil.which("clamd")
VIRUS = b"Bukan-virus-hanya-untuk-uji-coba-pemindai"
needs_clamd = pytest.mark.skipif(not CLAMD, reason="clamd is not installed (clamav-daemon)")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    """A scanner that knows two viruses, one by its words and one by its sum."""
    assert CLAMD
    home = tmp_path_factory.mktemp("clamd")
    listed = home / "list"
    listed.mkdir()
    (listed / "one.ndb").write_text(f"Uji.Satu:0:*:{VIRUS.hex()}\n")
    eicar = hashlib.md5(scanning.EICAR, usedforsecurity=False).hexdigest()
    (listed / "two.hdb").write_text(f"{eicar}:{len(scanning.EICAR)}:Uji.Eicar\n")
    path = home / "clamd.sock"
    (home / "clamd.conf").write_text(
        f"LocalSocket {path}\nDatabaseDirectory {listed}\nForeground yes\nTCPSocket {port()}\n"
        "TCPAddr 127.0.0.1\n"
    )
    process = subprocess.Popen(  # noqa: S603
        [CLAMD, "--config-file", str(home / "clamd.conf")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(path.exists)
        yield home
    finally:
        process.kill()
        process.wait()


def port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def ways(home: Path) -> list[str]:
    """Its socket in the file system, and the one in the network."""
    [line] = [x for x in (home / "clamd.conf").read_text().splitlines() if "TCPSocket" in x]
    return [str(home / "clamd.sock"), f"127.0.0.1:{line.split()[1]}"]


@needs_clamd
@pytest.mark.slow
@pytest.mark.django_db
def test_a_virus_is_refused_and_the_rest_is_let_through(clamd, monkeypatch):
    for way in ways(clamd):
        monkeypatch.setattr(settings, "CLAMAV", way)
        scanning.require_answer()
        assert scanning.has_virus(VIRUS)
        assert scanning.has_virus(zipped({"a.txt": VIRUS})), "it looks into archives, too"
        assert not scanning.has_virus(b"Jalan rusak." * 100_000)
        assert checked(VIRUS).fault == "virus"
        assert checked(scanning.EICAR).fault == "virus"
        assert checked(b"Jalan rusak.").state == "clean"
        assert not [says for says in worries(timezone.now()) if "ClamAV" in says]


@pytest.mark.django_db
def test_a_scanner_that_is_away_is_told_to_the_operator(client, monkeypatch, tmp_path):
    assert "scanner" not in client.get("/readyz").json()
    health.LAST.forget()
    monkeypatch.setattr(settings, "CLAMAV", str(tmp_path / "nobody.sock"))
    assert client.get("/readyz").json()["scanner"] == "down"
    [says] = [says for says in worries(timezone.now()) if "ClamAV" in says]
    assert "LAPOR_CLAMAV" in says


def test_something_else_that_answers_lets_nothing_through(monkeypatch):
    """Whatever is not a clear yes is no answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(settings, "CLAMAV", f"127.0.0.1:{server.getsockname()[1]}")
        server.close()
        with pytest.raises(scanning.Unanswered):
            scanning.has_virus(b"Jalan rusak.")
