"""What in people's words tells who somebody is: numbers, addresses, names; and covering it.

`RULES` are few and certain, and are handed to the browser as they are. The names and the numbers
that need more than a pattern are found by `lokal-id`, piece by piece, because what a stranger
types must cost no more than its length.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from lokal.samaran import PiiMatch, detect_pii

from lapor.kit.text import MOST_FRAGMENTS, SHORTEST_FRAGMENT, folded


class Betraying(StrEnum):
    """What kind of thing a piece of text is. Earlier ones win where two overlap."""

    NIK = "nik"
    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"  # NIP, NPWP, KK, BPJS and the like
    ACCOUNT = "account"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


# What stands in the text instead. Kept with the words, so in the language of the offices.
MARKS: Mapping[Betraying, str] = {
    Betraying.NIK: "[disamarkan: NIK]",
    Betraying.EMAIL: "[disamarkan: alamat surel]",
    Betraying.PHONE: "[disamarkan: nomor telepon]",
    Betraying.IDENTITY: "[disamarkan: nomor identitas]",
    Betraying.ACCOUNT: "[disamarkan: nomor rekening]",
    Betraying.PLATE: "[disamarkan: nomor kendaraan]",
    Betraying.ADDRESS: "[disamarkan: alamat rumah]",
    Betraying.NAME: "[disamarkan: nama]",
}
MARK = re.compile(r"\[disamarkan(?:: [A-Za-z ]{2,30})?\]")
PLAIN_MARK = "[disamarkan]"  # of a part that a person has marked, and no rule has found
LONGEST_REDACTION = 200
MOST = 50  # different findings in one text; who writes more of them cannot be asked about each

_PLATES = (
    "A|B|D|E|F|G|H|K|L|M|N|P|R|S|T|W|Z|AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|"
    "DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT|DW|EA|EB|ED|KB|KH|KT|KU|PA|PB|PG|PS|PT|PY"
)
_ROLES = (
    "Kota|Kabupaten|Camat|Lurah|Kepala|Kades|Guru|Bupati|Gubernur|Wali|Walikota|Presiden|Wakil|"
    "Menteri|Dinas|Sekretaris|Bendahara|Ketua|Direktur|Dokter|Bidan|Hakim|Jaksa|Polisi|Kapolsek|"
    "Kapolres|Dosen|Rektor|Satpam|Petugas|Admin|Pimpinan|Rumah|Hamil|Negara|Pertiwi|RT|RW|Kasi|"
    "Kabid|Kadis|Kasubag|Anggota|Pelapor|Operator|Mandor|Sopir"
)
_LOCAL = r"\d(?:[ .\-]?\d){5,7}"
_HOUSE = r"(?:no|nomor|nmr)\b\.? ?\d{1,4}(?:[ \-]?[a-z]\b|/\d{1,3})?"
_RT = r"rt\b[. ]{0,2}\d{1,3}(?:[ ,/]{0,3}rw\b[. ]{0,2}\d{1,3})?"
# (kind, pattern, whether case counts). A pattern may have one group, which ends it: that is what
# is found. Read by JavaScript too: no look-behind of changing length, no named groups, no flags.
RULES: tuple[tuple[Betraying, str, bool], ...] = (
    (
        Betraying.NIK,
        r"(?<!\d)[1-9]\d{5}[ .\-]?(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{2}"
        r"[ .\-]?\d{4}(?!\d)",
        True,
    ),
    (
        Betraying.EMAIL,
        r"[A-Za-z0-9_.+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}",
        True,
    ),
    (
        Betraying.PHONE,
        r"(?<![\d+])(?:\(?\+?62\)?[ .\-]?|0)8[ .\-]?[1-9](?:[ .\-]{0,2}\d){7,10}(?!\d)",
        True,
    ),
    (Betraying.PHONE, rf"(?<!\d)\(0\d{{2,3}}\)[ .\-]{{0,2}}{_LOCAL}(?!\d)", True),
    (
        Betraying.PHONE,
        rf"(?<![\d.,])0(?:2[1-9]|3[1-9]|[4-7]\d)\d?[ \-]{_LOCAL}(?!\d)",
        True,
    ),
    (
        Betraying.IDENTITY,
        r"\b(?:nip|npwp|kk|bpjs|nisn|nuptk)\b[^\d\n]{0,20}(\d(?:[ .\-]?\d){7,19})(?!\d)",
        False,
    ),
    (
        Betraying.ACCOUNT,
        r"\b(?:rek|rekening|norek|kartu|ovo|gopay)\b(?:(?!rp)[^\d\n]){0,30}"
        r"(\d(?:[ .\-]?\d){8,18})(?!\d)",
        False,
    ),
    (Betraying.PLATE, rf"(?<![A-Za-z\d])(?:{_PLATES})[ .\-]?\d{{2,4}}[ .\-]?[A-Z]{{1,3}}\b", True),
    (
        Betraying.ADDRESS,
        rf"\b(?:jl|jln|jalan|gg|gang)\b\.? {{0,2}}[^\n;:!?]{{1,40}}?[ ,]{{1,2}}{_HOUSE}"
        rf"(?:[ ,]{{1,3}}{_RT})?",
        False,
    ),
    (
        Betraying.ADDRESS,
        rf"\bblok [a-z]{{1,2}}\d{{0,2}}[ ,/.\-]{{1,2}}(?:{_HOUSE}|\d{{1,3}}\b)",
        False,
    ),
    (
        Betraying.ADDRESS,
        rf"\b(?:rumah|tinggal|alamat|kos|kontrakan)\b[^\n.!?]{{0,40}}?\b({_RT})",
        False,
    ),
    (
        Betraying.NAME,
        r"\b(?:[Pp]ak|[Bb]u|[Bb]apak|[Ii]bu|[Ss]dri?|[Ss]audar[ai]|Hj|PAK|BU|BAPAK|IBU)\b\.? "
        rf"((?!(?:{_ROLES})\b)[A-Z][A-Za-z'’]{{1,20}}(?: [A-Z][A-Za-z'’]{{0,20}}){{0,3}})",
        True,
    ),
)
_RULES = [(kind, re.compile(text, 0 if case else re.IGNORECASE)) for kind, text, case in RULES]
_OF_LOKAL: Mapping[str, Betraying] = {
    "NIK": Betraying.NIK,
    "KK": Betraying.IDENTITY,
    "NIP": Betraying.IDENTITY,
    "NPWP": Betraying.IDENTITY,
    "PASSPORT": Betraying.IDENTITY,
    "SIM": Betraying.IDENTITY,
    "BPJS": Betraying.IDENTITY,
    "NISN": Betraying.IDENTITY,
    "PHONE": Betraying.PHONE,
    "EMAIL": Betraying.EMAIL,
    "BANK_ACCOUNT": Betraying.ACCOUNT,
    "CARD": Betraying.ACCOUNT,
    "PLATE": Betraying.PLATE,
    "NAME": Betraying.NAME,
}
PIECE = 400  # letters: the detectors cost the square of a piece at worst
_ENDS = re.compile(r"\n+|(?<=[.!?]) +(?=[A-Z])")
_ABBREVIATED = re.compile(r"\b(?:[A-Za-z]|Sdri?|Drs?|Dra|Prof|Alm|Hj|Ir|Bpk|Ny|Tn|Nn|Jl|Jln|Gg)\.$")
_PARTICLES = ("bin", "binti", "van", "der", "de", "al", "el")
_HOTLINE = re.compile(r"0?80[0-9]|1500|14\d{3}$|1\d{2}$|1708$|500")  # numbers of services
_OWN = re.compile(r"\b(?:saya|aku|kami|gue|gw|ku)\b|(?:nama|nomor|rumah|alamat|hp)ku\b", re.I)
# Signs such as ² and ½ count as letters of a word to `re`, and as none to who looks for names.
_LETTER = r"[^\W\d_²³¹¼-¾\u2070-\u2089\u2150-\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]"
_NEAR = 25  # letters before and after that may say whose it is


@dataclass(frozen=True)
class Finding:
    """A piece of a text that tells who somebody is. own: the words beside it say it is theirs."""

    kind: Betraying
    start: int
    stop: int
    text: str
    own: bool = False


def betrays(text: str) -> tuple[Finding, ...]:
    """Return what in a tidied text tells who somebody is, in order and without overlaps.

    The same text gives the same findings. The cost grows with the length of the text, whatever
    it says. What a mark covers already is not found again.
    """
    taken = [match.span() for match in MARK.finditer(text)]
    found: list[tuple[Betraying, int, int]] = []
    spans = [
        (kind, *(_whole(text, start, stop) if kind == Betraying.NAME else (start, stop)))
        for kind, start, stop in chain(_by_rules(text), _by_lokal(text))
    ]
    order = list(Betraying)
    for kind, start, stop in sorted(spans, key=lambda s: (order.index(s[0]), s[1] - s[2], s[1])):
        if not any(start < end and begin < stop for begin, end in taken):
            found.append((kind, start, stop))
            taken.append((start, stop))
        if len(found) >= MOST * 4:
            break
    return tuple(
        Finding(kind, start, stop, text[start:stop], _is_own(text, start, stop))
        for kind, start, stop in sorted(found, key=lambda s: s[1])
    )


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each thing once, however often it is said; own where it is said to be once."""
    kept: dict[str, Finding] = {}
    for one in findings:
        key = folded(one.text)
        if key not in kept or (one.own and not kept[key].own):
            kept[key] = one
    return tuple(list(kept.values())[:MOST])


