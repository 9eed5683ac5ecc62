"""A mail server of a few lines, which says what a test wants it to say."""

import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

OK = "250 OK"


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP conversation: every command gets the scripted reply, or OK."""

    server: "PostOffice"

    def handle(self) -> None:
        self.say("220 postoffice")
        while line := self.rfile.readline():
            command = line.decode().split()[0].upper()
            if command == "DATA" and "DATA" not in self.server.replies:
                self.say("354 go on")
                self.take()
            elif command == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say(self.server.replies.get(command, OK))

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.letters.append(b"".join(lines))
        self.server.after_data()
        self.say(OK)

    def say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, replies: Mapping[str, str], after_data: Callable[[], object]) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.replies, self.after_data = dict(replies), after_data
        self.letters: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def post_office(
    replies: Mapping[str, str] | None = None, after_data: Callable[[], object] = lambda: None
) -> Iterator[PostOffice]:
    """Open on a free port. `after_data` is called before a letter is acknowledged."""
    with PostOffice(replies or {}, after_data) as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        yield office
        office.shutdown()
