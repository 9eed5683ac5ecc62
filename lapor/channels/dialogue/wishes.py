"""What somebody says about their name in everyday words: hide it, show it, keep it secret. Pure.

When in doubt the reading that protects more counts. A name is shown only to who says so plainly.
"""

import itertools
import re
from dataclasses import dataclass

from lapor.channels.dialogue.greeting import GREETINGS, vocabulary, words_of

MOST_WORDS = 8  # of a wish; more is a story, in which a wish to be hidden counts all the same
MOST_NAMES = 4  # words of a name that stands alone
NOT = vocabulary(
    "jangan jgn tidak tdk gak ga gk nggak enggak ngga kagak ndak tak tanpa bukan gausah gaperlu"
    " gamau dont don't not no never without"
)
# Between "not" and what is not to be: "tidak usah ditampilkan".
MODALS = vocabulary(
    "usah perlu boleh mau ingin mo sampai sampe pernah pakai pake be want my the di saya aman"
    " nyaman enak"
)
# Whoever is afraid of something beside their name is afraid to be known.
AFRAID = vocabulary("takut khawatir kuatir ngeri malu afraid scared")
HIDE = vocabulary("""
    sembunyi sembunyikan disembunyikan sembunyiin disembunyiin umpetin diumpetin samarkan
    disamarkan samaran anonim anonymous anonymously inisial hide hidden
    """)
SECRET = vocabulary("rahasia rahasiakan dirahasiakan rahasiain secret confidential")
SHOW = vocabulary("""
    tampil tampilkan ditampilkan tampilin ditampilin menampilkan sebut sebutkan disebut disebutkan
    cantumkan dicantumkan perlihatkan diperlihatkan tunjukkan ditunjukkan show shown diketahui
    """)
NAMES = vocabulary("nama namaku namanya identitas name identity data diri")
BESIDE = vocabulary("""
    saya sy aku kami gue gw saja aja boleh silakan silahkan ubah ganti mau ingin tolong mohon minta
    bisa supaya agar biar dan yang ya iya ok oke laporan ini itu kepada ke kantor instansi petugas
    dinas umum orang lain lah dong deh nih dulu me my i please to the office keep make it be can
    pakai pake usah perlu kasih sih need use kirim kirimkan tapi jadi menjadi tetap
    betul secara aman karena
    """)
IS_MINE = re.compile(
    r"\W*(?:nama(?:\s+(?:saya|sy|aku|lengkap))?|saya(?:\s+bernama)?|my\s+name\s+is|i\s+am)\b"
    r"\s*(?:adalah|is|:)?\s*",
    re.IGNORECASE,
)
NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*\.?(?:[ '’.-]+[^\W\d_][^\W\d_'’.-]*\.?)*")
TITLES = vocabulary("bu ibu pak bapak mas mbak guru haji hajah hj h ustaz ustadz kiai kyai dr drs")
# Words that no name is made of, though they stand alone with a capital at times.
NO_NAME = (
    NOT
    | HIDE
    | SECRET
    | SHOW
    | NAMES
    | GREETINGS
    | AFRAID
    | vocabulary("""
        ya iya yes ok oke betul benar setuju lanjut lewati belum sudah selesai ubah batal terserah
        bebas jalan jl gang desa kelurahan kecamatan kota kabupaten kampung dusun rt rw depan dekat
        pasar sekolah rumah kantor dinas lampu air sampah banjir macet rusak mati tempat hari
        kemarin tadi apa siapa kapan mana kenapa terima kasih makasih trims thanks saja aja dua tiga
        mohon segera cepat tolong di ke dari dan yang untuk sejak tidak
        gausah gamau gajadi janganlah nanti dulu malas privasi hamba warga seseorang saya aku sy
        """)
)
ASKS_SECRECY = re.compile(
    r"\A\W*(?:lapor\W+)?(?:rahasia|confidential)\b"
    r"|\b(?:(?:di)?rahasia(?:kan|in)|keep\s+(?:this|it)\s+(?:secret|confidential))\b",
    re.IGNORECASE,
)
NOT_SECRET = re.compile(
    r"\b(?:jangan|tidak|tdk|tak|gak|nggak|bukan)\s+(?:\w+\s+)?(?:di)?rahasia", re.I
)
SAID = HIDE | SECRET | SHOW
WITHOUT = frozenset({"tanpa", "no", "without"})
USING = frozenset({"pakai", "pake"})
CHANGING = frozenset({"ubah", "ganti", "change"})  # "jangan ubah nama" wishes nothing
# "nggak usah pakai nama", also inside a story.
NAMELESS = re.compile(
    rf"\b(?:{'|'.join(sorted(NOT))})\s+(?:(?:usah|perlu|mau|ingin|mo|boleh|want\s+to|need\s+to)\s+)*"
    r"(?:(?:pakai|pake|kasih|tulis|use)\s+|(?<=usah\s)|(?<=perlu\s))(?:my\s+)?(?:nama|identitas|name)\b",
    re.IGNORECASE,
)
KNOWN = NOT | SAID | NAMES | BESIDE | GREETINGS | AFRAID


