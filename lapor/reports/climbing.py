"""Who hears of a missed date next: the rungs of the ladder that add somebody, above one holder."""

from dataclasses import dataclass

from lapor.agencies.rules import EscalationLadder

To = EscalationLadder.To


@dataclass(frozen=True)
class Rung:
    """One rung. number: its place in the ladder, from 1. tiers: how far above the holder it is."""

    number: int
    to: EscalationLadder.To
    tiers: int
    days: int  # working days after the rung before it, or after the date


def rungs(ladder: EscalationLadder, depth: int) -> list[Rung]:
    """Return the rungs above a holder of this depth; those that would tell nobody new are left out.

    Within an institution "one tier above" ends at its head; above the head stands the nation.
    """
    found: list[Rung] = []
    tiers, inspected = 0, False
    for number, step in enumerate(ladder.steps, 1):
        to = To(step["to"])
        if to == To.NATION or depth <= 1:
            height = depth
        elif to == To.ABOVE:
            height = min(tiers + 1, depth - 1)
        else:
            height = depth - 1
        new = max(tiers, height) > tiers or (to == To.INSPECTORATE and not inspected)
        if new or not found:
            tiers, inspected = max(tiers, height), inspected or to == To.INSPECTORATE
            found.append(Rung(number, to, tiers, int(step["days"])))
    return found


def next_rung(ladder: EscalationLadder, depth: int, level: int) -> Rung | None:
    """Return the first rung after `level`, the number of the last one told; None at the end."""
    return next((rung for rung in rungs(ladder, depth) if rung.number > level), None)
