"""Who reported is found nowhere in clear: not in the database, its files, its log, nor ours.

Nor is what opens a door, and what people wrote at work is found in its own rows alone.
"""

import http.client
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest

from tests.project.service import TOKEN, Service, seeded, until

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
# What people write at work: in the rows made for it, and nowhere on the way there.
WRITTEN = {
    "retaliation": "Merpatikelam, kata kepala dinas, lalu ia mengancam saya.",
    "protect": "Perisaiwulung kami pasang untuk Anda.",
    "note": "Catatanjingga: jangan sampai keluar.",
    "question": "Tanyabiduri di sebelah mana?",
    "given": "Arahankencana untuk semua laporan ini.",
    "why": "Alasanlembayung",
    "view": "Tampilannilam",
    "searched": "Carisegara",
    "unsent": "Tertahancempaka",
    "stale": "Basikasturi",
}
ROWS = {
    "retaliation": {"reports_words"},
    "protect": {"reports_words"},
    "note": {"reports_words"},
    "question": {"reports_words"},
    "given": {"reports_words"},  # of the steps; the form is forgotten when all are done
    "why": {"agencies_delegation", "agencies_change"},
    "view": {"reports_savedview"},
}
NEW_PASSWORD = "sandi rahasia panjang sekali"  # noqa: S105 - of an invented person
SEAT = """
from lapor.agencies.models import Agency, Role
from tests.factories import make_officer
from tests.web.desk.officers import sign_in
watching = Agency.objects.filter(kind="inspectorate", ended_at=None, parent__kind="city").first()
city = watching.parent
office = Agency.objects.filter(parent=city, ended_at=None).exclude(pk=watching.pk).first()
print("CITY", city.name)
for name, role, agency in (
    ("admin", Role.AGENCY_ADMIN, city),
    ("liaison", Role.LIAISON, office),
    ("handler", Role.HANDLER, office),
    ("overseer", Role.OVERSEER, watching),
):
    actor = make_officer(role, agency, "petugas-" + name)
    print("OFFICER", name, actor.post.pk, sign_in(actor).cookies["sessionid"].value)
"""
APART = ("mail", "keys")  # the mailbox is the outside world; keys have rules of their own


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with seeded() as service:
        yield service


def files_of(home: Path) -> Iterator[Path]:
    for path in home.rglob("*"):
        if path.is_file() and path.relative_to(home).parts[0] not in APART:
            yield path


def spelled(word: str) -> list[bytes]:
    """Return a word as a file may hold it: as text, as UTF-16, in hexadecimal, in a URL."""
    text = word.encode()
    return [text, word.encode("utf-16-le"), text.hex().encode(), text.replace(b"@", b"%40")]


def found_in(content: bytes, words: Iterable[str] = CANARIES) -> list[str]:
    return [word for word in words if any(form in content for form in spelled(word))]


class Visitor:
    """Somebody at the pages with cookies of their own; goes nowhere by themselves."""

    def __init__(self, service: Service, session: str = "") -> None:
        self.host = service.address.removeprefix("http://")
        self.cookies = {"csrftoken": TOKEN} | ({"sessionid": session} if session else {})

    def ask(self, path: str, **fields: str) -> tuple[int, str]:
        """Return status and page, by POST if fields are given; of a redirect its address."""
        typed = fields and urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(http.client.HTTPConnection(self.host, timeout=20)) as talk:
            talk.request("POST" if fields else "GET", path, typed or None, headers)
            answer = talk.getresponse()
            page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", page)

    def act(self, where: str, to: str = "", **typed: str) -> tuple[int, str]:
        """Send a form as the page of now would; to: its address, where it is not the page's."""
        status, page = self.ask(where)
        assert status == 200, where
        hidden = {name: hidden_in(page, name) for name in ("seen", "number")}
        return self.ask(to or where, **{k: v for k, v in hidden.items() if v} | typed)


