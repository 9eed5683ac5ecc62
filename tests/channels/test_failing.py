"""Six real workers, a provider that fails, workers that are killed: nothing lost, order kept.

What is sent twice is either known by its key or marked, so that somebody can look.
"""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.channels import speaking
from lapor.channels.adapter import Able
from lapor.channels.arriving import who_is
from lapor.channels.dialogue.effects import Say
from lapor.channels.dialogue.texts import Text
from lapor.channels.models import Conversation
from lapor.outbox import names
from lapor.outbox.models import Message
from lapor.outbox.queue import keep_contact
from lapor.project import tasks
from tests.channels.accounts import texts
from tests.channels.chats import Chat, LineChat, TelegramChat, account_of
from tests.channels.provider import Answer, Provider, Sent, provider
from tests.project.service import until
from tests.project.surroundings import surroundings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORKERS, TALKS, TURNS, KILLS = 6, 10, 5, 5
DOWN: Answer = (503, {"message": "Service Unavailable"})
MOST_PATIENCE = 1800  # tenths of a second


class Failing:
    """Fails three times in ten, by lot; may be slow, so that a kill finds a message in hand."""

    def __init__(self, chat: Chat) -> None:
        self.chat, self.lot = chat, random.Random(7)  # noqa: S311 - a lot that can be drawn again
        self.calm = False
        self.keys: set[str] = set()

    def __call__(self, sent: Sent) -> Answer:
        key = sent.headers.get("x-line-retry-key", "")
        if key and key in self.keys:
            return 409, {"message": "The retry key is already accepted"}
        if not self.calm and self.lot.random() < 0.3:
            return DOWN
        if key:
            self.keys.add(key)
        threading.Event().wait(0.02)
        return self.chat.answer(sent)


@pytest.mark.parametrize("chat", [TelegramChat(), LineChat()])
def test_nothing_is_lost_and_order_is_kept_whatever_fails(chat, world, tmp_path):
    texts()
    failing = Failing(chat)
    with provider(failing) as server:
        expected = put_turns(chat, server)
        with workers(tmp_path) as crew:
            for number in range(KILLS):
                until(partial(goes_on, server, len(server.sent)), tries=MOST_PATIENCE)
                crew[number % WORKERS].send_signal(signal.SIGKILL)
                crew[number % WORKERS].wait()
                crew[number % WORKERS] = start(tmp_path)
                hurry()
            for worker in crew:
                worker.kill()
                worker.wait()
        failing.calm = True
        bury()
        with workers(tmp_path):
            until(is_over_soon, tries=MOST_PATIENCE)
        heard = heard_by(chat, server)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert heard.keys() == expected.keys()
    twice = 0
    for person, turns in heard.items():
        assert list(dict.fromkeys(turns)) == expected[person], "in the order in which it was said"
        twice += sum(count - 1 for count in Counter(turns).values())
    marked = Message.objects.filter(resent=True).count()
    if isinstance(chat, LineChat):
        assert twice == marked == 0, "the key is known to the provider"
    else:
        assert twice <= marked, "whatever came twice is marked"


def put_turns(chat: Chat, server: Provider) -> dict[str, list[str]]:
    """Let the dialogue say something to a dozen people; return what each is to hear."""
    account = account_of(chat, server.address)
    account.a_second = 10_000
    account.save()
    expected: dict[str, list[str]] = {}
    for number in range(TALKS):
        person = str(int("10000000", 10) + number)
        talk = Conversation.objects.create(
            account=account,
            who=who_is(account, person),
            contact=keep_contact(person, by=account, at=timezone.now()),
            heard_at=timezone.now(),
        )
        turns = [Say(Text.WHAT_TO_CHANGE, {"number": f"T{turn}"}) for turn in range(TURNS)]
        speaking.say(talk, Able(longest=4000), turns)
        expected[person] = [f"T{turn}" for turn in range(TURNS)]
    return expected


def heard_by(chat: Chat, server: Provider) -> dict[str, list[str]]:
    """Return of each person which turns reached them, in the order in which they did."""
    heard: dict[str, list[str]] = defaultdict(list)
    for sent in server.sent:
        told = sent.told
        person = str(told["to"] if "to" in told else told["chat_id"])
        text = chat.shown(sent).text
        heard[person].append(next(f"T{turn}" for turn in range(TURNS) if f"T{turn}" in text))
    return heard


def goes_on(server: Provider, before: int) -> bool:
    """Say whether something more was sent, or nothing is left to be."""
    return len(server.sent) > before or is_over()


def is_over() -> bool:
    return not Message.objects.exclude(state__in=("sent", "dead", "dropped")).exists()


def is_over_soon() -> bool:
    hurry()
    return is_over()


def hurry() -> None:
    """Let what waits for later be taken now: the clock of the queue is the database's."""
    run_sql("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


def bury() -> None:
    """Let the heartbeats of those who were killed lie long ago, and their jobs be given back."""
    run_sql("UPDATE procrastinate_workers SET last_heartbeat = now() - '1 h'::interval")
    app.configure_task(tasks.STALLED, queue=names.CLOCK, priority=tasks.FIRST).defer(timestamp=0)


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def workers(home: object) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start the workers over the database of this test; kill what is left of them."""
    crew: list[subprocess.Popen[bytes]] = []
    try:
        crew += [start(home) for _ in range(WORKERS)]
        yield crew
    finally:
        for worker in crew:
            worker.kill()
            worker.wait()


def start(home: object) -> subprocess.Popen[bytes]:
    database = settings.DATABASES["default"]
    where = urlencode({"host": database["HOST"]}, quote_via=quote)
    keys = {
        "LAPOR_SECRET_KEY": settings.SECRET_KEY,
        "LAPOR_PEPPER": settings.PEPPER.hex(),
        "LAPOR_COURIER_PUBLIC": settings.COURIER_PUBLIC.hex(),
        "LAPOR_COURIER_KEY": settings.COURIER_KEY.hex(),
        "LAPOR_NAMES_PUBLIC": settings.NAMES_PUBLIC.hex(),
    }
    named = connection.settings_dict["NAME"]
    address = f"postgresql://{database['USER']}@/{named}?{where}"
    command: Sequence[str] = (sys.executable, "-m", "lapor.project.cli", "worker")
    environment = surroundings(home, DATABASE_URL=address, **keys)  # type: ignore[arg-type]
    return subprocess.Popen(command, env=environment)  # noqa: S603
