"""Who may change what governs, and the record of every change. Each change ends with `record`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, Role


@dataclass(frozen=True)
class ChangedDay:
    """A holiday that came, went or was named anew. agency_id None: everywhere."""

    day: date
    name: str
    agency_id: int | None


def governs(actor: Actor, agency: Agency | None) -> bool:
    """Say whether this actor may change what governs `agency` and all below it.

    None: what governs the whole nation. An institution's admin governs its own tree, never
    upwards; an admin of a lower office the tree below that office.
    """
    if actor.role == Role.NATIONAL_ADMIN:
        return True
    if actor.role != Role.AGENCY_ADMIN or actor.agency is None or agency is None:
        return False
    return agency.is_within(actor.agency)


def governed(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies that this actor governs, those that have ended too."""
    if actor.role == Role.NATIONAL_ADMIN:
        return Agency.objects.all()
    if actor.role != Role.AGENCY_ADMIN or actor.agency is None:
        return Agency.objects.none()
    return Agency.objects.filter(path__within=str(actor.agency.path))


def record(
    topic: Change.Topic,
    row: object,
    *,
    label: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    actor: Actor,
    agency: Agency | None = None,
    why: str = "",
    undoes: Change | None = None,
    at: datetime | None = None,
) -> Change:
    """Keep what was changed; in the caller's transaction, beside the change itself.

    row: the key of the changed row. before, after: its columns, JSON-able; None where it was not
    there, or is there no more. agency: whose tree it concerns. No secret and no word of a report
    belongs in here.
    """
    return Change.objects.create(
        topic=topic,
        row=str(row),
        label=label[:200],
        agency=agency,
        before=before,
        after=after,
        why=why[:300],
        undoes=undoes,
        user=actor.user,
        post=actor.post,
        at=at or timezone.now(),
    )


def changes_seen_by(actor: Actor) -> QuerySet[Change]:
    """Return the changes that this actor may read: the nation's own, and those of its tree.

    What an overseer did is shown to themselves and to the nation: nobody else learns who is looked
    at, or why.
    """
    rows = Change.objects.select_related("agency", "user", "post__agency")
    if actor.role == Role.NATIONAL_ADMIN:
        return rows
    if actor.agency is None:
        return rows.none()
    rows = rows.filter(Q(agency=None) | Q(agency__path__within=str(actor.agency.path)))
    return rows.filter(~Q(post__role=Role.OVERSEER) | Q(user=actor.user, user__isnull=False))


def newest_change() -> int:
    """Return the id of the newest change; 0 where nothing was changed yet."""
    return Change.objects.aggregate(newest=Max("pk"))["newest"] or 0


def changed_days(after: int) -> list[ChangedDay]:
    """Return the holidays that were changed after this change, as they were and as they are."""
    rows = Change.objects.filter(topic=Change.Topic.HOLIDAY, pk__gt=after).order_by("id")
    sides = [side for change in rows for side in (change.before, change.after)]
    said = [side for side in sides if side and not side["withdrawn"]]
    days = (ChangedDay(date.fromisoformat(r["day"]), r["name"], r["agency_id"]) for r in said)
    return list(dict.fromkeys(days))
