"""Who watches whom, so that nobody decides about the offices that watch them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Oversight, Role

INSPECTING = (Agency.Kind.INSPECTORATE,)


def watching() -> QuerySet[Agency]:
    """Return the living offices that watch others, today or from a later day on."""
    rows = Oversight.objects.filter(overseer=OuterRef("pk"))
    now_or_later = Q(until=None) | Q(until__gt=timezone.localdate())
    watches = Q(kind__in=INSPECTING) | Exists(rows.filter(now_or_later))
    return Agency.objects.filter(watches, ended_at=None)


def is_watch(agency: Agency, besides: Iterable[int]) -> bool:
    """Say whether this agency watches, or lies below one that does; some ancestors left out."""
    return watching().filter(pk__in=set(agency.ids) - set(besides)).exists()


def holds_watch(agency: Agency) -> bool:
    """Say whether this agency watches, or has below it one that does."""
    return watching().filter(path__within=str(agency.path)).exists()


def is_out_of_hand(actor: Actor, agency: Agency) -> bool:
    """Say whether only the nation decides who sits in this agency, or what stands below it.

    That is where it watches, or lies below one that does, unless the actor's own office does too:
    whoever is watched would else seat those who watch, and read what is said of them.
    """
    if actor.role == Role.NATIONAL_ADMIN:
        return False
    return is_watch(agency, actor.agency.ids if actor.agency else ())


def key_side(agency: Agency) -> str:
    """Return which half of the key of sealed names custodians of this agency keep; empty: none.

    A: the national root. B: an institution of its own that watches others, such as the Ombudsman;
    no inspectorate, because whoever it watches stands above it.
    """
    if agency.depth == 0:
        return "a"
    if agency.is_institution and watching().filter(pk=agency.pk).exists():
        return "b"
    return ""
