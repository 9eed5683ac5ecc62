"""Asking another machine over HTTPS: the name is resolved once, and only public addresses count.

Whoever may type an address here could otherwise make this machine ask its own neighbours.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds of silence
MOST = 200_000  # bytes of an answer


class Unreachable(Exception):
    """Nothing that may be used came back; says why in a word, never with an address."""


@dataclass(frozen=True)
class Answer:
    """What came back. A redirect is an answer like any other: it is not followed."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Door:
    """Where an address leads. at: the one network address that was checked and will be used."""

    host: str
    port: int
    path: str
    at: str
    tls: bool


@dataclass(frozen=True)
class Ask:
    """One request. on_this_machine: plain HTTP to a loopback address is allowed, too."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    on_this_machine: bool = False


def fetch(ask: Ask) -> Answer:
    """Return what the address answers. Raises Unreachable."""
    door = find_door(ask.url, on_this_machine=ask.on_this_machine)
    talk = _Pinned(door)
    try:
        talk.request(ask.method, door.path, ask.body or None, dict(ask.headers))
        answer = talk.getresponse()
        body, missing = answer.read(MOST + 1), answer.length
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        talk.close()
    if len(body) > MOST:
        raise Unreachable("too long")
    if missing:
        raise Unreachable("cut off")
    return Answer(answer.status, body)


def find_door(url: str, *, on_this_machine: bool = False) -> Door:
    """Return where this address leads, after the checks. Raises Unreachable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable("no address") from None
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None:
        raise Unreachable("no address")
    tls = parts.scheme == "https"
    if not tls and not (on_this_machine and parts.scheme == "http"):
        raise Unreachable("not https")
    port = port or (443 if tls else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable("no such name") from None
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not addresses or not all(_may_ask(one, on_this_machine, tls) for one in addresses):
        raise Unreachable("not public")
    path = parts.path or "/"
    return Door(
        host, port, f"{path}?{parts.query}" if parts.query else path, str(addresses[0]), tls
    )


def _may_ask(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, on_this_machine: bool, tls: bool
) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return on_this_machine
    return tls and address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name means a moment later."""

    def __init__(self, door: Door) -> None:
        super().__init__(door.host, door.port, timeout=TIMEOUT)
        self.door = door

    def connect(self) -> None:
        self.sock = socket.create_connection((self.door.at, self.door.port), TIMEOUT)
        if self.door.tls:
            secure = ssl.create_default_context()
            self.sock = secure.wrap_socket(self.sock, server_hostname=self.door.host)
