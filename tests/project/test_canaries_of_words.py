"""Words that were masked are found nowhere in clear.

What a reporter masks never reaches the disk but sealed. What a verifier masks had been stored: it
leaves every row, page and search at once, while the write-ahead log and earlier backups keep it
for as long as they are kept themselves.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.custodians import PUBLIC_HALVES
from tests.project.service import Service, seeded
from tests.project.test_canaries import (
    FORM,
    Office,
    Visitor,
    files_of,
    found_in,
    hidden_in,
    read_all,
    seated,
    tables_with,
)

pytestmark = pytest.mark.slow
PHONE, EMAIL, SAID = "0812-7733-9911", "jalak.hitam@kotak.example", "Gelatikundur"
MASKED = (PHONE, "7733-99", EMAIL, "jalak.hitam")
STORY = f"Loket tutup pukul sepuluh pagi. HP saya {PHONE}. Sandi kami {SAID}."
LATER = f"Tulis ke {EMAIL} saja."


@pytest.fixture
def service() -> Iterator[Service]:
    with seeded(**PUBLIC_HALVES) as service:
        yield service


def reported(service: Service, office: Office) -> tuple[Visitor, str]:
    """Return a reporter whose report was asked about, masked and taken, and its number."""
    visitor = Visitor(service)
    form = FORM | {"client_key": str(uuid4()), "agency": office.city, "who": "nobody"}
    form |= {"body": STORY, "name": "", "title": f"Hubungi {PHONE}"}
    status, page = visitor.ask("/lapor", **form)
    assert status == 422
    assert PHONE in page, "a control: what was typed comes back to who typed it"
    status, page = visitor.ask("/lapor", **form, mask=PHONE, mask_seen=PHONE)
    assert status == 200, page
    key = re.search(r'data-copy="([0-9A-Z-]{17,})"', page)
    assert key
    assert visitor.ask("/lacak", kode=key[1]) == (302, "/lacak/percakapan")
    later = {"move": "add", "words": LATER}
    assert visitor.act("/lacak/percakapan", **later)[0] == 422
    assert visitor.act("/lacak/percakapan", **later, mask=EMAIL, mask_seen=EMAIL)[0] == 302
    return visitor, hidden_in(visitor.ask("/lacak/percakapan")[1], "number")


def test_what_was_masked_is_nowhere_in_clear(service):
    home, office = Path(service.environment["LAPOR_HOME"]), seated(service)
    _reporter, number = reported(service, office)
    case, admin = f"/desk/laporan/{number}", office.officers["admin"]
    assert "[disamarkan: nomor telepon]" in admin.ask(case)[1]

    # The verifier masks for the offices what the reporter did not.
    assert number in admin.ask(f"/desk/cari?q={SAID}")[1].replace(" ", "")
    assert admin.act(case, f"{case}/mask", masks=SAID)[0] == 302
    assert "1 bagian" in admin.ask(case)[1]
    found = admin.ask(f"/desk/cari?q={SAID}")[1]
    assert number not in found.replace(" ", "")

    jobs = service.cluster.sql("lapor", "SELECT * FROM procrastinate_jobs")
    code, said = service.call("db", "dump", "--file", str(home / "words.sql"))
    assert code == 0, said
    dump = (home / "words.sql").read_text()
    assert tables_with(dump, "[disamarkan: nomor telepon]") == {"reports_report"}, "a control"
    assert [word for word in (*MASKED, SAID) if word in dump] == []
    for place in (jobs.encode(), read_all(home, "*.log"), read_all(home / "mail", "*")):
        assert found_in(place, [*MASKED, SAID]) == []
    read = {path: path.read_bytes() for path in files_of(home)}
    wal = b"".join(data for path, data in read.items() if "pg_wal" in path.parts)
    assert found_in(wal, [SAID]) == [SAID], "a control: what was stored once passed through there"
    hits = {path.name: found_in(data, MASKED) for path, data in read.items()}
    assert {name: words for name, words in hits.items() if words} == {}
