"""People who write an SMS, an operator who brings it until it is taken, and what they are told."""

import json
import re
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass, field

import smpp34

from tests.channels.sms.centre import NUMBER, Centre, encoded
from tests.chaos.citizens import Citizens
from tests.chaos.rig import Rig

CODE, REGION = "TANGKAB", "36.03"
TRIES, PAUSE = 900, 0.3  # of one SMS; seconds between two
PATIENCE = 20  # seconds that an operator waits for an answer
RECEIPT = re.compile(r"Diterima, kode ([0-9A-Z]{4})-([0-9A-Z]{4})")
KEY = "a-key-of-our-gateway"
OPEN = """
import json
from django.utils import timezone
from lapor.agencies.models import Region
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import ChannelAccount
told = json.loads({told!r})
told["said"]["codes"] = {{{code!r}: Region.objects.get(code={region!r}).pk}}
account = ChannelAccount.objects.create(
    channel="sms", slug="1708", label="1708", said=told["said"], takes=True, sends=True,
    a_second=1000,
)
for name, secret in told["secrets"].items():
    keep_secret(account, name, secret, timezone.now())
"""


@dataclass
class Telephones(Citizens):
    """Everybody who writes, each from a number of their own. port: nobody's, they have no web."""

    port: int = 0
    centre: Centre = field(default_factory=Centre)

    def write(self, pool: ThreadPoolExecutor, name: str, count: int) -> list[Future[None]]:
        return [pool.submit(self.report, f"{name}-{n:05}", n) for n in range(count)]

    def report(self, title: str, n: int) -> None:
        """Bring it until it is taken, as an operator does. Raises AssertionError in the end."""
        [body], coding = encoded(story(title))
        for _try in range(TRIES):
            try:
                status = self.centre.brings(number(n), body, coding, seconds=PATIENCE)
            except (smpp34.SmppError, TimeoutError, StopIteration, AssertionError) as error:
                self.ledger.note(type(error).__name__)
            else:
                self.ledger.note(f"{status:#x}")
                if status == 0:
                    self.ledger.acknowledge(title, number(n))
                    return
            if self.ending.wait(PAUSE):
                return
        raise AssertionError(f"{title}: never taken; {self.ledger.answers}")

    def receipts(self) -> dict[str, list[str]]:
        """Return the numbers of reports that each title was told, as often as it was told."""
        told = {
            title: " ".join(self.centre.heard(sender))
            for title, sender in self.ledger.numbers.items()
        }
        return {title: ["".join(one) for one in RECEIPT.findall(told[title])] for title in told}


def story(title: str) -> str:
    return f"{CODE} {title} lampu jalan padam sejak kemarin malam, gelap sekali"


def number(n: int) -> str:
    return f"+62812{n:07}"


def open_account(rig: Rig, said: dict[str, str], secrets: dict[str, str]) -> None:
    """Give the service an account of SMS, as a page of the desk does."""
    told = json.dumps({"said": said | {"number": NUMBER}, "secrets": secrets})
    code = OPEN.format(told=told, code=CODE, region=REGION)
    status, words = rig.service.call("shell", "-c", code)
    assert status == 0, words


def reports(rig: Rig, titles: Sequence[str]) -> dict[str, list[str]]:
    """Return the numbers of the reports that hold each of these words."""
    found: dict[str, list[str]] = {title: [] for title in titles}
    for _title, body, name in rig.rows("SELECT title, body, number FROM reports_report"):
        word = body.split(" ", 1)[0]
        if word in found:
            found[word].append(name)
    return found


def pause(seconds: float) -> None:
    threading.Event().wait(seconds)
