"""A home with a report and files in it, and what was saved of it: for the tests of backups."""

import contextlib
import hashlib
import http.client
import re
import urllib.parse
from pathlib import Path
from uuid import uuid4

from tests.project.service import COOKIES, TOKEN, Service, until

ADDRESS = "pelapor@example.org"
FORM = {
    "kind": "complaint",
    "title": "Lampu jalan mati",
    "body": "Lampu di depan sekolah mati sejak dua pekan.",
    "occurred_on": "2026-01-05",
    "who": "named",
    "name": "Nama Pelapor",
    "address": ADDRESS,
    "truth": "on",
}

FEED = """
from django.utils import timezone
from lapor.agencies.models import Agency, Role
from lapor.reports import feeds
from tests.factories import make_officer
office = Agency.objects.filter(kind="city").first()
feeds.make(make_officer(Role.LIAISON, office), timezone.now())
"""


# The report is split between two offices and put together with others as one problem.
PARTED = """
from lapor.agencies.models import Agency, Role
from lapor.reports import grouping, splitting, triage
from lapor.reports.models import Report
from lapor.reports.splitting import Part
from lapor.reports.terms import Kind
from tests.factories import make_officer
report = Report.objects.select_related("holder").get()
admin = make_officer(Role.NATIONAL_ADMIN, Agency.objects.get(parent=None))
triage.verify(report, actor=admin, kind=Kind.COMPLAINT)
offices = Agency.objects.filter(kind="city").order_by("pk")[:2]
into = [Part(to=office, title="Bagian", task="Dikerjakan.", words="") for office in offices]
splitting.split(report, actor=admin, into=into)
city = make_officer(Role.AGENCY_ADMIN, offices[0])
grouping.group(report, actor=admin, problem=grouping.begin(city, "Lampu mati"))
"""


def opens(service: Service, receipt: str) -> bool:
    """Say whether a reply key opens the report of these tests: it is sent, then the page asked."""
    host = service.address.removeprefix("http://")
    sent = urllib.parse.urlencode({"kode": receipt, "csrfmiddlewaretoken": TOKEN})
    headers = {"Cookie": COOKIES, "Content-Type": "application/x-www-form-urlencoded"}
    with contextlib.closing(http.client.HTTPConnection(host)) as talk:
        talk.request("POST", "/lacak", sent, headers)
        answer = talk.getresponse()
        answer.read()
        if answer.status == 404:
            return False
        assert answer.status in (302, 303)
        kept = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
        talk.request("GET", str(answer.headers["Location"]), headers={"Cookie": "; ".join(kept)})
        return "Lampu jalan mati" in talk.getresponse().read().decode()


class Saved:
    """A home with a report and files in it, and what was saved of it."""

    def __init__(self, service: Service, kept: Path) -> None:
        self.service = service
        self.home = Path(service.environment["LAPOR_HOME"])
        self.kept = kept  # where backups and keys lie, apart from the home
        self.receipt = ""
        self.tables: dict[str, str] = {}
        self.files: dict[str, bytes] = {}

    def fill(self) -> None:
        first = self.service.start("run", LAPOR_DEMO="0")
        until(lambda: self.service.is_at("/readyz", 200), tries=3000)  # it seeds a whole country
        _, page = self.service.ask("/lapor", **FORM | {"client_key": str(uuid4())})
        found = re.search(r'data-copy="([0-9A-Z-]{17,})"', page)
        assert found
        self.receipt = found[1]
        until(lambda: any(ADDRESS in mail.read_text() for mail in (self.home / "mail").glob("*")))
        (self.home / "files" / "ab").mkdir()
        (self.home / "files" / "ab" / "foto").write_bytes(bytes(range(256)) * 999)
        (self.home / "files" / "kosong").touch()
        assert self.call("shell", "-c", PARTED)[0] == 0
        first.terminate()
        first.wait()

    def save(self) -> Path:
        """Save database, files and keys, and note what is there."""
        assert self.call("backup", "--to", str(self.kept), "--keep", "1")[0] == 0
        self.keys.unlink(missing_ok=True)
        assert self.call("backup", "--keys", str(self.keys))[0] == 0
        self.tables, self.files = self.contents(), self.attached()
        (whole,) = self.kept.glob("lapor-*")
        return whole

    @property
    def keys(self) -> Path:
        return self.kept / "keys.tar"

    def wipe(self) -> None:
        self.service.end()
        self.service.cluster.remove()
        assert not self.home.exists()
        self.home.mkdir(mode=0o755)

    def call(self, *command: str, **settings: str) -> tuple[int, str]:
        return self.service.call(*command, **settings)

    def contents(self) -> dict[str, str]:
        """Return the hash of every table's rows, asked with SQL that the product does not use."""
        self.service.cluster.start()
        names = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split()
        rows = {name: self.sql(f"SELECT t FROM {name} t ORDER BY t::text") for name in names}  # noqa: S608
        self.service.cluster.stop()
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in rows.items()}

    def sql(self, statement: str) -> str:
        return self.service.cluster.sql("lapor", statement)

    def attached(self) -> dict[str, bytes]:
        folder = self.home / "files"
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
