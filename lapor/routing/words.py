"""From a text to weighted features: words, pairs of words, and pieces of words (TF-IDF).

What comes out is what scikit-learn's TfidfVectorizer gives for `normal(text)`, with
`sublinear_tf` and its default token pattern, `ngram_range=(1, 2)` for words and `char_wb` of
(3, 5) for pieces. It is written here so that a web process needs no scikit-learn.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lapor.kit.text import MARK, folded

LONGEST = 3000  # letters that are read of a text; who writes more has said it by then
SHORTEST_WORD = 2
PIECES = (3, 4, 5)
MOST_DIGITS = 4  # in one token: a longer number belongs to somebody, or to one case

_NUMBER = re.compile(r"\d(?:[ .\-/()]{0,2}\d){4,}")
_TOKEN = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DIGIT = re.compile(r"\d")

Weights = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Token:
    """A word as the model reads it, and where it stands in the text that was given."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of a text: lower case, stretched letters once, no marks, no long numbers.

    Punctuation parts words. Of a text longer than LONGEST only the beginning is read.
    """
    shown = _NUMBER.sub(_blank, MARK.sub(_blank, text[:LONGEST]))
    found = []
    for match in _TOKEN.finditer(shown):
        written = match[0]
        low = written.lower() if written.isascii() else folded(written)
        word = _STRETCHED.sub(r"\1", low)
        if word.isalpha() or len(_DIGIT.findall(word)) <= MOST_DIGITS:
            found.append(Token(word, match.start(), match.end()))
    return found


def normal(text: str) -> str:
    """Return the text as the model reads it, words parted by one space."""
    return " ".join(token.word for token in tokens(text))


def pieces(word: str) -> list[str]:
    """Return the pieces of three to five letters of a word, with the spaces around it."""
    padded = f" {word} "
    length = len(padded)
    found = []
    for size in PIECES:
        if length <= size:
            found.append(padded)
            break
        found += [padded[start : start + size] for start in range(length - size + 1)]
    return found


@dataclass(frozen=True, slots=True)
class Weighed:
    """The known features of a text: each once with its weight, and which words it came from.

    Of each occurrence: `which` of the features it is, the words it was made of (`one` and `other`,
    the same for a single word), and its `share` of the feature's weight.
    """

    at: Places
    weights: Weights
    which: Places
    one: Places
    other: Places
    share: Weights

    def drawn(self, pull: Weights, words: int) -> Weights:
        """Return how much of the pull of the features each of so many words has caused."""
        caused = pull[self.which] * self.share / 2
        return np.asarray(
            np.bincount(self.one, caused, words) + np.bincount(self.other, caused, words),
            np.float32,
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Features of one kind: the place of each among the features of the model, and its rarity."""

    places: Mapping[str, int]
    rarity: Weights  # inverse document frequency, by place less `first`
    first: int = 0

    def terms(self, words: Sequence[str], number: Mapping[str, int]) -> Weighed:
        """Weigh the words and pairs of a text. number: of each word."""
        found: list[tuple[int, int, int]] = []
        places, before = self.places, ""
        for word in words:
            if len(word) < SHORTEST_WORD:
                continue
            mine = number[word]
            if (place := places.get(word)) is not None:
                found.append((place, mine, mine))
            if before and (place := places.get(f"{before} {word}")) is not None:
                found.append((place, number[before], mine))
            before = word
        return self._weighed(found, np.ones(len(found), np.float32))

    def pieces(self, counts: Mapping[str, int]) -> Weighed:
        """Weigh the pieces of a text's words, given with how often each occurs."""
        places = self.places
        found: list[tuple[int, int, int]] = []
        times: list[int] = []
        if places:
            for number, (word, often) in enumerate(counts.items()):
                known = [places[piece] for piece in pieces(word) if piece in places]
                found += [(place, number, number) for place in known]
                times += [often] * len(known)
        return self._weighed(found, np.array(times, np.float32))

    def _weighed(self, found: Sequence[tuple[int, int, int]], times: Weights) -> Weighed:
        """Return weights as TfidfVectorizer gives them: 1 + log of how often, by rarity."""
        if not found:
            nothing, none = np.zeros(0, np.int64), np.zeros(0, np.float32)
            return Weighed(nothing, none, nothing, nothing, nothing, none)
        place, one, other = np.array(found, np.int64).T
        at, which = np.unique(place, return_inverse=True)
        often = np.bincount(which, times).astype(np.float32)
        weights = (1 + np.log(often)) * self.rarity[at - self.first]
        weights /= np.sqrt(weights @ weights)
        return Weighed(at, weights, which, one, other, times / often[which])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
