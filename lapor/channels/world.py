"""What a conversation looks up: places, offices, and how a report stands. Reading only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lapor.agencies import finding, placenames
from lapor.agencies.models import Agency, Region
from lapor.agencies.nearby import kecamatan_near
from lapor.agencies.rules import rules
from lapor.channels.adapter import Able
from lapor.channels.dialogue import greeting
from lapor.channels.dialogue.effects import Places, Quoted, Standing
from lapor.channels.dialogue.memory import Choice, Draft, Own
from lapor.channels.standing import Here, quoted, standing
from lapor.reports.because import because, sure
from lapor.reports.suggesting import Sought, suggest

LONGEST_TITLE = 150
MOST_OFFICES = 50  # of a name, among which a sure one is looked for


class Registry:
    """The country as the database knows it. `codes`: of places and offices, an account's own.

    here: where the conversation is held, so that a report which has left it is not told there.
    """

    def __init__(
        self, now: datetime, codes: Mapping[str, str], able: Able, here: Here | None = None
    ) -> None:
        self.now, self.codes, self.able, self.here = now, codes, able, here or Here()

    def keyword(self, token: str) -> Choice | None:
        """Return the place of a code such as TANGKAB, as the account's page lists them."""
        key = self.codes.get(token.upper())
        region = Region.objects.filter(pk=key).first() if key else None
        return Choice(region.pk, region.label) if region else None

    def places(self, words: str) -> Places:
        """Return the one place that is called so, or those that may be meant."""
        return _places(placenames.called(words))

    def place_in(self, story: str) -> Places:
        """Return the one place that a story names after "di", "desa" and the like, or some."""
        return _places(placenames.named_in(story))

    def near(self, point: tuple[float, float]) -> Sequence[Choice]:
        """Return the kecamatan around a point, the nearest first."""
        return _choices(kecamatan_near(point))

    def offices(self, words: str, place: Choice | None = None) -> Sequence[Choice]:
        """Return the offices that are called so, those of the place first."""
        found = finding.agencies(words, MOST_OFFICES, place=place.key if place else "")
        one = finding.the_one(words, found)
        is_sure = one and (place is None or one == found[0])
        return [self._named(hit) for hit in ([one] if one and is_sure else found)]

    def likely(self, draft: Draft) -> tuple[Choice, str] | None:
        """Return the office that is likely enough, and why; of what is secret nothing is asked."""
        if draft.confidential:
            return None
        sought = Sought(
            title=title_of(draft.story),
            body=draft.story,
            received=self.now,
            region=draft.place.key if draft.place else "",
            kind=draft.kind,
        )
        found = suggest(sought, rules().version)
        first = sure(found)
        if first is None:
            return None
        hit = finding.labelled([first.office])[0]
        place = draft.place.label.split(",")[0] if draft.place else ""
        return self._named(hit), because(first, found, place)

    def _named(self, hit: finding.Found) -> Choice:
        """Name an office; where letters cost by its short name, of which none is cut away."""
        short = hit.row.label if self.able.terse and isinstance(hit.row, Agency) else ""
        return Choice(hit.key, short or hit.label)

    def standing(self, number: str, own: Own | None) -> Standing | None:
        """Return how a report stands: in full for its own conversation, else its status alone."""
        return standing(number, own, self.able, self.here)

    def quoted(self, own: Own) -> Quoted | None:
        """Return what an office last said to the reporter of this report; None where nothing."""
        return quoted(own, self.able, self.here)


def _places(found: placenames.Places) -> Places:
    one = _choices([found.one])[0] if found.one else None
    return Places(one, _choices(found.some))


def _choices(rows: Iterable[Region]) -> tuple[Choice, ...]:
    return tuple(Choice(row.pk, row.label) for row in rows)


def title_of(story: str) -> str:
    """Return the first sentence of a story that tells something, cut at a word where it is long."""
    lines = [line.strip() for line in story.strip().split("\n") if line.strip()] or [""]
    telling = next((line for line in lines if not greeting.is_greeting(line)), lines[0])
    first = re.split(r"(?<=[.!?])\s", greeting.without(telling), maxsplit=1)[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
