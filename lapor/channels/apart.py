"""Takes a body that holds several messages apart, so that each is sealed alone and not with all.

Pure. What is not as its provider describes it stays as it is: reading says what of it counts.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Whole = dict[str, Any]


def bodies_of(channel: str, body: bytes) -> Sequence[bytes]:
    """Return bodies of one message each, in their order; the body itself where it is one."""
    try:
        whole = json.loads(body)
        found = list(WAYS[channel](whole)) if channel in WAYS else []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [body]
    return [json.dumps(one).encode() for one in found] if len(found) > 1 else [body]


def _of_line(whole: Whole) -> Iterator[Whole]:
    for event in whole["events"]:
        yield whole | {"events": [event]}


def _of_messenger(whole: Whole) -> Iterator[Whole]:
    for entry in whole["entry"]:
        for event in entry["messaging"]:
            yield whole | {"entry": [entry | {"messaging": [event]}]}


def _of_whatsapp(whole: Whole) -> Iterator[Whole]:
    """Yield each message with the name of its own sender, and each status."""
    for entry in whole["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            shared = {key: value[key] for key in value if key not in ("messages", "statuses")}
            for name in ("messages", "statuses"):
                for one in value.get(name) or ():
                    known = [who for who in value.get("contacts") or () if _is_of(who, one)]
                    alone = shared | {"contacts": known, name: [one]}
                    yield whole | {"entry": [entry | {"changes": [change | {"value": alone}]}]}


def _is_of(contact: Whole, message: Whole) -> bool:
    return bool(contact["wa_id"] == message.get("from"))


WAYS: Mapping[str, Callable[[Whole], Iterator[Whole]]] = {
    "line": _of_line,
    "messenger": _of_messenger,
    "whatsapp": _of_whatsapp,
}