@dataclass(frozen=True)
class Wish:
    """What is wished. shown: the name may be read by who handles it; secret: nothing published.

    whole: the words say this alone; else it stands in a story that is kept.
    """

    shown: bool = False
    secret: bool = False
    whole: bool = True


def wish_of(text: str) -> Wish | None:
    """Return what words wish about the name of who writes; None where they say nothing of it."""
    words = words_of(text)
    told = set(words)
    is_of_names = bool(told & NAMES)
    is_alone = told <= KNOWN and len(words) <= MOST_WORDS
    if not is_alone and not is_of_names and _asks_for_secrecy(text):
        return Wish(secret=True, whole=False)
    is_nameless = is_of_names and _is_nameless(text, told, alone=is_alone)
    is_named = is_of_names and is_alone and bool(told & USING)
    if not (is_alone or is_of_names) or not (told & SAID or is_nameless or is_named):
        return None
    if not is_alone:
        hides = is_nameless or _hides(text) or bool(told & SECRET)
        return Wish(whole=False) if hides else None
    if told & SECRET:
        return Wish(secret=not is_of_names and not told & NOT)
    if is_nameless or _hides(text) or told & AFRAID:
        return Wish()
    return None if text.rstrip().endswith("?") else Wish(shown=True)


def _is_nameless(text: str, told: set[str], *, alone: bool) -> bool:
    """Say whether a report is to have no name: "tanpa nama", "nggak usah pakai nama", "no name"."""
    if NAMELESS.search(text) or (told & WITHOUT and not told & HIDE):
        return True
    return alone and bool(told & NOT) and not told & (SAID | CHANGING)


def _asks_for_secrecy(text: str) -> bool:
    """Say whether a story asks that it be kept secret, at its head or in a verb of its own.

    "dokumen rahasia" is a thing; "mohon dirahasiakan" and "RAHASIA, lurah …" are wishes.
    """
    return bool(ASKS_SECRECY.search(text)) and not NOT_SECRET.search(text)


def asks_about_names(text: str) -> bool:
    """Say whether words ask what becomes of a name: "nama saya aman?", "tampil atau sembunyi?"."""
    told = set(words_of(text))
    return text.rstrip().endswith("?") and bool(told & (NAMES | SAID)) and len(told) <= MOST_WORDS


def _hides(text: str) -> bool:
    """Say whether anything in the words asks to be hidden; "tidak usah disembunyikan" does not."""
    hides = negated = False
    told = words_of(text)
    for place, word in enumerate(told):
        before = _not_before(told, place)
        if word in HIDE:
            is_refused = before and word.startswith(("di", "anonim"))
            hides = hides or not (is_refused or _plainly(text, word))
        if word in SHOW and before:
            negated = True
    return hides or negated


def _not_before(told: list[str], place: int) -> bool:
    """Say whether a "not" stands before a word, with nothing but modals and names between."""
    for word in reversed(told[:place]):
        if word in NOT:
            return True
        if word not in MODALS and word not in NAMES:
            return False
    return False


def _plainly(text: str, word: str) -> bool:
    """Say whether "jangan sembunyikan" stands there so, with nothing between the two words."""
    return bool(re.search(rf"\b(?:jangan|jgn|don'?t)\s+{re.escape(word)}\b", text, re.IGNORECASE))


def name_in(text: str) -> str | None:
    """Return the name in "nama saya Siti Aminah"; None where it is no name or there is none."""
    found = IS_MINE.match(text)
    rest = text[found.end() :].strip(" .,!:;\n") if found else ""
    return rest if rest and is_name(rest) else None


def is_name(text: str) -> bool:
    """Say whether a few words can be a name: letters alone, and none that no name is made of."""
    plain = text.strip(" .,!\n")
    words = words_of(plain)
    if not 0 < len(words) <= MOST_NAMES or not NAME.fullmatch(plain):
        return False
    named = list(itertools.dropwhile(TITLES.__contains__, words))
    return bool(named) and not set(named) & NO_NAME


def looks_like_a_name(text: str) -> bool:
    """Say whether words stand alone as a name is written, each with a capital."""
    return is_name(text) and all(word[:1].isupper() for word in text.split())
