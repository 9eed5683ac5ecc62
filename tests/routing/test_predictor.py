"""A model says what scikit-learn would say, adds up to one, and is believed only under its seal."""

import dataclasses
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union

from lapor.routing.predictor import (
    MOST_DECIDING,
    SUREST,
    Calibration,
    Model,
    Unreadable,
    load,
    opened,
    seal,
    sharpened,
    written,
)
from lapor.routing.training import FULL, SMALL, learn
from lapor.routing.words import Vocabulary, normal
from tests.routing.told import learned_from, told

KEY, ABOUT = b"k" * 32, "35.78 functions"
CASES = learned_from(240)
MODEL = opened(written(learn(CASES, FULL)))
NOTHING = np.zeros(0, np.float32)
SAID = "jalan sampah ktp akta pohon bau aspal xyz 123456 dekat pasar"
TEXTS = st.lists(st.sampled_from(SAID.split()), max_size=30).map(" ".join)


def as_sklearn(model):
    """The same model, put together from scikit-learn's own parts."""
    parts = [
        TfidfVectorizer(sublinear_tf=True, lowercase=False, ngram_range=(1, 2)),
        TfidfVectorizer(sublinear_tf=True, lowercase=False, analyzer="char_wb", ngram_range=(3, 5)),
    ]
    for part, known in zip(parts, (model.terms, model.pieces), strict=True):
        part.vocabulary = {term: place - known.first for term, place in known.places.items()}
        part.fit([""])
        part.idf_ = known.rarity
    return make_union(*parts)


@given(st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_margins_are_those_of_scikit_learn(texts):
    theirs = as_sklearn(MODEL).transform([normal(text) for text in texts]) @ MODEL.slopes.astype(
        np.float64
    )
    ours = [MODEL.margins(text) for text in texts]
    assert np.allclose(ours, theirs + MODEL.level, atol=1e-5)


@given(TEXTS, st.sets(st.sampled_from(MODEL.labels)))
@settings(max_examples=100, deadline=None)
def test_probabilities_add_up_to_one_and_follow_the_margins(text, only):
    said = MODEL.predict(text, only)
    assert {label for label, _ in said.ranked} == only
    shares = [share for _, share in said.ranked]
    assert shares == sorted(shares, reverse=True)
    assert not shares or sum(shares) == pytest.approx(1, abs=1e-5)
    margins = dict(zip(MODEL.labels, MODEL.margins(text), strict=True))
    ranked = [margins[label] for label, _ in said.ranked]
    assert ranked == sorted(ranked, reverse=True)


@given(st.lists(st.floats(-5, 5, width=32), min_size=2, max_size=40), st.floats(0.0, 1.0, width=32))
@settings(max_examples=200, deadline=None)
def test_the_winner_gets_what_it_is_worth_and_no_less_than_an_equal_share(margins, worth):
    shares = sharpened(np.array(margins, np.float32), min(worth, SUREST))
    assert shares.sum() == pytest.approx(1, abs=1e-4)
    assert shares.max() >= 1 / len(margins) - 1e-4
    others = np.sort(np.array(margins, np.float64))
    if 1 / len(margins) < worth < SUREST and others[-1] - others[-2] > 0.5:
        assert shares.max() == pytest.approx(worth, abs=0.01)


def test_the_deciding_words_are_words_of_the_text_where_they_stand():
    text = "Kapan SAMPAH di dekat pasar diangkut? Sampah menumpuk, bau!"
    said = MODEL.predict(text)
    assert said.ranked[0][0] == "LH"
    assert 0 < len(said.deciding) <= MOST_DECIDING
    assert "sampah" in [word.word for word in said.deciding]
    for word in said.deciding:
        assert text[word.start : word.end].lower() == word.word


@pytest.mark.parametrize("text", ["", "   ", "?!", "qwertyuiop", "0812345678901"])
def test_a_text_that_says_nothing_gets_an_answer_without_reasons(text):
    said = MODEL.predict(text)
    assert sum(share for _, share in said.ranked) == pytest.approx(1, abs=1e-5)
    assert not [word for word in said.deciding if word.word not in text]


def test_a_model_of_one_label_and_a_model_that_knows_no_word_can_be_asked():
    empty = Vocabulary({}, NOTHING)
    flat = Calibration(1.0, NOTHING, NOTHING)
    alone = Model(
        ("PU",), empty, empty, np.zeros((0, 1), np.float16), np.zeros(1, np.float32), flat, {}
    )
    again = opened(written(alone))
    assert again.predict("jalan rusak").ranked == (("PU", 1.0),)
    assert again.predict("jalan rusak", only={"LH"}).ranked == ()
    assert again.predict("jalan rusak", only={"LH"}).confidence == 0


def test_what_was_written_is_read_again():
    blob = written(MODEL)
    again = load(blob, seal(blob, KEY, ABOUT), KEY, ABOUT)
    assert again.labels == MODEL.labels
    assert again.figures == MODEL.figures
    for i in range(20):
        assert again.predict(told("LH", i)) == MODEL.predict(told("LH", i))


@pytest.mark.parametrize(
    ("key", "about", "change"),
    [
        (b"other", ABOUT, lambda blob: blob),
        (KEY, "36.04 functions", lambda blob: blob),
        (KEY, ABOUT, lambda blob: blob[:-1]),
        (KEY, ABOUT, lambda blob: bytes([blob[0] ^ 1]) + blob[1:]),
        (KEY, ABOUT, lambda blob: b""),
    ],
    ids=["wrong key", "meant for another", "cut short", "one bit", "empty"],
)
def test_a_model_that_was_not_sealed_here_is_not_even_looked_at(key, about, change):
    blob = written(MODEL)
    with pytest.raises(Unreadable):
        load(change(blob), seal(blob, KEY, ABOUT), key, about)


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_sealed_blob_that_is_no_model_is_refused_by_name(blob):
    with pytest.raises(Unreadable):
        load(blob, seal(blob, KEY, ABOUT), KEY, ABOUT)


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_damaged_model_is_refused_or_still_fits_together(at, value):
    blob = bytearray(written(MODEL))
    blob[at % len(blob)] = value
    try:
        model = opened(bytes(blob))
    except Unreadable:
        return
    assert len(model.predict("jalan rusak").ranked) == len(model.labels)


def test_pickled_parts_and_other_formats_are_refused():
    kept = io.BytesIO()
    np.savez(kept, about=np.array([{"format": 1}], dtype=object))
    with pytest.raises(Unreadable):
        opened(kept.getvalue())
    kept = io.BytesIO()
    np.savez(kept, about=np.frombuffer(json.dumps({"format": 99}).encode(), np.uint8))
    with pytest.raises(Unreadable, match="99"):
        opened(kept.getvalue())


def test_parts_that_do_not_fit_each_other_are_refused():
    for broken in (
        dataclasses.replace(MODEL, labels=MODEL.labels[:-1]),
        dataclasses.replace(MODEL, slopes=MODEL.slopes[:-1]),
        dataclasses.replace(MODEL, slopes=np.full_like(MODEL.slopes, np.nan)),
    ):
        with pytest.raises(Unreadable):
            opened(written(broken))


def test_the_small_profile_keeps_words_alone():
    small = learn(CASES, SMALL)
    assert not small.pieces.places
    assert small.predict("sampah menumpuk").ranked[0][0] == "LH"
