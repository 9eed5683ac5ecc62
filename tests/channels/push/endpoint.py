"""A push service on this machine, and a browser that reads what it is told."""

import base64
import http.server
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapor.kit.push import Device, device, encoded

HOST = "127.0.0.1"


@dataclass
class Browser:
    """Somebody's browser: only it holds what opens a notice."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def subscribed(self, endpoint: str) -> Device:
        """Return what the browser hands to a page that wants to tell it something."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return device(endpoint, encoded(point), encoded(self.auth), also={HOST})

    def reads(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        told: dict[str, Any] = json.loads(plain)
        return told


@dataclass
class Service:
    """What came to a push service, and what it answers."""

    address: str = ""
    answers: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    came: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)


@contextmanager
def push_service() -> Iterator[Service]:
    service = Service()

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(service.answers)
            if service.answers == 201:
                self.send_header("Location", f"{service.address}/m/1")
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Say nothing in between the tests."""

    server = http.server.ThreadingHTTPServer((HOST, 0), Door)
    service.address = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
