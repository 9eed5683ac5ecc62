"""The operator's form as it is filled in, and what its receipt says."""

import re
from typing import Any
from uuid import uuid4

COUNTER, SPEAK = "/desk/loket/", "/desk/loket/lanjut"


def filled(**fields: Any) -> dict[str, Any]:
    """Return the fields of a valid form; None leaves one out."""
    form = {
        "client_key": str(uuid4()),
        "channel": "counter",
        "kind": "complaint",
        "title": "Jembatan bambu patah",
        "body": "Jembatan bambu ke sekolah patah sejak Senin.",
        "occurred_on": "02/03/2026",
        "who": "nobody",
        "reach": "none",
        "truth": "on",
    } | fields
    return {name: value for name, value in form.items() if value is not None}


def key_of(page: str) -> str:
    """Return the reply key that a receipt shows."""
    found = re.search(r'code code-key">([^<]+)<', page)
    assert found
    return found[1]


def seen_of(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]