def cover(text: str, marks: Mapping[str, str]) -> str:
    """Return the text with each part replaced by its mark wherever it stands, whatever its case.

    marks: part → what is written instead. A part of letters does not count inside a longer word.
    """
    by_part = {folded(part): mark for part, mark in marks.items() if part.strip()}
    if not by_part:
        return text
    parts = "|".join(_bounded(part) for part in sorted(by_part, key=lambda p: (-len(p), p)))
    low, shown, at = folded(text), [], 0
    for hit in re.finditer(rf"{MARK.pattern}|{parts}", low):
        shown += [text[at : hit.start()], by_part.get(hit[0], text[hit.start() : hit.end()])]
        at = hit.end()
    return "".join([*shown, text[at:]])


def marks_of(parts: Iterable[str], findings: Iterable[Finding]) -> dict[str, str]:
    """Return for each part what is written instead: its kind where it was found, else plainly."""
    kinds = {folded(one.text): MARKS[one.kind] for one in findings}
    return {part: kinds.get(folded(part), PLAIN_MARK) for part in parts if part.strip()}


def find_all(texts: Iterable[str]) -> tuple[Finding, ...]:
    """Return what in these texts tells who somebody is, each thing once, in order."""
    return distinct(chain.from_iterable(betrays(text) for text in texts))


