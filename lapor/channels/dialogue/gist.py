"""What short words without a command mean: thanks, a question, or that there is more to tell. Pure.

Only what cannot be anything else counts: when in doubt, words stay what they are.
"""

import re

from lapor.channels.dialogue.greeting import vocabulary

WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 12  # of thanks; who writes more tells something
MOST_ASKING = 7  # of a question how it stands; longer ones tell of something too
THANKS = vocabulary(
    """
    terima kasih makasih makasi mksh trims trimakasih terimakasih tks thx thanks thank nuhun suwun
    syukur alhamdulillah
    """
)
PRAISE = vocabulary(
    """
    bagus baik mantap mantab keren hebat puas memuaskan oke ok sip siap beres lancar rapi mulus
    great good nice perfect fixed
    """
)
# What may stand beside them without saying anything else.
BESIDE = vocabulary(
    """
    sudah udah sdh dah sangat banget banyak sekali atas bantuan bantuannya jawaban jawabannya
    responnya respon tanggapannya tanggapan kerjanya kerja pelayanannya pelayanan informasinya
    info infonya pak bu bapak ibu min admin kak kakak bang mas mbak ya yah nih lapor kami saya ku
    kembali semoga sehat selalu dan sama cepat cepatnya untuk kepada semua tim petugas dinas you
    so much very it is now the for job done thing lah deh dong itu ini sih juga matur hatur
    """
)
# Any of these says that something is still wrong, whatever thanks stand beside it.
STILL = vocabulary(
    """
    belum blm tapi tp tetapi namun masih lagi tolong mohon tidak tdk gak ga nggak enggak bukan
    cuma hanya rusak kurang jangan but not still again please kok
    """
)
ASKING = re.compile(
    r"\W*(apa|apakah|apanya|di\s*mana|mana|maksud|maksudnya|gimana|bagaimana|kenapa|mengapa|siapa"
    r"|what|which|where|who|how|why)\b",
    re.IGNORECASE,
)
# "when is it mended?", "how long does it take?", "how far is it?"
PROGRESS = re.compile(
    r"\b(kapan|kpn|berapa lama|brp lama|sampai mana|sampe mana|sudah sejauh mana|sejauh mana"
    r"|perkembangan\w*|kelanjutan\w*|kabarnya|gimana laporan|bagaimana laporan|sudah diproses"
    r"|udah diproses|ada kabar|how long|any news|any update|when will|how far)\b",
    re.IGNORECASE,
)
# "Saya mau tambah keterangan, …"
MORE = re.compile(
    r"\W*(?:(?:pak|bu|min|maaf|oh ya|oya|o ya)\W+)*(?:(?:saya|sy|aku)\W+)?(?:(?:mau|ingin|mo)\W+)?"
    r"(?:(?:ada )?tambahan|tambah(?:in)?|menambah(?:kan)?|nambah(?:in)?|i want to add)\b"
    r"(?:\W+(?:keterangan|info|informasi|laporan))*\W*",
    re.IGNORECASE,
)
STARS = re.compile(r"(?<!\d)[1-5](?!\d)")


def is_thanks(text: str) -> bool:
    """Say whether words are thanks or praise and nothing besides: "sudah bagus, terima kasih"."""
    words = [word.casefold() for word in WORD.findall(text)]
    if not words or len(words) > MOST_WORDS or any(letter.isdigit() for letter in text):
        return False
    known = THANKS | PRAISE
    return bool(known & set(words)) and set(words) <= known | BESIDE


def is_thanked(text: str) -> bool:
    """Say whether words are thanks, with no praise that could judge anything."""
    return is_thanks(text) and bool(THANKS & {word.casefold() for word in WORD.findall(text)})


def is_complaint(text: str) -> bool:
    """Say whether words say that something is still wrong, and none of them thanks for anything."""
    words = {word.casefold() for word in WORD.findall(text)}
    return bool(words & STILL) and not words & (THANKS | PRAISE)


def is_question(text: str) -> bool:
    """Say whether words ask back: a question mark, or a beginning as a question has it."""
    return "?" in text or bool(ASKING.match(text))


def asks_how_far(text: str) -> bool:
    """Say whether words ask how a report stands: "kapan diperbaiki?", "sudah sampai mana"."""
    few = len(WORD.findall(text)) <= MOST_ASKING
    return few and bool(PROGRESS.search(text)) and (is_question(text) or _begins(text))


def _begins(text: str) -> bool:
    found = PROGRESS.search(text)
    return found is not None and len(WORD.findall(text[: found.start()])) <= 2


def more_to_tell(text: str) -> str | None:
    """Return what is told after "saya mau tambah keterangan"; None where words do not begin so."""
    found = MORE.match(text)
    return text[found.end() :].strip() if found else None


def stars(text: str) -> int:
    """Return the one digit of one to five in words, 0 where there is none or several."""
    found = STARS.findall(text)
    digits = re.findall(r"\d", text)
    return int(found[0]) if len(found) == 1 == len(digits) else 0
