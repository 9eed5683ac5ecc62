"""A name is nowhere in clear, whichever way it was given, also after it was read and opened."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from lapor.kit import custody
from tests.custodians import PAIRS, PUBLIC_HALVES
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
WAYS = {
    "named": ("Kutilangrekaan", {"who": "named"}),
    "sealed": ("Murairekaan", {"who": "sealed"}),
    "secret": ("Jalakrekaan", {"who": "named", "confidential": "on"}),
    "nobody": ("Perkututrekaan", {"who": "nobody"}),
}
NAMES = [name for name, _fields in WAYS.values()]
GROUND = "Dasarsriwijaya: surat penyidik nomor satu meminta nama saksi."
CUSTODIANS = """
from lapor.agencies.models import Agency, Oversight, Role
from tests.factories import make_officer
from tests.web.desk.officers import sign_in
root = Agency.objects.get(parent=None)
watching = Agency.objects.filter(parent=root, ended_at=None, oversees__isnull=False).first()
for side, agency in (("a", root), ("b", watching)):
    actor = make_officer(Role.CUSTODIAN, agency, "kunci-" + side)
    print("CUSTODIAN", side, sign_in(actor).cookies["sessionid"].value)
"""


@pytest.fixture
def service() -> Iterator[Service]:
    with seeded(**PUBLIC_HALVES) as service:
        yield service


def reported(service: Service, office: Office, way: str) -> tuple[Visitor, str]:
    name, fields = WAYS[way]
    visitor = Visitor(service)
    form = FORM | {"client_key": str(uuid4()), "agency": office.city, "name": name} | fields
    status, page = visitor.ask("/lapor", **form)
    assert status == 200, page
    key = re.search(r'data-copy="([0-9A-Z-]{17,})"', page)
    assert key
    assert visitor.ask("/lacak", kode=key[1]) == (302, "/lacak/percakapan")
    return visitor, hidden_in(visitor.ask("/lacak/percakapan")[1], "number")


def custodians(service: Service) -> dict[str, Visitor]:
    code, said = service.call("shell", "-c", CUSTODIANS)
    assert code == 0, said
    found = re.findall(r"CUSTODIAN (\w) (\w+)", said)
    assert len(found) == 2, said
    return {side: Visitor(service, session) for side, session in found}


def opened(keepers: dict[str, Visitor], office: Office, number: str) -> str:
    """Ask, grant twice and open; return the page that shows the name."""
    asker = office.officers["admin"]
    status, page = asker.ask(f"/desk/laporan/{number}/segel", basis="crime", reason=GROUND)
    assert status == 302
    for side, keeper in keepers.items():
        paper = keeper.ask(f"{page}/permintaan.json")[1]
        private = PAIRS["ab".index(side)][0]
        answer = custody.answer(custody.read_request(paper), private)
        assert keeper.ask(page, do="grant", answer=answer)[0] == 302
    assert asker.ask(page, do="open")[0] == 302
    return asker.ask(page)[1]


def test_no_name_is_anywhere_in_clear_before_and_after_it_was_opened(service):
    home, office = Path(service.environment["LAPOR_HOME"]), seated(service)
    keepers = custodians(service)
    numbers = {way: reported(service, office, way)[1] for way in WAYS}
    admin = office.officers["admin"]

    # A control: each name can be read in its own way, and in no other.
    assert WAYS["named"][0] in admin.ask(f"/desk/laporan/{numbers['named']}/nama", do="x")[1]
    for way in ("sealed", "secret"):
        assert admin.ask(f"/desk/laporan/{numbers[way]}/nama", do="x")[0] in (302, 404)
        assert WAYS[way][0] in opened(keepers, office, numbers[way])
    for page in ("/desk/", "/desk/audit?daftar=nama", "/desk/audit?daftar=segel", "/desk/cari?q=x"):
        assert found_in(admin.ask(page)[1].encode(), NAMES) == []
    table = admin.ask("/desk/audit/unduh", daftar="segel", why="pemeriksaan")[1]
    assert found_in(table.encode(), NAMES) == []

    jobs = service.cluster.sql("lapor", "SELECT * FROM procrastinate_jobs")
    code, said = service.call("db", "dump", "--file", str(home / "names.sql"))
    assert code == 0, said
    dump = (home / "names.sql").read_text()
    assert tables_with(dump, GROUND.split(":")[0]) == {"reports_reveal"}, "a control"
    for place in (
        dump.encode(),
        jobs.encode(),
        read_all(home, "*.log"),
        read_all(home / "mail", "*"),
    ):
        assert found_in(place, NAMES) == []
    hits = {path.name: found_in(path.read_bytes(), NAMES) for path in files_of(home)}
    assert {name: words for name, words in hits.items() if words} == {}
