"""Turns rows into the matrix a model is learned from. Only for the trainer: it needs scipy.

Words are numbered once and everything else is counted in arrays, so that memory grows with the
words that are written and not with the strings that could be made of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lapor.routing.words import SHORTEST_WORD, Places, Vocabulary, Weights, pieces, tokens

FEWEST_REPORTERS = 3  # who must have written a word before the model may keep it
MOST_PIECES = 60_000


@dataclass(frozen=True, slots=True)
class Written:
    """The words of many texts, as numbers: of which text, by whom, which word, in their order."""

    words: list[str]
    text: Places
    word: Places
    reporters: Places  # by text
    texts: int


def read(texts: Sequence[str], reporters: Sequence[str], unwelcome: Collection[str]) -> Written:
    """Read texts. unwelcome: words that are dropped, as the names of reporters."""
    numbers: dict[str, int] = {}
    text, word = [], []
    for place, one in enumerate(texts):
        for token in tokens(one):
            if token.word not in unwelcome:
                word.append(numbers.setdefault(token.word, len(numbers)))
                text.append(place)
    people: dict[str, int] = {}
    # Nobody knows who wrote a text without reporter: each counts as somebody else.
    by = [
        people.setdefault(who or f"\0{place}", len(people)) for place, who in enumerate(reporters)
    ]
    return Written(
        list(numbers),
        np.array(text, np.int64),
        np.array(word, np.int64),
        np.array(by, np.int64),
        len(texts),
    )


def term_features(written: Written) -> tuple[sparse.csr_matrix, Vocabulary]:
    """Return the weighted words and pairs of each text."""
    long = np.array([len(word) >= SHORTEST_WORD for word in written.words], bool)
    kept = long[written.word] if written.word.size else np.zeros(0, bool)
    text, word = written.text[kept], written.word[kept]
    single = _enough(word, written.reporters[text])
    # A pair is never more frequent than its words: only pairs of kept words need counting.
    known = np.isin(word, single)
    near = (text[1:] == text[:-1]) & known[1:] & known[:-1]
    pair = word[:-1][near] * len(written.words) + word[1:][near]
    paired = text[:-1][near]
    double = _enough(pair, written.reporters[paired])
    names = [written.words[one] for one in single] + [
        f"{written.words[both // len(written.words)]} {written.words[both % len(written.words)]}"
        for both in double
    ]
    has = np.isin(pair, double)
    rows = np.concatenate([text[known], paired[has]])
    columns = np.concatenate(
        [np.searchsorted(single, word[known]), len(single) + np.searchsorted(double, pair[has])]
    )
    counts = _matrix(rows, columns, (written.texts, len(names)))
    return _weighted(counts, names, 0)


def piece_features(written: Written, first: int) -> tuple[sparse.csr_matrix, Vocabulary]:
    """Return the weighted pieces of words of each text. first: the place of the first piece."""
    numbers: dict[str, int] = {}
    of_word, which = [], []
    for place, word in enumerate(written.words):
        for piece in pieces(word):
            which.append(numbers.setdefault(piece, len(numbers)))
            of_word.append(place)
    shape = (len(written.words), len(numbers))
    parts = _matrix(np.array(of_word, np.int64), np.array(which, np.int64), shape)
    counts = _matrix(written.text, written.word, (written.texts, len(written.words)))
    people = int(written.reporters.max(initial=-1)) + 1
    by = _matrix(written.reporters[written.text], written.word, (people, len(written.words)))
    several = np.asarray((by @ parts > 0).sum(axis=0)).ravel() >= FEWEST_REPORTERS
    often = np.asarray(parts.T @ np.asarray(counts.sum(axis=0)).ravel()).ravel() * several
    chosen = np.argsort(-often, kind="stable")[:MOST_PIECES]
    chosen = np.sort(chosen[often[chosen] > 0])
    all_names = list(numbers)
    return _weighted(counts @ parts[:, chosen], [all_names[i] for i in chosen], first)


def _enough(feature: Places, reporter: Places) -> Places:
    """Return the features that enough different reporters wrote, rising."""
    if not feature.size:
        return feature
    people = int(reporter.max()) + 1
    which, place = np.unique(feature, return_inverse=True)
    once = np.unique(place * people + reporter) // people
    return which[np.bincount(once, minlength=len(which)) >= FEWEST_REPORTERS]


def _matrix(rows: Places, columns: Places, shape: tuple[int, int]) -> sparse.csr_matrix:
    ones = np.ones(len(rows), np.float32)
    return sparse.coo_matrix((ones, (rows, columns)), shape).tocsr()


def _weighted(
    counts: sparse.csr_matrix, names: Sequence[str], first: int
) -> tuple[sparse.csr_matrix, Vocabulary]:
    """Weigh counts as TfidfVectorizer does: 1 + log of how often, by rarity, of length one."""
    counts = counts.tocsr().astype(np.float32)
    among = np.bincount(counts.indices, minlength=len(names))
    rarity: Weights = (np.log((1 + counts.shape[0]) / (1 + among)) + 1).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    squares = np.asarray(counts.multiply(counts).sum(axis=1)).ravel()
    lengths: NDArray[np.float64] = np.sqrt(np.maximum(squares, 1e-12))
    counts.data = (counts.data / np.repeat(lengths, np.diff(counts.indptr))).astype(np.float32)
    return counts, Vocabulary({name: first + i for i, name in enumerate(names)}, rarity, first)
