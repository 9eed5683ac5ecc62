"""What a learned model says of a text: how likely each label is, how sure, and by which words.

A model is a file of numbers (`.npz`) that is read without pickle, and only after its seal was
checked with the server's key: whoever can write into the table cannot teach it. Numpy alone.
"""

import hashlib
import hmac
import io
import json
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from lapor.routing.words import Token, Vocabulary, Weighed, Weights, tokens

FORMAT = 1
SUREST = 0.99  # no history is long enough to promise more
MOST_DECIDING = 4
SHORTEST_DECIDING = 3  # letters
STEPS = 24  # of halving, to find how sharp the probabilities must be
SHARPEST = 64.0
# What reading a damaged archive of numbers raises, one bit flipped at a time.
BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, OSError, EOFError, RuntimeError,
    MemoryError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class Unreadable(Exception):
    """The model was changed, sealed with another key, or is no model of ours."""


class Threshold(TypedDict):
    """From which confidence on enough were right, what share of cases that is, how many were."""

    at: float
    coverage: float
    precision: float


class Figures(TypedDict, total=False):
    """What a model was learned from, and how it did on the newest cases before it knew them."""

    cases: int
    labels: dict[str, int]  # cases by label
    held: int  # cases that were held back, for what follows
    profile: str
    features: int
    top1: float
    top3: float
    error: float  # of calibration
    thresholds: dict[str, Threshold | None]  # by target: "0.90", "0.95"; None where none is safe


@dataclass(frozen=True, slots=True)
class Deciding:
    """A word of the text that spoke for the first label, and where it stands first."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """Labels from the likeliest down, with probabilities that add up to one."""

    ranked: tuple[tuple[str, float], ...]
    deciding: tuple[Deciding, ...] = ()

    @property
    def confidence(self) -> float:
        """How often the first label was right where the model was as sure as here."""
        return self.ranked[0][1] if self.ranked else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """How margins become probabilities: one temperature, and what the winner's is worth.

    `seen` rises; `true` says how often the first was right there. Both empty: believe the
    temperature alone.
    """

    temperature: float
    seen: Weights
    true: Weights

    def probabilities(self, margins: Weights) -> Weights:
        """Return probabilities in the order of the margins. The ranking does not change."""
        plain = softmax(self.temperature * margins)
        if not self.seen.size or margins.size < 2:
            return plain
        worth = float(np.interp(plain.max(), self.seen, self.true))
        return sharpened(margins, min(worth, SUREST))


def softmax(values: Weights) -> Weights:
    """Return values as shares of one."""
    raised = np.exp(values - values.max())
    shares: Weights = raised / raised.sum()
    return shares


def sharpened(margins: Weights, winner: float) -> Weights:
    """Return the softmax of the margins at which the likeliest label has this probability.

    So what is known of the winner spreads over the others, the sum stays one, and none passes
    another. The winner never gets less than an equal share.
    """
    below = margins - margins.max()
    low, high = 0.0, SHARPEST
    for _ in range(STEPS):
        middle = (low + high) / 2
        if np.exp(middle * below).sum() * winner > 1:
            low = middle
        else:
            high = middle
    return softmax(high * margins)


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over words, pairs and pieces of words."""

    labels: tuple[str, ...]
    terms: Vocabulary
    pieces: Vocabulary
    slopes: NDArray[np.float16]  # features by labels
    level: Weights
    calibration: Calibration
    figures: Figures

    def predict(self, text: str, only: Collection[str] | None = None) -> Prediction:
        """Return how likely each label is. only: the labels that come into question."""
        read = tokens(text)
        chosen = self._chosen(only)
        if not chosen.size:
            return Prediction(())
        counts, parts = self.weigh([token.word for token in read])
        slopes = [self.slopes[part.at][:, chosen].astype(np.float32) for part in parts]
        margins = self.level[chosen] + sum(
            part.weights @ lines for part, lines in zip(parts, slopes, strict=True)
        )
        shares = self.calibration.probabilities(margins)
        order = np.argsort(-margins, kind="stable")
        ranked = tuple((self.labels[chosen[i]], float(shares[i])) for i in order)
        drawn = np.zeros(len(counts), np.float32)
        for part, lines in zip(parts, slopes, strict=True):
            pull = part.weights * (lines[:, order[0]] - lines.mean(axis=1))
            drawn += part.drawn(pull, len(counts))
        return Prediction(ranked, _deciding(read, list(counts), drawn))

    def margins(self, text: str) -> Weights:
        """Return the bare margins of all labels."""
        _, parts = self.weigh([token.word for token in tokens(text)])
        return self.level + sum(
            part.weights @ self.slopes[part.at].astype(np.float32) for part in parts
        )

    def weigh(self, words: Sequence[str]) -> tuple[Mapping[str, int], tuple[Weighed, Weighed]]:
        """Return how often each word occurs, and what is known of them: terms and pieces."""
        counts = Counter(words)
        number = {word: i for i, word in enumerate(counts)}
        return counts, (self.terms.terms(words, number), self.pieces.pieces(counts))

    def _chosen(self, only: Collection[str] | None) -> NDArray[np.intp]:
        if only is None:
            return np.arange(len(self.labels))
        return np.array([i for i, label in enumerate(self.labels) if label in only], np.intp)


