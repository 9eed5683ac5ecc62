"""What a book of rules is: what its page lists, what its form asks, foretells and saves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, Role
from lapor.web.desk.rules.fields import RuleForm

Told = str | Promise
ADMINS = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN)


@dataclass(frozen=True)
class Line:
    """One rule as its page lists it. href: where it is changed; empty: not by this actor."""

    title: Told
    meta: Sequence[Told] = ()
    text: Told = ""
    href: str = ""
    act: Told = ""  # what the link says
    later: Sequence[Told] = ()  # what begins on a day to come
    off: Told = ""  # why it is not used any more
    more: Sequence[tuple[Told, str]] = ()  # links to what belongs to it: label, href
    mark: Told = ""  # what sets it apart from the others


@dataclass(frozen=True)
class Section:
    """Some rules under one heading. empty: what is said where there is none."""

    title: Told
    lines: Sequence[Line]
    empty: Told = ""
    note: Told = ""


@dataclass(frozen=True)
class Listing:
    """The whole page of a book for one actor. add: where a new rule is made; empty: nowhere."""

    sections: Sequence[Section]
    add: str = ""
    add_label: Told = ""
    tabs: Sequence[tuple[Told, str, bool]] = ()  # label, href, whether it is shown
    unit: str | None = None  # the name of the unit that is looked at; None: the page asks for none
    find: str | None = None  # words that are looked for; None: nothing can be looked for here


@dataclass(frozen=True)
class Subject:
    """The rule before the officer. row: the name of its changes; empty: a new one."""

    name: Told
    row: str
    rule: Any = None
    initial: dict[str, Any] = field(default_factory=dict)
    facts: Sequence[tuple[Told, Told]] = ()  # what is fixed, and what holds above


@dataclass(frozen=True)
class Foretold:
    """What saving would do, in sentences, and in lines of an example."""

    says: Sequence[Told] = ()
    lines: Sequence[Told] = ()
    letter: Sequence[tuple[Told, str]] = ()  # heading and text, shown as it would be read
    bubble: str = ""  # a text of a chat


@dataclass(frozen=True)
class Book:
    """One sort of rules. `opens` says who may read the page; each verb asks again who may write."""

    slug: str
    topic: Change.Topic
    title: Told
    lead: Told
    icon: str
    opens: Callable[[Actor], bool]
    listing: Callable[[Actor, QueryDict], Listing]
    subject: Callable[[Actor, str, QueryDict], Subject]  # raises NotGoverned
    form: Callable[..., RuleForm]
    foretell: Callable[[Subject, Any, Actor], Foretold]
    save: Callable[[Subject, Any, Actor, int], Change]
    beside: str = ""  # a template below the first field of its form


def nation_only(actor: Actor) -> bool:
    return actor.role == Role.NATIONAL_ADMIN


def admins(actor: Actor) -> bool:
    return actor.role in ADMINS and governing.governs(actor, actor.agency)
