"""Why a report came to who has it now (mengapa ke sini), in words for officer and reporter.

Read from the step that brought it and from the suggestion that was kept beside it. Nobody is told
of a rule, of another office or of a word that they may not read elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.conditions import conditions_of
from lapor.agencies.models import RoutingRule
from lapor.reports.disclosure import Card
from lapor.reports.hops import Hop
from lapor.reports.likely import level_of
from lapor.reports.models import Report, Suggestion
from lapor.reports.rule_words import names_in, rule_in_words
from lapor.reports.suggested import made_for
from lapor.reports.terms import Audience
from lapor.reports.told import THOSE_WHO_DECIDE, Step

By = Suggestion.By
Automatic = Suggestion.Automatic
MOST_WORDS = 4
ORDER = (
    gettext_lazy("Kantor ini saran pertama sistem."),
    gettext_lazy("Kantor ini saran kedua sistem."),
    gettext_lazy("Kantor ini saran ketiga sistem."),
)


HANDED_ON = gettext_lazy("Laporan diserahkan ke %(office)s.")
BROUGHT: Mapping[str, str | Promise] = {
    "direct": gettext_lazy("Sistem meneruskannya ke %(office)s, sebelum petugas membacanya."),
    "decline": gettext_lazy("%(who)s menyatakan ini bukan wewenangnya, lalu meneruskannya."),
    "appeal": gettext_lazy("Pelapor berkeberatan, jadi %(office)s memeriksanya lagi."),
    "take_back": gettext_lazy("%(who)s menariknya kembali dari kantor pilihan sistem."),
    "rehome": gettext_lazy("Kantor yang dulu memegangnya berubah; %(office)s mengambil alih."),
    "part": gettext_lazy("Laporan dipecah; bagian ini dikerjakan %(office)s."),
}


@dataclass(frozen=True)
class Why:
    """Why a report is where it is. says: sentences; words: that decided, as the reporter put it.

    rule: its name and what it says; empty for who is not told. level: how sure the suggestion was,
    "high", "middle" or "low"; empty where nothing was suggested. said: what the officer wrote.
    """

    says: tuple[str, ...]
    words: tuple[str, ...] = ()
    rule: tuple[str, str] | None = None
    level: str = ""
    said: str = ""
    automatic: bool = False


def why_here(report: Report, card: Card, audience: Audience) -> Why:
    """Return why the report is at its holder: at most three statements.

    audience: for whom the card was made.
    """
    if not card.hops:
        return Why((_("Laporan ini diterima di sini."),))
    hop = card.hops[-1]
    step = hop.came
    row = _suggestion_at(made_for(report), step)
    says = [*_brought(card, hop), *_kept_here(card, hop)]
    said = step.text if step.held_by else ""
    if row is None or step.move == "decline":
        return Why(tuple(says), said=said)
    decides = audience in THOSE_WHO_DECIDE
    place = _place_among(row, step)
    if place is None:
        return Why((*says, *_own_choice(card, row, decides)), said=said)
    if step.move != "direct":
        says.append(str(ORDER[place]))
    by_rule = place == 0 and row.by == By.RULE
    words = _words(report, row)
    says += _reasons(row, place, by_rule, bool(words))
    return Why(
        says=tuple(says),
        words=words,
        rule=_rule(row.rule) if by_rule and decides and row.rule else None,
        level=level_of(row.offices[place]["p"], row.by) if place == 0 else "",
        said=said,
        automatic=step.move == "direct",
    )


def _suggestion_at(rows: Sequence[Suggestion], step: Step) -> Suggestion | None:
    """Return the suggestion that this step followed, or did not."""
    if step.move == "direct":
        done = (row for row in reversed(rows) if row.automatic == Automatic.DONE)
        return next(done, None)
    return next((row for row in reversed(rows) if row.chosen_at == step.at), None)


def _place_among(row: Suggestion, step: Step) -> int | None:
    """Return as the how manieth the office, or one above it, was suggested; None: it was not."""
    offered = [one["agency"] for one in row.offices]
    if step.move == "direct":
        return 0 if offered else None
    chosen = row.chosen.ids if row.chosen else []
    return next((place for place, key in enumerate(offered) if key in chosen), None)


def _brought(card: Card, hop: Hop) -> Iterator[str]:
    """Say which step brought it."""
    step = hop.came
    names = {"who": step.who or _("Sistem"), "office": hop.office, "asked": card.requested}
    if step.move == "receive":
        yield str(_received(card, hop)) % names
    elif step.move == "assign":
        yield from _assigned(card, hop, names)
    else:
        yield str(BROUGHT.get(step.move, HANDED_ON)) % names
    if step.move == "decline" and step.outcome:
        yield step.outcome


def _received(card: Card, hop: Hop) -> str | Promise:
    if not card.requested:
        return _("Pelapor tidak menyebut kantor; %(office)s yang memeriksanya dulu.")
    if card.requested == hop.office:
        return _("Pelapor menujukannya ke %(office)s.")
    return _("Pelapor menujukannya ke %(asked)s; %(office)s yang memeriksanya dulu.")


def _assigned(card: Card, hop: Hop, names: dict[str, str]) -> Iterator[str]:
    if any(office.id in hop.came.held_in for office in card.subjects):
        yield _("Kantor sebelumnya disebut terlapor, jadi laporan dipindahkan ke %(office)s.") % (
            names
        )
    elif card.binding:
        yield _("Sudah dua kali dialihkan, jadi %(who)s menetapkan, dan itu mengikat.") % names
    else:
        yield _("%(who)s meneruskannya ke %(office)s.") % names


def _kept_here(card: Card, hop: Hop) -> Iterator[str]:
    """Say that the office decided to deal with it itself, after it had come there."""
    later = (step for step in card.thread if step.of is None and step.id > hop.came.id)
    if any(step.move == "assign" for step in later):
        yield _("%(office)s memutuskan menanganinya sendiri.") % {"office": hop.office}


def _own_choice(card: Card, row: Suggestion, decides: bool) -> Iterator[str]:
    """Say that whoever decided did not follow the suggestion; to whom that may be told, which."""
    accused = {office.id for office in card.subjects}
    first = row.offices[0] if row.offices else None
    if first is None:
        yield _("Petugas memilih sendiri; sistem tidak punya saran.")
    elif decides and first["agency"] not in accused:
        yield _("Petugas memilih sendiri; sistem menyarankan %(office)s.") % {
            "office": first["name"]
        }
    else:
        yield _("Petugas memilih sendiri, tidak menurut saran sistem.")


def _reasons(row: Suggestion, place: int, by_rule: bool, has_words: bool) -> Iterator[str]:
    if by_rule and row.rule:
        owner = row.rule.owner.name
        yield _("Menurut aturan penyaluran %(owner)s.") % {"owner": owner}
        return
    code = row.offices[place].get("function", "")
    name = _(row.function.name) if row.function and row.function.code == code else ""
    if name and has_words:
        yield _("Kata-katanya menunjuk urusan: %(function)s.") % {"function": name}
    because = row.reasons.get("because", [])
    if place < len(because) and because[place] == "place":
        yield _("Tempat kejadiannya di wilayah kantor ini.")
    elif name:
        yield _("Di sini kantor ini yang mengerjakannya.")


def _rule(rule: RoutingRule) -> tuple[str, str]:
    return rule.name, rule_in_words(rule, names_in([conditions_of(rule)]))


def _words(report: Report, row: Suggestion) -> tuple[str, ...]:
    """Return the words that decided, where they still stand: what was masked since says nothing."""
    found: list[str] = []
    for text, spans in ((report.title, row.reasons["title"]), (report.body, row.reasons["body"])):
        for start, end in spans:
            said = text[start:end].strip()
            before, after = text[start - 1 : start], text[end : end + 1]
            whole = not (before.isalnum() or after.isalnum())
            if whole and said and all(letter.isalnum() or letter in " -" for letter in said):
                found.append(said)
    return tuple(dict.fromkeys(found))[:MOST_WORDS]