def _deciding(read: Sequence[Token], words: Sequence[str], drawn: Weights) -> tuple[Deciding, ...]:
    """Return the words that pulled most to the first label, in the order of the text.

    A word answers for itself, for half of each pair it is in, and for its pieces.
    """
    said = [
        words[i]
        for i in np.argsort(-drawn, kind="stable")
        if drawn[i] > 0 and len(words[i]) >= SHORTEST_DECIDING and not words[i].isdigit()
    ][:MOST_DECIDING]
    found = []
    for token in read:
        if token.word in said:
            found.append(Deciding(token.word, token.start, token.end))
            said.remove(token.word)
    return tuple(found)


def seal(blob: bytes, key: bytes, about: str) -> bytes:
    """Return the seal of a model. about: what it is for, so that none can stand in for another."""
    return hmac.new(
        key, b"lapor routing model\0" + about.encode() + b"\0" + blob, hashlib.sha256
    ).digest()


def load(blob: bytes, sealed: bytes, key: bytes, about: str) -> Model:
    """Return the model. Raises `Unreadable`; nothing in the blob is looked at before its seal."""
    if not hmac.compare_digest(seal(blob, key, about), sealed):
        raise Unreadable("the seal does not fit")
    return opened(blob)


def opened(blob: bytes) -> Model:
    """Return the model in a blob that is known to be ours. Raises `Unreadable`."""
    try:
        with np.load(io.BytesIO(blob), allow_pickle=False) as kept:
            about = json.loads(kept["about"].tobytes())
            if about["format"] != FORMAT:
                raise Unreadable(f"its format is {about['format']}, not {FORMAT}")
            terms = _lines(kept["terms"])
            parts = _lines(kept["pieces"])
            model = Model(
                labels=tuple(about["labels"]),
                terms=Vocabulary(_placed(terms, 0), kept["terms_rarity"]),
                pieces=Vocabulary(_placed(parts, len(terms)), kept["pieces_rarity"], len(terms)),
                slopes=kept["slopes"],
                level=kept["level"],
                calibration=Calibration(float(about["temperature"]), kept["seen"], kept["true"]),
                figures=about["figures"],
            )
    except BROKEN as fault:
        raise Unreadable(type(fault).__name__) from None
    _check(model)
    return model


def written(model: Model) -> bytes:
    """Return the model as a blob: compressed, half precision, nothing but numbers and letters."""
    about = {
        "format": FORMAT,
        "labels": list(model.labels),
        "temperature": model.calibration.temperature,
        "figures": model.figures,
    }
    kept = io.BytesIO()
    np.savez_compressed(
        kept,
        about=_letters(json.dumps(about)),
        terms=_letters("\n".join(model.terms.places)),
        pieces=_letters("\n".join(model.pieces.places)),
        terms_rarity=model.terms.rarity.astype(np.float32),
        pieces_rarity=model.pieces.rarity.astype(np.float32),
        slopes=model.slopes.astype(np.float16),
        level=model.level.astype(np.float32),
        seen=model.calibration.seen.astype(np.float32),
        true=model.calibration.true.astype(np.float32),
    )
    return kept.getvalue()


def _check(model: Model) -> None:
    features = len(model.terms.places) + len(model.pieces.places)
    fits = (
        model.slopes.shape == (features, len(model.labels))
        and model.level.shape == (len(model.labels),)
        and model.terms.rarity.shape == (len(model.terms.places),)
        and model.pieces.rarity.shape == (len(model.pieces.places),)
        and model.calibration.seen.shape == model.calibration.true.shape
        and bool(np.isfinite(model.slopes).all())
    )
    if not fits:
        raise Unreadable("its parts do not fit each other")


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _lines(letters: NDArray[np.uint8]) -> list[str]:
    text = letters.tobytes().decode()
    return text.split("\n") if text else []


def _placed(lines: Sequence[str], first: int) -> dict[str, int]:
    return {line: place for place, line in enumerate(lines, first)}
