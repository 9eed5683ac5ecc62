"""How far two people who judged the same things agree, beyond what chance would give."""

from collections import Counter
from collections.abc import Iterable


def kappa(pairs: Iterable[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa of the marks that two people gave the same things.

    1: they always agree; 0: as often as by chance. None where there is nothing to tell apart:
    no pair, or one and the same mark for everything. Source: Cohen 1960.
    """
    both = list(pairs)
    if not both:
        return None
    n = len(both)
    same = sum(1 for first, second in both if first == second) / n
    firsts, seconds = Counter(a for a, _b in both), Counter(b for _a, b in both)
    chance = sum(firsts[mark] * seconds[mark] for mark in firsts) / (n * n)
    return None if chance == 1 else (same - chance) / (1 - chance)
