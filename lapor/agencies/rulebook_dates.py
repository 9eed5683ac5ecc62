"""The rules that dates depend on: limits and promises, the ladder of escalation, holidays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, DeadlinePolicy, EscalationLadder, Holiday
from lapor.agencies.rulebook import (
    LADDER,
    OF_A_LADDER,
    OF_A_POLICY,
    NotGoverned,
    RuleRefused,
    first_day,
    hold_still,
    keep,
    newest,
    plain,
    refuse_overtaken,
    require,
)
from lapor.agencies.rules import changed

Topic = Change.Topic
To = EscalationLadder.To
# An office may promise less only of what it owes itself: never less time for the reporter.
PROMISED = ("verify", "first_follow_up", "answer_again", "settle")
MOST_DAYS, MOST_RUNGS = 365, 6
SAID = {True: "y", False: "n", None: ""}
Key = tuple[str, str, bool | None]  # clock, kind, oversight


def policy_row(key: Key, agency_id: int | None) -> str:
    """Return the name under which the changes of a limit or a promise are kept."""
    clock, kind, oversight = key
    return f"{clock}:{kind}:{SAID[oversight]}:{agency_id or ''}"


def policies_of(agency_id: int | None) -> list[DeadlinePolicy]:
    """Return all rows of the nation or of one agency, the one that counts last of each day."""
    return list(DeadlinePolicy.objects.filter(agency=agency_id).order_by("valid_from", "pk"))


def in_force_on(rows: Sequence[DeadlinePolicy], key: Key, day: date) -> DeadlinePolicy | None:
    """Return which of these rows, in their order, counts on a day; None where none does."""
    fits = [row for row in rows if key_of(row) == key and row.valid_from <= day]
    return fits[-1] if fits and not fits[-1].withdrawn else None


def key_of(row: DeadlinePolicy) -> Key:
    return row.clock, row.kind, row.oversight


def limit_above(agency: Agency, key: Key, day: date) -> DeadlinePolicy | None:
    """Return the shortest limit that holds over an agency on a day: the nation's, or a promise
    of a tier above it; None where the nation has no such limit.
    """
    rows = [in_force_on(policies_of(above), key, day) for above in (None, *agency.lineage[:-1])]
    there = [row for row in rows if row is not None]
    return min(there, key=lambda row: row.days) if rows[0] else None


@transaction.atomic
def set_policy(
    key: Key,
    agency_id: int | None,
    *,
    days: int,
    remind_days: int,
    valid_from: date,
    basis: str,
    actor: Actor,
    seen: int,
    working: bool = True,
) -> Change:
    """Set the nation's limit, or an agency's promise of less, from a day on.

    working: of the nation's limit; a promise counts as the nation's does. Raises NotGoverned,
    Overtaken, or RuleRefused at the field.
    """
    hold_still()
    agency = require(actor, agency_id)
    national = in_force_on(policies_of(None), key, valid_from)
    if national is None or (agency and key[0] not in PROMISED):
        raise NotGoverned
    refuse_early(valid_from)
    if not 1 <= days <= MOST_DAYS:
        raise RuleRefused(
            _("Tulis jumlah hari dari 1 sampai %(most)d.") % {"most": MOST_DAYS}, field="days"
        )
    if not 0 <= remind_days < days:
        raise RuleRefused(_("Pengingat harus lebih pendek dari tenggatnya."), field="remind_days")
    if agency:
        working = national.working
        refuse_more(agency, key, days, valid_from)
    row = _named(key, agency_id) | {
        "days": days,
        "working": working,
        "remind_days": remind_days,
        "valid_from": valid_from,
        "basis": basis,
        "withdrawn": False,
    }
    return _add_policy(row, agency, actor, seen)


def refuse_more(agency: Agency, key: Key, days: int, day: date) -> None:
    """Raise RuleRefused where a promise is not less than what holds over the agency."""
    over = limit_above(agency, key, day)
    if over is None or days < over.days:
        return
    whose = over.agency.label if over.agency else gettext("batas nasional")
    says = ngettext(
        "Janji harus lebih pendek dari %(days)d hari, %(whose)s.",
        "Janji harus lebih pendek dari %(days)d hari, %(whose)s.",
        over.days,
    )
    raise RuleRefused(says % {"days": over.days, "whose": whose}, field="days")


def refuse_early(valid_from: date) -> None:
    """Raise RuleRefused for a day that has begun: reports of that day have their rule."""
    if valid_from < first_day():
        says = _("Paling awal %(day)s. Laporan yang sudah masuk tetap memakai aturan lama.")
        raise RuleRefused(says % {"day": first_day().strftime("%d/%m/%Y")}, field="valid_from")


@transaction.atomic
def withdraw_promise(
    key: Key, agency_id: int, *, valid_from: date, basis: str, actor: Actor, seen: int
) -> Change:
    """End a promise from a day on: the limit above holds again. Raises as `set_policy`."""
    hold_still()
    agency = require(actor, agency_id)
    refuse_early(valid_from)
    row = in_force_on(policies_of(agency_id), key, valid_from)
    if row is None:
        raise RuleRefused(_("Pada tanggal itu tidak ada janji yang berlaku."), field="valid_from")
    changes = {"valid_from": valid_from, "basis": basis, "withdrawn": True}
    return _add_policy({**_columns(row), **changes}, agency, actor, seen)


@transaction.atomic
def set_ladder(
    steps: Sequence[Mapping[str, Any]], *, valid_from: date, basis: str, actor: Actor, seen: int
) -> Change:
    """Set who hears of a missed date from a day on. Raises NotGoverned, Overtaken, RuleRefused."""
    hold_still()
    require(actor, None)
    refuse_early(valid_from)
    refuse_loose(steps)
    rows = EscalationLadder.objects.filter(valid_from__lte=valid_from)
    before = rows.order_by("valid_from", "pk").values(*OF_A_LADDER).last()
    row = {"steps": [dict(step) for step in steps], "valid_from": valid_from, "basis": basis}
    refuse_overtaken(Topic.LADDER, LADDER, seen)
    if before and before["steps"] == row["steps"]:
        raise RuleRefused(_("Urutannya sama dengan yang berlaku pada tanggal itu."))
    made = EscalationLadder.objects.create(**row)
    change = governing.record(
        Topic.LADDER,
        LADDER,
        label="Eskalasi",
        before=plain(before) if before else None,
        after=plain(row) | {"pk": made.pk},
        actor=actor,
        why=basis,
    )
    changed()
    return change


def refuse_loose(steps: Sequence[Mapping[str, Any]]) -> None:
    """Raise RuleRefused for a ladder on which a missed date could end unheard."""
    if not steps or steps[-1]["to"] != To.NATION:
        raise RuleRefused(_("Anak tangga terakhir harus Admin nasional."), field="steps")
    if len(steps) > MOST_RUNGS:
        says = _("Paling banyak %(most)d anak tangga.") % {"most": MOST_RUNGS}
        raise RuleRefused(says, field="steps")
    if any(not 0 <= int(step["days"]) <= MOST_DAYS for step in steps):
        raise RuleRefused(_("Tulis jumlah hari dari 0 sampai 365."), field="steps")
    order = list(To)
    places = [order.index(To(step["to"])) for step in steps]
    once = [place for place in places if order[place] != To.ABOVE]
    if places != sorted(places) or len(once) != len(set(once)):
        raise RuleRefused(
            _("Urutkan dari yang terdekat dengan unit sampai nasional, masing-masing satu kali."),
            field="steps",
        )


def set_holiday(
    key: int | None,
    *,
    day: date,
    name: str,
    kind: str,
    agency_id: int | None,
    actor: Actor,
    why: str,
    seen: int,
) -> Change:
    """Add a holiday, or change one. One that was withdrawn comes back under its day."""
    if (kind == Holiday.Kind.LOCAL) != (agency_id is not None):
        raise RuleRefused(
            _("Pilih instansi untuk libur daerah, dan hanya untuk itu."), field="kind"
        )
    if key is None:
        gone = Holiday.objects.filter(day=day, agency=agency_id, withdrawn=True).first()
        key, seen = (gone.pk, newest(Topic.HOLIDAY, str(gone.pk))) if gone else (key, seen)
    there = Holiday.objects.filter(day=day, agency=agency_id, withdrawn=False)
    other = there.exclude(pk=key or 0).first()
    if other:
        mine = Change.objects.filter(topic=Topic.HOLIDAY, row=str(other.pk), user=actor.user)
        twice = other.name == name and mine.filter(pk__gt=seen).order_by("-id").first()
        if key is None and twice:
            return twice  # the button was pressed twice
        says = _("Tanggal itu sudah menjadi hari libur: %(name)s.") % {"name": other.name}
        raise RuleRefused(says, field="day")
    columns = {
        "day": day, "name": name, "kind": kind, "agency_id": agency_id, "withdrawn": False,
    }  # fmt: skip
    return keep(
        Topic.HOLIDAY,
        key,
        columns,
        label=f"{name}, {day:%d/%m/%Y}",
        actor=actor,
        why=why,
        seen=seen,
    )


def withdraw_holiday(key: int, *, actor: Actor, why: str, seen: int) -> Change:
    """Make a holiday a working day again."""
    row = Holiday.objects.filter(pk=key).first()
    label = f"{row.name}, {row.day:%d/%m/%Y}" if row else ""
    return keep(
        Topic.HOLIDAY, key, {"withdrawn": True}, label=label, actor=actor, why=why, seen=seen
    )


def _named(key: Key, agency_id: int | None) -> dict[str, Any]:
    return dict(zip(("clock", "kind", "oversight"), key, strict=True)) | {"agency_id": agency_id}


def _columns(row: DeadlinePolicy) -> dict[str, Any]:
    return dict(DeadlinePolicy.objects.filter(pk=row.pk).values(*OF_A_POLICY).get())


def _add_policy(row: Mapping[str, Any], agency: Agency | None, actor: Actor, seen: int) -> Change:
    key: Key = (row["clock"], row["kind"], row["oversight"])
    name = policy_row(key, row["agency_id"])
    there = in_force_on(policies_of(row["agency_id"]), key, row["valid_from"])
    before = _columns(there) if there else None
    mine = Change.objects.filter(topic=Topic.POLICY, row=name, pk__gt=seen, user=actor.user)
    last = mine.order_by("-id").first()
    if last and {k: v for k, v in (last.after or {}).items() if k != "pk"} == plain(row):
        return last  # the button was pressed twice
    refuse_overtaken(Topic.POLICY, name, seen)
    if before and all(before[n] == row[n] for n in OF_A_POLICY if n not in ("basis", "valid_from")):
        raise RuleRefused(_("Sama dengan yang sudah berlaku pada tanggal itu."))
    made = DeadlinePolicy.objects.create(**row)
    change = governing.record(
        Topic.POLICY,
        name,
        label=row["clock"],
        before=plain(before) if before else None,
        after=plain(row) | {"pk": made.pk},
        actor=actor,
        agency=agency,
        why=row["basis"],
    )
    changed()
    return change
