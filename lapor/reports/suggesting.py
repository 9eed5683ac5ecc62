"""Which office is probably the right one for a report, and why: rules first, then words.

What the words are about comes from a learned model, or from keywords where there is no history;
which office does that comes from the office map, and from the place that was given. Nothing here
is ever decided, and no office that is complained of, nor one below it, is ever suggested; nor,
where somebody in office is accused, the office of the place alone, which may be the very one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from lapor.agencies.conditions import Conditions, Facts, conditions_of, spans
from lapor.agencies.models import Agency, OfficeMap, RoutingRule
from lapor.agencies.placenames import without_places
from lapor.agencies.routing import is_caught, living, with_heirs
from lapor.agencies.rulebook_routing import rules_for
from lapor.reports import functions
from lapor.reports.learned import active_model
from lapor.reports.models import Suggestion
from lapor.routing import mixing, resolving
from lapor.routing.cautions import accuses
from lapor.routing.functions import DISTRICT, VILLAGE
from lapor.routing.keywords import Keywords
from lapor.routing.predictor import Deciding, Prediction
from lapor.routing.resolving import Because, Mapped, Resolved

MOST = 3
LONGEST = 4_000  # letters read of a story; what a report is about stands before that
LEAST = 0.05  # an office less likely than this is not worth reading
By = Suggestion.By
GOVERNMENTS = (Agency.Kind.PROVINCE, Agency.Kind.REGENCY, Agency.Kind.CITY)
REGENCY = 2  # parts of a region's code: province, then regency or city
OF_PLACE = {Agency.Kind.KELURAHAN: VILLAGE, Agency.Kind.KECAMATAN: DISTRICT}
Span = tuple[int, int]


@dataclass(frozen=True)
class Sought:
    """A report that an office is sought for. holder: who has it now; None: it is being written.

    government: whose map counts; None: that of the place, else of the nation alone.
    """

    title: str
    body: str
    received: datetime
    region: str = ""
    category: int | None = None
    kind: str = ""
    channel: str = ""
    government: Agency | None = None
    holder: Agency | None = None
    subjects: Sequence[Agency] = ()


@dataclass(frozen=True)
class Offer:
    """One office. share: how likely, as far as is known; because: rule, place, map, only, heir.

    words: those of the report that speak for it, in small letters; of the reporter, not ours.
    """

    office: Agency
    share: float
    function: str
    because: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggested:
    """What is suggested of a report. title, body: where the words stand that decided.

    without: functions that nobody is named for. measured: the share of the first is one that was
    measured, not a guess by keywords.
    """

    by: Suggestion.By
    offers: tuple[Offer, ...] = ()
    title: tuple[Span, ...] = ()
    body: tuple[Span, ...] = ()
    rule: RoutingRule | None = None
    proposing: tuple[RoutingRule, ...] = ()  # rules that propose secrecy or oversight
    function: str = ""
    model: int | None = None
    government: Agency | None = None
    asks_place: bool = False
    without: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        return self.by == By.MODEL


def suggest(sought: Sought, version: UUID) -> Suggested:
    """Return what is suggested, at most three offices. version: of the rules now in force.

    At most eight statements; none is written. Without any map only functions are named.
    """
    sought = replace(sought, subjects=with_heirs(sought.subjects))
    government = sought.government or government_of(sought.region)
    decided, proposing = _by_rules(sought, government, version)
    known = functions.known_functions(version)
    rows = _rows(government, sought.region)
    place = _place(sought.region, government)
    regional = government is None or government.kind in GOVERNMENTS
    only = {row.function for row in rows} | ({VILLAGE, DISTRICT} if regional else set())
    codes = only if rows and government else known.keys()
    whole = f"{sought.title}\n{sought.body[:LONGEST]}"
    told = without_places(whole, sought.region or (government and government.region_id) or "")
    predicted, model, learned = _read((whole, told), government, version, codes)
    resolved = _resolved(predicted, rows, place, government, sought)
    by = By.MODEL if learned else By.KEYWORDS
    resolved = _without_accused(resolved, sought)
    offers = _offers(resolved, sought.subjects)
    title, body = _split(predicted.deciding, sought)
    words = functions.words_for(version, government.pk if government else None)
    offers = _with_words(offers, predicted, words, told)
    first = predicted.ranked[0][0] if predicted.ranked else ""
    if decided:
        found = _by_rule(*decided, offers, sought)
    elif not predicted.deciding:  # nothing in the words speaks for anything
        found = Suggested(by)
    else:
        found = Suggested(
            by,
            tuple(offers),
            title,
            body,
            asks_place=resolved.asks_place or (government is None and bool(resolved.without)),
            without=tuple(code for code, share in resolved.without if share >= LEAST)[:MOST],
        )
    speaks = decided or predicted.deciding
    return replace(
        found,
        proposing=proposing,
        function=first if speaks else "",
        model=model,
        government=government,
    )


def _by_rule(
    rule: RoutingRule, office: Agency, offers: Sequence[Offer], sought: Sought
) -> Suggested:
    """Return what a rule says, and after it what the words say."""
    rest = [one for one in offers if one.office != office]
    words = (*rule.words_all, *rule.words_any)
    title, body = spans(words, sought.title), spans(words, sought.body)
    said = [sought.title[a:b].lower() for a, b in title]
    said += [sought.body[a:b].lower() for a, b in body]
    return Suggested(
        By.RULE,
        (Offer(office, 1.0, "", "rule", tuple(dict.fromkeys(said))), *rest)[:MOST],
        tuple(title),
        tuple(body),
        rule=rule,
    )


def government_of(region: str) -> Agency | None:
    """Return the government of a place: its regency or city, else its province."""
    parts = region.split(".")
    codes = [".".join(parts[:n]) for n in (REGENCY, 1) if region and len(parts) >= n]
    rows = Agency.objects.filter(
        region__in=codes, kind__in=GOVERNMENTS, parent__parent=None, ended_at=None
    )
    return max(rows, key=lambda row: len(row.region_id or ""), default=None) if codes else None


def _by_rules(
    sought: Sought, government: Agency | None, version: UUID
) -> tuple[tuple[RoutingRule, Agency] | None, tuple[RoutingRule, ...]]:
    """Return the first rule that fits with its office, and those that propose something else."""
    above = sought.holder or government
    lineage = above.ids if above else []
    fitting = [rule for rule in rules_for(version, lineage) if _fits(rule, sought)]
    decided = None
    for rule in fitting:
        if rule.to_id is None:
            continue
        office = living(Agency.objects.get(pk=rule.to_id))
        if office.ended_at is None and not is_caught(office, sought.subjects):
            decided = rule, office
            break
    return decided, tuple(rule for rule in fitting if rule.confidential or rule.oversight)


def _fits(rule: RoutingRule, sought: Sought) -> bool:
    when: Conditions = conditions_of(rule)
    return when.fits(
        Facts(
            words=f"{sought.title} {sought.body}",
            received=sought.received.astimezone(ZoneInfo(rule.owner.time_zone)),
            region=sought.region,
            category=sought.category,
            kind=sought.kind,
            channel=sought.channel,
        )
    )


def _rows(government: Agency | None, region: str) -> list[Mapped]:
    """Return the map of this government and of the nation; of each function what speaks of the
    narrowest place that the report lies in."""
    whose = Q(government__parent=None)
    if government:
        whose |= Q(government=government)
    found = OfficeMap.objects.filter(whose, function__active=True).values_list(
        "government", "government__parent", "function", "region", "office", "valid_from", "valid_to"
    )
    rows = [row for row in found if row[3] is None or _lies_in(region, row[3])]
    narrowest: dict[tuple[int, str], int] = {}
    for whose_map, _above, function, place, *_rest in rows:
        key = whose_map, function
        narrowest[key] = max(narrowest.get(key, 0), len(place or ""))
    return [
        Mapped(
            function=function,
            office=office,
            government=whose_map if above else None,
            since=since,
            until=until,
        )
        for whose_map, above, function, place, office, since, until in rows
        if len(place or "") == narrowest[whose_map, function]
    ]


def _lies_in(region: str, above: str) -> bool:
    return f"{region}.".startswith(f"{above}.")


def _place(region: str, government: Agency | None) -> dict[str, int]:
    """Return the office of the village and of the district of a place, where it is known."""
    if government is None or not region:
        return {}
    parts = region.split(".")
    codes = [".".join(parts[:n]) for n in (3, 4) if len(parts) >= n]
    rows = Agency.objects.filter(
        region__in=codes,
        kind__in=OF_PLACE,
        ended_at=None,
        path__within=str(government.path),
    )
    return {OF_PLACE[Agency.Kind(row.kind)]: row.pk for row in rows}


def _read(
    texts: tuple[str, str], government: Agency | None, version: UUID, codes: Collection[str]
) -> tuple[Prediction, int | None, bool]:
    """Return what the words are about, by which model, and whether one was there at all.

    texts: the whole, as models learned from; and without places, whose names are no keywords.
    """
    text, told = texts
    words = functions.words_for(version, government.pk if government else None)
    bare = words.predict(told, codes)
    local = active_model(government.pk) if government else None
    nation = active_model(None)
    if local is None and nation is None:
        return bare, None, False
    own = local.model.predict(text, codes) if local else None
    national = nation.model.predict(text, codes) if nation else None
    cases = local.cases if local else 0
    mixed = mixing.mix(bare, local=own, national=national, own=cases, only=codes)
    used = local or nation
    return mixed, used.key if used else None, True


def _with_words(
    offers: Sequence[Offer], predicted: Prediction, words: Keywords, text: str
) -> list[Offer]:
    """Return the offices with the words that speak for each: keywords, else what a model saw."""
    known = words.said_for(text, {one.function for one in offers})
    first = predicted.ranked[0][0] if predicted.ranked else ""
    found = []
    for one in offers:
        said = known[one.function] or (predicted.deciding if one.function == first else ())
        low = (text[word.start : word.end].strip().lower() for word in said)
        found.append(replace(one, words=tuple(dict.fromkeys(word for word in low if word))))
    return found


def _resolved(
    predicted: Prediction,
    rows: Sequence[Mapped],
    place: Mapping[str, int],
    government: Agency | None,
    sought: Sought,
) -> Resolved:
    """Return the offices, by the map of the day on which the report was received."""
    likely = [(code, share) for code, share in predicted.ranked if share >= LEAST]
    return resolving.resolve(
        likely,
        rows,
        government=government.pk if government else None,
        on=sought.received.date(),
        place=place,
        successors={},
        caught=lambda office: False,
        most=len(likely) or 1,
    )


def _without_accused(resolved: Resolved, sought: Sought) -> Resolved:
    """Leave out what the place alone speaks for, where words accuse somebody in office."""
    if not accuses(f"{sought.title}. {sought.body[:LONGEST]}"):
        return resolved
    rest = tuple(one for one in resolved.choices if one.because is not Because.PLACE)
    return replace(resolved, choices=rest)


def _offers(resolved: Resolved, subjects: Sequence[Agency]) -> list[Offer]:
    """Return the offices that live and are not complained of; of one that ended who took over."""
    offices = Agency.objects.in_bulk([one.office for one in resolved.choices])
    found: dict[int, Offer] = {}
    for choice in resolved.choices:
        named = offices[choice.office]
        office = living(named)
        if office.ended_at or is_caught(office, subjects) or is_caught(named, subjects):
            continue
        because = "heir" if office != named else str(choice.because)
        offer = Offer(office, choice.probability, choice.function, because)
        if there := found.get(office.pk):
            offer = replace(there, share=there.share + offer.share)
        found[office.pk] = offer
    likely = sorted(found.values(), key=lambda one: -one.share)
    return [one for one in likely if one.share >= LEAST][:MOST]


def _split(deciding: Sequence[Deciding], sought: Sought) -> tuple[tuple[Span, ...], ...]:
    """Return where the deciding words stand in the title and in the story."""
    first = len(sought.title) + 1
    title = tuple((one.start, one.end) for one in deciding if one.end < first)
    body = tuple((one.start - first, one.end - first) for one in deciding if one.start >= first)
    return title, body
