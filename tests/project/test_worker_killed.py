"""A real worker, killed while a letter is in its hands."""

import email
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.outbox.models import ContactUse, Message
from lapor.outbox.names import CLOCK
from lapor.project import tasks
from tests.channels.postoffice import post_office
from tests.factories import make_report
from tests.project.service import until
from tests.project.surroundings import surroundings

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def start(work, settings, tmp_path):
    """Start `lapor worker` over the tests' database, as the supervisor would."""
    there = settings.DATABASES["default"]
    url = f"postgresql://{there['USER']}@/{there['NAME']}?host={quote(there['HOST'])}"
    pair = {
        "LAPOR_COURIER_KEY": settings.COURIER_KEY.hex(),
        "LAPOR_COURIER_PUBLIC": settings.COURIER_PUBLIC.hex(),
    }
    given = surroundings(tmp_path, DATABASE_URL=url, **pair)
    started = []

    def worker(**more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "lapor.project.cli", "worker"]
        process = subprocess.Popen(command, env=given | more)  # noqa: S603
        started.append(process)
        return process

    yield worker
    for process in started:
        process.kill()
        process.wait()


def test_a_letter_in_the_hands_of_a_killed_worker_is_sent_once(world, start, tmp_path):
    make_report(world, at=timezone.now())  # the timers of the worker have nothing to do yet
    reached, never = threading.Event(), threading.Event()

    def hang() -> None:
        reached.set()
        never.wait()

    with post_office(after_data=hang) as office:
        worker = start(EMAIL_URL=f"smtp://127.0.0.1:{office.port}")
        assert reached.wait(60)
        until(lambda: len(office.letters) == 2)
        worker.kill()
        worker.wait()
        never.set()
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENDING}

    with connection.cursor() as cursor:  # as if half a minute had passed
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - '1 min'::interval"
        )
    app.configure_task(tasks.STALLED, queue=CLOCK, priority=tasks.FIRST).defer(timestamp=0)
    start()
    until(lambda: not Message.objects.exclude(state=Message.State.SENT).exists())

    found = [email.message_from_bytes(p.read_bytes()) for p in (tmp_path / "mail").glob("*.eml")]
    twice = {email.message_from_bytes(letter)["Message-ID"] for letter in office.letters}
    assert len(found) == 2, "one letter to the reporter, one to the office"
    assert {letter["Message-ID"] for letter in found} == twice
    assert ContactUse.objects.count() == 1
