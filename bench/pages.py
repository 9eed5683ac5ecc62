"""The requests that are measured, each straight into the WSGI application."""

import io
import time
import urllib.parse
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest

from lapor.accounts import second_factor
from lapor.accounts.adapters import SEEN_AT, SIGNED_IN_AT
from lapor.accounts.models import User
from lapor.reports.models import Report
from lapor.reports.terms import Status

Request = Callable[[], int]
TOKEN = "t" * 32
STORY = {
    "title": "Lampu jalan padam di depan pasar",
    "body": "Sudah empat minggu lampu jalan padam, dan tiap malam ada yang jatuh di lubang.",
    "kind": "complaint",
    "occurred_on": "2026-01-05",
    "truth": "on",
}


class Visitor:
    """Asks pages as one browser does: with a CSRF cookie, and a session if signed in."""

    def __init__(self, session: str = "") -> None:
        self.application = get_wsgi_application()
        self.cookies = f"csrftoken={TOKEN}"
        if session:
            self.cookies += f"; {settings.SESSION_COOKIE_NAME}={session}"

    def get(self, path: str) -> Request:
        return lambda: self.ask("GET", path)

    def post(self, path: str, fields: Callable[[], dict[str, str]]) -> Request:
        return lambda: self.ask("POST", path, fields())

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> int:
        """Return the status of the answer, whose body is read to its end."""
        body = urllib.parse.urlencode({**(fields or {}), "csrfmiddlewaretoken": TOKEN}).encode()
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": self.cookies,
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body if method == "POST" else b""),
            "wsgi.errors": io.StringIO(),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)) if method == "POST" else "",
        }
        status: list[int] = []
        answer = self.application(environ, lambda line, _headers: status.append(int(line[:3])))
        for _part in answer:
            pass
        answer.close()
        return status[0]


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


def requests(people: dict[str, User]) -> dict[str, Request]:
    """Return each measured request by name. The first two are what the rest is compared with."""
    citizen = Visitor()
    officer = Visitor(session_of(people["liaison"]))
    admin = Visitor(session_of(people["admin"]))
    office = people["liaison"].tenures.get().post.agency
    case = Report.objects.filter(holder=office, status=Status.IN_PROGRESS).latest("received_at")
    shown = Report.objects.filter(published=True).latest("received_at")

    def fresh() -> dict[str, str]:
        contact = {"who": "nobody", "address": "warga@example.org"}
        return STORY | contact | {"client_key": str(uuid4())}

    return {
        "empty view": citizen.get("/bench/empty"),
        "insert view": citizen.get("/bench/insert"),
        "accept a report": citizen.post("/lapor", fresh),
        "front page": citizen.get("/"),
        "form": citizen.get("/lapor"),
        "public list": citizen.get("/laporan/"),
        "public search": citizen.get("/laporan/?q=lampu+padam"),
        "public page": citizen.get(f"/laporan/{shown.number}"),
        "inbox of 50": officer.get("/desk/"),
        "inbox of an institution": admin.get("/desk/?meja=above"),
        "case": officer.get(f"/desk/laporan/{case.number}"),
        "desk search": admin.get("/desk/cari?q=lampu+padam"),
    }
