"""A provider's API on loopback: keeps what it was sent, and answers as a test says it does."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Sent:
    """One request as the provider got it; headers in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


Answer = tuple[int, dict[str, Any]]


class Provider(ThreadingHTTPServer):
    """What it sent on stands in `sent`; `replies` are given once each first; `files` by path."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Sent], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.answer = answer
        self.sent: list[Sent] = []
        self.tidied: list[Sent] = []  # whose buttons were taken off
        self.refused: list[tuple[int, dict[str, Any]]] = []
        self.replies: list[Answer] = []
        self.files: dict[str, bytes] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def take(self, sent: Sent) -> Answer:
        if self.replies:
            return self.replies.pop(0)
        status, told = self.answer(sent)
        if status == 200 and sent.path.endswith("/editMessageReplyMarkup"):
            self.tidied.append(sent)
        elif status == 200:
            self.sent.append(sent)
        else:
            self.refused.append((status, told))
        return status, told


class Taking(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, told = self.server.take(Sent(self.path, headers, body))
        self.say(status, json.dumps(told).encode(), "application/json")

    def do_GET(self) -> None:
        found = self.server.files.get(self.path)
        self.say(200 if found else 404, found or b"", "application/octet-stream")

    def say(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent."""


@contextmanager
def provider(answer: Callable[[Sent], Answer]) -> Iterator[Provider]:
    """Serve on a free port."""
    with Provider(answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
