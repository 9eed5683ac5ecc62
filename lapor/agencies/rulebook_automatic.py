"""Whether an institution lets the system hand on by itself: switched from a moment on, kept.

What must hold before it may be switched on is known by who looks at reports (`reports.automatic`).
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import SYSTEM, Actor
from lapor.agencies.models import Agency, AutomaticRouting, Change
from lapor.agencies.rulebook import (
    NotGoverned,
    RuleRefused,
    hold_still,
    plain,
    refuse_overtaken,
    require,
)

Topic = Change.Topic
State = AutomaticRouting.State


def automatic_row(institution: int) -> str:
    """Return the name under which the changes of an institution's switch are kept."""
    return f"automatic:{institution}"


def switched(institution: int) -> AutomaticRouting | None:
    """Return how it is switched now; None where it never was: it is off."""
    return AutomaticRouting.objects.filter(institution=institution).first()


def running() -> Mapping[int, AutomaticRouting]:
    """Return by institution how it is switched, where it is not off: one statement."""
    rows = AutomaticRouting.objects.order_by("institution", "-pk").distinct("institution")
    found = rows.select_related("institution")
    return {row.institution_id: row for row in found if row.state != State.OFF}


def watched_since(institution: int) -> datetime | None:
    """Return since when it is watched, or on, without a break; None where it is off."""
    since = None
    for row in AutomaticRouting.objects.filter(institution=institution):
        if row.state == State.OFF:
            break
        since = row.since
    return since


@transaction.atomic
def switch(
    institution_id: int, state: State, *, actor: Actor, why: str, seen: int, at: datetime
) -> Change:
    """Switch it from now on. Raises NotGoverned, Overtaken, or RuleRefused at the field.

    A form that is sent twice switches once.
    """
    hold_still()
    institution = require(actor, institution_id)
    if institution is None or institution.ended_at or institution.depth != 1:
        raise NotGoverned
    name = automatic_row(institution.pk)
    now = switched(institution.pk)
    mine = Change.objects.filter(topic=Topic.AUTOMATIC, row=name, pk__gt=seen, user=actor.user)
    last = mine.order_by("-id").first()
    if last and last.after == {"automatic": state.value}:
        return last  # the button was pressed twice
    refuse_overtaken(Topic.AUTOMATIC, name, seen)
    if (now.state if now else State.OFF) == state:
        raise RuleRefused(_("Tidak ada yang berubah."), field="state")
    return _keep(institution, state, actor, why, at)


@transaction.atomic
def switch_off(institution: Agency, *, why: str, at: datetime) -> Change | None:
    """Let the system stop by itself; None where somebody was quicker."""
    hold_still()
    now = switched(institution.pk)
    if now is None or now.state == State.OFF:
        return None
    return _keep(institution, State.OFF, SYSTEM, why, at)


def _keep(institution: Agency, state: State, actor: Actor, why: str, at: datetime) -> Change:
    there = switched(institution.pk)
    AutomaticRouting.objects.create(
        institution=institution, state=state, since=at, why=why, entered_by=actor.post
    )
    return governing.record(
        Topic.AUTOMATIC,
        automatic_row(institution.pk),
        label=institution.label,
        before=plain({"automatic": there.state}) if there else None,
        after=plain({"automatic": state.value}),
        actor=actor,
        agency=institution,
        why=why,
        at=at,
    )
