"""An answer that says what was done passes, a form letter does not, and each point has a reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.routing.answers import WORDS, Band, Rule, judge

REPORT = "Jalan Kenari rusak dan berlubang sejak banjir. Lampu jalan padam. Kapan diperbaiki?"
FORM_LETTERS = (
    "Yth. Bapak/Ibu, terima kasih atas laporan Anda. Akan segera kami tindak lanjuti.",
    "Terima kasih atas laporannya, kami koordinasikan dengan dinas terkait. Mohon menunggu.",
    "Laporan Anda kami teruskan ke instansi terkait sebagai bahan masukan sesuai ketentuan yang "
    "berlaku.",
    "Selamat pagi Bapak/Ibu, terima kasih.",
)
SAYING = (
    "Jalan Kenari sepanjang 40 meter sudah kami tambal pada 12 Mei 2026. Foto terlampir.",
    "Lampu jalan di depan sekolah telah diganti kemarin oleh petugas kami. Bila padam lagi, "
    "silakan hubungi telepon 0000 555111.",
    "Jalan Kenari belum dapat diperbaiki tahun ini karena anggarannya dipakai untuk tanggul. "
    "Lubang terdalam akan kami tambal pada bulan Juni 2026. Anda dapat melihat rencananya di "
    "kelurahan.",
)


def rules(judged):
    return {fired.rule for fired in judged.fired}


@pytest.mark.parametrize("answer", FORM_LETTERS)
def test_a_form_letter_is_called_empty(answer):
    judged = judge(answer, REPORT)
    assert judged.band is Band.EMPTY
    assert judged.warnings


@pytest.mark.parametrize("answer", SAYING)
def test_an_answer_that_says_what_was_done_or_why_not_is_full(answer):
    assert judge(answer, REPORT).band is Band.FULL


def test_greetings_alone_are_nothing():
    judged = judge("Yth. Bapak, terima kasih.", REPORT, evidence=3)
    assert judged.score == 0
    assert rules(judged) == {Rule.GREETING}
    assert judged.warnings


def test_a_promise_without_a_date_is_pointed_at():
    answer = "Petugas akan memperbaiki jalan Kenari yang berlubang."
    judged = judge(answer, REPORT)
    pointed = next(fired for fired in judged.fired if fired.rule is Rule.NO_DATE)
    assert answer[pointed.start : pointed.end] == "akan"
    assert pointed in judged.warnings
    assert Rule.NO_DATE not in rules(judge(f"{answer} Selesai pada 3 Juni 2026.", REPORT))


def test_the_same_answer_again_costs_unless_the_reports_are_one_problem():
    answer, again = SAYING[0], "Yth. Ibu Ani, " + SAYING[0].replace("12 Mei", "14 Mei")
    fresh = judge(again, REPORT)
    copied = judge(again, REPORT, earlier=["Kami tidak tahu.", answer])
    assert copied.score == fresh.score - 25
    assert Rule.COPIED in rules(copied)
    assert judge(again, REPORT, earlier=[answer], together=True) == fresh


def test_evidence_and_taking_up_the_question_count():
    answer = SAYING[0]
    assert judge(answer, REPORT, evidence=1).score == min(100, judge(answer, REPORT).score + 10)
    assert judge(answer, REPORT).score > judge(answer, "Bantuan sembako belum datang").score


def test_words_that_may_hurt_are_pointed_at_and_cost_nothing():
    plain = "Jalan Kenari sudah kami tambal pada 12 Mei 2026 sepanjang 40 meter"
    rude = judge(f"{plain}!!!", REPORT)
    assert Rule.TONE in rules(rude)
    assert rude.score == judge(plain, REPORT).score


@given(
    st.text(max_size=400) | st.sampled_from(FORM_LETTERS + SAYING),
    st.text(max_size=200),
    st.integers(0, 9),
)
@settings(max_examples=150, deadline=None)
def test_every_point_is_explained_and_the_scale_is_kept(answer, report, evidence):
    judged = judge(answer, report, evidence=evidence)
    assert 0 <= judged.score <= 100
    for fired in judged.fired:
        assert WORDS[fired.rule] == fired.words
        assert 0 <= fired.start <= fired.end <= len(answer.lower())
    if rules(judged) != {Rule.GREETING}:
        assert judged.score == min(100, max(0, 30 + sum(fired.points for fired in judged.fired)))
    assert set(judged.warnings) <= set(judged.fired)


def test_every_rule_has_words():
    assert set(WORDS) == set(Rule)
