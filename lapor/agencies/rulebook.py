"""Changing a rule: one writer at a time, its record beside it, undone by one more change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import (
    Agency,
    Category,
    Change,
    DeadlinePolicy,
    EscalationLadder,
    Holiday,
    MessageTemplate,
    Oversight,
    Reason,
    RulesVersion,
    StandardText,
)
from lapor.agencies.rules import changed

Topic = Change.Topic
EASTERNMOST = ZoneInfo("Asia/Jayapura")  # where the day begins first
LADDER = "ladder"  # there is one ladder, so one name for all its rows


class RuleRefused(Exception):
    """A change that may not be. says: why and what to do; field: the input it is about."""

    def __init__(self, says: str | Promise, *, field: str = "") -> None:
        super().__init__(str(says))
        self.says, self.field = says, field


class Overtaken(RuleRefused):
    """Somebody has changed the rule since the form was opened. by: what they did."""

    def __init__(self, by: Change) -> None:
        super().__init__(
            _(
                "Aturan ini sudah diubah orang lain sejak halaman Anda dibuka. Isian Anda masih"
                " ada di bawah. Bandingkan, lalu simpan lagi kalau memang harus diganti."
            )
        )
        self.by = by


class NotGoverned(Exception):
    """No such rule, or none that this actor may change: the two look alike."""


@dataclass(frozen=True)
class InPlace:
    """A rule without a day of its own. ends: what undoing its beginning sets; None: it goes."""

    model: type[models.Model]
    columns: tuple[str, ...]
    ends: Mapping[str, Any] | None
    national: bool = True  # whether only the nation's admin may change it

    def snapshot(self, key: object) -> dict[str, Any]:
        """Return the columns of a row, JSON-able; raises NotGoverned where there is none."""
        row = self.model._default_manager.filter(pk=key).values(*self.columns).first()
        if row is None:
            raise NotGoverned
        return plain(row)


IN_PLACE: Mapping[str, InPlace] = {
    Topic.HOLIDAY: InPlace(
        Holiday, ("day", "name", "kind", "agency_id", "withdrawn"), {"withdrawn": True}, False
    ),
    Topic.CATEGORY: InPlace(
        Category, ("name", "slug", "order", "active", "personal"), {"active": False}
    ),
    Topic.REASON: InPlace(
        Reason, ("move", "code", "label", "sentence", "order", "active"), {"active": False}
    ),
    Topic.TEXT: InPlace(
        StandardText,
        ("title", "body", "move", "status", "category_id", "agency_id", "order", "active"),
        {"active": False},
        False,
    ),
    Topic.TEMPLATE: InPlace(
        MessageTemplate, ("move", "audience", "language", "proved", "subject", "body"), None
    ),
    Topic.DIALOGUE: InPlace(
        MessageTemplate, ("move", "audience", "language", "proved", "subject", "body"), None
    ),
    Topic.OVERSIGHT: InPlace(Oversight, ("overseer_id", "agency_id", "since", "until"), {}),
}
OF_A_POLICY = (
    "clock", "kind", "oversight", "agency_id", "days", "working", "remind_days", "valid_from",
    "basis", "withdrawn",
)  # fmt: skip
OF_A_LADDER = ("steps", "valid_from", "basis")


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns as JSON keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
    }


def first_day() -> date:
    """Return the first day on which a new limit may begin: the next, wherever the office is.

    Reports of today were received under the rule of today, and keep it.
    """
    return timezone.now().astimezone(EASTERNMOST).date() + timedelta(days=1)


def newest(topic: str, row: str = "") -> int:
    """Return the number of the newest change of a rule, or of a topic, for a form to send back."""
    rows = Change.objects.filter(topic=topic, **({"row": row} if row else {}))
    return rows.order_by("-id").values_list("id", flat=True).first() or 0


def hold_still() -> None:
    """Let nobody else change a rule until the caller's transaction ends."""
    RulesVersion.objects.select_for_update().filter(pk=1).first()


def require(actor: Actor, agency_id: int | None) -> Agency | None:
    """Return the agency, which this actor governs; raises NotGoverned. None: the nation."""
    agency = Agency.objects.filter(pk=agency_id).first() if agency_id else None
    if (agency_id and agency is None) or not governing.governs(actor, agency):
        raise NotGoverned
    return agency


@transaction.atomic
def keep(
    topic: Change.Topic,
    key: int | None,
    columns: Mapping[str, Any],
    *,
    label: str,
    actor: Actor,
    why: str,
    seen: int,
) -> Change:
    """Write a rule that is changed in place, or a new one where `key` is None.

    columns: what is to be changed. seen: `newest` of the rule, or of the topic for a new one, when
    the form was opened. Raises NotGoverned, Overtaken, or RuleRefused. A form that is sent twice
    changes the rule once.
    """
    hold_still()
    book = IN_PLACE[topic]
    before = None if key is None else book.snapshot(key)
    after = {**dict.fromkeys(book.columns), **(before or {}), **plain(columns)}
    agency = _governed(topic, book, actor, before, after)
    if done := _sent_before(topic, key, before, after, actor, seen):
        return done
    refuse_overtaken(topic, str(key or ""), seen)
    if before == after:
        raise RuleRefused(_("Tidak ada yang berubah."))
    pk = _write(book, key, columns)
    change = governing.record(
        topic,
        pk,
        label=label,
        before=before,
        after=book.snapshot(pk),
        actor=actor,
        agency=agency,
        why=why,
    )
    changed()
    return change


