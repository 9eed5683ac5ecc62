"""A routing rule as a sentence: “Bila tempatnya di Kasemen dan ada kata “lampu” → Dishub”."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from lapor.agencies.conditions import Conditions, conditions_of
from lapor.agencies.models import Agency, Category, Region, RoutingRule
from lapor.reports.terms import Channel, Kind


@dataclass(frozen=True)
class Names:
    """What the codes in rules are called."""

    regions: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)


def names_in(conditions: Iterable[Conditions]) -> Names:
    """Return the names of all places and categories that these name: two statements."""
    rows = list(conditions)
    places = {code for row in rows for code in row.regions}
    topics = {key for row in rows for key in row.categories}
    return Names(
        {one.pk: one.label for one in Region.objects.filter(pk__in=places)} if places else {},
        {one.pk: one.name for one in Category.objects.filter(pk__in=topics)} if topics else {},
    )


def rule_in_words(rule: RoutingRule, names: Names) -> str:
    """Return a whole rule as one sentence."""
    return in_words(conditions_of(rule), names, rule.to, rule.confidential, rule.oversight)


def in_words(
    when: Conditions, names: Names, to: Agency | None, confidential: bool, oversight: bool
) -> str:
    """Return what these conditions and what follows from them say."""
    then = [to.name] if to else []
    if confidential:
        then.append(_("usul: rahasiakan"))
    if oversight:
        then.append(_("usul: berkadar pengawasan, ke inspektorat"))
    words = {"when": _listed(conditions_in_words(when, names), _("dan")), "then": "; ".join(then)}
    return _("Bila %(when)s → %(then)s") % words


def conditions_in_words(when: Conditions, names: Names) -> list[str]:
    """Return each condition that is set, in words."""
    found = []
    if when.regions:
        places = [names.regions.get(code, code) for code in when.regions]
        found.append(_("tempatnya di %(places)s") % {"places": _listed(places, _("atau"))})
    if when.categories:
        topics = [names.categories.get(key, str(key)) for key in when.categories]
        found.append(_("kategorinya %(topics)s") % {"topics": _listed(topics, _("atau"))})
    for words, said, last in (
        (when.words_all, _("ada kata %(words)s"), _("dan")),
        (when.words_any, _("ada kata %(words)s"), _("atau")),
        (when.words_none, _("tidak ada kata %(words)s"), _("atau")),
    ):
        if words:
            found.append(said % {"words": _listed([f"“{word}”" for word in words], last)})
    if when.kind:
        found.append(_("jenisnya %(kind)s") % {"kind": str(Kind(when.kind).label).lower()})
    if when.channel:
        found.append(_("lewat %(channel)s") % {"channel": Channel(when.channel).label})
    if when.weekdays:
        days = [str(WEEKDAYS[day]) for day in when.weekdays]
        found.append(_("diterima hari %(days)s") % {"days": _listed(days, _("atau"))})
    if when.from_hour is not None and when.until_hour is not None:
        hours = {"from": f"{when.from_hour:02d}.00", "until": f"{when.until_hour:02d}.00"}
        found.append(_("diterima pukul %(from)s–%(until)s") % hours)
    return found


def _listed(words: Sequence[str], last: str) -> str:
    """Return "a, b dan c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
