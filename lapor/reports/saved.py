"""Views of the inbox that officers keep under a name: their own, or shared with their office."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports.models import SavedView
from lapor.reports.terms import NotFound, Refused

ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
MOST = 30  # views of one person, and as many of one office
LONGEST_NAME, LONGEST_QUERY = 60, 500
TAKEN = _("Nama itu sudah dipakai. Pilih nama lain.")


@dataclass(frozen=True)
class Saved:
    """A view as its office reads it. query: as in the address of the inbox."""

    id: int
    name: str
    query: str
    shared: bool
    changeable: bool


def views_of(actor: Actor) -> list[Saved]:
    """Return the officer's own views and those of the office, by name: one statement."""
    return [
        Saved(row.pk, row.name, row.query, row.agency_id is not None, _may_change(actor, row))
        for row in _rows(actor).order_by("name", "pk")
    ]


def keep(actor: Actor, name: str, query: str, *, shared: bool) -> None:
    """Keep a view under this name; the same one kept twice is one. Raises Refused."""
    if shared and not may_share(actor):
        raise Refused(_("Hanya admin yang membagikan tampilan ke seluruh unit."), field="shared")
    _check(name)
    if len(query) > LONGEST_QUERY:
        raise Refused(_("Saringan ini terlalu panjang untuk disimpan."), field="name")
    agency = actor.agency if shared else None
    rows = SavedView.objects.filter(agency=agency) if shared else _own(actor)
    if rows.filter(name=name, query=query).exists():
        return
    if rows.count() >= MOST:
        says = _("Paling banyak %(most)d tampilan. Hapus satu dulu.") % {"most": MOST}
        raise Refused(says, field="name")
    made = SavedView(
        maker=actor.user, agency=agency, name=name, query=query, made_at=timezone.now()
    )
    _write(made)


def rename(actor: Actor, key: int, name: str) -> None:
    """Give a view another name. Raises Refused, and NotFound where it is not theirs to change."""
    row = _changeable(actor, key)
    _check(name)
    row.name = name
    _write(row)


def drop(actor: Actor, key: int) -> None:
    """Delete a view. Raises NotFound where it is not theirs to change."""
    _changeable(actor, key).delete()


def may_share(actor: Actor) -> bool:
    return actor.role in ADMINS


def _rows(actor: Actor) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(maker=actor.user, agency=None) | Q(agency=actor.agency))


def _own(actor: Actor) -> QuerySet[SavedView]:
    return SavedView.objects.filter(maker=actor.user, agency=None)


def _may_change(actor: Actor, row: SavedView) -> bool:
    return row.agency_id is None or may_share(actor)


def _changeable(actor: Actor, key: int) -> SavedView:
    row = _rows(actor).filter(pk=key).first()
    if row is None or not _may_change(actor, row):
        raise NotFound(key)
    return row


def _check(name: str) -> None:
    if not name:
        raise Refused(_("Beri nama tampilan ini."), field="name")
    if len(name) > LONGEST_NAME:
        says = _("Paling banyak %(most)d huruf.") % {"most": LONGEST_NAME}
        raise Refused(says, field="name")


def _write(row: SavedView) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(TAKEN, field="name") from None
