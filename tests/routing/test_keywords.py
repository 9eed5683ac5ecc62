"""Keywords suggest where nothing was learned, and make way for what was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.routing.functions import Keyword, function_of, keywords, office_pattern, seeds
from lapor.routing.keywords import Keywords
from lapor.routing.mixing import mix
from lapor.routing.predictor import Deciding, Prediction

SEEDS = seeds()
SCORER = Keywords(SEEDS)
CODES = [function.code for function in SEEDS]
SHARES = st.lists(st.floats(0.01, 1), min_size=1, max_size=len(CODES))


def predicted(shares):
    ranked = sorted(zip(CODES, shares, strict=False), key=lambda pair: -pair[1])
    return Prediction(tuple((code, share / sum(shares)) for code, share in ranked))


PREDICTIONS = st.one_of(st.none(), SHARES.map(predicted))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Jalan berlubang dan aspal rusak sejak banjir", "PU"),
        ("Lampu PJU padam, jalan gelap", "DISHUB"),
        ("KTP-nya belum jadi, blangko habis di Dukcapil", "DUKCAPIL"),
        ("Bansos PKH saya tidak cair", "SOSIAL"),
        ("Sampah menumpuk di TPS, bau", "LH"),
        ("Saldo JHT belum cair, paklaring sudah ada", "BPJSTK"),
        ("Sekolah memungut iuran", "PENDIDIKAN"),
        ("Sekolahnya memungut iuran", "PENDIDIKAN"),
        ("Anak saya diminta uang buku 300 ribu di SD", "PENDIDIKAN"),
        ("The street lamp is out", "DISHUB"),
        ("The road is full of holes", "PU"),
        ("Garbage is piling up", "LH"),
        ("There is no water since Monday", "AIR"),
        ("Power outage since yesterday", "PLN"),
        ("The teacher never comes to school", "PENDIDIKAN"),
        ("My ID card is not ready", "DUKCAPIL"),
        ("The hospital sent us away", "RS"),
        ("He asked for a bribe", "INSPEKTORAT"),
    ],
)
def test_what_citizens_write_finds_the_function(text, code):
    said = SCORER.predict(text)
    assert said.ranked[0][0] == code
    assert said.deciding
    assert all(0 <= word.start < word.end <= len(text) for word in said.deciding)


def test_only_functions_that_come_into_question_are_named():
    said = SCORER.predict("Saldo JHT belum cair", only={"NAKER", "SOSIAL"})
    assert {code for code, _ in said.ranked} == {"NAKER", "SOSIAL"}
    assert SCORER.predict("Saldo JHT belum cair", only=set()).ranked == ()


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_shares_add_up_to_one_whatever_is_written(text):
    said = SCORER.predict(text)
    assert len(said.ranked) == len(SEEDS)
    assert sum(share for _, share in said.ranked) == pytest.approx(1)


def test_a_text_without_keywords_prefers_nothing():
    said = SCORER.predict("zzz qqq")
    assert max(share for _, share in said.ranked) < 0.1
    assert said.deciding == ()


def test_keywords_are_read_as_an_administrator_types_them():
    assert keywords("Sekolah*2 ; guru;; kepala   sekolah * 3") == (
        Keyword("sekolah", 2),
        Keyword("guru", 1),
        Keyword("kepala sekolah", 3),
    )


@pytest.mark.parametrize("typed", ["guru*", "guru*9", "guru*0", "*2", "a*2*3"])
def test_a_keyword_that_cannot_be_read_is_named(typed):
    with pytest.raises(ValueError, match=r"\*") as refused:
        keywords(f"sekolah ; {typed}")
    assert str(refused.value) == typed


@pytest.mark.parametrize(
    ("office", "code"),
    [
        ("Dinas Pendidikan Kota Contoh", "PENDIDIKAN"),
        ("Kecamatan Sukamaju", "KEC"),
        ("Kelurahan Mekarsari", "KEL"),
        ("Satuan Polisi Pamong Praja", "SATPOLPP"),
        ("Polres Contoh", "POLRI"),
        ("BPJS Ketenagakerjaan", "BPJSTK"),
        ("Dinas Tenaga Kerja", "NAKER"),
        ("Badan Penyelenggara Jaminan Sosial Kesehatan", "BPJSKES"),
        ("Paguyuban Contoh", None),
    ],
)
def test_the_name_of_an_office_tells_what_it_does(office, code):
    assert function_of(office, SEEDS) == code


def test_a_pattern_that_is_none_is_refused():
    assert office_pattern(" dinas (air|jalan) ") == "dinas (air|jalan)"
    with pytest.raises(ValueError, match="unterminated"):
        office_pattern("dinas (air")


def test_every_seed_has_words_and_its_own_code():
    assert len({function.code for function in SEEDS}) == len(SEEDS) == 45
    assert all(function.keywords and function.name and function.basis for function in SEEDS)


def test_keywords_and_the_nation_make_way_for_ones_own_cases():
    bare, national = Prediction((("PU", 1.0),)), Prediction((("AIR", 1.0),))
    local = Prediction((("LH", 1.0),))
    shares = [
        dict(mix(bare, local=local, national=national, own=own).ranked) for own in (0, 300, 30_000)
    ]
    assert [share.get("LH", 0) for share in shares] == sorted(s.get("LH", 0) for s in shares)
    assert shares[0]["PU"] > shares[0]["AIR"] > 0
    assert shares[1]["PU"] == pytest.approx(shares[1]["LH"])
    assert shares[2]["LH"] > 0.98


@given(SHARES.map(predicted), PREDICTIONS, PREDICTIONS, st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_what_is_mixed_adds_up_to_one(bare, local, national, own):
    said = mix(bare, local=local, national=national, own=own)
    assert sum(share for _, share in said.ranked) == pytest.approx(1)
    shares = [share for _, share in said.ranked]
    assert shares == sorted(shares, reverse=True)
    assert not mix(bare, local=local, own=own, only=set()).ranked


def test_the_reasons_are_those_of_whoever_put_the_first_first():
    bare = Prediction((("PU", 0.9), ("LH", 0.1)), (Deciding("jalan", 0, 5),))
    local = Prediction((("LH", 0.9), ("PU", 0.1)), (Deciding("pohon", 6, 11),))
    assert mix(bare, local=local, own=5000).deciding == local.deciding
    assert mix(bare, local=local, own=5).deciding == bare.deciding
    assert mix(bare).ranked == bare.ranked