def cover_parts(words: str, parts: Sequence[str]) -> str:
    """Return these words with these parts covered, each by what it was found to be."""
    return cover(words, marks_of(parts, find_all([words])))


def fitting(redactions: Iterable[str], parts: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return what the public is not to read, where these parts are masked from offices too."""
    return still_there(redactions, marks_of(parts, find_all(texts))) if parts else list(redactions)


def still_there(redactions: Iterable[str], marks: Mapping[str, str]) -> list[str]:
    """Return what the public is not to read, as it stands in the words once they are covered.

    A fragment must not go on naming in clear what was masked; what is left of it stays masked.
    """
    left: list[str] = []
    for fragment in redactions:
        text = cover(fragment, marks)
        fits = text != fragment and len(text) > LONGEST_REDACTION
        left += [part.strip() for part in MARK.split(text)] if fits else [text]
    whole = dict.fromkeys(part for part in left if len(part) >= SHORTEST_FRAGMENT)
    return [part for part in whole if MARK.sub("", part).strip()][:MOST_FRAGMENTS]


def _bounded(part: str) -> str:
    before = rf"(?<!{_LETTER})" if part[0].isalpha() else ""
    after = rf"(?!{_LETTER})" if part[-1].isalpha() else ""
    return f"{before}{re.escape(part)}{after}"


def _by_rules(text: str) -> Iterator[tuple[Betraying, int, int]]:
    for kind, rule in _RULES:
        for match in rule.finditer(text):
            yield kind, *match.span(rule.groups)


def _by_lokal(text: str) -> Iterator[tuple[Betraying, int, int]]:
    for begin, piece in pieces(text):
        for match in detect_pii(piece):
            kind = _OF_LOKAL.get(match.type)
            if kind is None or (kind == Betraying.PHONE and _is_service(match)):
                continue
            stop = _end_of_name(piece, match) if kind == Betraying.NAME else match.end
            if stop - match.start > 1:
                yield kind, begin + match.start, begin + stop


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut at the ends of sentences, and between two words where a sentence has no end.

    Short sentences go together: each piece has a cost of its own.
    """
    begin = last = 0
    for end in _ENDS.finditer(text):
        if _ABBREVIATED.search(text[max(last, end.start() - 6) : end.start()]):
            continue
        if end.start() - begin > PIECE and last > begin:
            yield from _short(text, begin, last)
            begin = last
        last = end.end()
    if len(text) - begin > PIECE and last > begin:
        yield from _short(text, begin, last)
        begin = last
    yield from _short(text, begin, len(text))


def _short(text: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    while end - begin > PIECE:
        gap = text.rfind(" ", begin + 1, begin + PIECE)
        stop = gap if gap > begin else begin + PIECE
        yield begin, text[begin:stop]
        begin = stop
    if begin < end:
        yield begin, text[begin:end]


def _is_service(match: PiiMatch) -> bool:
    """Say whether a number is one that everybody may call: 112, 1708, 0800…, 1500-…."""
    return bool(_HOTLINE.match(re.sub(r"\D", "", match.value)))


def _end_of_name(piece: str, match: PiiMatch) -> int:
    """Return where a name ends: before the next plain word; after two where none has a capital."""
    words = list(re.finditer(r"\S+", match.value))
    if not words[0][0][0].isupper():
        return match.start + words[min(1, len(words) - 1)].end()
    stop = words[0].end()
    for word in words[1:]:
        if not (word[0][0].isupper() or word[0].lower() in _PARTICLES):
            break
        stop = word.end()
    return match.start + stop


def _whole(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return a span that ends inside no word: patterns of names stop at letters such as é."""
    while start and text[start - 1].isalpha():
        start -= 1
    while stop < len(text) and text[stop].isalpha():
        stop += 1
    return start, stop


def _is_own(text: str, start: int, stop: int) -> bool:
    before = re.split(r"[.!?\n]", text[max(0, start - _NEAR) : start])[-1]
    after = re.split(r"[.!?,\n]", text[stop : stop + _NEAR // 2])[0]
    return bool(_OWN.search(before) or _OWN.search(after))
