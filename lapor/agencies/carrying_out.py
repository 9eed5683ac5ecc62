"""Carrying out a planned change of the tree on its day: paths, posts, and who watches whom."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from lapor.agencies import rules
from lapor.agencies.actor import SYSTEM
from lapor.agencies.models import Agency, Delegation, Oversight, Post, Reorganisation, Tenure
from lapor.agencies.posts import WORKING, Unfit
from lapor.agencies.reorganising import ZONES, What, fault_now, free_slug, keep
from lapor.agencies.tree import LtreeField


@dataclass
class Moved:
    """What a change of the tree did, for the open work to follow.

    heirs: who takes over what the agency was; of a move the agency itself.
    left: by agency that came to stand elsewhere, those that no longer stand above it.
    """

    heirs: list[Agency] = field(default_factory=list)
    left: dict[int, list[int]] = field(default_factory=dict)


def due(now: datetime) -> QuerySet[Reorganisation]:
    """Return the plans whose day may have come; of each the zone of its agency decides."""
    latest = now.astimezone(ZoneInfo(ZONES[-1])).date()
    rows = Reorganisation.objects.filter(done_at=None, cancelled_at=None, on__lte=latest)
    return rows.select_related("agency", "into", "post")


def has_come(row: Reorganisation, now: datetime) -> bool:
    """Say whether it is this day, or later, where the agency sits."""
    return row.on <= now.astimezone(ZoneInfo(row.agency.time_zone)).date()


def carry_out(row: Reorganisation, now: datetime) -> Moved:
    """Change the tree as planned: the caller's transaction, in which the open work is told of it.

    Raises Unfit where the tree no longer allows it.
    """
    if fault := fault_now(row):
        raise fault
    agency, start = row.agency, _begin_of(row.on, row.agency)
    before = {"name": agency.name, "parent": agency.parent.name if agency.parent else ""}
    moved = Moved()
    match row.what:
        case What.RENAME:
            _rename(agency, row.name, row.short_name, start)
        case What.MOVE:
            _move(agency, row.into, moved)
            moved.heirs = [agency]
        case What.SPLIT:
            _split(row, now, moved)
        case _:
            _merge(row, now, moved)
    row.done_at = now
    row.save(update_fields=["done_at"])
    rules.changed()  # the root, and local holidays of old and new ancestors
    after = {"what": row.what, "name": agency.name, "basis": row.basis}
    after |= {"heirs": ", ".join(heir.name for heir in moved.heirs)} if moved.heirs else {}
    keep(agency, before, after, SYSTEM, row.basis, now)
    return moved


def heirs_of(row: Reorganisation) -> list[Agency]:
    """Return who has taken over, after the change; the first is the successor."""
    if row.what == What.MOVE:
        return [row.agency]
    if row.what == What.SPLIT:
        keys = [part["agency"] for part in row.parts]
        found = Agency.objects.in_bulk(keys)
        return [found[key] for key in keys]
    return [row.into] if row.into else []


def _rename(agency: Agency, name: str, short_name: str, until: datetime) -> None:
    agency.former_names = [*agency.former_names, [until.isoformat(), agency.name]]
    agency.name, agency.short_name = name, short_name
    agency.save(update_fields=["former_names", "name", "short_name"])


def _move(agency: Agency, parent: Agency | None, moved: Moved) -> None:
    """Hang an agency under another; the trigger writes its own path, this those below it."""
    was = str(agency.path)
    before = set(agency.ids)
    agency.parent = parent
    agency.save(update_fields=["parent"])
    agency.refresh_from_db(fields=["path"])
    tail = Func(F("path"), Value(was.count(".") + 1), function="subpath")
    below = Agency.objects.filter(path__within=was).exclude(pk=agency.pk)
    below.update(
        path=Func(
            Func(Value(str(agency.path)), function="text2ltree"),
            tail,
            template="(%(expressions)s)",
            arg_joiner=" || ",
            output_field=LtreeField(),
        )
    )
    moved.left[agency.pk] = sorted(before - set(agency.ids))


def _merge(row: Reorganisation, now: datetime, moved: Moved) -> None:
    """Let the successor take over: sub-units, working posts of a merger, and the watching."""
    if row.into is None:
        raise Unfit(_("Pilih unit penggantinya."), field="into")
    agency, heir = row.agency, row.into
    for child in Agency.objects.filter(parent=agency, ended_at=None).order_by("pk"):
        _move(child, heir, moved)
    if row.what == What.MERGE:
        coming = Post.objects.filter(agency=agency, role__in=WORKING, ended_at=None)
        coming.update(agency=heir)
    _end(agency, heir, now)
    moved.heirs = [heir]


def _split(row: Reorganisation, now: datetime, moved: Moved) -> None:
    """Make the parts beside the agency, with the sub-units and posts that were given to each."""
    agency = row.agency
    children = {a.pk: a for a in Agency.objects.filter(parent=agency, ended_at=None)}
    for part in row.parts:
        new = Agency.objects.create(
            name=part["name"],
            short_name=part.get("short_name", ""),
            slug=free_slug(f"{agency.parent.slug if agency.parent else ''} {part['name']}"),
            kind=agency.kind,
            parent=agency.parent,
            region=agency.region,
            time_zone=agency.time_zone,
        )
        new.refresh_from_db()
        part["agency"] = new.pk
        for key in part["children"]:
            if child := children.pop(key, None):
                _move(child, new, moved)
        given = Post.objects.filter(pk__in=part["posts"], agency=agency, role__in=WORKING)
        given.filter(ended_at=None).update(agency=new)
        moved.heirs.append(new)
    for child in children.values():  # made after the plan was
        _move(child, moved.heirs[0], moved)
    rest = Post.objects.filter(agency=agency, role__in=WORKING, ended_at=None)
    rest.update(agency=moved.heirs[0])
    row.save(update_fields=["parts"])
    _end(agency, moved.heirs[0], now, *moved.heirs[1:])


def _end(agency: Agency, heir: Agency, now: datetime, *others: Agency) -> None:
    """End an agency and the posts still in it. Admins and overseers are seated anew, from above."""
    agency.ended_at, agency.successor = now, heir
    agency.save(update_fields=["ended_at", "successor"])
    posts = Post.objects.filter(agency=agency, ended_at=None)
    keys = list(posts.values_list("pk", flat=True))
    running = Q(until=None) | Q(until__gt=now)
    Tenure.objects.filter(running, post__in=keys).update(until=Greatest(F("since"), Value(now)))
    standing_in = Delegation.objects.filter(post__in=keys, until__gt=now)
    standing_in.update(until=Greatest(F("since"), Value(now)))
    Post.objects.filter(pk__in=keys).update(ended_at=now)
    today = now.astimezone(ZoneInfo(agency.time_zone)).date()
    for to in (heir, *others):
        _watch_on(agency, to, today)
    open_rows = Oversight.objects.filter(Q(overseer=agency) | Q(agency=agency), until=None)
    open_rows.update(until=Greatest(F("since"), Value(today)))


def _watch_on(agency: Agency, heir: Agency, today: date) -> None:
    """Let the heir be watched by whom the agency was, and watch whom it watched, from today."""
    rows = list(Oversight.objects.filter(Q(overseer=agency) | Q(agency=agency), until=None))
    pairs = {
        (heir.pk if row.overseer_id == agency.pk else row.overseer_id,
         heir.pk if row.agency_id == agency.pk else row.agency_id)
        for row in rows
    }  # fmt: skip
    Oversight.objects.bulk_create(
        (
            Oversight(overseer_id=overseer, agency_id=watched, since=today)
            for overseer, watched in sorted(pairs)
            if overseer != watched
        ),
        ignore_conflicts=True,
    )


def _begin_of(day: date, agency: Agency) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(agency.time_zone))
