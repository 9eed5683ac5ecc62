"""Asks the web server of this container whether it lives; for containers that have no curl."""

import os
import sys
import urllib.error
import urllib.request

HOST = os.environ.get("LAPOR_HOSTS", "localhost").split(",")[0]
ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"


def lives() -> bool:
    """Say whether it answers under a name by which it may be called."""
    request = urllib.request.Request(ADDRESS, headers={"Host": HOST})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError):
        return False


if __name__ == "__main__":
    sys.exit(0 if lives() else 1)
