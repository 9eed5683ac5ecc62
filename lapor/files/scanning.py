"""Asks ClamAV about a file over its socket, where one is configured."""

import contextlib
import socket
from collections.abc import Iterator

from django.conf import settings

SECONDS, AT_ONCE = 30, 2  # to look at a file, and to say that it is there
PIECE = 64 << 10
# The harmless string that every scanner calls a virus, so that one can see it works.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Unanswered(Exception):
    """ClamAV does not answer, or not as it should; nothing is let through meanwhile."""


def has_virus(content: bytes) -> bool:
    """Say whether a virus is known in it. Raises `Unanswered`."""
    if EICAR in content:  # so that it can be tried where there is no ClamAV
        return True
    if not settings.CLAMAV:
        return False
    answer = _ask(b"zINSTREAM\0", content, SECONDS)
    if answer.endswith("FOUND"):
        return True
    if answer.endswith("OK"):
        return False
    raise Unanswered("ClamAV did not look at it.")


def require_answer() -> None:
    """Raise `Unanswered` where ClamAV is configured and does not answer."""
    if settings.CLAMAV and _ask(b"zPING\0", None, AT_ONCE) != "PONG":
        raise Unanswered("ClamAV answers something else.")


def answers() -> bool:
    """Say whether it is there, so that a file without an answer is itself the reason."""
    try:
        require_answer()
    except Unanswered:
        return False
    return True


def _ask(command: bytes, content: bytes | None, seconds: int) -> str:
    """Say a command of clamd's protocol; a file follows in pieces with their lengths."""
    try:
        with _socket(seconds) as talk:
            talk.sendall(command)
            if content is not None:
                for at in range(0, len(content), PIECE):
                    piece = content[at : at + PIECE]
                    talk.sendall(len(piece).to_bytes(4, "big") + piece)
                talk.sendall(bytes(4))
            answer = b""
            while more := talk.recv(4096):
                answer += more
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")
    except OSError as error:
        raise Unanswered(f"ClamAV does not answer at LAPOR_CLAMAV ({error}).") from None


@contextlib.contextmanager
def _socket(seconds: int) -> Iterator[socket.socket]:
    host, _colon, port = settings.CLAMAV.rpartition(":")
    if "/" in settings.CLAMAV or not port.isdecimal():
        talk = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with talk:
            talk.settimeout(seconds)
            talk.connect(settings.CLAMAV)
            yield talk
        return
    with socket.create_connection((host.strip("[]"), int(port)), timeout=seconds) as talk:
        yield talk
