"""Routing rules (aturan penyaluran): made, changed, put in order and ended; never deleted.

A changed rule is a new row that replaces the old one. Rules are refused that could do nothing:
that reach outside their tree, send a report to where it is, say what another says already, or
stand where an earlier one leaves nothing for them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.conditions import Conditions, conditions_of
from lapor.agencies.models import Agency, Change, RoutingRule
from lapor.agencies.rulebook import (
    NotGoverned,
    RuleRefused,
    hold_still,
    refuse_overtaken,
    require,
)
from lapor.agencies.rules import changed

Topic = Change.Topic
MOST = 200  # rules of one owner


@dataclass(frozen=True)
class Wanted:
    """A rule as somebody wants it. after: the rule it follows in order; None: the first.

    says: the whole rule in words, for the record.
    """

    name: str
    when: Conditions
    to: Agency | None
    confidential: bool = False
    oversight: bool = False
    after: int | None = None
    says: str = ""


def rules_of(owner_id: int) -> list[RoutingRule]:
    """Return the rules of an owner that hold now, in their order: one statement."""
    rows = RoutingRule.objects.select_related("to", "owner").filter(owner=owner_id, valid_to=None)
    return list(rows.order_by("order", "pk")[:MOST])


def ended_rules(owner_id: int, most: int) -> list[RoutingRule]:
    """Return the rules of an owner that were ended and not replaced, the last first."""
    rows = RoutingRule.objects.select_related("to").filter(
        owner=owner_id, valid_to__isnull=False, replaced_by=None
    )
    return list(rows.order_by("-valid_to")[:most])


def rules_for(version: UUID, lineage: Sequence[int]) -> list[RoutingRule]:
    """Return the rules that speak of a report of these offices, given from the root down.

    The nearest owner comes first, each in its own order. From memory unless a rule has changed.
    """
    nearest = {pk: place for place, pk in enumerate(reversed(list(lineage)))}
    mine = [rule for rule in _holding(version) if rule.owner_id in nearest]
    return sorted(mine, key=lambda rule: (nearest[rule.owner_id], rule.order, rule.pk))


@lru_cache(maxsize=1)
def _holding(version: UUID) -> tuple[RoutingRule, ...]:
    return tuple(RoutingRule.objects.select_related("to", "owner").filter(valid_to=None))


@transaction.atomic
def keep_rule(
    key: int | None, owner_id: int, wanted: Wanted, *, actor: Actor, why: str, seen: int
) -> Change:
    """Make a rule, or replace the one with this key, from now on.

    Raises NotGoverned, Overtaken, or RuleRefused at the field. A form sent twice acts once.
    """
    hold_still()
    owner = require(actor, owner_id)
    if owner is None or owner.ended_at:
        raise NotGoverned
    old = _old(key, owner)
    name = row_of(old) if old else ""
    others = [rule for rule in rules_of(owner.pk) if old is None or rule.pk != old.pk]
    before = _told(old, None) if old else None
    if done := _sent_before(name, wanted, actor, seen):
        return done
    if old is not None and old.valid_to is not None:
        raise RuleRefused(_("Aturan ini sudah berakhir atau diganti. Buka lagi daftarnya."))
    refuse_overtaken(Topic.ROUTING, name, seen)
    refuse_idle(owner, wanted)
    place = _place(others, wanted.after)
    refuse_shadowed(others, place, wanted)
    if old and _same(old, wanted) and _stood_at(old, owner) == place:
        raise RuleRefused(_("Tidak ada yang berubah."))
    now = timezone.now()
    if old:
        RoutingRule.objects.filter(pk=old.pk).update(valid_to=now)
    made = RoutingRule.objects.create(
        owner=owner,
        name=wanted.name,
        order=place,
        to=wanted.to,
        confidential=wanted.confidential,
        oversight=wanted.oversight,
        valid_from=now,
        replaces=old,
        entered_by=actor.post,
        **{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(wanted.when).items()},
    )
    _number(others, made, place)
    return _record(made, name or row_of(made), before, _told(made, wanted.says), actor, owner, why)


@transaction.atomic
def end_rule(key: int, *, actor: Actor, why: str, seen: int) -> Change:
    """End a rule; raises NotGoverned, Overtaken, or RuleRefused."""
    hold_still()
    old = RoutingRule.objects.select_related("owner", "to").filter(pk=key).first()
    if old is None:
        raise NotGoverned
    owner = require(actor, old.owner_id)
    name = row_of(old)
    mine = Change.objects.filter(topic=Topic.ROUTING, row=name, pk__gt=seen, user=actor.user)
    last = mine.order_by("-id").first()
    if last and last.after is None:
        return last  # the button was pressed twice
    if old.valid_to is not None:
        raise RuleRefused(_("Aturan ini sudah berakhir atau diganti. Buka lagi daftarnya."))
    refuse_overtaken(Topic.ROUTING, name, seen)
    RoutingRule.objects.filter(pk=old.pk).update(valid_to=timezone.now())
    return _record(old, name, _told(old, None), None, actor, owner, why)


def row_of(rule: RoutingRule) -> str:
    """Return the name under which all changes of a rule are kept, however often it is replaced."""
    first = rule
    while first.replaces_id:
        first = RoutingRule.objects.get(pk=first.replaces_id)
    return f"rule:{first.pk}"


def now_of(rule: RoutingRule) -> RoutingRule:
    """Return what a rule has become: itself, or the last that replaced it."""
    rows = RoutingRule.objects.select_related("to", "owner")
    while later := rows.filter(replaces=rule).first():
        rule = later
    return rule


def refuse_idle(owner: Agency, wanted: Wanted) -> None:
    """Raise RuleRefused where a rule would do nothing, or what its owner may not say."""
    to = wanted.to
    if wanted.when.is_empty:
        raise RuleRefused(
            _("Isi paling sedikit satu syarat: tempat, kategori, kata, atau yang lain."),
            field="words_any",
        )
    if to is None and not wanted.confidential and not wanted.oversight:
        raise RuleRefused(_("Pilih unit tujuan, atau centang salah satu usul."), field="to")
    if to is None:
        return
    if to.ended_at:
        raise RuleRefused(_("Unit itu sudah berakhir. Pilih penggantinya."), field="to")
    if not to.is_within(owner):
        raise RuleRefused(_("Pilih unit di bawah instansi pemilik aturan ini."), field="to")
    if to == owner:
        raise RuleRefused(
            _("Laporan yang diperiksa aturan ini sudah di unit itu. Pilih unit lain."), field="to"
        )


def refuse_shadowed(others: Sequence[RoutingRule], place: int, wanted: Wanted) -> None:
    """Raise RuleRefused where this rule says what one says already, or one hides the other."""
    for rule in others:
        if conditions_of(rule) == wanted.when and rule.to_id == (wanted.to and wanted.to.pk):
            raise RuleRefused(_("Aturan “%(name)s” sudah sama.") % {"name": rule.name})
    if wanted.to is None:
        return  # what is proposed beside the office adds up, in whatever order
    earlier, later = others[:place], others[place:]
    hides = next((r for r in earlier if r.to and conditions_of(r).covers(wanted.when)), None)
    if hides:
        says = _(
            "Aturan ini tidak akan pernah dipakai: “%(name)s” diperiksa lebih dulu dan menangkap"
            " semua laporannya. Taruh aturan ini sebelum itu, atau persempit yang itu."
        )
        raise RuleRefused(says % {"name": hides.name}, field="after")
    hidden = next((r for r in later if r.to and wanted.when.covers(conditions_of(r))), None)
    if hidden:
        says = _(
            "Di urutan ini “%(name)s” tidak akan pernah dipakai lagi. Taruh aturan ini"
            " sesudahnya, atau akhiri aturan itu dulu."
        )
        raise RuleRefused(says % {"name": hidden.name}, field="after")


def _old(key: int | None, owner: Agency) -> RoutingRule | None:
    if key is None:
        return None
    row = RoutingRule.objects.select_related("to").filter(pk=key, owner=owner).first()
    if row is None:
        raise NotGoverned
    return row


def _place(others: Sequence[RoutingRule], after: int | None) -> int:
    """Return how many rules come first. One that has gone meanwhile leaves the last place."""
    if after is None:
        return 0
    keys = [rule.pk for rule in others]
    return keys.index(after) + 1 if after in keys else len(keys)


def _stood_at(old: RoutingRule, owner: Agency) -> int:
    return [rule.pk for rule in rules_of(owner.pk)].index(old.pk)


def _number(others: Sequence[RoutingRule], made: RoutingRule, place: int) -> None:
    ordered = [*others[:place], made, *others[place:]]
    for number, rule in enumerate(ordered):
        rule.order = number
    RoutingRule.objects.bulk_update(ordered, ["order"])


def _same(old: RoutingRule, wanted: Wanted) -> bool:
    return (
        conditions_of(old) == wanted.when
        and old.name == wanted.name
        and old.to_id == (wanted.to.pk if wanted.to else None)
        and (old.confidential, old.oversight) == (wanted.confidential, wanted.oversight)
    )


def _sent_before(name: str, wanted: Wanted, actor: Actor, seen: int) -> Change | None:
    """Return the change that this same form has made already, if its button was pressed twice."""
    rows = Change.objects.filter(topic=Topic.ROUTING, user=actor.user, pk__gt=seen)
    rows = rows.filter(row=name) if name else rows.filter(before__isnull=True)
    last = rows.order_by("-id").first()
    told = (last.after or {}) if last else {}
    return last if told.get("says") == wanted.says and told.get("name") == wanted.name else None


def _told(rule: RoutingRule, says: str | None) -> dict[str, object]:
    """Return what the record keeps of a rule: its words, which stand in the record before it."""
    if says is None:
        last = Change.objects.filter(topic=Topic.ROUTING, row=row_of(rule)).order_by("-id").first()
        says = str((last.after or {}).get("says", "")) if last else ""
    return {"name": rule.name, "says": says, "order": rule.order + 1}


def _record(
    rule: RoutingRule,
    name: str,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    actor: Actor,
    owner: Agency | None,
    why: str,
) -> Change:
    change = governing.record(
        Topic.ROUTING,
        name,
        label=rule.name,
        before=before,
        after=after,
        actor=actor,
        agency=owner,
        why=why,
    )
    changed()
    return change
