"""What guards a secret is counted once for each wrong try, by however many at the same moment."""

import threading

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from lapor.kit.buckets import Buckets
from lapor.web.public.throttle import Bucket

NOW = "2026-03-03T08:00:00Z"
PEOPLE, EACH = 8, 5


def asked(address="203.0.113.7"):
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.fixture
def cache_table(db):
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", [PEOPLE * EACH, PEOPLE * EACH + 1])
def test_wrong_tries_at_one_instant_are_all_counted(cache_table, tries):
    """Each thread has a connection of its own, as each process has."""
    bucket, gate = Bucket("at-once", tries=tries, seconds=3600), threading.Barrier(PEOPLE)

    def try_wrongly():
        gate.wait()
        for _time in range(EACH):
            bucket.take(asked())
        connections.close_all()

    with time_machine.travel(NOW, tick=False):
        threads = [threading.Thread(target=try_wrongly) for _person in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert bucket.is_empty(asked()) is (tries == PEOPLE * EACH)
        assert not bucket.is_empty(asked("198.51.100.7"))


def test_a_bucket_refills_evenly_and_no_clock_that_is_put_back_fills_it(cache_table):
    bucket = Bucket("evenly", tries=2, seconds=60)
    with time_machine.travel(NOW, tick=False) as clock:
        for _wrong in range(2):
            bucket.take(asked())
        assert bucket.is_empty(asked())
        clock.shift(-10)
        assert bucket.is_empty(asked())
        clock.shift(10 + 30)
        assert not bucket.is_empty(asked())


@given(
    tries=some.integers(1, 20),
    seconds=some.integers(1, 600),
    pauses=some.lists(some.floats(0, 30), max_size=80),
)
def test_nobody_gets_more_than_a_full_bucket_and_what_flows_in(tries, seconds, pauses):
    buckets, now, got = Buckets(tries, seconds), 0.0, 0
    for pause in pauses:
        now += pause
        got += buckets.take(b"a", now) >= 1
    assert got <= tries + now * tries / seconds + 1e-6


def test_threads_share_one_bucket_of_a_process_and_none_gets_too_much():
    got: list[bool] = []
    buckets, gate = Buckets(tries=50, seconds=3600), threading.Barrier(PEOPLE)

    def take():
        gate.wait()
        got.extend(buckets.take(b"a", 0) >= 1 for _time in range(50))

    threads = [threading.Thread(target=take) for _person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 50
