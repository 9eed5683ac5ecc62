"""Whole lives of reports, as people live them: told, verified, answered and closed over the web."""

import http.client
import re
import threading
import time
import urllib.parse
from collections.abc import Mapping
from uuid import uuid4

from django.conf import settings

from bench.pages import FORM, STORY, TOKEN, session_of
from lapor.accounts.models import User

HANDS = 4  # who work at the same time
SECONDS = 20
REQUESTS = 9  # of one life
NUMBER = re.compile(r"lacak/qr/([0-9A-Z]{8})\.svg")
KEY = re.compile(r'data-copy="([0-9A-Z-]{17,})"')
SEEN = re.compile(r'name="seen" value="(\d+)"')


class Hand:
    """One connection, and the cookies with which each of the three people comes."""

    def __init__(self, port: int, admin: str, liaison: str, office: str, city: str) -> None:
        self.wire = http.client.HTTPConnection("localhost", port)
        name = settings.SESSION_COOKIE_NAME
        self.admin, self.liaison = f"{name}={admin}", f"{name}={liaison}"
        self.office, self.city = office, city
        self.lived = 0

    def ask(
        self, path: str, fields: Mapping[str, str] | None = None, cookies: str = ""
    ) -> tuple[str, str]:
        """Return the page and the cookie that came with it; raises AssertionError on a refusal."""
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": TOKEN}) if fields else None
        headers = {"Cookie": f"csrftoken={TOKEN}; {cookies}", "Content-Type": FORM}
        self.wire.request("POST" if fields else "GET", path, body, headers)
        answer = self.wire.getresponse()
        page = answer.read().decode()
        assert answer.status in (200, 302), f"{path} answers {answer.status}"
        return page, answer.headers.get("Set-Cookie", "").partition(";")[0]

    def live(self) -> None:
        told = {"who": "nobody", "agency": self.city, "client_key": str(uuid4())}
        receipt, _cookie = self.ask("/lapor", STORY | told)
        number, key = found(NUMBER, receipt), found(KEY, receipt)
        self.act(number, "verify", self.admin, kind="complaint", to=self.office)
        self.act(
            number, "follow_up", self.liaison, outcome="done", words="Sudah dipasang hari ini."
        )
        _page, cookie = self.ask("/lacak", {"kode": key})
        page, _cookie = self.ask("/lacak/percakapan", cookies=cookie)
        close = {"move": "close", "outcome": "done", "number": number, "seen": found(SEEN, page)}
        self.ask("/lacak/percakapan", close, cookie)
        self.ask(f"/lacak?kode={number}")
        self.lived += 1

    def act(self, number: str, step: str, cookies: str, **typed: str) -> None:
        case = f"/desk/laporan/{number}"
        page, _cookie = self.ask(case, cookies=cookies)
        self.ask(f"{case}/{step}", typed | {"seen": found(SEEN, page)}, cookies)


def found(what: re.Pattern[str], page: str) -> str:
    match = what.search(page)
    assert match, f"no {what.pattern} on the page"
    return match[1]


def live(people: Mapping[str, User], port: int) -> float:
    """Return how many lives a second the service has room for, with HANDS people at work."""
    office = people["liaison"].tenures.get().post.agency
    hands = [
        Hand(
            port,
            session_of(people["admin"]),
            session_of(people["liaison"]),
            office.name,
            people["admin"].tenures.get().post.agency.name,
        )
        for _ in range(HANDS)
    ]
    hands[0].live()
    over = time.monotonic() + SECONDS
    begun = time.monotonic()

    def work(hand: Hand) -> None:
        while time.monotonic() < over:
            hand.live()

    threads = [threading.Thread(target=work, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (sum(hand.lived for hand in hands) - 1) / (time.monotonic() - begun)
