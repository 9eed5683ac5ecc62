"""Which office may be proposed to who writes a report, and why: their own words, and the place."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lapor.reports.likely import level_of
from lapor.reports.suggesting import Offer, Suggested

MOST_WORDS = 3  # of theirs that are named; the reason stays a line
LONGEST = 100  # letters of a reason


def sure(found: Suggested) -> Offer | None:
    """Return the office that is proposed where only one is: a rule's, or a likely one.

    None where the words are mostly about something that nobody is known for, or say too little.
    """
    first = found.offers[0] if found.offers else None
    if first is None or first.because == "rule":
        return first
    is_main = first.function == found.function
    return first if is_main and level_of(first.share, found.by) != "low" else None


def because(offer: Offer, found: Suggested, place: str = "") -> str:
    """Say why an office is proposed; nothing where there is nothing that its reader would know.

    place: what the reporter calls it. It is a reason for an office of its own government alone.
    """
    words = list(dict.fromkeys(offer.words))[:MOST_WORDS]
    is_main = offer.because == "rule" or offer.function == found.function
    is_here = found.government is not None and offer.office.is_within(found.government)
    where = place if is_here and is_main else ""
    for most in range(len(words), 0, -1):
        for named in dict.fromkeys((where, "")):
            said = _worded(words[:most], named, is_main=is_main)
            if len(said) <= LONGEST:
                return said
    if offer.because == "rule":
        return _("karena laporan seperti ini diteruskan ke sana")
    return _("karena tempatnya di wilayah kantor ini") if offer.because == "place" else ""


def _worded(words: Sequence[str], place: str, *, is_main: bool) -> str:
    told = {"words": ", ".join(f"“{word}”" for word in words), "place": place}
    if not is_main:
        return _("bila ini terutama tentang %(words)s") % told
    if place:
        return _("karena Anda menulis tentang %(words)s di %(place)s") % told
    return _("karena Anda menulis tentang %(words)s") % told
