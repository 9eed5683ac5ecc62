"""Which language somebody writes, where a whole sentence shows it plainly. Pure.

One word shows nothing: people who write Indonesian say yes, ok, no, stop and check too.
"""

from lapor.channels.dialogue.greeting import vocabulary, words_of

ENGLISH, INDONESIAN = "en", "id"
MOST_READ = 200  # words of a long letter that are looked at
FEWEST = 4  # words of a sentence
TELLING = 3  # words of a language that are plainly of it
# Small words that the other language does not have, and no name of a place is made of.
OF_ENGLISH = vocabulary("""
    the is are was were has have had been be being this that these those there they them their
    we our you your my his her its it he she and of to from with for at on by in into near since
    because but or not does do did don't doesn't didn't can't cannot isn't aren't will would
    could should who what where when which how why please since last week weeks month months
    year years day days every ago very much many more some any all no one nobody still yet after
    before behind front street road water light lights lamp broken thank thanks want need help
    report
    """)
OF_INDONESIAN = vocabulary("""
    yang yg dan dari ini itu ada adalah tidak tdk gak ga nggak enggak sudah udah sdh belum blm
    saya sy aku kami kita mereka dia untuk utk dengan dgn sejak karena krn tapi tetapi atau juga
    lagi sangat sekali banyak sampai kalau kalo bila pada oleh akan bisa harus jangan tolong
    mohon di ke depan dekat hari minggu bulan tahun kemarin tadi sering masih rusak mati banjir
    sampah padam lampu air warga anak pak bu apakah kenapa bagaimana kapan siapa mana
    """)


def plainly(text: str) -> str:
    """Return the language of a sentence, "en" or "id"; empty where it is short, or not plain."""
    words = words_of(text)[:MOST_READ]
    if len(words) < FEWEST:
        return ""
    english = sum(word in OF_ENGLISH for word in words)
    indonesian = sum(word in OF_INDONESIAN for word in words)
    if english >= TELLING and english >= TELLING * indonesian:
        return ENGLISH
    if indonesian >= TELLING and indonesian >= TELLING * english:
        return INDONESIAN
    return ""
