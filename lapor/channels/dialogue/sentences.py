"""Whole sentences that mean one command: take a report back, begin a new one. Pure.

Only a sentence that says this and nothing else counts: "hapus laporan saya", and not "laporan saya
dihapus petugas". What follows as a reason, or as a story, is returned with it.
"""

import re

from lapor.channels.dialogue.greeting import vocabulary

MOST_OF_A_REASON = 8  # words, where only a comma says that they are one
_PAUSE = r"(?:\W+|$)"
_TO_WHOM = r"pak|bu|bapak|ibu|min|mimin|admin|kak|kakak|bang|mas|mbak|maaf|halo|hai|oh|oya"
_I = r"saya|sy|sya|aku|ku|kami|i|we"
_WISH = (
    r"mau|mo|ingin|pengen|pingin|hendak|minta|mohon|tolong|harap|bisa|bisakah|boleh|bolehkah|apakah"
    r"|bagaimana|gimana|cara|caranya|untuk|please|pls|want|would|like|to|can|could|how|do"
)
_BEFORE = rf"\W*(?:(?:{_TO_WHOM}|{_I}|{_WISH}|jadi|jadinya|ok|oke){_PAUSE}){{0,12}}"
_OF_IT = (
    rf"(?:{_I}|{_TO_WHOM}|my|the|this|that|semua|ini|itu|tadi|kemarin|barusan|yang|yg|sudah|telah"
    r"|terkirim|dikirim|saja|aja|dong|deh|lah|ya|kembali|lagi|dengan|dgn|nomor|no|kode|number|code)"
)
_REPORT = r"(?:laporan|aduan|pengaduan|keluhan|report|complaint)(?:ku|nya)?"
_TAKE = (
    r"(?:cabut|mencabut|tarik|menarik|hapus|hapuskan|hapusin|menghapus|batal|batalkan|batalin"
    r"|membatalkan|withdraw|cancel|delete|retract)"
)
_TAKEN = r"(?:di)?(?:cabut|tarik|hapus|batal)(?:kan|in)?"
_ASKED_FOR = r"(?=.{0,99}\b(?:mau|minta|mohon|tolong|ingin|harap|bisa|saja|aja)\b)"
_ALONE = rf"(?:saja|aja|dong|deh|lah|ya|please|{_TO_WHOM})"
_NOT_AFTER_ALL = (
    r"(?:(?:tidak|tdk|gak|ga|nggak|enggak|ngga|ndak)\W+jadi|batal)\W+(?:me)?lapor(?:kan|nya)?"
)
_WITHDRAWS = re.compile(
    rf"(?:{_BEFORE}{_TAKE}{_PAUSE}(?:{_OF_IT}{_PAUSE}){{0,6}}{_REPORT}{_PAUSE}"
    rf"|{_ASKED_FOR}{_BEFORE}{_REPORT}{_PAUSE}(?:(?:{_OF_IT}|{_WISH}){_PAUSE}){{0,6}}{_TAKEN}{_PAUSE}"
    rf"|{_BEFORE}{_NOT_AFTER_ALL}{_PAUSE}"
    rf"|{_ASKED_FOR}{_BEFORE}di{_TAKEN}{_PAUSE}(?:{_OF_IT}{_PAUSE}){{0,6}}{_REPORT}{_PAUSE}"
    rf"|{_BEFORE}(?:cabut|mencabut|hapus|withdraw){_PAUSE}(?:{_ALONE}{_PAUSE}){{0,4}}\Z"
    rf")(?:(?:{_OF_IT}|please){_PAUSE}){{0,6}}",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(
    r"(?:karena|karna|krn|soalnya|sebab|sebabnya|masalahnya|alasan|alasannya|because|since"
    r"|udah|beres|selesai|diperbaiki|salah(?! satu)|already|wrong)\b",
    re.IGNORECASE,
)
_ANEW = re.compile(
    rf"{_BEFORE}(?:(?:bikin|buat|membuat|kirim|mengirim|ada|make|send|file|a)\W+){{0,3}}"
    r"(?:(?:laporan|aduan|pengaduan|lapor|melapor|keluhan)\W+(?:yang\W+)?(?:baru|lain|lagi)"
    r"|(?:new|another)\W+(?:report|complaint)|report\W+again)"
    rf"(?:\W+(?:{_TO_WHOM}|{_I}|ya|dong|nih|lagi|please)\b){{0,4}}(?=\s*[:;,.!?\n]|\s*$)",
    re.IGNORECASE,
)
_YES = vocabulary("ya y iya yaa yes betul benar btl setuju")
_WITH_A_YES = _YES | vocabulary(
    """
    pak bu bapak ibu min admin kak bang mas mbak saya sy aku mau ingin minta mohon tolong jadi saja
    aja dong deh cabut cabutlah tarik hapus batalkan kembali laporan laporannya aduan itu ini
    sekarang please withdraw it my the report
    """
)
_WORD = re.compile(r"[^\W_]+")


def withdraws(text: str) -> str | None:
    """Return what follows a wish to take a report back: its number, a reason; None for no wish."""
    found = _WITHDRAWS.match(text)
    return text[found.end() :].strip() if found else None


def is_reason(rest: str, text: str) -> bool:
    """Say whether the rest of such a text gives a reason, and tells no story of its own."""
    is_apart = text[: -len(rest)].rstrip(" ")[-1:] in tuple(",.;:-!\n")
    return bool(_REASON.match(rest)) or (is_apart and len(rest.split()) <= MOST_OF_A_REASON)


def agrees(text: str) -> bool:
    """Say whether words are a plain yes to taking a report back: "ya, cabut saja"."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return bool(words) and words[0] in _YES and set(words) <= _WITH_A_YES


def anew(text: str) -> str | None:
    """Return the story after "laporan baru: …", empty where none is told; None for other words."""
    found = _ANEW.match(text)
    return text[found.end() :].strip(" :;,.!?-\n") if found else None
