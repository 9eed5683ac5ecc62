"""The web server as `lapor serve` starts it, with one worker process, over the bench's settings."""

import sys

from django.core.wsgi import get_wsgi_application
from granian.constants import Interfaces
from granian.server import Server


def main() -> None:
    """Serve on the port given until killed."""
    Server(
        "bench.serve:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main()
else:
    application = get_wsgi_application()
