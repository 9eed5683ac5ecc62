"""Reads a message: a command in one of its everyday forms, or a code."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lapor.channels.dialogue import sentences
from lapor.kit.codes import read_number, read_receipt
from lapor.kit.text import tidy


class Verb(StrEnum):
    """What somebody may ask for in one word."""

    REPORT = "lapor"
    ASK = "tanya"
    WISH = "usul"
    CHECK = "cek"
    REPLY = "balas"
    CANCEL = "batal"
    STOP = "stop"
    START = "mulai"
    HELP = "bantuan"
    YES = "ya"
    NO = "tidak"
    DONE = "selesai"
    NOT_DONE = "belum"
    CHANGE = "ubah"
    SKIP = "lewati"
    NAME = "nama"
    HIDE = "sembunyi"
    CONFIDENTIAL = "rahasia"
    NEW = "baru"
    WITHDRAW = "cabut"
    READ = "baca"
    WEB = "web"
    ENGLISH = "english"
    INDONESIAN = "bahasa"


FORMS: dict[Verb, str] = {
    Verb.REPORT: "lapor melapor laporkan adu ngadu aduan adukan pengaduan keluhan report",
    Verb.ASK: "tanya bertanya",
    Verb.WISH: "usul usulan aspirasi saran",
    Verb.CHECK: "cek check lacak status",
    Verb.REPLY: "balas bls jawab tanggapan reply",
    Verb.CANCEL: "batal batalkan cancel",
    Verb.STOP: "stop berhenti unsubscribe",
    Verb.START: "mulai start",
    Verb.HELP: "bantuan help menu",
    Verb.YES: "ya y iya yaa yes yup betul benar bener btl ok oke setuju lanjut",
    Verb.NO: "tidak tdk gak ga nggak enggak no bukan salah",
    Verb.DONE: "selesai beres tuntas done",
    Verb.NOT_DONE: "belum blm",
    Verb.CHANGE: "ubah ganti edit change",
    Verb.SKIP: "lewati lewat skip -",
    Verb.NAME: "nama tampil name",
    Verb.HIDE: "sembunyi sembunyikan anonim hide",
    Verb.CONFIDENTIAL: "rahasia secret",
    Verb.NEW: "baru new",
    Verb.WITHDRAW: "cabut mencabut withdraw",
    Verb.READ: "baca bacakan read buka isi",
    Verb.WEB: "web tautan link kunci",
    Verb.ENGLISH: "english inggris",
    Verb.INDONESIAN: "bahasa indonesia",
}
# Of two words, each of which is another command or none.
PHRASES = {
    "bahasa indonesia": Verb.INDONESIAN,
    "in indonesian": Verb.INDONESIAN,
    "bahasa inggris": Verb.ENGLISH,
    "not yet": Verb.NOT_DONE,
    "not done": Verb.NOT_DONE,
    "in english": Verb.ENGLISH,
}
BY_FORM = {form: verb for verb, forms in FORMS.items() for form in forms.split()}
# Words may follow these; each of the others counts only where it stands alone.
LEADING = {
    Verb.REPORT,
    Verb.ASK,
    Verb.WISH,
    Verb.CHECK,
    Verb.REPLY,
    Verb.NAME,
    Verb.READ,
    Verb.WEB,
    Verb.WITHDRAW,
}
# The number of a report may follow these.
OF_ONE = (Verb.CHECK, Verb.REPLY, Verb.READ, Verb.WEB, Verb.WITHDRAW)
POLITE = {
    "pak",
    "bu",
    "min",
    "admin",
    "kak",
    "bang",
    "mas",
    "mbak",
    "dong",
    "ya",
    "terima",
    "kasih",
}
# A separator that people copy from how the format is printed: "TANGKAB (spasi) isi".
PRINTED_GAP = re.compile(r"[(<\[]\s*spasi\s*[)>\]]", re.IGNORECASE)
SPOKEN_GAP = re.compile(r"spasi\b\s*", re.IGNORECASE)
TOKEN = re.compile(r"^[\s#/]*([^\s#/.:,;!]+)[\s#/.:,;!]*(.*)$", re.DOTALL)
# What a link to a chat lets its person send: "/start …", "MULAI …".
CROSSING = re.compile(r"/?(?:start|mulai)\s+([A-Za-z0-9_-]{22})", re.IGNORECASE)
KEY = re.compile(r"(?:[0-9A-Za-z]{4}[- ]?){4}[0-9A-Za-z]")
CODE = re.compile(r"[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Said:
    """A message as it was read: the verb it begins with, if any, and what follows."""

    whole: str
    verb: Verb | None = None
    rest: str = ""
    number: str = ""  # of a report, right after the verb or alone
    receipt: str = ""  # a reply key
    crossing: str = ""  # the secret of a link from the page of a report


def read(text: str) -> Said:
    """Return what a message says. Whatever it is, it is read; nothing raises."""
    whole = tidy(PRINTED_GAP.sub(" ", text))
    if crossing := CROSSING.fullmatch(whole):
        return Said(whole, Verb.START, crossing=crossing[1])
    alone = whole.strip(" .!?#/").lower()
    if receipt := _receipt_in(whole.strip(" .!?#/")):
        return Said(whole, Verb.CHECK, receipt=receipt)
    if _looks_like_code(alone) and (number := read_number(alone)):
        return Said(whole, Verb.CHECK, number=number)
    if alone in PHRASES:
        return Said(whole, PHRASES[alone])
    if sentence := _sentence(whole):
        return sentence
    found = TOKEN.match(whole)
    verb = BY_FORM.get(found[1].lower()) if found else None
    if found is None or verb is None:
        return Said(whole)
    rest = found[2].strip()
    if verb in LEADING:
        return _after(Said(whole, verb, rest))
    words = set(re.findall(r"\w+", rest.lower()))
    agrees = verb is Verb.YES and {BY_FORM.get(word) for word in words - POLITE} <= {Verb.YES}
    return Said(whole, verb) if agrees or words <= POLITE else Said(whole)


def _sentence(whole: str) -> Said | None:
    """Return what a whole sentence asks for: to take a report back, or to begin a new one."""
    if (story := sentences.anew(whole)) is not None:
        return Said(whole, Verb.NEW, story)
    rest = sentences.withdraws(whole)
    if rest is None:
        return None
    said = _after(Said(whole, Verb.WITHDRAW, rest))
    if said.verb is None and sentences.is_reason(rest, whole):
        return Said(whole, Verb.WITHDRAW, rest)
    return said if said.verb else None


def split_code(story: str) -> tuple[str, str]:
    """Return the first word of a story, which may be a government's code, and what follows it.

    Between them stands whatever people put there: a space, # or ., or the word "spasi" itself.
    """
    found = TOKEN.match(story)
    return (found[1], _without_gap(found[2])) if found else ("", story)


def _without_gap(words: str) -> str:
    gap = SPOKEN_GAP.match(words)
    return words[gap.end() :] if gap else words


def _after(said: Said) -> Said:
    """Take a number or a reply key that stands first after the verb out of what follows."""
    if said.verb not in OF_ONE:
        return said
    if said.verb is not Verb.REPLY and set(re.findall(r"\w+", said.rest.lower())) <= POLITE:
        return Said(said.whole, said.verb)  # "baca dong pak"
    if receipt := _receipt_in(said.rest):
        return Said(said.whole, said.verb, receipt=receipt)
    found = CODE.match(said.rest)
    number = read_number(found[0]) if found else None
    line = said.rest.split("\n", 1)[0].strip(" .!?")
    is_alone = found is not None and found[0].isupper() and found[0] == line
    if found is None or number is None or not (is_alone or _looks_like_code(found[0])):
        # "cek lampu jalan" and "status jalan saya" are stories, not questions about a report
        return said if said.verb is Verb.REPLY or not said.rest else Said(said.whole)
    return Said(said.whole, said.verb, said.rest[found.end() :].strip(" .:,;-"), number)


def of_own(said: Said, numbers: Collection[str]) -> Said:
    """Return what was said, where it names one of these numbers: one in twenty has no digit.

    Somebody's own is known without looking like a code.
    """
    found = TOKEN.match(said.whole)
    verb = BY_FORM.get(found[1].lower()) if found else None
    if said.number or said.receipt or found is None:
        return said
    verb, rest = (verb, found[2].strip()) if verb in OF_ONE else (Verb.CHECK, said.whole)
    code = CODE.match(rest)
    number = read_number(code[0]) if code else None
    more = rest[code.end() :].strip(" .:,;-!?") if code else ""
    if number not in numbers or (verb is Verb.CHECK and rest == said.whole and more):
        return said
    return Said(said.whole, verb, more, number or "")


def _receipt_in(text: str) -> str | None:
    """Return the reply key that words are: in groups of four, with a digit or all in capitals.

    One sentence in fifty of that length would else be read as a key.
    """
    if not KEY.fullmatch(text) or not (text.isupper() or any(c.isdigit() for c in text)):
        return None
    return read_receipt(text)


def _looks_like_code(text: str) -> bool:
    """Say whether eight letters are a number of ours and no word: a digit, or all in capitals."""
    plain = text.replace("-", "").replace(" ", "")
    return any(letter.isdigit() for letter in plain) or (plain.isupper() and "-" in text)
