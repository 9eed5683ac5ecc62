"""Telemelya, an emulator of Telegram's Bot API by others: it brings updates and takes words.

It runs in a Python of its own, which LAPOR_TEST_TELEMELYA names (`pip install telemelya
"moto[server]"` there), and keeps what it knows in redis-server and, of files, in moto's S3.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.project.service import until
from tests.project.surroundings import free_port

PYTHON = os.environ.get("LAPOR_TEST_TELEMELYA", "")
MISSING = "Telemelya is not here: redis-server, and LAPOR_TEST_TELEMELYA for a Python that has it."
# It leaves out the header that Telegram sends with every update once setWebhook was told a secret.
LAUNCHER = """
import os
import aiohttp
import uvicorn
from telemelya.server.app import app

secrets, post = [], aiohttp.ClientSession.post

@app.middleware("http")
async def remember(request, call_next):
    if request.url.path.endswith("/setWebhook"):
        secrets.append((await request.json()).get("secret_token", ""))
    return await call_next(request)

def proved(self, url, **more):
    proof = {"X-Telegram-Bot-Api-Secret-Token": secrets[-1]} if secrets else {}
    return post(self, url, headers=proof, **more)

aiohttp.ClientSession.post = proved
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
"""


def is_installed() -> bool:
    return bool(Path(PYTHON).is_file() and PYTHON and shutil.which("redis-server"))


class Emulator:
    """Speaks with it from both sides: as Telegram's people, and as the owner of a bot."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def call(self, method: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Call a method of the Bot API as our bot does."""
        return self.post(f"/bot{self.token}/{method}", told)

    def post(self, path: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return status and body; Telegram's own status is the one in the body."""
        answer = self.ask(path, json.dumps(told).encode(), "application/json")
        return int(answer.get("error_code") or 200), answer

    def write(self, **told: Any) -> int:
        """Let a person write, press or send a photo; return how the hook answered."""
        _status, answer = self.post(f"/api/v1/test/send_update?bot_token={quote(self.token)}", told)
        return int(answer["delivery"]["status_code"])

    def upload(self, photo: bytes) -> str:
        """Let a person's telephone upload a photo; return its file_id."""
        edge = "----the-edge-of-a-part"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = head.encode() + photo + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        return str(self.ask("/api/v1/test/upload_media", body, kind)["file_id"])

    def ask(self, path: str, body: bytes | None, kind: str) -> dict[str, Any]:
        proof = {"Authorization": "Bearer anybody", "Content-Type": kind}
        with urlopen(Request(self.address + path, body, proof), timeout=20) as got:  # noqa: S310
            told: dict[str, Any] = json.loads(got.read())
        return told

    def is_well(self) -> bool:
        try:
            return bool(self.ask("/api/v1/test/health", None, "text/plain")["ok"])
        except HTTPError as refused:
            refused.close()
        except (URLError, ConnectionError):
            pass
        return False


@contextmanager
def emulator(folder: Path, token: str) -> Iterator[Emulator]:
    """Start its three processes on free ports of loopback; end them by their ids."""
    redis, store, port = (str(free_port()) for _each in range(3))
    known = os.environ | {
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "MINIO_ENDPOINT": f"127.0.0.1:{store}",
        "STRICT_EDIT": "true",
        "PORT": port,
    }
    commands = (
        [str(shutil.which("redis-server")), "--port", redis, "--bind", "127.0.0.1", "--save", ""],
        [PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", store],
        [PYTHON, "-c", LAUNCHER],
    )
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            with (folder / f"{len(started)}.log").open("wb") as log:
                running = subprocess.Popen(command, env=known, cwd=folder, stdout=log, stderr=log)  # noqa: S603
            started.append(running)
            if command is commands[1]:
                until(lambda: answers(store))
        made = Emulator(f"http://127.0.0.1:{port}", token)
        until(made.is_well)
        yield made
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def answers(port: str) -> bool:
    try:
        urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
    except HTTPError as refused:
        refused.close()
    except (URLError, ConnectionError):
        return False
    return True
