"""A bucket empties, refills with time, and never grows beyond its bound."""

from lapor.kit.buckets import MOST, Buckets

A, B = b"a", b"b"


def test_a_bucket_empties_and_refills_evenly():
    buckets = Buckets(tries=2, seconds=60)
    assert [buckets.take(A, now=0) for _ in range(3)] == [2, 1, 0]
    assert buckets.wait(A, now=0) == 30
    assert buckets.left(A, now=15) == 0.5
    assert buckets.left(A, now=3600) == 2
    assert buckets.left(B, now=0) == 2


def test_a_clock_that_is_put_back_neither_fills_nor_locks():
    buckets = Buckets(tries=2, seconds=60)
    buckets.take(A, now=1000)
    assert buckets.left(A, now=0) == 1
    buckets.take(A, now=0)
    assert buckets.left(A, now=60) == 2


def test_a_flood_of_keys_takes_no_more_memory():
    buckets = Buckets(tries=1, seconds=60)
    for n in range(MOST + 10):
        buckets.take(n.to_bytes(4, "big"), now=0)
    assert buckets.left((0).to_bytes(4, "big"), now=0) == 1, "the oldest is forgotten"
    assert buckets.left((MOST + 9).to_bytes(4, "big"), now=0) == 0
