"""What the words of the standard functions say of a text, where there is no history to learn from.

Pure Python, about a millisecond. Two readings are mixed: the share of the keywords that occur, and
a naive Bayes that takes the keywords of each function for a text about it; the second also ranks
functions whose keywords share only a word with the text.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from lapor.routing.functions import Function
from lapor.routing.predictor import MOST_DECIDING, Deciding, Prediction
from lapor.routing.words import Token, tokens

LONGEST_KEYWORD = 3  # words
COUNTED = 0.6  # what the counted keywords weigh; the rest is for the naive Bayes
SMOOTH = 0.5
ENDINGS = ("nya", "lah", "kah")


class Keywords:
    """The keywords of functions, ready to be looked for."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self.codes: list[str] = []
        self.by_words: dict[str, list[tuple[str, int]]] = defaultdict(list)
        alone: dict[str, Counter[str]] = {}
        for function in functions:
            self.codes.append(function.code)
            counts = alone[function.code] = Counter()
            for keyword in function.keywords:
                self.by_words[keyword.words].append((function.code, keyword.weight))
                for word in keyword.words.split():
                    counts[word] += keyword.weight
        self.chances = _chances(alone)

    def predict(self, text: str, only: Collection[str] | None = None) -> Prediction:
        """Return how much the keywords speak for each function. No keyword: all are alike.

        only: the functions that come into question.
        """
        codes = [code for code in self.codes if only is None or code in only]
        if not codes:
            return Prediction(())
        read = tokens(text)
        words = [self._known(token.word) for token in read]
        found = self._found(words)
        counted = self._counted(found, codes)
        bayes = self._bayes(words, codes)
        weight = COUNTED if counted else 0.0
        shares = {
            code: weight * counted.get(code, 0.0) + (1 - weight) * bayes[code] for code in codes
        }
        ranked = tuple(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
        return Prediction(ranked, self._deciding(found, read, ranked[0][0]))

    def said_for(self, text: str, codes: Iterable[str]) -> dict[str, tuple[Deciding, ...]]:
        """Return the words of a text that speak for each of these functions, the longest of each
        place, in the order they stand."""
        read = tokens(text)
        found = self._found([self._known(token.word) for token in read])
        return {code: _outer(self._deciding(found, read, code)) for code in codes}

    def _known(self, word: str) -> str:
        """Return a word without an ending that only points at it, if that makes it a known one."""
        if word not in self.chances:
            for ending in ENDINGS:
                stem = word.removesuffix(ending)
                if stem != word and stem in self.chances:
                    return stem
        return word

    def _found(self, words: list[str]) -> dict[str, list[tuple[int, int]]]:
        """Return the keywords that occur, with the first and last word of each place."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start in range(len(words)):
            for size in range(1, LONGEST_KEYWORD + 1):
                phrase = " ".join(words[start : start + size])
                if start + size <= len(words) and phrase in self.by_words:
                    found[phrase].append((start, start + size - 1))
        return found

    def _counted(
        self, found: Mapping[str, list[tuple[int, int]]], codes: Collection[str]
    ) -> dict[str, float]:
        scores: dict[str, float] = defaultdict(float)
        for phrase, at in found.items():
            for code, weight in self.by_words[phrase]:
                if code in codes:
                    scores[code] += weight * (1 + math.log(len(at)))
        whole = sum(scores.values())
        return {code: score / whole for code, score in scores.items()}

    def _bayes(self, words: Iterable[str], codes: Collection[str]) -> dict[str, float]:
        sums = dict.fromkeys(codes, 0.0)
        for word, often in Counter(words).items():
            if word in self.chances:
                chance = self.chances[word]
                for code in codes:
                    sums[code] += (1 + math.log(often)) * chance[code]
        highest = max(sums.values())
        raised = {code: math.exp(score - highest) for code, score in sums.items()}
        whole = sum(raised.values())
        return {code: value / whole for code, value in raised.items()}

    def _deciding(
        self, found: Mapping[str, list[tuple[int, int]]], read: list[Token], first: str
    ) -> tuple[Deciding, ...]:
        strength = {
            phrase: weight
            for phrase in found
            for code, weight in self.by_words[phrase]
            if code == first
        }
        said = sorted(strength, key=lambda phrase: (-strength[phrase], found[phrase][0]))
        places = sorted(found[phrase][0] for phrase in said[:MOST_DECIDING])
        return tuple(
            Deciding(" ".join(t.word for t in read[a : b + 1]), read[a].start, read[b].end)
            for a, b in places
        )


def _outer(said: tuple[Deciding, ...]) -> tuple[Deciding, ...]:
    """Leave out words that stand within longer ones: "berlubang" in "jalan berlubang"."""
    return tuple(
        one
        for one in said
        if not any(
            other.start <= one.start and one.end <= other.end and other != one for other in said
        )
    )


def _chances(alone: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """Return the logarithm of how likely each function uses each word of a keyword."""
    known = {word for counts in alone.values() for word in counts}
    whole = {code: sum(counts.values()) + SMOOTH * len(known) for code, counts in alone.items()}
    return {
        word: {
            code: math.log((counts[word] + SMOOTH) / whole[code]) for code, counts in alone.items()
        }
        for word in known
    }