def hidden_in(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""


def tables_with(dump: str, word: str) -> set[str]:
    """Return the tables of a dump whose rows hold a word."""
    found, table = set(), ""
    for line in dump.splitlines():
        if copies := re.match(r"COPY public\.(\w+) ", line):
            table = copies[1]
        if word in line:
            found.add(table)
    return found


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
    # Words of a report that is not sent yet, and an address left with somebody else's report.
    assert service.ask("/lapor/serupa", **FORM | {"place": NAME})[0] == 200
    joins = {"ikut": "AAAA0000", "client_key": str(uuid4())}
    assert service.ask("/lapor", **FORM | joins)[0] == 409
    assert service.ask("/laporan/AAAA0000/ikut", kabar=ADDRESS)[0] == 404
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


@dataclass
class Office:
    """Officers of a city at their desks, their posts, and whatever opens a door for somebody."""

    city: str
    officers: dict[str, Visitor]
    posts: dict[str, str]
    doors: list[str]


def seated(service: Service) -> Office:
    """Return officers who were seated and have signed in; their session keys are doors."""
    code, said = service.call("shell", "-c", SEAT)
    assert code == 0, said
    city = re.search(r"CITY (.+)", said)
    seats = re.findall(r"OFFICER (\w+) (\d+) (\w+)", said)
    assert city, said
    assert len(seats) == 4, said
    return Office(
        city[1],
        {name: Visitor(service, session) for name, _post, session in seats},
        {name: post for name, post, _session in seats},
        [session for _name, _post, session in seats],
    )


def reported(service: Service, office: Office) -> tuple[Visitor, str]:
    """Return a reporter at the thread of a new report, and its number; the key is a door."""
    visitor = Visitor(service)
    form = FORM | {"client_key": str(uuid4()), "agency": office.city, "who": "nobody"}
    status, page = visitor.ask("/lapor", **form)
    assert status == 200, page
    key = re.search(r'data-copy="([0-9A-Z-]{17,})"', page)
    assert key
    assert visitor.ask("/lacak", kode=key[1]) == (302, "/lacak/percakapan")
    office.doors += [key[1], key[1].replace("-", ""), visitor.cookies["percakapan"]]
    return visitor, hidden_in(visitor.ask("/lacak/percakapan")[1], "number")


def talk(service: Service, office: Office) -> str:
    """Say what reporter, office and protectors say to each other; return the address of it."""
    reporter, number = reported(service, office)
    case, admin = f"/desk/laporan/{number}", office.officers["admin"]
    threat = {"move": "retaliation", "words": WRITTEN["retaliation"]}
    assert reporter.act("/lacak/percakapan", **threat)[0] == 302
    wrong = threat | {"words": WRITTEN["stale"], "number": "ANOTHER1"}
    assert reporter.act("/lacak/percakapan", **wrong)[0] == 409
    protect = f"{case}/protect"
    assert office.officers["overseer"].act(case, protect, words=WRITTEN["protect"])[0] == 302
    assert admin.act(case, f"{case}/note", words=WRITTEN["note"])[0] == 302
    assert admin.ask(f"{case}/note", words=WRITTEN["stale"], seen="1")[0] == 409
    assert admin.act(case, f"{case}/hold", words=WRITTEN["question"])[0] == 302
    return case


def take_many(service: Service, office: Office) -> str:
    """Ask for one step for many, whose words wait in a row until all are done; return its key."""
    _reporter, number = reported(service, office)
    admin = office.officers["admin"]
    seen = hidden_in(admin.ask(f"/desk/laporan/{number}")[1], "seen")
    form = {"step": "verify", "client_key": str(uuid4()), "pilih": f"{number}.{seen}"}
    status, batch = admin.ask("/desk/banyak", **form, words=WRITTEN["given"])
    assert status == 302, batch
    until(lambda: "1 berhasil" in admin.ask(batch)[1])
    return batch.rpartition("/")[2]


def work_beside(service: Service, office: Office) -> None:
    """Let somebody stand in, keep a view, search, and make an address for calendars."""
    admin = office.officers["admin"]
    ends = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    named = {"username": "petugas-handler", "until": ends, "why": WRITTEN["why"]}
    status, page = admin.ask(f"/desk/jabatan/{office.posts['liaison']}/wakil", **named)
    assert status == 302, page
    assert admin.ask("/desk/tampilan", name=WRITTEN["view"], query="jenis=complaint")[0] == 302
    for path in ("/desk/cari?q=", "/desk/?unit=", "/desk/unit?q=", "/desk/audit?orang="):
        admin.ask(path + WRITTEN["searched"])
    address = re.search(r"/desk/kalender/([\w-]+)\.ics", admin.ask("/desk/kalender", x="x")[1])
    assert address
    assert Visitor(service).ask(address[0])[0] == 200
    office.doors.append(address[1])


def invite(service: Service, office: Office, letters: Path) -> str:
    """Seat somebody new, who sets a password by the link of the letter; return its token."""
    told = {"username": "melati", "is_new": "on", "name": "Melati", "email": "m@example.go.id"}
    handing_over = f"/desk/jabatan/{office.posts['handler']}/serah"
    assert office.officers["admin"].ask(handing_over, **told)[0] in (200, 302)

    def links() -> list[tuple[str, str]]:
        return re.findall(r"(/desk/undangan/\w+/([\w-]+))", read_all(letters, "*.eml").decode())

    until(lambda: bool(links()))
    [(link, token)] = links()
    twice = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert Visitor(service).ask(link, **twice)[0] == 302
    office.doors += [token, NEW_PASSWORD]
    return token


def read_all(folder: Path, pattern: str) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob(pattern) if path.is_file())


def test_what_is_written_at_work_stays_in_its_rows_and_what_opens_a_door_is_nowhere(service):
    home = Path(service.environment["LAPOR_HOME"])
    office = seated(service)
    case, batch = talk(service, office), take_many(service, office)
    work_beside(service, office)
    invitation = invite(service, office, home / "mail")
    metrics = service.ask("/metrics")[1]
    jobs = service.cluster.sql("lapor", "SELECT * FROM procrastinate_jobs")
    # The database goes away under a form.
    service.cluster.stop()
    form = {"words": WRITTEN["unsent"], "seen": "1"}
    assert office.officers["admin"].ask(f"{case}/note", **form)[0] == 503
    service.cluster.start()
    service.until("/readyz", 200)

    words = {name: said.split()[0].strip(",:") for name, said in WRITTEN.items()}
    for place, content, control in (
        ("logs", read_all(home, "*.log"), "desk-act"),
        ("jobs", jobs.encode(), batch),
        ("mail", read_all(home / "mail", "*"), invitation),
        ("metrics", metrics.encode(), 'route="desk-act"'),
    ):
        assert control.encode() in content, f"a control of {place}"
        assert found_in(content, words.values()) == [], place

    code, said = service.call("db", "dump", "--file", str(home / "work.sql"))
    assert code == 0, said
    dump = (home / "work.sql").read_text()
    lies_in = {name: tables_with(dump, word) for name, word in words.items()}
    assert lies_in == {name: ROWS.get(name, set()) for name in WRITTEN}
    assert min(map(len, office.doors)) > 15, "long enough to be found by no accident"
    read = {path: path.read_bytes() for path in files_of(home)}
    wal = b"".join(data for path, data in read.items() if "pg_wal" in path.parts)
    assert found_in(wal, [words["note"]]), "a control: what is written passes through there"
    hits = {path.name: found_in(data, office.doors) for path, data in read.items()}
    assert {name: doors for name, doors in hits.items() if doors} == {}
