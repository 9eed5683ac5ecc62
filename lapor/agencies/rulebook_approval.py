"""Which answers of an office need a second officer: set from a day on, never deleted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, ApprovalRule, Change, Role
from lapor.agencies.rulebook import (
    NotGoverned,
    RuleRefused,
    hold_still,
    plain,
    refuse_overtaken,
    require,
)
from lapor.agencies.rules import changed, rules

Topic = Change.Topic
What = ApprovalRule.What
COLUMNS = ("agency_id", "what", "valid_from", "basis")


def approval_row(agency_id: int) -> str:
    """Return the name under which the changes of an office's rule are kept."""
    return f"approval:{agency_id}"


def own_rule(agency_id: int, day: date) -> ApprovalRule | None:
    """Return the row of this office that counts on a day; None where it has none."""
    rows = ApprovalRule.objects.filter(agency=agency_id, valid_from__lte=day)
    return rows.order_by("-valid_from", "-pk").first()


@transaction.atomic
def set_approval(
    agency_id: int, what: str, *, valid_from: date, basis: str, actor: Actor, seen: int
) -> Change:
    """Set which answers of an office, and of all below it, need a second officer from a day on.

    Raises NotGoverned, Overtaken, or RuleRefused at the field.
    """
    hold_still()
    agency = require(actor, agency_id)
    if agency is None or agency.ended_at:
        raise NotGoverned
    if valid_from < timezone.localdate():
        raise RuleRefused(_("Pilih hari ini atau sesudahnya."), field="valid_from")
    refuse_less(agency, What(what), valid_from, actor)
    row = {"agency_id": agency.pk, "what": what, "valid_from": valid_from, "basis": basis}
    return _add(row, agency, actor, seen)


def refuse_less(agency: Agency, what: What, day: date, actor: Actor) -> None:
    """Raise RuleRefused where an office would ask less of itself than those above ask of it.

    Who sits above may ask less of one office: of one in which there is a single officer.
    """
    if actor.role == Role.NATIONAL_ADMIN or actor.agency is None or what == What.ABOVE:
        return
    asked = rules().approval(actor.agency.ids[:-1], day)
    if asked not in (What.NOTHING, what) and what != What.ANSWERS:
        says = _("Unit di atas Anda meminta: %(what)s. Aturan Anda tidak boleh kurang dari itu.")
        raise RuleRefused(says % {"what": asked.label.lower()}, field="what")


def _add(row: Mapping[str, Any], agency: Agency, actor: Actor, seen: int) -> Change:
    name = approval_row(agency.pk)
    there = own_rule(agency.pk, row["valid_from"])
    before = {column: getattr(there, column) for column in COLUMNS} if there else None
    mine = Change.objects.filter(topic=Topic.APPROVAL, row=name, pk__gt=seen, user=actor.user)
    last = mine.order_by("-id").first()
    if last and last.after == plain(row):
        return last  # the button was pressed twice
    refuse_overtaken(Topic.APPROVAL, name, seen)
    if (before["what"] if before else What.ABOVE) == row["what"]:
        raise RuleRefused(_("Sama dengan yang sudah berlaku pada tanggal itu."))
    ApprovalRule.objects.create(**row, entered_at=timezone.now(), entered_by=actor.post)
    change = governing.record(
        Topic.APPROVAL,
        name,
        label=agency.label,
        before=plain(before) if before else None,
        after=plain(row),
        actor=actor,
        agency=agency,
        why=row["basis"],
    )
    changed()
    return change
