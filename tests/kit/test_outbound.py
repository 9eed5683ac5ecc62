"""Asking another machine: what is not a public address over TLS is not asked at all."""

import select
import socket
import threading
from contextlib import contextmanager, suppress

import pytest

from lapor.kit import outbound
from lapor.kit.outbound import Ask, Unreachable, fetch, find_door


@pytest.fixture
def resolved(monkeypatch):
    """Let names mean what a test says, as a name server would."""

    def means(*addresses):
        rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)

    return means


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:a00:1::1",
        "2001:0:a00:1::1",
    ],
)
def test_a_name_of_a_private_address_is_refused(resolved, address):
    resolved(address)
    with pytest.raises(Unreachable, match="not public"):
        find_door("https://masuk.example/")


def test_one_private_address_among_public_ones_is_enough_to_refuse(resolved):
    resolved("93.184.216.34", "10.0.0.1")
    with pytest.raises(Unreachable):
        find_door("https://masuk.example/")


def test_the_checked_address_is_the_one_that_is_used(resolved):
    resolved("93.184.216.34")
    door = find_door("https://masuk.example/a?b=c")
    assert (door.at, door.port, door.path, door.host, door.tls) == (
        "93.184.216.34",
        443,
        "/a?b=c",
        "masuk.example",
        True,
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://masuk.example/",
        "ftp://masuk.example/",
        "file:///etc/passwd",
        "https://",
        "https://siapa:sandi@masuk.example/",
        "https://masuk.example:x/",
        "https://[::1/",
        "",
    ],
)
def test_what_is_no_plain_https_address_is_refused(resolved, url):
    resolved("93.184.216.34")
    with pytest.raises(Unreachable):
        find_door(url)


def test_plain_http_is_for_this_machine_alone(resolved):
    resolved("127.0.0.1")
    assert find_door("http://localhost:8001/", on_this_machine=True).port == 8001
    resolved("93.184.216.34")
    with pytest.raises(Unreachable):
        find_door("http://masuk.example/", on_this_machine=True)
    resolved("10.0.0.1")
    with pytest.raises(Unreachable):
        find_door("https://masuk.example/", on_this_machine=True)


@contextmanager
def answering(said):
    """Answer one request on this machine with these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            talk, _who = server.accept()
            with talk:
                talk.recv(4096)
                talk.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def test_a_redirect_is_not_followed():
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with answering(moved) as url:
        assert fetch(Ask(url, on_this_machine=True)).status == 302


def test_an_endless_answer_is_cut_off():
    long = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (outbound.MOST + 2)
    with answering(long) as url, pytest.raises(Unreachable, match="too long"):
        fetch(Ask(url, on_this_machine=True))


@pytest.mark.parametrize(
    "said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]
)
def test_a_broken_answer_is_unreachable_and_tells_no_address(said):
    with answering(said) as url, pytest.raises(Unreachable) as told:
        fetch(Ask(url, on_this_machine=True))
    assert "127.0.0.1" not in str(told.value)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_drips_a_byte_now_and_then_is_cut_off(monkeypatch, head):
    monkeypatch.setattr(outbound, "LONGEST", 0.3)
    with dripping(head) as url, pytest.raises(Unreachable, match="too slow"):
        fetch(Ask(url, on_this_machine=True))


@contextmanager
def dripping(head):
    """Answer one request on this machine with a letter at a time, until the other hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            talk, _who = server.accept()
            with talk, suppress(OSError):
                talk.sendall(head)
                hung_up = select.select([talk], [], [], 0.02)[0] and not talk.recv(4096)
                while not hung_up:
                    talk.sendall(b"x")
                    hung_up = select.select([talk], [], [], 0.02)[0] and not talk.recv(4096)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def test_a_name_server_that_keeps_silent_is_not_waited_for(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(outbound, "TIMEOUT", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: over.wait(10))
    with pytest.raises(Unreachable, match="no such name"):
        find_door("https://masuk.example/")
    over.set()


def test_nobody_there_is_unreachable():
    with pytest.raises(Unreachable):
        fetch(Ask("http://127.0.0.1:9/", on_this_machine=True))


@contextmanager
def lasting(*, closes=False):
    """Answer every request on this machine; yield the threads that hold the lines opened for it."""
    held = []

    def answer(server):
        with suppress(OSError):
            while True:
                talk, _who = server.accept()
                held.append(threading.Thread(target=hold, args=(talk,), daemon=True))
                held[-1].start()

    def hold(talk):
        with talk, suppress(OSError):
            while talk.recv(4096):
                talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nya")
                if closes:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/", held
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for talk, _since in outbound.LINES.kept.values():
                talk.close()
            outbound.LINES.kept.clear()
            for one in [thread, *held]:
                one.join(5)


def test_a_line_is_kept_for_the_next_request_where_that_is_asked_for():
    with lasting() as (url, held):
        for number in range(3):
            ask = Ask(f"{url}{number}", on_this_machine=True, keep=True)
            assert fetch(ask).body == b"ya"
        assert len(held) == 1
        fetch(Ask(url, on_this_machine=True))
        assert len(held) == 2


def test_a_thread_that_ends_lets_go_of_the_lines_it_kept():
    with lasting() as (url, held):
        ask = Ask(url, on_this_machine=True, keep=True)
        thread = threading.Thread(target=fetch, args=(ask,))
        thread.start()
        thread.join()
        held[-1].join(5)
        assert not held[-1].is_alive()


def test_a_line_that_the_other_end_let_go_of_is_not_used():
    with lasting(closes=True) as (url, held):
        for number in range(3):
            assert fetch(Ask(url, on_this_machine=True, keep=True)).body == b"ya"
            assert len(held) == number + 1
            held[-1].join(5)


def test_a_line_to_this_machine_is_not_lent_to_who_may_not_ask_it():
    with lasting() as (url, _held):
        fetch(Ask(url, on_this_machine=True, keep=True))
        with pytest.raises(Unreachable, match="not https"):
            fetch(Ask(url, keep=True))
