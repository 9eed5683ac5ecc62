"""What somebody says about their name: in everyday words, and in doubt hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue.wishes import NOT, SHOW, Wish, is_name, name_in, wish_of

HIDDEN, SHOWN, SECRET = Wish(), Wish(shown=True), Wish(secret=True)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("ganti nama sembunyikan saja", HIDDEN),
        ("sembunyikan saja nama saya", HIDDEN),
        ("jangan tampilkan nama", HIDDEN),
        ("nama saya jangan disebut ya pak", HIDDEN),
        ("tidak usah ditampilkan", HIDDEN),
        ("tanpa nama", HIDDEN),
        ("tanpa nama aja ya", HIDDEN),
        ("nggak usah pakai nama", HIDDEN),
        ("ga usah pake nama", HIDDEN),
        ("gausah pake nama deh", HIDDEN),
        ("tidak perlu nama", HIDDEN),
        ("jangan pakai nama saya", HIDDEN),
        ("nama jangan", HIDDEN),
        ("without my name please", HIDDEN),
        ("jangan ubah nama saya", None),
        ("pakai nama saya", SHOWN),
        ("pakai nama saya?", None),
        ("rahasiakan nama saya", HIDDEN),
        ("tidak, sembunyikan", HIDDEN),
        ("jangan ditampilkan, sembunyikan saja", HIDDEN),
        ("bisa nama saya disembunyikan?", HIDDEN),
        ("tidak rahasia", HIDDEN),
        ("don't show my name", HIDDEN),
        ("takut diketahui", HIDDEN),
        ("saya takut nama saya disebut", HIDDEN),
        ("tidak aman disebut", HIDDEN),
        ("malu kalau ditampilkan", None),
        ("nama saya boleh tampil", SHOWN),
        ("tampilkan", SHOWN),
        ("tidak usah disembunyikan", SHOWN),
        ("jangan sembunyikan nama saya", SHOWN),
        ("show my name", SHOWN),
        ("rahasiakan", SECRET),
        ("rahasia", SECRET),
        ("nama jalan itu Jalan Sudirman", None),
        ("ular sembunyi di selokan", None),
        ("nama saya ditampilkan?", None),
        ("lampunya mati", None),
    ],
)
def test_a_wish_is_heard(words, wish):
    assert wish_of(words) == wish


def test_in_a_story_too_a_name_is_not_to_be_used():
    story = "jalan ini berbahaya sekali bagi anak sekolah, nggak usah pakai nama saya ya pak"
    assert wish_of(story) == Wish(whole=False)


def test_in_a_story_a_wish_to_be_hidden_is_heard_and_one_to_be_shown_is_not():
    story = "jalan ini berbahaya sekali bagi anak sekolah, dan nama saya {} ya pak"
    assert wish_of(story.format("jangan ditampilkan")) == Wish(whole=False)
    assert wish_of(story.format("boleh ditampilkan")) is None


@given(st.sampled_from(sorted(NOT - {"don't"})), st.sampled_from(sorted(SHOW)), st.booleans())
def test_no_word_for_not_before_a_word_for_showing_shows_anybody(refusal, shows, with_name):
    wish = wish_of(f"{refusal} {shows} nama saya" if with_name else f"{refusal} {shows}")
    assert wish is None or not wish.shown


@pytest.mark.parametrize(
    "words",
    ["Siti Aminah", "Bu Rina", "Ibu Guru Rina", "H. Ahmad Dahlan", "I Gusti Ngurah Rai", "budi"],
)
def test_a_name_is_a_few_words_of_letters(words):
    assert is_name(words)


@pytest.mark.parametrize("words", ["ya", "Jalan Rusak", "RT 3", "terserah", "1", ""])
def test_what_no_name_is_made_of_is_none(words):
    assert not is_name(words)


def test_a_name_that_is_said_to_be_ones_own_is_found():
    assert name_in("Nama saya Siti Aminah.") == "Siti Aminah"
    assert name_in("nama jalan itu Jalan Sudirman") is None


@pytest.mark.parametrize(
    "story",
    [
        "RAHASIA lurah Sawah Luhur minta uang sejak kemarin, anak saya sampai putus sekolah",
        "Pungli di kantor kelurahan Sawah Luhur sejak bulan lalu, mohon dirahasiakan",
        "Kepala sekolah memotong dana bantuan murid, tolong rahasiakan laporan ini ya pak",
        "the head of the school takes money from us every month, keep this secret please",
    ],
)
def test_a_story_that_asks_to_be_kept_secret_is(story):
    assert wish_of(story) == Wish(secret=True, whole=False)


@pytest.mark.parametrize(
    "story",
    [
        "dokumen rahasia warga dibuang di tempat sampah kantor desa sejak hari Senin",
        "jalan rusak di depan pasar, tidak perlu dirahasiakan karena semua orang sudah tahu",
    ],
)
def test_a_story_of_secrets_is_none(story):
    assert wish_of(story) is None