def refuse_overtaken(topic: str, row: str, seen: int) -> None:
    """Raise Overtaken where a rule has changed since its form was opened."""
    if not row:
        return
    later = Change.objects.filter(topic=topic, row=row, pk__gt=seen).order_by("-id").first()
    if later:
        raise Overtaken(later)


@transaction.atomic
def undo(key: int, *, actor: Actor, why: str) -> Change:
    """Undo a change by another one; raises NotGoverned, or RuleRefused with what to do.

    A rule that is only added to gets a new row, which takes over where the undone one began.
    """
    hold_still()
    change = undoable(key, actor)
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    if change.topic == Topic.POLICY:
        before, after = change.after, _policy_again(change)
    elif change.topic == Topic.LADDER:
        before, after = change.after, _ladder_again(change)
    else:
        before, after = _put_back(change)
    done = governing.record(
        Topic(change.topic),
        change.row,
        label=change.label,
        before=before,
        after=after,
        actor=actor,
        agency=change.agency,
        why=why,
        undoes=change,
    )
    changed()
    return done


def undoable(key: int, actor: Actor) -> Change:
    """Return a change that this actor may undo now; raises NotGoverned or RuleRefused."""
    rows = Change.objects.select_related("agency", "user", "post__agency", "undone_by")
    change = rows.filter(pk=key, topic__in=(*IN_PLACE, Topic.POLICY, Topic.LADDER)).first()
    if change is None:
        raise NotGoverned
    book = IN_PLACE.get(change.topic)
    national = change.topic == Topic.LADDER or (book is not None and book.national)
    if not governing.governs(actor, None if national else change.agency):
        raise NotGoverned
    if Change.objects.filter(undoes=change).exists():
        raise RuleRefused(_("Perubahan ini sudah dibatalkan."))
    if newest(change.topic, change.row) != change.pk:
        raise RuleRefused(
            _("Sesudah perubahan ini ada perubahan yang lebih baru. Batalkan yang terbaru dulu.")
        )
    return change


def _governed(
    topic: str,
    book: InPlace,
    actor: Actor,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> Agency | None:
    """Return whose tree the change concerns; raises NotGoverned for what is not this actor's."""
    if book.national:
        require(actor, None)
        return Agency.objects.filter(pk=after.get("agency_id") or 0).first()
    if before:
        require(actor, before["agency_id"])
    return require(actor, after["agency_id"])


def _sent_before(
    topic: str,
    key: int | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    actor: Actor,
    seen: int,
) -> Change | None:
    """Return the change that this same form has made already, if its button was pressed twice."""
    rows = Change.objects.filter(topic=topic, user=actor.user, pk__gt=seen).order_by("-id")
    if key is not None:
        return rows.filter(row=str(key)).first() if before == after else None
    return next((row for row in rows.filter(before__isnull=True)[:5] if row.after == after), None)


def _write(book: InPlace, key: int | None, columns: Mapping[str, Any]) -> int:
    rows = book.model._default_manager
    try:
        with transaction.atomic():
            if key is None:
                return int(rows.create(**columns).pk)
            rows.filter(pk=key).update(**columns)
            return key
    except IntegrityError:
        raise RuleRefused(_("Sudah ada aturan lain yang sama. Ubah yang itu.")) from None


def _put_back(change: Change) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the row of a change as it is and as it was made again."""
    book = IN_PLACE[change.topic]
    rows = book.model._default_manager
    if change.after is None:  # it had gone, so it comes back
        again = _write(book, None, {**(change.before or {}), "pk": int(change.row)})
        return None, book.snapshot(again)
    now = book.snapshot(change.row)
    if change.before is not None:
        _write(book, int(change.row), change.before)
    elif book.ends is None:
        rows.filter(pk=change.row).delete()
        return now, None
    else:
        _write(book, int(change.row), book.ends or _over(now))
    return now, book.snapshot(change.row)


def _over(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the end of an oversight: today, or its first day where that is still to come."""
    return {"until": max(timezone.localdate(), date.fromisoformat(row["since"]))}


def _begins(change: Change) -> date:
    """Return from when a row takes over that undoes this one."""
    began = (change.after or {})["valid_from"]
    return max(first_day(), date.fromisoformat(began))


def _policy_again(change: Change) -> dict[str, Any]:
    row = change.before or {**(change.after or {}), "withdrawn": True}
    return plain(_copied(DeadlinePolicy, OF_A_POLICY, {**row, "valid_from": _begins(change)}))


def _ladder_again(change: Change) -> dict[str, Any]:
    # The first ladder is of the installation and no change, so there always was one before.
    row = {**(change.before or {}), "valid_from": _begins(change)}
    return plain(_copied(EscalationLadder, OF_A_LADDER, row))


def _copied(
    model: type[models.Model], columns: tuple[str, ...], row: Mapping[str, Any]
) -> dict[str, Any]:
    made = model._default_manager.create(**{name: row[name] for name in columns})
    return {name: row[name] for name in columns} | {"pk": made.pk}
