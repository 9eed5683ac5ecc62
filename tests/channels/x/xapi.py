"""An X API on loopback: mentions of a user, and posts, as docs.x.com has them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER = "2244994945"


class XApi(ThreadingHTTPServer):
    """`mentions`: what there is, the oldest first; `posted` what was written; `looks` what asked.

    A reply in `busy` is given once, with its headers.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.mentions: list[dict[str, str]] = []
        self.posted: list[dict[str, Any]] = []
        self.looks: list[dict[str, list[str]]] = []
        self.signed: list[str] = []
        self.busy: list[tuple[int, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def mention(self, key: int, author: str = "1001", text: str = "@lapor jalan rusak") -> None:
        at = "2026-11-22T07:00:00.000Z"
        self.mentions.append({"id": str(key), "author_id": author, "text": text, "created_at": at})


class Answering(BaseHTTPRequestHandler):
    server: XApi

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query)
        self.server.looks.append(query)
        if self.is_busy():
            return
        if asked.path != f"/2/users/{USER}/mentions":
            self.answer(404, {})
            return
        since = int(query.get("since_id", ["0"])[0])
        new = [one for one in self.server.mentions if int(one["id"]) > since]
        page = new[-int(query["max_results"][0]) :][::-1]
        meta = {"result_count": len(page)} | ({"newest_id": page[0]["id"]} if page else {})
        self.answer(200, {"meta": meta} | ({"data": page} if page else {}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.is_busy():
            return
        self.server.posted.append(json.loads(body))
        self.answer(201, {"data": {"id": str(9000 + len(self.server.posted))}})

    def is_busy(self) -> bool:
        self.server.signed.append(self.headers.get("Authorization", ""))
        if not self.server.busy:
            return False
        status, headers = self.server.busy.pop(0)
        self.answer(status, {"title": "Too Many Requests"}, headers)
        return True

    def answer(
        self, status: int, told: dict[str, Any], headers: dict[str, str] | None = None
    ) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent."""


@contextmanager
def x_api() -> Iterator[XApi]:
    """Serve on a free port of loopback."""
    with XApi() as api:
        thread = threading.Thread(target=api.serve_forever, daemon=True)
        thread.start()
        yield api
        api.shutdown()
        thread.join()
