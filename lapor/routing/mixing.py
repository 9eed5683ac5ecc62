"""How much keywords, the nation and a government's own history have to say, by its number of cases.

Each counts as so many cases: what a government learned from its own as many as they are, keywords
and what others decided as a fixed number. So these carry an office that has no history, and have
next to nothing to say beside some thousands of its own. The numbers were measured both ways
between one city and the nation (docs/decisions/0046-routing-model.md).
"""

from collections.abc import Collection, Sequence

from lapor.routing.predictor import Deciding, Prediction

KEYWORDS_COUNT_AS = 300
# However many cases others have: what they decided tells less of here than keywords do.
NATION_COUNTS_AS = 120
FEWEST_LOCAL = 100  # kept cases before a government has a model of its own


def mix(
    keywords: Prediction,
    *,
    local: Prediction | None = None,
    national: Prediction | None = None,
    own: int = 0,
    only: Collection[str] | None = None,
) -> Prediction:
    """Return one prediction of several.

    Its words are those of whatever weighed most among those that put its first label first.
    own: cases that the local model knows. only: the labels that come into question.
    """
    parts: list[tuple[float, Prediction]] = [(KEYWORDS_COUNT_AS, keywords)]
    if local:
        parts.append((own, local))
    if national:
        parts.append((NATION_COUNTS_AS, national))
    parts = [(weight, part) for weight, part in parts if part.ranked and weight]
    total: dict[str, float] = {}
    for weight, part in parts:
        for label, share in part.ranked:
            if only is None or label in only:
                total[label] = total.get(label, 0.0) + weight * share
    whole = sum(total.values())
    if not whole:
        return Prediction(())
    ranked = sorted(((label, share / whole) for label, share in total.items()), key=_likeliest)
    return Prediction(tuple(ranked), _words(parts, ranked[0][0]))


def _words(parts: Sequence[tuple[float, Prediction]], first: str) -> tuple[Deciding, ...]:
    for_it = [(w, part) for w, part in parts if part.ranked[0][0] == first and part.deciding]
    return max(for_it, key=lambda pair: pair[0])[1].deciding if for_it else ()


def _likeliest(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
