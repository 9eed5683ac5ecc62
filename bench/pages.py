"""The requests that are measured."""

import http.client
import io
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse

from bench.years import Desk, furnish
from lapor.accounts import second_factor
from lapor.accounts.adapters import SEEN_AT, SIGNED_IN_AT
from lapor.accounts.models import User
from lapor.accounts.sessions import SessionStore
from lapor.agencies import opened
from lapor.agencies.rulebook import first_day
from lapor.reports.models import Report
from lapor.reports.terms import Status

FORM = "application/x-www-form-urlencoded"
TOKEN = "t" * 32
STORY = {
    "title": "Lampu jalan padam di depan pasar",
    "body": "Sudah empat minggu lampu jalan padam, dan tiap malam ada yang jatuh di lubang.",
    "kind": "complaint",
    "occurred_on": "2026-01-05",
    "truth": "on",
}


@dataclass
class Request:
    """One request, which may be sent to the web server or taken by this process."""

    method: str
    path: str
    port: int
    session: str = ""
    opened: str = ""  # the sealed cookie of a reporter who has opened a report
    few: "Request | None" = None  # the same page where there is little to show
    fields: Callable[[], dict[str, str]] = dict
    wire: http.client.HTTPConnection | None = None

    @property
    def cookies(self) -> str:
        """A CSRF cookie, and a session if signed in, or the report that was opened."""
        signed_in = f"; {settings.SESSION_COOKIE_NAME}={self.session}" if self.session else ""
        opened_one = f"; {opened.NAME}={self.opened}" if self.opened else ""
        return f"csrftoken={TOKEN}{signed_in}{opened_one}"

    @property
    def body(self) -> bytes:
        if self.method != "POST":
            return b""
        return urllib.parse.urlencode({**self.fields(), "csrfmiddlewaretoken": TOKEN}).encode()

    def connect(self) -> None:
        """Take a new connection: the server ends one that was silent for too long."""
        self.wire = http.client.HTTPConnection("localhost", self.port)

    def send(self) -> int:
        """Return the status of the web server's answer, whose body is read to its end."""
        if self.wire is None:
            self.connect()
        assert self.wire
        headers = {"Cookie": self.cookies, "Content-Type": FORM}
        self.wire.request(self.method, self.path, self.body, headers)
        answer = self.wire.getresponse()
        answer.read()
        return answer.status

    def here(self) -> None:
        """Let this process answer, so that its statements can be counted."""
        path, _, query = self.path.partition("?")
        body = self.body
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": str(self.port),
            "HTTP_HOST": f"localhost:{self.port}",
            "HTTP_COOKIE": self.cookies,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "CONTENT_TYPE": FORM,
            "CONTENT_LENGTH": str(len(body)),
        }
        answer = get_wsgi_application()(environ, begin)
        list(answer)
        answer.close()


def begin(*_line: Any) -> Callable[[bytes], object]:
    """Take the head of an answer, as a WSGI server does."""
    return lambda part: part


def session_of(person: User) -> str:
    """Return the key of a session in which this officer has shown the second factor."""
    second_factor.enroll(person)
    request = HttpRequest()
    request.session = SessionStore()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    second_factor.note_shown(request, person)
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())
    request.session.save()
    return str(request.session.session_key)


def opened_by(receipt: bytes) -> str:
    """Return the cookie of a browser in which a reporter has opened the report of this receipt."""
    answer = HttpResponse()
    opened.keep(answer, receipt)
    return str(answer.cookies[opened.NAME].value)


def requests(people: dict[str, User], port: int) -> dict[str, Request]:
    """Return each measured request by name. The first three are what the rest is compared with."""
    officer = session_of(people["liaison"])
    shown = Report.objects.filter(published=True).latest("received_at")
    much = furnish(people["admin"], people["liaison"], steps=200, openings=3000, posts=8)
    few = furnish(people["admin of few"], people["liaison of few"], steps=2, openings=8, posts=1)
    worked_on = Report.objects.filter(holder=much.office, status=Status.IN_PROGRESS)
    case = worked_on.exclude(number=much.case).latest("received_at")

    def fresh() -> dict[str, str]:
        key = uuid4()  # of somebody else each time: one person may not send as many
        told = {"who": "nobody", "address": f"warga-{key}@example.org", "client_key": str(key)}
        return STORY | told

    def get(path: str, session: str = "") -> Request:
        return Request("GET", path, port, session)

    # As like as can be to what lies in one kelurahan, so that there is something to show.
    typed_so_far = {
        "title": shown.title,
        "body": shown.body,
        "place": "Kelurahan",
        "place_for": "Kelurahan",
        "place_pick": str(shown.region_id),
    }
    public = {
        "empty view": get("/bench/empty"),
        "insert view": get("/bench/insert"),
        "insert by hand": get("/bench/insert-by-hand"),
        "accept a report": Request("POST", "/lapor", port, fields=fresh),
        "front page": get("/"),
        "form": get("/lapor"),
        "public list": get("/laporan/"),
        "public search": get("/laporan/?q=lampu+padam"),
        "public page": get(f"/laporan/{shown.number}"),
        "similar, while it is written": Request(
            "POST", "/lapor/serupa", port, fields=lambda: typed_so_far
        ),
    }
    national = session_of(people["national"])
    at_desk = {
        "case": get(f"/desk/laporan/{case.number}", officer),
        "similar, beside a case": get(f"/desk/laporan/{case.number}/serupa", officer),
        "rules: the nation's limit, tried": tried(national, port, "settle...", days=20),
        "units of the nation": get("/desk/instansi/", national),
        "metrics, asked anew": get("/bench/metrics"),
    }
    small = pages_of(few, port)
    for name, request in pages_of(much, port).items():
        at_desk[name] = replace(request, few=small[name])
    return public | at_desk


def pages_of(desk: Desk, port: int) -> dict[str, Request]:
    """Return the pages that are read where there is much and where there is little."""
    officer, admin = session_of(desk.liaison), session_of(desk.admin)

    def get(path: str, session: str = "", opened: str = "") -> Request:
        return Request("GET", path, port, session, opened)

    promise = f"settle...{desk.city.pk}"
    return {
        "inbox of 50": get("/desk/", officer),
        "inbox of an institution": get("/desk/?lihat=bawah", admin),
        "inbox, narrowed": get("/desk/?lihat=bawah&jenis=complaint&tempat=serang&umur=7", admin),
        "desk search": get("/desk/cari?q=lampu+padam", admin),
        "case of 200 steps": get(f"/desk/laporan/{desk.case}", officer),
        "reporter's thread of 200 steps": get("/lacak/percakapan", opened=opened_by(desk.receipt)),
        "workload": get("/desk/beban", admin),
        "audit: changes": get("/desk/audit", admin),
        "audit: openings": get("/desk/audit?daftar=pembukaan", admin),
        "audit: sign-ins": get("/desk/audit?daftar=masuk", admin),
        "rules: a promise, tried": tried(admin, port, promise, days=10),
        "posts": get("/desk/jabatan/", admin),
        "units of an institution": get("/desk/instansi/", admin),
        "calendar": get(f"/desk/kalender/{desk.calendar}.ics"),
    }


def tried(session: str, port: int, key: str, *, days: int) -> Request:
    """Return the look ahead at what another limit would have done."""
    typed = {"days": str(days), "working": "on", "remind_days": "1", "basis": "Perwal"}
    typed |= {"valid_from": str(first_day()), "seen": "0", "do": "preview"}
    return Request("POST", f"/desk/aturan/tenggat/{key}", port, session, fields=lambda: typed)
