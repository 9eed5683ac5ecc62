"""A Bot API server on loopback: takes what a bot sends, as core.telegram.org/bots/api has it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "100200300:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"  # noqa: S105


class BotApi(ThreadingHTTPServer):
    """What was sent stands in `sent`; `files` by their id; `replies` are given once each first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.sent: list[dict[str, Any]] = []
        self.tidied: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.url = ""
        self.replies: list[tuple[int, dict[str, Any]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def texts(self) -> list[str]:
        return [str(one["text"]) for one in self.sent]

    def call(self, method: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.replies:
            return self.replies.pop(0)
        if method == "sendMessage":
            if not asked.get("text") or not str(asked.get("chat_id", "")).lstrip("-").isdecimal():
                return 400, {"ok": False, "error_code": 400, "description": "Bad Request"}
            self.sent.append(asked)
            chat = {"id": int(asked["chat_id"]), "type": "private"}
            told = {"message_id": len(self.sent), "date": 1, "chat": chat, "text": asked["text"]}
            return 200, {"ok": True, "result": told}
        if method == "editMessageReplyMarkup":
            self.tidied.append(asked)
            return 200, {"ok": True, "result": {"message_id": asked["message_id"]}}
        if method in ("setWebhook", "setMyCommands"):
            self.told.append((method, asked))
            self.url = asked.get("url", self.url)
            return 200, {"ok": True, "result": True}
        if method == "getWebhookInfo":
            held = {"url": self.url, "pending_update_count": 2}
            return 200, {"ok": True, "result": held | {"last_error_message": "Timed-out"}}
        if method == "getFile" and asked.get("file_id") in self.files:
            key = asked["file_id"]
            file = {"file_id": key, "file_unique_id": key, "file_path": f"photos/{key}"}
            return 200, {"ok": True, "result": file}
        return 404, {"ok": False, "error_code": 404, "description": "Not Found"}


class Answering(BaseHTTPRequestHandler):
    """`/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    server: BotApi

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if f"/bot{TOKEN}/" not in self.path:
            self.answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            return
        if "json" in self.headers.get("Content-Type", ""):
            asked = json.loads(body or b"{}")
        else:
            asked = dict(parse_qsl(body.decode()))
        self.answer(*self.server.call(self.path.rsplit("/", 1)[1], asked))

    def do_GET(self) -> None:
        found = self.server.files.get(self.path.rsplit("/", 1)[1])
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(found or b"")))
        self.end_headers()
        self.wfile.write(found or b"")

    def answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent."""


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """Serve on a free port of loopback."""
    with BotApi() as api:
        thread = threading.Thread(target=api.serve_forever, daemon=True)
        thread.start()
        yield api
        api.shutdown()
        thread.join()
