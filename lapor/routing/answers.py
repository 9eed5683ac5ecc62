"""Does an answer say what was done? A transparent check for the officer who is about to send it.

Each rule that fires has its points, its words and, where there is one, the place in the answer. It
is a hint: its points were set by hand and were never held against people's judgement, so they
belong into no figure. A sincere "not yet, because …, next …" passes; a form letter does not.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lapor.routing import phrases
from lapor.routing.words import normal

START, LOWEST, HIGHEST = 30, 0, 100
EMPTY_BELOW, FULL_FROM = 35, 60
FEWEST_WORDS = 12  # that carry meaning
PHRASES_COST_AT_MOST = 30
GRAM = 5  # words that are compared with earlier answers
COMPARED_ANSWERS = 200
SOME_TAKEN_UP = 0.4  # of the report's key words; more of them earns no more
LONGEST_KEY = 40


class Band(StrEnum):
    """How much an answer says."""

    EMPTY = "empty"  # normatif
    THIN = "thin"  # kurang
    FULL = "full"  # substantif


class Rule(StrEnum):
    """What was looked for."""

    FINISHED = "finished"
    DATED = "dated"
    DATED_PLAN = "dated_plan"
    EVIDENCE = "evidence"
    DOCUMENT = "document"
    LAW = "law"
    CAUSE = "cause"
    NEXT_STEP = "next_step"
    AMOUNT = "amount"
    CONTACT = "contact"
    TAKEN_UP = "taken_up"
    PHRASES = "phrases"
    SHORT = "short"
    COPIED = "copied"
    GREETING = "greeting"
    NO_DATE = "no_date"
    TONE = "tone"


# What the officer reads. Indonesian, like every face; translated where it is shown.
WORDS = {
    Rule.FINISHED: "Menyebut tindakan yang sudah dilakukan.",
    Rule.DATED: "Menyebut tanggal tindakan atau rencana.",
    Rule.DATED_PLAN: "Rencananya bertanggal.",
    Rule.EVIDENCE: "Ada bukti yang dilampirkan.",
    Rule.DOCUMENT: "Menyebut surat atau dokumen.",
    Rule.LAW: "Menyebut dasar hukum.",
    Rule.CAUSE: "Menjelaskan sebabnya.",
    Rule.NEXT_STEP: "Memberi tahu pelapor langkah berikutnya.",
    Rule.AMOUNT: "Menyebut jumlah atau tempat.",
    Rule.CONTACT: "Memberi cara menghubungi kantor.",
    Rule.TAKEN_UP: "Seberapa banyak kata pokok laporan yang dijawab.",
    Rule.PHRASES: "Memakai kalimat umum yang tidak mengatakan apa yang dilakukan.",
    Rule.SHORT: "Jawaban sangat pendek. Tulis apa yang dilakukan, kapan, dan oleh siapa.",
    Rule.COPIED: "Hampir sama dengan jawaban kantor ini untuk laporan lain.",
    Rule.GREETING: "Hanya berisi salam. Tulis apa yang dilakukan, kapan, dan oleh siapa.",
    Rule.NO_DATE: "Menjanjikan sesuatu tanpa tanggal. Sebut tanggal yang dapat dipegang pelapor.",
    Rule.TONE: "Nadanya dapat menyinggung pelapor. Baca sekali lagi.",
}

_PLAIN = (
    (Rule.DOCUMENT, 6, phrases.DOCUMENT),
    (Rule.LAW, 6, phrases.LAW),
    (Rule.CAUSE, 6, phrases.CAUSE),
    (Rule.NEXT_STEP, 6, phrases.NEXT_STEP),
    (Rule.AMOUNT, 6, phrases.AMOUNT),
    (Rule.CONTACT, 4, phrases.CONTACT),
)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired: its points, and the place in the answer, if there is one."""

    rule: Rule
    points: int
    start: int = 0
    end: int = 0

    @property
    def words(self) -> str:
        """What the officer reads."""
        return WORDS[self.rule]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the check says of an answer."""

    score: int
    band: Band
    fired: tuple[Fired, ...]

    @property
    def warnings(self) -> tuple[Fired, ...]:
        """What speaks against the answer, and what should be read again."""
        return tuple(rule for rule in self.fired if rule.points < 0 or rule.rule in _ONLY_SAID)


_ONLY_SAID = frozenset({Rule.NO_DATE, Rule.TONE, Rule.GREETING})


def judge(
    answer: str,
    report: str,
    *,
    evidence: int = 0,
    earlier: Sequence[str] = (),
    together: bool = False,
) -> Judgement:
    """Judge an answer to a report.

    evidence: files attached. earlier: the office's last answers, of which COMPARED_ANSWERS are
    read. together: the answer goes to a group of reports, so that a copy is no fault.
    """
    low = answer.lower()
    content = [
        word
        for word in normal(phrases.GREETING.sub(" ", low)).split()
        if word not in phrases.EMPTY_WORDS
    ]
    if not content:
        return Judgement(0, Band.EMPTY, (Fired(Rule.GREETING, 0),))
    fired = [*_deeds(low), *_plain(low)]
    if evidence:
        fired.append(Fired(Rule.EVIDENCE, 10))
    fired.append(_taken_up(content, report))
    tells = any(rule.rule in (Rule.FINISHED, Rule.DATED_PLAN) for rule in fired)
    fired += _phrases(low, tells=tells)
    if len(content) < FEWEST_WORDS:
        fired.append(Fired(Rule.SHORT, -15))
    if not together and (cost := _copied(low, earlier)):
        fired.append(Fired(Rule.COPIED, cost))
    if (promise := phrases.PROMISE.search(low)) and not phrases.DATE.search(low):
        fired.append(Fired(Rule.NO_DATE, 0, *promise.span()))
    if rude := phrases.RUDE.search(low):
        fired.append(Fired(Rule.TONE, 0, *rude.span()))
    score = min(HIGHEST, max(LOWEST, START + sum(rule.points for rule in fired)))
    return Judgement(score, band(score), tuple(fired))


def band(score: int) -> Band:
    """Return the band of a score."""
    if score < EMPTY_BELOW:
        return Band.EMPTY
    return Band.THIN if score < FULL_FROM else Band.FULL


def _deeds(low: str) -> list[Fired]:
    """Return what was done or is planned, and whether it has a date."""
    done, plan, day = (
        phrases.FINISHED.search(low),
        phrases.PLAN.search(low),
        phrases.DATE.search(low),
    )
    fired = [Fired(Rule.FINISHED, 20, *done.span())] if done else []
    if day and (done or plan):
        fired.append(Fired(Rule.DATED, 15, *day.span()))
        if plan:
            fired.append(Fired(Rule.DATED_PLAN, 5, *plan.span()))
    return fired


def _plain(low: str) -> list[Fired]:
    return [
        Fired(rule, points, *match.span())
        for rule, points, pattern in _PLAIN
        if (match := pattern.search(low))
    ]


def _phrases(low: str, *, tells: bool) -> list[Fired]:
    """Return the phrases that say nothing. Beside a deed they cost little."""
    fired, left = [], PHRASES_COST_AT_MOST
    for pattern in phrases.EMPTY_PHRASES:
        if match := pattern.search(low):
            cost = min(3 if tells else 12, left)
            left -= cost
            fired.append(Fired(Rule.PHRASES, -cost, *match.span()))
    return fired


def _taken_up(content: Collection[str], report: str) -> Fired:
    """Return how many of the report's key words the answer takes up: -4 to +12 points."""
    words = (
        word for word in normal(report).split() if len(word) > 3 and word not in phrases.EMPTY_WORDS
    )
    keys = list(dict.fromkeys(words))[:LONGEST_KEY]
    said = set(content)
    share = sum(key in said for key in keys) / len(keys) if keys else SOME_TAKEN_UP
    return Fired(Rule.TAKEN_UP, round(-4 + 16 * min(1.0, share / SOME_TAKEN_UP)))


def _copied(low: str, earlier: Sequence[str]) -> int:
    """Return what it costs to have sent the same before, once greetings and numbers are gone."""
    own = _grams(low)
    closest = max(
        (_shared(own, _grams(past.lower())) for past in earlier[:COMPARED_ANSWERS]), default=0.0
    )
    if closest >= 0.8:
        return -25
    return -12 if closest >= 0.6 else 0


def _grams(low: str) -> set[tuple[str, ...]]:
    words = [
        w for w in normal(phrases.GREETING.sub(" ", low)).split() if not any(c.isdigit() for c in w)
    ]
    return {tuple(words[i : i + GRAM]) for i in range(max(1, len(words) - GRAM + 1))}


def _shared(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
