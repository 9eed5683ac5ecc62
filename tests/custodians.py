"""Two custodians of the tests: their pairs of keys, and how each answers a request."""

from datetime import datetime
from uuid import UUID

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.kit import custody
from lapor.kit.seal import new_keys
from lapor.reports import voting
from tests.factories import World, make_officer

PAIRS = (new_keys(), new_keys())
# What a server has of them: settings.
PUBLIC_HALVES = {
    f"LAPOR_CUSTODIAN_{side}": public.hex()
    for side, (_private, public) in zip("AB", PAIRS, strict=True)
}


def make_custodians(world: World) -> tuple[Actor, Actor]:
    """Return custodian A, at the nation, and B, at the Ombudsman."""
    a = make_officer(Role.CUSTODIAN, world.root, "kunci-a")
    return a, make_officer(Role.CUSTODIAN, world.ombudsman, "kunci-b")


def answer_of(custodian: Actor, key: UUID, now: datetime, *, pair: int | None = None) -> str:
    """Return the paper with which this custodian's key answers. pair: another's key instead."""
    awaited = voting.find(key, custodian, now)
    side = "ab".index(awaited.side) if pair is None else pair
    return custody.answer(custody.read_request(awaited.paper), PAIRS[side][0])
