"""The check of an answer: what it finds and what it lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit.answers import Band, Rule, likeness, read

ABOUT = (
    "Lampu jalan padam di depan balai kelurahan. Sudah empat minggu tiga lampu padam."
    " Malam hari gelap dan licin."
)
FORM = (
    "Sudah.",
    "Yth. Bapak/Ibu pelapor, terima kasih.",
    "Terima kasih atas laporan Anda. Laporan sudah kami terima dan akan segera kami tindaklanjuti"
    " sesuai ketentuan yang berlaku.",
    "Akan kami koordinasikan dengan dinas terkait. Mohon bersabar.",
    "Masukan Anda menjadi perhatian kami. Demikian disampaikan, terima kasih.",
    "Terima kasih atas laporannya, kami koordinasikan dengan dinas terkait. Mohon menunggu.",
    "Laporan Anda kami teruskan ke instansi terkait sebagai bahan masukan sesuai ketentuan yang"
    " berlaku.",
    "Selamat pagi Bapak/Ibu, terima kasih.",
)
SINCERE = (
    "Petugas kami mengganti tiga lampu di depan balai kelurahan pada Senin 3 Agustus 2026. Kabel"
    " yang putus juga disambung, dan kami periksa lagi minggu depan.",
    "Belum dapat kami kerjakan tahun ini karena anggaran lampu baru tersedia Maret 2027."
    " Selanjutnya kami mengusulkannya dengan surat; Anda dapat menanyakannya di loket kelurahan.",
    "Belum bisa karena alat berat rusak. Langkah berikutnya: meminjam alat dari kecamatan.",
    "Tidak dapat kami penuhi karena jalan itu milik perumahan (Perda 5/2019). Anda bisa mengajukan"
    " penyerahan jalan ke Dinas Perumahan dengan membawa siteplan.",
    "Tiga lampu di depan balai kelurahan telah diganti kemarin oleh petugas kami. Bila padam lagi,"
    " silakan hubungi telepon 0000 555111.",
)


@pytest.mark.parametrize("words", FORM)
def test_words_that_fit_every_case_have_no_substance(words):
    reading = read(words, about=ABOUT)
    assert Rule.EMPTY in reading.strong
    assert reading.band == Band.FORM


@pytest.mark.parametrize("words", SINCERE)
def test_what_was_done_and_a_sincere_not_yet_pass(words):
    reading = read(words, about=ABOUT)
    assert not reading.strong
    assert reading.band == Band.FULL, reading


@pytest.mark.parametrize(
    ("rule", "words", "more"),
    [
        (Rule.UNDATED, "Tim kami akan mengganti lampu itu karena tiangnya miring.", {}),
        (Rule.NO_DATE, "Petugas kami mengganti tiga lampu di depan balai kelurahan.", {}),
        (Rule.NO_WHO, "Tiga lampu sudah diganti Senin.", {}),
        (Rule.NO_PROOF, "Petugas kami mengganti tiga lampu Senin.", {"done": True}),
        (Rule.UNASKED, "Petugas kami mengganti dua lampu.", {"asked": "Kapan yang ketiga?"}),
        (Rule.UNASKED, "Petugas kami mengganti lampu Senin.", {"asked": "Mengapa lama sekali?"}),
        (Rule.TONE, "Makanya jangan asal lapor, lampunya sudah diganti Senin!!", {}),
        (Rule.FORMAL, "Petugas mengganti lampu Senin. Demikian kami sampaikan.", {}),
        (Rule.SHORT, "Lampu sudah diganti.", {}),
        (Rule.PERSONAL, "Hubungi warga di 0812-3456-7890, lampu sudah diganti.", {}),
        (
            Rule.ASIDE,
            "Kartu keluarga Bapak selesai dicetak Selasa, diambil memakai formulir bernomor antrean"
            " tujuh bersama ahli waris pensiunan guru.",
            {"about": ABOUT},
        ),
    ],
)
def test_what_is_missing_is_named(rule, words, more):
    assert rule in read(words, **more).fired


def test_proof_a_date_and_an_answer_take_the_warnings_away():
    words = "Petugas kami mengganti lampu Senin, 3 Agustus 2026, karena kabelnya putus."
    asked = "Kapan dan mengapa?"
    found = read(words, about=ABOUT, asked=asked, proof=True, done=True).fired
    assert not {Rule.NO_PROOF, Rule.NO_DATE, Rule.UNASKED, Rule.NO_WHO, Rule.EMPTY} & {*found}


def test_numbers_of_people_are_grave_only_where_everybody_reads_them():
    words = "Petugas kami mengganti lampu Senin; hubungi warga di 0812-3456-7890."
    assert Rule.PERSONAL in read(words, public=True).strong
    assert Rule.PERSONAL not in read(words, public=False).strong


def test_a_copy_of_an_earlier_answer_is_known_whatever_name_and_number_it_bears():
    earlier = f"Yth. Ibu pelapor 7, {SINCERE[0]}"
    again = SINCERE[0].replace("3 Agustus", "12 Agustus")
    assert Rule.COPY in read(again, earlier=["Lain sama sekali.", earlier]).strong
    assert Rule.COPY not in read(SINCERE[1], earlier=[earlier]).fired
    assert likeness("Lampu sudah diganti.", ["Lampu sudah diganti."]) == 0.0


@given(st.text(max_size=3000), st.text(max_size=500))
def test_any_text_is_read_and_its_score_is_between_nothing_and_all(words, about):
    reading = read(words, about=about, earlier=[words, about], public=True)
    assert 0 <= reading.score <= 100
    assert set(reading.strong) <= set(reading.fired)
