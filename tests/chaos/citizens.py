"""Citizens who send a report, again and again, until they hold a receipt."""

import http.client
import re
import threading
import urllib.parse
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

from tests.project.service import COOKIES, TOKEN

AT_ONCE = 8
TRIES, PAUSE = 900, 0.3  # of one citizen; seconds between two
PATIENCE = 25  # seconds for one answer
WRITTEN_TO = 5  # every so manieth citizen asks for word by e-mail
NUMBER = re.compile(r'code-big">([^<]+)<')
TAKEN_BEFORE = "sudah kami terima sebelumnya"


@dataclass
class Ledger:
    """What was acknowledged: the title that only one citizen wrote, and the number they hold."""

    numbers: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: str) -> None:
        with self.lock:
            self.answers[answer] += 1

    def acknowledge(self, title: str, number: str) -> None:
        with self.lock:
            self.numbers[title] = number


def words(title: str) -> str:
    return f"Cerita dari {title}.\nLampu jalan padam sejak pekan lalu."


@dataclass
class Citizens:
    """Everybody who writes. careless: each try is a new form, as where no form has a key."""

    port: int
    ledger: Ledger = field(default_factory=Ledger)
    careless: bool = False
    ending: threading.Event = field(default_factory=threading.Event)

    def write(self, pool: ThreadPoolExecutor, name: str, count: int) -> list[Future[None]]:
        return [pool.submit(self.report, f"{name}-{n:05}", n) for n in range(count)]

    def report(self, title: str, n: int) -> None:
        """Send until a receipt comes. Raises AssertionError where none ever does."""
        form = {
            "client_key": str(uuid4()),
            "kind": "complaint",
            "title": title,
            "body": words(title),
            "occurred_on": "05/01/2026",
            "who": "nobody",
            "truth": "on",
            "csrfmiddlewaretoken": TOKEN,
        }
        if n % WRITTEN_TO == 0:
            form["address"] = f"{title.lower()}@example.org"
        for _try in range(TRIES):
            if self.careless:
                form["client_key"] = str(uuid4())
            if self.send(form):
                return
            if self.ending.wait(PAUSE):
                return
        raise AssertionError(f"{title}: never acknowledged; {self.ledger.answers}")

    def send(self, form: dict[str, str]) -> bool:
        """Send once; say whether it was acknowledged."""
        try:
            status, page = self.ask(form)
        except (OSError, http.client.HTTPException) as error:
            self.ledger.note(type(error).__name__)
            return False
        self.ledger.note(str(status))
        found = NUMBER.search(page) if status == 200 else None
        if found:
            self.ledger.acknowledge(form["title"], found[1].replace("-", "").strip())
            return True
        if status == 422 and TAKEN_BEFORE in page:  # the clock was moved meanwhile
            self.ledger.acknowledge(form["title"], "")
            return True
        assert status in (500, 503), f"{status}: {page[:2000]}"
        return False

    def ask(self, form: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(
                "POST",
                "/lapor",
                urllib.parse.urlencode(form),
                {
                    "Cookie": COOKIES,
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Connection": "close",
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
