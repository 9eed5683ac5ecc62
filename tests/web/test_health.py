"""Who asks whether all is well costs little, however often it is asked, and is told the truth."""

import threading

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.web.health import FRESH, OLD, Last

NOW = "2026-03-03T08:00:00Z"


def beat():
    """Let a worker's heart beat at that moment. The library's own model only reads."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [NOW])


def stop_beating():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.fixture
def beating(db):
    beat()


def test_all_who_ask_within_a_moment_cost_one_look(client, beating):
    with time_machine.travel(NOW, tick=False):
        assert client.get("/readyz").status_code == 200
        with CaptureQueriesContext(connection) as made:
            answers = [client.get("/readyz") for _asked in range(20)]
    assert not made.captured_queries
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].headers["Cache-Control"].startswith("max-age=0"), "nobody else keeps it"


def test_a_worker_that_is_gone_is_told_two_seconds_later(client, beating):
    with time_machine.travel(NOW, tick=False) as clock:
        assert client.get("/readyz").json()["worker"] == "ok"
        stop_beating()
        clock.shift(FRESH)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["worker"]) == (503, "down")


def test_that_it_is_well_again_is_told_two_seconds_later(client, db):
    with time_machine.travel(NOW, tick=False) as clock:
        assert client.get("/readyz").status_code == 503
        beat()
        clock.shift(FRESH)
        assert client.get("/readyz").status_code == 200


def test_a_clock_that_is_put_back_keeps_no_old_answer():
    told = iter([{"database": "ok"}, {"database": "down"}])
    last = Last(lambda: next(told))
    with time_machine.travel(NOW, tick=False) as clock:
        assert last.told() == {"database": "ok"}
        clock.shift(-3600)
        assert last.told() == {"database": "down"}


def test_while_one_looks_the_others_do_not_wait_for_what_is_gone():
    """As long as the last answer is young; a flood of questions holds one thread, not all."""
    looking, go_on = threading.Event(), threading.Event()
    looks = []

    def look():
        looks.append(1)
        if len(looks) > 1:
            looking.set()
            go_on.wait(10)
            return {"database": "down"}
        return {"database": "ok"}

    last = Last(look)
    with time_machine.travel(NOW, tick=False) as clock:
        last.told()
        clock.shift(FRESH)
        slow = threading.Thread(target=last.told)
        slow.start()
        assert looking.wait(10)
        assert [last.told()["database"] for _asked in range(50)] == ["ok"] * 50
        go_on.set()
        slow.join()
        assert last.told() == {"database": "down"}
    assert len(looks) == 2


def test_who_asks_first_waits_for_the_one_look_that_all_are_told():
    looks, answers, gate = [], [], threading.Barrier(8)

    def look():
        looks.append(1)
        return {"database": "ok"}

    last = Last(look)

    def ask():
        gate.wait()
        answers.append(last.told())

    with time_machine.travel(NOW, tick=False) as clock:
        for _round in range(2):
            threads = [threading.Thread(target=ask) for _person in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            clock.shift(OLD)
    assert len(looks) == 2
    assert answers == [{"database": "ok"}] * 16
