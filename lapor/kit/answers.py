"""Whether an answer says something: rules, each with its reason, and a score that is only a hint.

The rules look for what an answer to a complaint owes: what was done, when, by whom, by what proof,
until when what is promised, and an answer to what was asked. They read words, not truth; nobody is
judged by them. A sincere "not yet, because …, next …" is a good answer. Source of the weights and
bands: our own proposal, to be measured on answers that two people have judged.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lapor.kit.betrays import Betraying, betrays


class Rule(StrEnum):
    """What is missing or wrong in an answer. In the order in which a writer should mend it."""

    EMPTY = "empty"  # no substance at all
    COPY = "copy"  # says what this office has said elsewhere
    PERSONAL = "personal"  # tells who somebody is
    UNASKED = "unasked"  # passes by what the reporter asks
    UNDATED = "undated"  # promises without a day
    NO_ACTION = "no_action"  # does not say what was done
    NO_DATE = "no_date"
    NO_WHO = "no_who"
    NO_PROOF = "no_proof"
    ASIDE = "aside"  # takes up nothing of what the report says
    FORMAL = "formal"  # phrases that fit every case
    ALIKE = "alike"  # much like an earlier answer
    TONE = "tone"
    SHORT = "short"


class Band(StrEnum):
    """How much an answer seems to say."""

    FORM = "form"
    THIN = "thin"
    FULL = "full"


THIN_FROM, FULL_FROM = 35, 60
FEWEST_WORDS = 12  # content words below which an answer is short
FEWEST_TO_TELL = 7  # … below which the writer is told so
FEWEST_AT_ALL = 4  # and below which there is nothing to read
ENOUGH_TO_COMPARE = 12  # words; shorter ones are alike by chance
COPIED, MUCH_ALIKE = 0.8, 0.6  # share of common runs of five words
LONGEST_READ = 5000
# What an office may not say of anybody to everybody; names and addresses are asked about apart.
NUMBERS = (
    *(Betraying.NIK, Betraying.PHONE, Betraying.EMAIL),
    *(Betraying.IDENTITY, Betraying.ACCOUNT),
)

_WORD = re.compile(r"[a-z0-9]+(?:[-'’][a-z0-9]+)*")
_LETTERS = re.compile(r"[a-z]+")
_VERB = r"(?:di|me|mem|men|meng|meny|ter|ber)[a-z]{3,}|kami [a-z]{4,}|selesai|tuntas|terpasang"
_DONE = re.compile(rf"\b(?:telah|sudah|selesai)\b(?: \w+){{0,3}}? (?:{_VERB})\b|\bselesai di\w+")
_OWN_DEED = re.compile(
    r"\b(?:kami|petugas|tim|satgas|dinas) (?:(?!akan|belum|tidak|hendak|sedang)\w+ ){0,2}?"
    r"(?:mem|men|meng|meny|me)"
    r"(?!ngucap|nyampai|mahami|nghargai|nerima|mohon)[a-z]{4,}\b"
)
_HOLLOW = re.compile(
    r"\b(?:telah|sudah) (?:kami )?(?:di)?(?:terima|catat|teruskan|sampaikan|koordinasikan|"
    r"tindaklanjuti|tindak lanjuti|proses|baca|pelajari|perhatikan)\b"
)
_STATE = re.compile(
    r"\b(?:menyala|berfungsi|beroperasi|normal|pulih|lancar|kering|bersih|terpasang|rampung)\b"
)
_PASSIVE = re.compile(r"\bdi[a-z]{4,}\b")
_PLAN = re.compile(
    r"\b(?:akan|dijadwalkan|direncanakan|rencananya|menjadwalkan|segera|diupayakan)\b"
)
_MONTH = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
_DAY = "senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu"
_DATE = re.compile(
    rf"\b\d{{1,2}}[/.\-]\d{{1,2}}(?:[/.\-]\d{{2,4}})?\b|\b(?:{_MONTH})\b|\b(?:{_DAY})\b|"
    r"\b(?:kemarin|tadi (?:pagi|siang|sore|malam)|hari ini|besok|lusa|pekan (?:ini|depan|lalu)|"
    r"minggu (?:ini|depan|lalu)|bulan (?:ini|depan|lalu)|triwulan|pukul \d)|"
    r"\b\d+ (?:hari|minggu|bulan|jam)\b|\btahun (?:anggaran )?20\d\d\b"
)
_WHO = re.compile(
    r"\b(?:kami|petugas|tim|satgas|regu|dinas|bidang|seksi|kelurahan|kecamatan|puskesmas|upt\w*|"
    r"kontraktor|pelaksana|penyedia|bagian|inspektorat|pln|pdam|polsek|koramil|camat|lurah|kepala)\b|"
    r"\b(?:pak|bapak|bu|ibu) [a-z]{3,}"
)
_LETTER = re.compile(r"\b(?:surat|nota dinas|berita acara|dokumen|formulir|sk|rekomendasi)\b")
_LAW = re.compile(
    r"\b(?:undang-undang|uu|perpres|permen\w*|perda|perwal\w*|perbup|pergub|peraturan|pasal|"
    r"keputusan|sop|standar pelayanan)\b"
)
_CAUSE = re.compile(r"\b(?:karena|sebab|disebabkan|akibat|lantaran|penyebabnya|kendala\w*)\b")
_NOT_YET = re.compile(r"\b(?:belum|tidak|bukan)\b(?: \w+){0,6}?")
_NEXT = re.compile(
    r"\b(?:silakan|silahkan|selanjutnya|langkah berikut\w*|anda (?:dapat|bisa|perlu)|"
    r"bapak/ibu (?:dapat|bisa|perlu)|hubungi|datang ke|ajukan|lengkapi|bawa|kami kabari)\b"
)
_AMOUNT = re.compile(
    r"\b\d+(?:[.,]\d+)? ?(?:meter|m|km|titik|unit|lampu|buah|orang|kk|ton|liter|persen|%|juta|ribu|"
    r"rupiah|kali|rumah|tiang)\b|\brp\.? ?\d|\b(?:jalan|jl|gang|gg|rt|rw|simpang|jembatan|pasar|"
    r"terminal|sekolah|puskesmas|kantor) [\w.]+"
)
_CONTACT = re.compile(r"\b(?:telepon|telp|wa|whatsapp|loket|call center|nomor)\b")
_FORMAL = tuple(
    re.compile(text)
    for text in (
        r"\b(?:akan|sudah|telah) (?:kami |segera )*(?:di)?(?:koordinasi\w*|tindak ?lanjut\w*)",
        r"\bterima ?kasih atas (?:laporan|masukan|aduan|pengaduan|informasi|perhatian|saran)",
        r"\b(?:laporan|aduan|pengaduan|masukan)\w* (?:anda |bapak/ibu |saudara )?"
        r"(?:telah|sudah|akan) (?:kami )?(?:terima|teruskan|sampaikan|catat)",
        r"\bmenjadi (?:perhatian|bahan (?:evaluasi|masukan))",
        r"\bsesuai (?:dengan )?(?:ketentuan|prosedur|aturan|mekanisme|peraturan)(?: yang)?"
        r" (?:ber)?laku",
        r"\b(?:mohon|harap) (?:bersabar|maklum|menunggu|pengertian)",
        r"\b(?:akan|sedang) (?:kami )?(?:di)?(?:upayakan|usahakan|pelajari|kaji|proses)\b",
        r"\bdemikian (?:kami )?(?:sampaikan|disampaikan|informasi)",
    )
)
_GREETING = re.compile(
    r"\b(?:yth|yang terhormat|assalamu'?alaikum(?: wr\.? wb\.?)?|wassalam\w*|selamat (?:pagi|siang|"
    r"sore|malam)|salam(?: sehat)?|hormat kami|terima ?kasih\w*|bapak/ibu|bapak|ibu|saudara/i|"
    r"saudara|pelapor|admin)\b[.,!]*"
)
_RUDE = re.compile(
    r"\b(?:salah (?:sendiri|anda)|jangan asal|tidak tahu aturan|seharusnya anda (?:tahu|sadar)|"
    r"makanya|sok tahu|baca dulu|kan sudah|terserah (?:anda|saja)|bukan urusan)\b|!{2,}"
)
_ASKS = (
    (re.compile(r"\bkapan\b|\bsampai kapan\b|\bberapa lama\b"), _DATE),
    (re.compile(r"\bberapa\b(?! lama)"), re.compile(r"\d")),
    (re.compile(r"\b(?:mengapa|kenapa)\b"), _CAUSE),
)
_PLAIN = frozenset(
    _WORD.findall(
        "yang dan di ke dari untuk pada dengan ini itu atas oleh agar supaya akan sudah telah"
        " adalah sebagai juga kami kita anda saya bapak ibu saudara terima kasih dalam ada tidak"
        " belum bisa dapat mohon harap karena maka atau bahwa tersebut serta para hal nya bagi"
        " laporan aduan pengaduan selamat pagi siang sore malam"
    )
)
_CIVIL = frozenset(  # words of a greeting, which do not make two answers alike
    _WORD.findall(
        "yth yang terhormat assalamualaikum wassalamualaikum salam sehat hormat terima kasih"
        " terimakasih bapak ibu saudara pelapor admin selamat pagi siang sore malam"
    )
)


@dataclass(frozen=True)
class Reading:
    """What the rules found. strong: those for which a writer must give a reason to go on."""

    score: int  # 0 to 100
    fired: tuple[Rule, ...]
    strong: tuple[Rule, ...]

    @property
    def is_hollow(self) -> bool:
        """Whether it seems to be words that fit any case, or no answer: worth a second look."""
        return self.score < THIN_FROM and bool({Rule.NO_ACTION, Rule.FORMAL} & {*self.fired})

    @property
    def band(self) -> Band:
        if self.score < THIN_FROM:
            return Band.FORM
        return Band.THIN if self.score < FULL_FROM else Band.FULL


def read(
    words: str,
    *,
    about: str = "",
    asked: str = "",
    proof: bool = False,
    done: bool = False,
    earlier: Iterable[str] = (),
    public: bool = False,
) -> Reading:
    """Read an answer as it would go out: `look_at` its words, then `weigh` them."""
    there = look_at(words, earlier)
    return weigh(there, about=about, asked=asked, proof=proof, done=done, public=public)


def look_at(words: str, earlier: Iterable[str] = ()) -> "Written":
    """Return what the words of an answer are by themselves; one answer to many is looked at once.

    earlier: what the same office answered elsewhere lately.
    """
    low = _lower(words)
    return Written(
        low=low,
        content=tuple(w for w in _WORD.findall(_GREETING.sub(" ", low)) if w not in _PLAIN),
        said=_said(low),
        alike=likeness(low, earlier),
        personal=any(one.kind in NUMBERS for one in betrays(words[:LONGEST_READ])),
        loud=bool(_RUDE.search(low)) or _shouts(words),
    )


def weigh(
    there: "Written",
    *,
    about: str = "",
    asked: str = "",
    proof: bool = False,
    done: bool = False,
    public: bool = False,
) -> Reading:
    """Return what the rules find in an answer to one report.

    about: title and body of the report; asked: what its reporter said last. proof: whether a file
    comes with it; done: whether its outcome says that all is done. public: whether everybody will
    read it.
    """
    low, content, said, alike = there.low, there.content, there.said, there.alike
    taken_up = _taken_up(content, about)
    found = {
        Rule.EMPTY: not said.something and (bool(said.formal) or len(content) < FEWEST_AT_ALL),
        Rule.COPY: alike >= COPIED,
        Rule.PERSONAL: there.personal,
        Rule.UNASKED: any(q.search(_lower(asked)) and not a.search(low) for q, a in _ASKS),
        Rule.UNDATED: said.planned and not said.dated,
        Rule.NO_ACTION: not (said.acted or said.planned or said.refused or said.led_on),
        Rule.NO_DATE: said.acted and not said.dated,
        Rule.NO_WHO: said.acted and not _WHO.search(low),
        Rule.NO_PROOF: done and said.acted and not proof,
        Rule.ASIDE: bool(about) and taken_up == 0 and len(content) >= FEWEST_WORDS,
        Rule.FORMAL: bool(said.formal),
        Rule.ALIKE: MUCH_ALIKE <= alike < COPIED,
        Rule.TONE: there.loud,
        Rule.SHORT: len(content) < FEWEST_TO_TELL,
    }
    score = said.score + 10 * proof + (round(16 * taken_up) - 4 if about else 0)
    if len(content) < FEWEST_WORDS and not said.sincere:
        score -= 8 if said.dated and (said.acted or said.planned) else 15
    score -= 25 if found[Rule.COPY] else 12 if found[Rule.ALIKE] else 0
    fired = tuple(rule for rule, is_so in found.items() if is_so)
    strong = [rule for rule in (Rule.EMPTY, Rule.COPY) if found[rule]]
    strong += [Rule.PERSONAL] if public and found[Rule.PERSONAL] else []
    return Reading(0 if not content else max(0, min(100, score)), fired, tuple(strong))


@dataclass(frozen=True)
class _Said:
    """What the words of an answer say, whatever it is about."""

    acted: bool
    planned: bool
    dated: bool
    caused: bool
    led_on: bool  # what the reporter can do next
    refused: bool  # not yet or not at all, and why
    grounded: bool  # a law, an amount, a place
    formal: int  # phrases that fit every case
    also: int  # a letter, a law, a cause, a next step, an amount: how many of them
    contact: bool

    @property
    def sincere(self) -> bool:
        """Whether it says why not, and what comes next."""
        return self.refused and (self.led_on or self.planned)

    @property
    def something(self) -> bool:
        """Whether it says anything at all."""
        if self.acted or self.caused or (self.planned and self.dated):
            return True
        return not self.formal and (self.led_on or self.grounded)

    @property
    def score(self) -> int:
        score = 30 + 20 * (self.acted or self.sincere) + 5 * (self.dated and self.planned)
        score += 15 * (self.dated and (self.acted or self.planned))
        score += 10 * self.refused + 6 * self.also + 4 * self.contact
        hollow = self.formal and not self.acted and not (self.planned and self.dated)
        return score - (min(30, 12 * self.formal) if hollow else 3 * bool(self.formal))


@dataclass(frozen=True)
class Written:
    """What the words of an answer are, whatever report they go to."""

    low: str
    content: tuple[str, ...]  # words that carry meaning
    said: _Said
    alike: float  # how much they are like an earlier answer
    personal: bool  # tells somebody's numbers
    loud: bool


def _said(low: str) -> _Said:
    # What only says that a report was received says nothing of what was done.
    plain = _HOLLOW.sub(" ", low)
    caused, led_on = bool(_CAUSE.search(plain)), bool(_NEXT.search(plain))
    dated = bool(_DATE.search(plain))
    law, amount = bool(_LAW.search(plain)), bool(_AMOUNT.search(plain))
    return _Said(
        acted=any(deed.search(plain) for deed in (_DONE, _OWN_DEED, _STATE)),
        planned=bool(_PLAN.search(plain)) or (dated and bool(_PASSIVE.search(plain))),
        dated=dated,
        caused=caused,
        led_on=led_on,
        refused=caused and bool(_NOT_YET.search(plain)),
        grounded=law or amount,
        formal=sum(1 for phrase in _FORMAL if phrase.search(low)),
        also=sum((bool(_LETTER.search(plain)), law, caused, led_on, amount)),
        contact=bool(_CONTACT.search(plain)),
    )


def likeness(words: str, earlier: Iterable[str]) -> float:
    """Return the share of runs of five words that the likest of earlier answers has in common.

    Greetings, names after them and numbers do not count. 0 where there is too little to compare.
    """
    own = _runs(_lower(words))
    if len(own) < ENOUGH_TO_COMPARE - 4:
        return 0.0
    most, length = 0.0, len(words)
    for other in earlier:
        if not MUCH_ALIKE / 2 <= len(other) / length <= 2 / MUCH_ALIKE:
            continue  # so different in length they cannot be much alike
        runs = _runs(other.lower())
        both = len(own & runs)
        if both:
            most = max(most, both / (len(own) + len(runs) - both))
            if most >= COPIED:
                break
    return most


def _runs(low: str) -> set[tuple[str, ...]]:
    words = [word for word in _LETTERS.findall(low) if word not in _CIVIL]
    return set(zip(words, words[1:], words[2:], words[3:], words[4:], strict=False))


def _taken_up(content: Sequence[str], about: str) -> float:
    """Return how much of an answer's words the report has too: of five words one is plenty."""
    if not about or not content:
        return 0.0
    said = {word[:6] for word in _WORD.findall(_lower(about)) if word not in _PLAIN}
    same = sum(1 for word in {word[:6] for word in content} if word in said)
    return min(1.0, same / max(1.0, len(set(content)) / 5))


def _lower(text: str) -> str:
    return " ".join(text[:LONGEST_READ].lower().split())


def _shouts(words: str) -> bool:
    """Say whether much of it is in capitals, beyond abbreviations."""
    long_ones = re.findall(r"[A-Za-z]{5,}", words)
    loud = sum(1 for word in long_ones if word.isupper())
    return loud >= 5 and loud * 3 > len(long_ones)
