"""A line between a browser and the service that can be cut, as one in a village is."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PIECE = 65_536
NOBODY = "127.0.0.1"


class Line:
    """Carries bytes to the service while it holds; cut, it drops what is on its way, too."""

    def __init__(self, port: int) -> None:
        self.far = port
        self.door = socket.create_server((NOBODY, 0))
        self.port: int = self.door.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.holds = True
        self.open: set[socket.socket] = set()
        self.guard = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        with self.guard:
            self.holds = False
            for one in self.open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.holds = True

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _from = self.door.accept()
                if not self.holds:
                    near.close()
                    continue
                far = socket.create_connection((NOBODY, self.far))
                with self.guard:
                    self.open |= {near, far}
                for here, there in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(here, there), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := here.recv(PIECE):
                there.sendall(piece)
        with self.guard:
            self.open -= {here, there}
        for one in (here, there):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.cut()
        line.door.close()
