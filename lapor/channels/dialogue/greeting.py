"""What begins no report: greetings, "P", a question to the service itself. Pure.

Only what cannot be anything else counts. A greeting before a story leaves the story whole.
"""

import re

A_NUMBER = 20  # letters; so many digits may be of a bill or a meter, and are kept
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def vocabulary(told: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(told.split())


# Each alone, and any of them together, is a greeting.
GREETINGS = vocabulary("""
    halo hallo haloo hai hay hei hey hi hello helo assalamualaikum assalamu'alaikum assalamu
    assalam salam alaikum 'alaikum waalaikum aslm askum asw wr wb warahmatullahi wabarakatuh
    warohmatullohi wabarokatuh shalom om swastiastu selamat met pagi siang sore malam malem permisi
    punten maaf mohon ijin izin numpang mengganggu ganggu good morning afternoon evening dear yth
    kepada bapak ibu pak bu min mimin admin kak kakak bang mas mbak gan bos boss sis bro lapor
    petugas pemerintah semua ya yah p ping tes test testing oi woi hoi info
    """)
# "Saya mau lapor", with nothing told yet.
WISHING = vocabulary("""
    saya sy aku kami mau ingin hendak pengen mo melapor melaporkan laporan ngelapor ngadu mengadu
    pengaduan aduan adukan mengadukan keluhan bisa boleh dong nih sesuatu masalah ada i want to
    would like report a problem the
    """)
# A question made of these alone asks about the service, and tells of nothing.
ASKING = vocabulary("""
    apa apakah siapa kapan kpn berapa brp bagaimana gimana gmn mana dimana di kemana ke caranya cara
    ini itu nomor nomer resmi benar bot robot orang aplikasi layanan gratis bayar biaya biayanya
    pulsa tarif diproses proses prosesnya diperbaiki dibetulkan dikerjakan ditangani dijawab
    ditindaklanjuti tindak lanjut lanjutnya lanjutannya selesai selesainya lama lamanya lagi sampai
    sampe sudah udah sdh belum blm laporannya kabarnya kabar hari minggu jam buka nya kah kok sih
    harus perlu pakai pake nama aman format formatnya maksudnya maksud what who when how long is
    this will it be do does you can anybody there free
    """)
BEGINS = vocabulary(
    "apa apakah siapa kapan kpn berapa brp bagaimana gimana gmn mana dimana what who when how"
)
UNKNOWING = vocabulary("tahu tau taw lupa entah terserah bebas ingat inget know idea remember")
BESIDE_UNKNOWING = vocabulary(
    """
    tidak tdk gak ga nggak enggak ngga tak kurang belum blm saya sy aku kami pasti persis lagi sudah
    juga dong deh i do don't dont not no pastinya tepatnya namanya tempatnya hari tanggal
    """
)


def words_of(text: str) -> list[str]:
    """Return the words of a text, small."""
    return [word.casefold().replace("’", "'") for word in WORD.findall(text)]


def is_greeting(text: str) -> bool:
    """Say whether words greet, or say that somebody wants to report, and nothing besides."""
    words = set(words_of(text))
    return bool(words) and words <= GREETINGS | WISHING


def is_about_us(text: str) -> bool:
    """Say whether words ask about the service or how long it takes: "ini nomor apa?"."""
    words = words_of(text)
    asks = text.rstrip().endswith("?") or bool(words and words[0] in BEGINS)
    known = ASKING | GREETINGS | WISHING
    return asks and bool(set(words) & ASKING) and set(words) <= known


def does_not_know(text: str) -> bool:
    """Say whether somebody says that they do not know: "kurang tahu", "lupa", "terserah"."""
    words = set(words_of(text))
    return bool(words & UNKNOWING) and words <= UNKNOWING | GREETINGS | BESIDE_UNKNOWING


def without(text: str) -> str:
    """Return a text without the greeting it begins with; the text itself where that is all."""
    end = 0
    for found in WORD.finditer(text):
        if found[0].casefold().replace("’", "'") not in GREETINGS:
            break
        end = found.end()
    else:
        return text
    rest = text[end:].lstrip(" \t\n.,;:!-")
    return rest or text


def has_no_letters(text: str) -> bool:
    """Say whether a text is a few digits, marks or pictures: no place, no name and no story."""
    return len(text) < A_NUMBER and not any(letter.isalpha() for letter in text)
