"""Asking another machine over HTTPS: the name is resolved once, and only public addresses count.

Whoever may type an address here could otherwise make this machine ask its own neighbours.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds of silence
LONGEST = 8  # seconds of an answer in all: who drips a byte now and then holds nobody up
MOST = 200_000  # bytes of an answer
# Addresses that carry another one inside, by which a translator on the way reaches a neighbour.
CARRIERS = tuple(
    ipaddress.IPv6Network(one)
    for one in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
)
# A name server that keeps silent keeps these threads, and no page.
RESOLVERS = ThreadPoolExecutor(3, thread_name_prefix="resolve")


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
    clock = threading.Timer(LONGEST, talk.cut)
    clock.daemon = True
    clock.start()
    try:
        talk.request(ask.method, door.path, ask.body or None, dict(ask.headers))
        answer = talk.getresponse()
        body, missing = answer.read(MOST + 1), answer.length
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable("too slow" if talk.is_cut else type(error).__name__) from None
    finally:
        clock.cancel()
        talk.close()
    if talk.is_cut:
        raise Unreachable("too slow")
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
        asked = RESOLVERS.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = asked.result(timeout=TIMEOUT)
    except (OSError, UnicodeError):  # a TimeoutError is an OSError
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
    if isinstance(address, ipaddress.IPv6Address) and any(address in one for one in CARRIERS):
        return False
    return tls and address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name means a moment later."""

    def __init__(self, door: Door) -> None:
        super().__init__(door.host, door.port, timeout=TIMEOUT)
        self.door, self.is_cut = door, False
        self.line: socket.socket | None = None  # the library lets go of its own before the end

    def connect(self) -> None:
        self.sock = self.line = socket.create_connection((self.door.at, self.door.port), TIMEOUT)
        if self.door.tls:
            secure = ssl.create_default_context()
            self.sock = self.line = secure.wrap_socket(
                self.sock, server_hostname=self.door.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End the talk from another thread: whatever waits for a byte gets none any more."""
        self.is_cut = True
        if self.line is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)  # beneath TLS, still in use
