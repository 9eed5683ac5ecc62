"""A wire between citizens and the service that now and then loses an answer."""

import contextlib
import random
import socket
import socketserver
import threading
from collections.abc import Iterator

PIECE = 65_536  # bytes


class Conversation(socketserver.BaseRequestHandler):
    """One request and its answer. What is lost is lost after the service has done its work."""

    server: "Wire"

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            request = self.whole_request()
            with socket.create_connection(("127.0.0.1", self.server.service_port)) as service:
                service.settimeout(self.server.patience)
                service.sendall(request)
                answer = service.recv(PIECE)
                if answer and self.server.loses():
                    return
                while answer:
                    self.request.sendall(answer)
                    answer = service.recv(PIECE)

    def whole_request(self) -> bytes:
        read = b""
        while b"\r\n\r\n" not in read:
            read += self.more()
        head, _, body = read.partition(b"\r\n\r\n")
        lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(lines.get(b"content-length", b"0")):
            piece = self.more()
            read, body = read + piece, body + piece
        return read

    def more(self) -> bytes:
        piece: bytes = self.request.recv(PIECE)
        if not piece:
            raise ConnectionError
        return piece


class Wire(socketserver.ThreadingTCPServer):
    """Listens on the loopback; `share` of all answers never arrive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service_port: int, share: float, patience: float) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.service_port, self.share, self.patience = service_port, share, patience
        self.chance, self.lock, self.lost = random.Random(8), threading.Lock(), 0  # noqa: S311

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def loses(self) -> bool:
        with self.lock:
            lost = self.chance.random() < self.share
            self.lost += lost
            return lost


@contextlib.contextmanager
def wire(service_port: int, share: float, patience: float = 20) -> Iterator[Wire]:
    with Wire(service_port, share, patience) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
