"""Who reported is found nowhere in clear: not in the database, its files, its log, nor ours."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest

from tests.project.service import Service, until

pytestmark = pytest.mark.slow

NAME = "Kenari Sangkarwati"
PHONE = "081298765432109"
ADDRESS = "kenari.sangkarwati@example.org"
CANARIES = (NAME, PHONE, ADDRESS, "Sangkarwati", "sangkarwati")
FORM = {
    "kind": "complaint",
    "title": "Loket tutup sebelum waktunya",
    "body": "Loket di kantor itu tutup pukul sepuluh pagi.",
    "occurred_on": "2026-01-05",
    "who": "named",
    "name": f"{NAME} {PHONE}",
    "address": ADDRESS,
    "truth": "on",
}
APART = ("mail", "keys")  # the mailbox is the outside world; keys have rules of their own


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """Seeded once by `run`, then web server and worker alone: nobody starts the database anew."""
    service = Service()
    try:
        first = service.start("run", LAPOR_DEMO="0")
        service.until("/readyz", 200)
        first.terminate()
        first.wait()
        service.cluster.start()
        service.start("serve")
        service.start("worker")
        service.until("/readyz", 200)
        yield service
    finally:
        service.remove()


def files_of(home: Path) -> Iterator[Path]:
    for path in home.rglob("*"):
        if path.is_file() and path.relative_to(home).parts[0] not in APART:
            yield path


def spelled(word: str) -> list[bytes]:
    """Return a word as a file may hold it: as text, as UTF-16, in hexadecimal, in a URL."""
    text = word.encode()
    return [text, word.encode("utf-16-le"), text.hex().encode(), text.replace(b"@", b"%40")]


def found_in(content: bytes) -> list[str]:
    return [word for word in CANARIES if any(form in content for form in spelled(word))]


def test_name_phone_and_address_given_in_every_way_are_found_nowhere_in_clear(service):
    # A form with a fault is shown again, one that is whole is accepted, twice.
    status, page = service.ask("/lapor", **FORM | {"title": "", "client_key": str(uuid4())})
    assert status == 422
    assert NAME in page, "what was typed is kept for who typed it"
    key = str(uuid4())
    for _ in range(2):
        status, page = service.ask("/lapor", **FORM | {"client_key": key})
        assert status == 200
    receipt = re.search(r'data-copy="([0-9A-Z-]{17,})"', page) or re.search(
        r">([0-9A-Z]{4}(?:-[0-9A-Z]+){3,4})<", page
    )
    assert receipt
    # A name and an address typed where a code or a token belongs, and at the officers' door.
    assert service.ask("/lacak", kode=NAME)[0] in (404, 422)
    assert service.ask(f"/lacak?{urlencode({'kode': ADDRESS})}")[0] == 422
    assert service.ask(f"/lacak/qr/{quote(NAME)}.svg")[0] == 404
    assert service.ask(f"/kabar/{ADDRESS}:{PHONE}:x")[0] == 404
    assert service.ask(f"/kabar/{ADDRESS}:{PHONE}:x", ya="1")[0] == 404
    service.ask("/desk/masuk", login=ADDRESS, password=PHONE)
    service.ask(
        f"/desk/masuk?{urlencode({'next': f'/desk/cari?q={NAME}'})}", login=NAME, password=PHONE
    )
    mailbox = Path(service.environment["LAPOR_HOME"]) / "mail"
    until(lambda: any(ADDRESS in mail.read_text() for mail in mailbox.glob("*")))

    # The database goes away under a form; the page keeps it, the logs must not.
    service.cluster.stop()
    assert service.ask("/lapor", **FORM | {"client_key": str(uuid4())})[0] == 503
    service.cluster.start()
    service.until("/readyz", 200)

    home = Path(service.environment["LAPOR_HOME"])
    code, said = service.call("db", "dump", "--file", str(home / "dump.sql"))
    assert code == 0, said
    assert "Loket tutup sebelum waktunya" in (home / "dump.sql").read_text(), "a control"
    read = {path: path.read_bytes() for path in files_of(home)}
    wal = [path for path in read if "pg_wal" in path.parts]
    logs = [path for path in read if path.suffix == ".log"]
    assert wal, "the write-ahead log is searched too"
    assert logs, "and the logs"
    assert any(b"Loket tutup" in read[path] for path in wal), "a control"
    assert {path.name: words for path, data in read.items() if (words := found_in(data))} == {}
    code_letters = receipt[1].replace("-", "").encode()
    assert not [path for path, data in read.items() if code_letters in data]
