"""Officers who want to hear of a report: who follows it, and whom a note names with an `@`."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts.models import User
from lapor.agencies.actor import Actor, officer
from lapor.agencies.models import Agency, Delegation, Post, Tenure, in_force
from lapor.agencies.request import offices_of, seats_of
from lapor.reports import access
from lapor.reports.models import Event, Mention, Report, Stake
from lapor.reports.terms import NotFound, Refused
from lapor.reports.told import may_read_note_of

NAMED = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")
MOST_NAMED, LISTED, LOOKED_AT, SHORTEST = 10, 8, 40, 2
NOT_A_COLLEAGUE = _(
    "“@%(name)s” tidak dapat membaca catatan ini. Periksa namanya, atau hapus tanda @."
)


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be named in a note."""

    username: str
    name: str
    post: str


@dataclass(frozen=True)
class Named:
    """A note that named this officer."""

    number: str
    title: str
    by: str  # the post that wrote it
    agency: str
    at: datetime
    unread: bool


def follow(report: Report, actor: Actor, now: datetime) -> None:
    """Let this officer hear of each step that is told (ikuti). Asked twice, it is once."""
    stake = Stake(report=report, person=actor.user, why=Stake.Why.WATCHER, since=now)
    Stake.objects.bulk_create([stake], ignore_conflicts=True)


def unfollow(report: Report, actor: Actor, now: datetime) -> None:
    """Let them hear no more of it (berhenti mengikuti)."""
    rows = report.stakes.filter(person=actor.user, why=Stake.Why.WATCHER, until=None)
    rows.update(until=now)


def watchers(keys: Collection[UUID], *, but: User | None) -> Mapping[UUID, list[User]]:
    """Return who follows each of these reports, without the one who acts: one statement."""
    found: dict[UUID, list[User]] = {key: [] for key in keys}
    rows = Stake.objects.filter(report__in=keys, why=Stake.Why.WATCHER, until=None)
    rows = rows.filter(person__is_active=True).select_related("person").order_by("pk")
    for row in rows.exclude(person=but) if but else rows:
        if row.person:
            found[row.report_id].append(row.person)
    return found


def named_in(words: str) -> list[str]:
    """Return the user names that a note names, each once, in order."""
    return list(dict.fromkeys(name.lower() for name in NAMED.findall(words)))


def called(report: Report, actor: Actor, words: str) -> list[User]:
    """Return the people whom a note of this officer names.

    Raises Refused where one of them could not read it. Of who is not there and who may not see
    the same is said: an account is nobody's to guess.
    """
    names = named_in(words)
    if len(names) > MOST_NAMED:
        says = _("Paling banyak %(most)d nama dalam satu catatan.") % {"most": MOST_NAMED}
        raise Refused(says, field="note")
    if not names:
        return []
    same = Q()
    for name in names:
        same |= Q(username__iexact=name)
    people = {row.username.lower(): row for row in User.objects.filter(same, is_active=True)}
    seats = [
        (name, seat.actor) for name in names if name in people for seat in seats_of(people[name])
    ]
    readers = _readers(report, actor, [seat for _name, seat in seats])
    may_read = {name for (name, _seat), is_so in zip(seats, readers, strict=True) if is_so}
    for name in names:
        if name not in may_read:
            raise Refused(NOT_A_COLLEAGUE % {"name": name}, field="note")
    return [people[name] for name in names]


def mention(event: Event, people: Iterable[User]) -> None:
    """Write down whom the note of this event names."""
    rows = [
        Mention(event=event, report=event.report, person=person, at=event.at) for person in people
    ]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def colleagues(report: Report, actor: Actor, typed: str, now: datetime) -> list[Colleague]:
    """Return those of the own institution with this in their names who could read a note here."""
    if actor.agency is None or len(typed) < SHORTEST:
        return []
    root = actor.agency.ids[: 2 if actor.agency.depth else 1]
    said = Q(person__username__icontains=typed) | Q(person__name__icontains=typed)
    rows = Tenure.objects.filter(
        said | Q(post__title__icontains=typed),
        in_force(now),
        post__agency__path__within=".".join(map(str, root)),
        post__ended_at=None,
        person__is_active=True,
    ).exclude(person=actor.user)
    rows = rows.select_related("person", "post__agency").order_by("person__name", "pk")
    near = list(rows[:LOOKED_AT])
    offices = offices_of({row.person_id for row in near})
    found = [_sitting(row, offices[row.person_id]) for row in near]
    readers = _readers(report, actor, [seat for seat, _told in found])
    return [told for (_s, told), is_so in zip(found, readers, strict=True) if is_so][:LISTED]


def unread(actor: Actor) -> int:
    """Return how many notes named this officer and were not looked at, of what they may see."""
    rows = Mention.objects.filter(person=actor.user, read_at=None)
    return rows.filter(report__in=access.visible_at_all(actor)).count()


def mentions(actor: Actor, *, most: int) -> list[Named]:
    """Return the newest notes that named this officer, in reports that they may still see."""
    rows = Mention.objects.filter(person=actor.user, report__in=access.visible_at_all(actor))
    rows = rows.select_related("report", "event__post", "event__agency").order_by("-at", "-pk")
    return [
        Named(
            number=row.report.number,
            title=row.report.title,
            by=row.event.post.title if row.event.post else "",
            agency=row.event.agency.name if row.event.agency else "",
            at=row.at,
            unread=row.read_at is None,
        )
        for row in rows[:most]
    ]


def read_all(actor: Actor, now: datetime) -> None:
    """Count every mention of this officer as read."""
    Mention.objects.filter(person=actor.user, read_at=None).update(read_at=now)


def may_still_hear(person: User, number: str) -> bool:
    """Say whether somebody may see the report now, in any post in which they act."""
    for seat in seats_of(person):
        try:
            return bool(access.get_report(number, seat.actor))
        except NotFound:
            continue
    return False


def accused_in(number: str) -> set[int]:
    """Return who acts in an office that this report complains of, or below it; mostly nobody.

    No letter about it reaches them by another of their posts.
    """
    rows = Stake.objects.filter(report__number=number, why=Stake.Why.SUBJECT, until=None)
    paths = list(rows.filter(agency__parent__isnull=False).values_list("agency__path", flat=True))
    found: set[int] = set()
    for path in paths:
        for acting in (Tenure, Delegation):
            sits = acting.objects.filter(in_force(timezone.now()), post__ended_at=None)
            found.update(
                sits.filter(post__agency__path__within=path).values_list("person", flat=True)
            )
    return found


def _sitting(row: Tenure, offices: Iterable[Agency]) -> tuple[Actor, Colleague]:
    post: Post = row.post
    told = Colleague(row.person.username, row.person.name, post.title)
    return officer(row.person, post, offices), told


def _readers(report: Report, writer: Actor, people: Sequence[Actor]) -> list[bool]:
    """Say of each whether they see the report, and a note of this officer on it."""
    office = writer.agency
    if office is None:
        return []
    sees = access.who_sees(report, people)
    return [
        is_so and may_read_note_of(office, writer.role, reader)
        for is_so, reader in zip(sees, people, strict=True)
    ]
