"""A conversation for tests: a small country, and somebody who speaks and is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.effects import (
    Adopt,
    Adopted,
    Effect,
    File,
    Filed,
    Heard,
    Manner,
    Open,
    Opened,
    Outcome,
    Places,
    Quoted,
    Refusal,
    Say,
    Standing,
    Tell,
    Told,
    Turn,
)
from lapor.channels.dialogue.memory import (
    Choice,
    Draft,
    Focus,
    Memory,
    News,
    Own,
    Who,
    from_json,
    to_json,
)

TODAY = date(2026, 8, 14)
PLACES = (
    Choice("36.73.06.1003", "Sawah Luhur, Kasemen, Kota Serang"),
    Choice("36.73", "Kota Serang, Banten"),
    Choice("36.04", "Kabupaten Serang, Banten"),
)
OFFICES = (Choice("7", "DPUPR Kota Serang"), Choice("8", "Dinas Perhubungan Kota Serang"))

STORY = "Kemarin selokan depan SD Sawah Luhur mampet, air masuk kelas"
QUESTION = "Sisi mana yang masih mampet?"  # of an office
NOWHERE = "Kemarin lampu jalan di dekat rumah kami mati semua"


class Country:
    """Three places, two offices, and the reports that exist."""

    def __init__(self) -> None:
        self.reports: dict[str, Standing] = {}
        self.said: dict[str, Quoted] = {}

    def keyword(self, token: str) -> Choice | None:
        return PLACES[1] if token.upper() == "KOTASERANG" else None

    def places(self, words: str) -> Places:
        low = words.lower()
        found = tuple(place for place in PLACES if low and low in place.label.lower())
        return Places(found[0]) if len(found) == 1 else Places(some=found)

    def place_in(self, story: str) -> Places:
        low = story.lower()
        found = [row for row in PLACES if row.label.split(",")[0].lower() in low]
        if found:
            return Places(found[0])
        return Places(some=PLACES[1:] if "di serang" in low else ())

    def near(self, point: tuple[float, float]) -> Sequence[Choice]:
        return PLACES[:2] if point[1] > 100 else ()

    def offices(self, words: str, place: Choice | None = None) -> Sequence[Choice]:
        return [office for office in OFFICES if words.lower() in office.label.lower()]

    def likely(self, draft: Draft) -> tuple[Choice, str] | None:
        return (OFFICES[0], "kata “selokan”") if "selokan" in draft.story.lower() else None

    def standing(self, number: str, own: Own | None) -> Standing | None:
        known = self.reports.get(number)
        return known if own or known is None else Standing(number, known.status)

    def quoted(self, own: Own) -> Quoted | None:
        return self.said.get(own.number)


@dataclass
class Talk:
    """Somebody in a channel. `says` what they write; `told` is all that was answered."""

    terse: bool = False
    memory: Memory = field(default_factory=Memory)
    country: Country = field(default_factory=Country)
    today: date = TODAY
    filed: list[Draft] = field(default_factory=list)
    steps: list[Tell] = field(default_factory=list)
    told: list[Say] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    count: int = 0

    def says(
        self,
        text: str = "",
        *,
        pressed: str = "",
        files: tuple[str, ...] = (),
        point: tuple[float, float] | None = None,
    ) -> list[str]:
        """Return the names of the texts that answer one message."""
        self.count += 1
        heard = Heard(
            key=f"m{self.count}",
            day=self.today,
            text=text,
            pressed=pressed,
            files=files,
            point=point,
        )
        turn = engine.step(self.memory, heard, self.country, Manner(self.terse))
        return self._carry_out(turn, heard)

    def _carry_out(self, turn: Turn, heard: Heard) -> list[str]:
        """Do what a turn asks for, as the channel's shell does, and keep what was remembered."""
        self.memory = turn.memory
        said: list[str] = []
        for effect in turn.effects:
            self.effects.append(effect)
            if isinstance(effect, Say):
                self.told.append(effect)
                said.append(effect.text)
            elif outcome := self._outcome(effect):
                after = engine.after(self.memory, outcome, heard, Manner(self.terse))
                said += self._carry_out(after, heard)
        self.memory = from_json(to_json(self.memory))
        return said

    @property
    def draft(self) -> Draft:
        """The report that is being written."""
        assert self.memory.draft
        return self.memory.draft

    def reported(
        self, number: str, *, who: Who | None = Who.HIDDEN, confidential: bool = False
    ) -> None:
        """Let a report stand so: whether its name may be read, and whether it is secret."""
        standing = self.country.reports[number]
        self.country.reports[number] = replace(standing, who=who, confidential=confidential)

    def _outcome(self, effect: Effect) -> Outcome | None:
        if isinstance(effect, File):
            self.filed.append(effect.draft)
            own = Own(f"7KM4Q2T{len(self.filed)}", "secret")
            self.country.reports[own.number] = Standing(
                own.number,
                "Diverifikasi",
                "DPUPR Kota Serang",
                "Kamis, 20 Agustus 2026",
                may_withdraw=True,
                who=effect.draft.who,
                confidential=effect.draft.confidential,
            )
            return Filed(own, "Kamis, 20 Agustus 2026", "Kota Serang")
        if isinstance(effect, Tell):
            self.steps.append(effect)
            if effect.verb == "withdraw":
                over = replace(self.country.reports[effect.own.number], may_withdraw=False)
                self.country.reports[effect.own.number] = replace(over, status="Diarsipkan")
            return Told(effect.verb, effect.own.number)
        if isinstance(effect, Open):
            return Opened(effect.own.number, "https://lapor.example.id/lacak/buka/x", 15)
        if isinstance(effect, Adopt):
            known = next(iter(self.country.reports), None)
            return Adopted(Own(known, effect.receipt), "Selesai") if known else Refusal("Tidak ada")
        return None


def confirming(terse: bool = False) -> Talk:
    """Return somebody whose report was just read back."""
    talk = Talk(terse=terse)
    if terse:
        talk.says(NOWHERE)
        assert talk.says("sawah luhur") == ["confirm"]
        return talk
    talk.says(STORY)
    assert talk.says("sembunyi") == ["confirm"]
    return talk


def told(news: News | None = None, *, terse: bool = False) -> tuple[Talk, str]:
    """Return somebody whose report was sent, and perhaps had news; and its number."""
    talk = Talk(terse=True)
    talk.says(f"KOTASERANG {STORY}")
    talk.terse = terse
    number = talk.memory.own[-1].number
    if news:
        news_of(talk, number, news)
    return talk, number


def news_of(talk: Talk, number: str, news: News) -> None:
    """Let word of a report go out: it was answered, closed, or its office asks."""
    talk.memory = engine.told_news(talk.memory, Focus(number, news, talk.today.isoformat()))
    standing = talk.country.reports[number]
    waits = news if news in (News.ASKED, News.ANSWERED) else None
    closes = news is News.ANSWERED
    talk.country.reports[number] = replace(standing, news=waits, may_close=closes)
    talk.country.said[number] = Quoted(
        number, "DPUPR Kota Serang", QUESTION, "Kamis, 20 Agustus 2026", news=waits
    )
