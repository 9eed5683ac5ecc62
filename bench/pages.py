"""The requests that are measured."""

import http.client
import io
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest

from lapor.accounts import second_factor
from lapor.accounts.adapters import SEEN_AT, SIGNED_IN_AT
from lapor.accounts.models import User
from lapor.accounts.sessions import SessionStore
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
    fields: Callable[[], dict[str, str]] = dict
    wire: http.client.HTTPConnection | None = None

    @property
    def cookies(self) -> str:
        """A CSRF cookie, and a session if signed in."""
        signed_in = f"; {settings.SESSION_COOKIE_NAME}={self.session}" if self.session else ""
        return f"csrftoken={TOKEN}{signed_in}"

    @property
    def body(self) -> bytes:
        if self.method != "POST":
            return b""
        return urllib.parse.urlencode({**self.fields(), "csrfmiddlewaretoken": TOKEN}).encode()

    def send(self) -> int:
        """Return the status of the web server's answer, whose body is read to its end."""
        self.wire = self.wire or http.client.HTTPConnection("localhost", self.port)
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


def requests(people: dict[str, User], port: int) -> dict[str, Request]:
    """Return each measured request by name. The first three are what the rest is compared with."""
    officer, admin = session_of(people["liaison"]), session_of(people["admin"])
    office = people["liaison"].tenures.get().post.agency
    case = Report.objects.filter(holder=office, status=Status.IN_PROGRESS).latest("received_at")
    shown = Report.objects.filter(published=True).latest("received_at")

    def fresh() -> dict[str, str]:
        told = {"who": "nobody", "address": "warga@example.org", "client_key": str(uuid4())}
        return STORY | told

    def get(path: str, session: str = "") -> Request:
        return Request("GET", path, port, session)

    return {
        "empty view": get("/bench/empty"),
        "insert view": get("/bench/insert"),
        "insert by hand": get("/bench/insert-by-hand"),
        "accept a report": Request("POST", "/lapor", port, fields=fresh),
        "front page": get("/"),
        "form": get("/lapor"),
        "public list": get("/laporan/"),
        "public search": get("/laporan/?q=lampu+padam"),
        "public page": get(f"/laporan/{shown.number}"),
        "inbox of 50": get("/desk/", officer),
        "inbox of an institution": get("/desk/?lihat=bawah", admin),
        "case": get(f"/desk/laporan/{case.number}", officer),
        "desk search": get("/desk/cari?q=lampu+padam", admin),
    }
