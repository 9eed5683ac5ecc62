"""Deciding on what answered reports propose for the office map: nothing follows without a yes."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, MapProposal, OfficeMap
from lapor.agencies.rulebook import NotGoverned, RuleRefused, hold_still, require
from lapor.agencies.rulebook_map import Settled, map_row, settle

State = MapProposal.State
DECIDED = _("Usulan ini sudah diputuskan. Buka lagi daftarnya.")


def open_proposals(government: Agency) -> list[MapProposal]:
    """Return what waits for somebody to decide, the best founded first: one statement."""
    rows = MapProposal.objects.filter(government=government, state=State.OPEN)
    return list(rows.select_related("function", "office"))


@transaction.atomic
def decide(key: int, *, accept: bool, since: date, actor: Actor, why: str, seen: int) -> Change:
    """Make a proposal a row of the map from a day on, or dismiss it with a reason.

    Raises NotGoverned, Overtaken, or RuleRefused. A form that is sent twice decides once.
    """
    hold_still()
    row = MapProposal.objects.select_related("function", "office", "government").filter(pk=key)
    proposal = row.first()
    if proposal is None or require(actor, proposal.government_id) is None:
        raise NotGoverned
    name = map_row(proposal.government_id, proposal.function_id)
    if proposal.state != State.OPEN:
        mine = Change.objects.filter(topic=Change.Topic.MAP, row=name, pk__gt=seen, user=actor.user)
        if last := mine.order_by("-id").first():
            return last  # the button was pressed twice
        raise RuleRefused(DECIDED)
    row.update(
        state=State.ACCEPTED if accept else State.DISMISSED,
        decided_at=timezone.now(),
        decided_by=actor.post,
        why=why,
    )
    if accept:
        line = Settled(proposal.function, proposal.office)
        return settle(
            proposal.government_id,
            [line],
            since=since,
            actor=actor,
            why=why,
            seen=seen,
            source=OfficeMap.Source.LEARNED,
        )
    return governing.record(
        Change.Topic.MAP,
        name,
        label=f"{proposal.function.name}, {proposal.government.label}",
        before={"proposed": proposal.office.label},
        after={"proposed": ""},
        actor=actor,
        agency=proposal.government,
        why=why,
    )
