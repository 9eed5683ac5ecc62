"""Words become the very features that scikit-learn would make of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from lapor.routing.features import piece_features, read, term_features
from lapor.routing.words import LONGEST, normal, pieces, tokens

SAID = "jalan rusak banjir di rt 5 lampu mati bau got a kali-kali ÉTÉ jalaaan"
WORDS = st.sampled_from(SAID.split())
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=4, max_size=12)


def words_of(vocabulary):
    return list(vocabulary.places)


def theirs(texts, known, **how):
    vectorizer = TfidfVectorizer(sublinear_tf=True, lowercase=False, vocabulary=known, **how)
    return vectorizer.fit_transform([normal(text) for text in texts]).toarray()


@pytest.mark.parametrize(
    ("features", "how"),
    [
        (lambda seen: term_features(seen), {"ngram_range": (1, 2)}),
        (lambda seen: piece_features(seen, 0), {"ngram_range": (3, 5), "analyzer": "char_wb"}),
    ],
    ids=["words and pairs", "pieces"],
)
@given(texts=TEXTS)
@settings(max_examples=30, deadline=None)
def test_features_weigh_what_scikit_learn_says_they_weigh(features, how, texts):
    matrix, vocabulary = features(read(texts, ["" for _ in texts], ()))
    if words_of(vocabulary):
        expected = theirs(texts, words_of(vocabulary), **how)
        assert np.allclose(matrix.toarray(), expected, atol=1e-5)


@given(texts=TEXTS)
@settings(max_examples=30, deadline=None)
def test_one_text_weighs_alone_what_it_weighed_among_all(texts):
    seen = read(texts, ["" for _ in texts], ())
    terms, known = term_features(seen)
    parts, known_parts = piece_features(seen, 0)
    for i, text in enumerate(texts):
        words = [token.word for token in tokens(text)]
        counts = {word: words.count(word) for word in dict.fromkeys(words)}
        number = {word: n for n, word in enumerate(counts)}
        for found, row in (
            (known.terms(words, number), terms[i]),
            (known_parts.pieces(counts), parts[i]),
        ):
            alone = np.zeros(row.shape[1])
            alone[found.at] = found.weights
            assert np.allclose(alone, row.toarray()[0], atol=1e-5)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_each_word_tells_where_it_stands(text):
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert len(pieces(token.word)) >= 1


def test_stretched_letters_marks_and_long_numbers_are_read_as_what_they_are():
    said = "TOLOOONG [disamarkan: NIK] jalan RT 05, hp 0812-3456-7890, nik3578123456, no 1234"
    assert normal(said) == "tolong jalan rt 05 hp nik no 1234"


def test_of_a_very_long_text_the_beginning_is_read():
    assert len(normal("a" * 10 + " kata" * LONGEST)) <= LONGEST


def test_a_word_that_few_reporters_wrote_is_no_feature_however_often_they_wrote_it():
    texts = ["sumur kering"] * 9 + ["jalan rusak"] * 3
    reporters = ["satu"] * 9 + ["dua", "tiga", "empat"]
    seen = read(texts, reporters, ())
    assert set(words_of(term_features(seen)[1])) == {"jalan", "rusak", "jalan rusak"}
    assert not any("sum" in piece for piece in words_of(piece_features(seen, 0)[1]))


def test_names_that_are_given_and_numbers_of_five_digits_are_in_no_vocabulary():
    texts = [f"pak kusnadi nik 35781234 telepon 0812345678{i} jalan rusak" for i in range(8)]
    seen = read(texts, ["" for _ in texts], {"kusnadi"})
    kept = words_of(term_features(seen)[1]) + words_of(piece_features(seen, 0)[1])
    assert "jalan rusak" in kept
    assert not [word for word in kept if "usnad" in word]
    assert not [word for word in kept if sum(c.isdigit() for c in word) >= 5]


def test_texts_without_words_have_no_features():
    matrix, vocabulary = term_features(read(["", "!!!", " "], ["", "", ""], ()))
    assert matrix.shape == (3, 0)
    assert not words_of(vocabulary)
    assert piece_features(read(["", "!!!"], ["", ""], ()), 0)[0].shape == (2, 0)
