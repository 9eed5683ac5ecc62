"""What in words tells who somebody is: found, told apart from what everybody may know, covered."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.maskers import readings
from lapor.kit.betrays import (
    MARKS,
    MOST,
    PIECE,
    Betraying,
    betrays,
    cover,
    distinct,
    marks_of,
    pieces,
)

# What was measured, less a margin; bench/README.md has the table.
FLOOR = {
    "NIK": 0.98,
    "mobile phone": 0.98,
    "mobile phone, in pairs": 0.98,
    "landline": 0.98,
    "e-mail": 0.98,
    "plate": 0.98,
    "address": 0.98,
    "account": 0.98,
    "NIP": 0.98,
    "name, with a title": 0.98,
    "name, as one's own": 0.98,
    "name, alone": 0.80,
    "name, without capitals": 0.45,
}
FALSE_ALARMS = 0.02
MEASURED = {row.name: row for row in readings()}
PIECES = (
    *(
        "Pak Budi",
        "0812-3456-7890",
        "Jl. Melati No. 3",
        "RT 01/RW 02",
        "B 1234 XYZ",
        "a.b@c.example",
    ),
    *(
        "3273010101900001",
        "rek",
        "nama saya",
        "[disamarkan: nama]",
        "[disamarkan",
        "\n",
        ". ",
        "🙂",
    ),
    *("08", "62", "@", "pak ", "ibu ", "RUMAH", "ı", "İ", "ß", "ﬁ"),
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=40).map(
    " ".join
)


def found(text):
    return [(one.kind, one.text) for one in betrays(text)]


def covered(text):
    seen = betrays(text)
    return cover(text, marks_of([one.text for one in seen], seen))


@pytest.mark.parametrize("name", FLOOR)
def test_generated_sentences_are_found_as_often_as_was_measured(name):
    assert MEASURED[name].found >= FLOOR[name]
    assert MEASURED[name].more <= FALSE_ALARMS


def test_every_kind_of_sentence_has_its_floor_and_clean_ones_raise_no_alarm():
    assert MEASURED.keys() - FLOOR.keys() == {"clean sentences"}
    assert MEASURED["clean sentences"].more <= FALSE_ALARMS


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("NIK 3273014101900001 saya", Betraying.NIK, "3273014101900001"),
        ("hp (+62) 812 3456 7890 ya", Betraying.PHONE, "812 3456 7890"),
        ("telp 0254-200123 pagi", Betraying.PHONE, "0254-200123"),
        ("surel rina.k@surat.example.", Betraying.EMAIL, "rina.k@surat.example"),
        ("angkot A 1903 ZY ngebut", Betraying.PLATE, "A 1903 ZY"),
        (
            "di Jl. Ahmad Yani No. 12A RT 03/RW 05",
            Betraying.ADDRESS,
            "Jl. Ahmad Yani No. 12A RT 03/RW 05",
        ),
        ("kami tinggal di RT 02 RW 05", Betraying.ADDRESS, "RT 02 RW 05"),
        ("rekening BRI 003401234567501", Betraying.ACCOUNT, "003401234567501"),
        ("Bapak Budi datang membawa surat", Betraying.NAME, "Budi"),
        ("kata ibu sri wahyuni marah", Betraying.NAME, "sri wahyuni"),
    ],
)
def test_a_part_that_tells_who_is_found_whole(text, kind, part):
    hits = [seen for seen, words in found(text) if part in words]
    assert hits == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Saya menelepon 112, 110 dan 1708.",
        "Layanan 0800-1-500-600 dan 1500-567 tidak diangkat.",
        "Anggaran Rp 150.000.000 untuk rekening desa Rp 250.000.000.",
        "Warga RT 03 RW 05 menunggu.",
        "Permen PANRB Nomor 62 Tahun 2018, kode pos 42117.",
        "Ibu Camat dan Pak Lurah sudah tahu.",
        "Jalan Sudirman rusak 12 meter.",
    ],
)
def test_what_everybody_may_know_is_no_finding(text):
    assert found(text) == []


def test_words_beside_it_say_whose_it_is():
    mine, theirs = betrays("HP saya 081234567890. Ia memakai nomor 085712345678.")
    assert (mine.own, theirs.own) == (True, False)


def test_the_same_thing_said_twice_is_asked_about_once():
    seen = betrays("Pak Budi datang. PAK BUDI pergi. HP 081234567890, ya 081234567890 itu.")
    assert [one.text for one in distinct(seen)] == ["Budi", "081234567890"]


def test_covering_says_what_kind_of_thing_stood_there():
    text = "Pak Budi memakai 0812-3456-7890; kata budi, budidaya ikan lancar."
    name, number = MARKS[Betraying.NAME], MARKS[Betraying.PHONE]
    assert covered(text) == f"Pak {name} memakai {number}; kata {name}, budidaya ikan lancar."


def test_what_a_person_marked_is_covered_plainly_and_marks_stay_as_they_are():
    text = "Guru kelas 3 itu, [disamarkan: nama], datang."
    marks = marks_of(["guru kelas 3", "nama"], ())
    assert cover(text, marks) == "[disamarkan] itu, [disamarkan: nama], datang."


def test_nothing_to_cover_leaves_the_words():
    assert cover("Lampu padam.", {}) == "Lampu padam."
    assert cover("Lampu padam.", {"  ": "x"}) == "Lampu padam."


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_whatever_is_typed_findings_lie_in_the_text_in_order_and_apart(text):
    seen = betrays(text)
    assert all(text[one.start : one.stop] == one.text for one in seen)
    assert all(a.stop <= b.start for a, b in pairwise(seen))
    assert seen == betrays(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("Pak Budi A²")
@example("½Pak Budi datang")
@example("Pak Budi AÀ")
def test_what_was_found_and_covered_stands_there_no_more(text):
    seen = distinct(betrays(text))
    left = {one.text.casefold() for one in betrays(covered(text))}
    assert not left & {one.text.casefold() for one in seen}


def test_a_hostile_text_is_taken_in_pieces():
    for piece in ("Pak ", "0812 ", "Jl. a, ", "[disamarkan", "rek 1 ", "a@", "rumah rt "):
        text = (piece * 10_000)[:10_000] + ". Satu kalimat lagi."
        assert max(len(cut) for _begin, cut in pieces(text)) <= PIECE
        assert len(distinct(betrays(text))) <= MOST
