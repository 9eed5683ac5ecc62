"""Where one request ends and the next begins is never in doubt: nobody smuggles one in another."""

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.project.surroundings import free_port

pytestmark = pytest.mark.slow
APP = """
def application(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode() + b" " + body]
"""
START = b"POST /one HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = b"\r\n5\r\nhello\r\n0\r\n\r\n"


def ask(port, raw):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(raw)
        answer = b""
        while piece := wire.recv(4096):
            answer += piece
        return answer


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A server of the kind that LAPOR is served by, in front of a page that tells what came."""
    home, port = tmp_path_factory.mktemp("wire"), int(free_port())
    (home / "app.py").write_text(APP)
    program = str(Path(sys.executable).with_name("granian"))
    server = subprocess.Popen(  # noqa: S603
        [program, "--interface", "wsgi", "--no-ws", "--port", str(port), "app:application"],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
    yield port
    server.terminate()
    server.wait(20)


def test_the_length_counts_for_nothing_beside_a_transfer_in_pieces(port):
    answer = ask(port, START + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n" + CHUNKED)
    assert answer.endswith(b"/one hello")
    assert answer.count(b"HTTP/1.1") == 1, "what is left over is no second request"


@pytest.mark.parametrize(
    "unclear",
    [
        b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: chunked, identity\r\n" + CHUNKED,
        b"Content-Length: +5\r\n\r\nhello",
    ],
)
def test_a_request_whose_end_is_unclear_is_refused(port, unclear):
    assert ask(port, START + unclear).startswith(b"HTTP/1.1 400 ")
