"""How the tree itself changes: units made at once, the rest planned for a day and carried out then.

What was is never rewritten: an agency that ends stays, with its slug, its events and its successor,
and one that is renamed keeps its former names with the moments until which it bore them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Func, IntegerField, Max, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lapor.agencies.actor import Actor
from lapor.agencies.governing import governs, record
from lapor.agencies.models import Agency, Change, Region, Reorganisation, Role
from lapor.agencies.overseeing import INSPECTING, holds_watch, is_out_of_hand, is_watch
from lapor.agencies.posts import Unfit

What = Reorganisation.What
DEEPEST = 4  # tiers below the root; a report keeps its holder's four as columns
ENDING = (What.MERGE, What.END, What.SPLIT)  # the agency is no more afterwards
GOVERNMENTS = (
    Agency.Kind.MINISTRY,
    Agency.Kind.STATE_BODY,
    Agency.Kind.COMPANY,
    Agency.Kind.PROVINCE,
    Agency.Kind.REGENCY,
    Agency.Kind.CITY,
)
OF_WATCHERS = gettext_noop(
    "Perubahan ini menyangkut kantor yang mengawasi. Hanya admin nasional yang memutuskannya."
)
ONES_OWN = gettext_noop(
    "Unit tidak dapat digabung ke kantor Anda sendiri. Mintalah admin di atas Anda memutuskannya."
)
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
LONGEST_SLUG = 100


@dataclass(frozen=True)
class Plan:
    """What is to happen to an agency, as somebody asks for it; `what` says which fields count."""

    what: Reorganisation.What
    agency: Agency
    on: date
    basis: str
    into: Agency | None = None
    name: str = ""
    short_name: str = ""
    parts: Sequence[dict[str, Any]] = ()


def may_reorganise(actor: Actor, agency: Agency) -> bool:
    """Say whether this actor decides what becomes of this agency: whoever governs from above it.

    Nobody their own office. Who watches an institution is not moved about by it.
    """
    if actor.role == Role.NATIONAL_ADMIN:
        return True
    below = governs(actor, agency) and agency != actor.agency
    return below and not is_out_of_hand(actor, agency)


def may_make_below(actor: Actor, parent: Agency) -> bool:
    """Say whether this actor makes units below this agency: who governs it, and is not watched."""
    return governs(actor, parent) and not is_out_of_hand(actor, parent)


def kinds_below(actor: Actor, parent: Agency) -> list[Agency.Kind]:
    """Return what kinds of unit this actor may make below this agency."""
    if parent.depth == 0:
        return list(GOVERNMENTS)
    kinds = [Agency.Kind.OFFICE, Agency.Kind.KECAMATAN, Agency.Kind.KELURAHAN]
    return kinds + ([*INSPECTING] if actor.role == Role.NATIONAL_ADMIN else [])


@transaction.atomic
def make_unit(
    parent: Agency,
    *,
    name: str,
    short_name: str = "",
    kind: str,
    region: Region | None = None,
    time_zone: str = "",
    actor: Actor,
    why: str = "",
) -> Agency:
    """Make a unit below this agency, at once. Raises Unfit at the field."""
    parent = Agency.objects.select_for_update(of=("self",)).get(pk=parent.pk)
    if not may_make_below(actor, parent):
        raise Unfit(_("Unit di bawah instansi ini tidak dapat Anda buat."))
    if parent.ended_at:
        raise Unfit(_("Instansi ini sudah berakhir. Pilih penggantinya."), field="parent")
    if parent.depth >= DEEPEST:
        raise Unfit(_too_deep(), field="parent")
    if kind not in kinds_below(actor, parent):
        raise Unfit(_("Pilih jenis unitnya."), field="kind")
    _check_name(name, parent)
    agency = Agency.objects.create(
        name=name,
        short_name=short_name,
        slug=free_slug(f"{parent.slug if parent.depth else ''} {short_name or name}"),
        kind=kind,
        parent=parent,
        region=region,
        time_zone=time_zone if time_zone in ZONES else parent.time_zone,
    )
    agency.refresh_from_db()
    keep(agency, None, {"name": name, "parent": parent.name, "kind": kind}, actor, why)
    return agency


@transaction.atomic
def decide(plan: Plan, *, actor: Actor) -> Reorganisation:
    """Keep a decided change until its day; raises Unfit where it cannot be."""
    Agency.objects.select_for_update(of=("self",)).get(pk=plan.agency.pk)
    check(plan, actor=actor)
    if actor.user is None or actor.post is None:
        raise Unfit(_("Rencana harus diputuskan oleh orang."))
    row = Reorganisation.objects.create(
        what=plan.what,
        agency=plan.agency,
        into=plan.into,
        name=plan.name,
        short_name=plan.short_name,
        parts=list(plan.parts),
        on=plan.on,
        basis=plan.basis,
        decided_by=actor.user,
        post=actor.post,
        decided_at=timezone.now(),
    )
    after = {"what": plan.what.value, "on": plan.on.isoformat(), "basis": plan.basis}
    after |= {"into": plan.into.name} if plan.into else {}
    after |= {"name": plan.name} if plan.name else {}
    keep(plan.agency, None, {"planned": after}, actor, plan.basis)
    return row


def is_decided(plan: Plan) -> bool:
    """Say whether the very same change waits for its day already."""
    same = Reorganisation.objects.filter(
        what=plan.what, agency=plan.agency, into=plan.into, name=plan.name, on=plan.on
    )
    return same.filter(basis=plan.basis, done_at=None, cancelled_at=None).exists()


@transaction.atomic
def cancel(row: Reorganisation, *, actor: Actor, why: str = "") -> None:
    """Take back a planned change before it is carried out."""
    row = Reorganisation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_reorganise(actor, row.agency):
        raise Unfit(_("Rencana ini tidak dapat Anda batalkan."))
    if row.done_at or row.cancelled_at:
        raise Unfit(_("Rencana ini sudah dijalankan atau sudah dibatalkan."))
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    planned = {"what": row.what, "on": row.on.isoformat()}
    keep(row.agency, {"planned": planned}, {"planned": None}, actor, why)


def check(plan: Plan, *, actor: Actor) -> None:
    """Raise Unfit at the field where this change cannot be decided by this actor."""
    if not may_reorganise(actor, plan.agency):
        raise Unfit(_("Instansi ini tidak dapat Anda ubah. Hubungi admin di atasnya."))
    if plan.agency.depth == 0 and plan.what != What.RENAME:
        raise Unfit(_("Akar nasional hanya dapat diganti namanya."))
    if not plan.basis:
        raise Unfit(_("Tulis dasarnya, misalnya nomor peraturan."), field="basis")
    if plan.on < timezone.now().astimezone(ZoneInfo(plan.agency.time_zone)).date():
        raise Unfit(_("Pilih hari ini atau sesudahnya."), field="on")
    if plan.into and not (
        governs(actor, plan.into) or (plan.what == What.MOVE and plan.into == actor.agency)
    ):
        raise Unfit(_("Pilih unit di dalam instansi Anda."), field="into")
    if says := waiting_for(plan.agency, plan.into):
        raise Unfit(says)
    if fault := fault_of(plan) or _fault_of_decider(plan, actor):
        raise fault


def fault_of(plan: Plan | Reorganisation) -> Unfit | None:
    """Return why the tree as it stands does not allow this change; None where it does."""
    agency, into = plan.agency, plan.into
    if agency.ended_at:
        return Unfit(_("Instansi ini sudah berakhir."))
    match plan.what:
        case What.RENAME:
            return _fault_of_name(plan.name, agency.parent, besides=agency)
        case What.SPLIT:
            return _fault_of_parts(agency, plan.parts)
        case _:
            return _fault_of_place(agency, into, moves=plan.what == What.MOVE)


def fault_now(row: Reorganisation) -> Unfit | None:
    """Return why a decided change cannot be carried out as things stand; None where it can.

    Who watches may have come since it was decided; what the nation decided stands.
    """
    if fault := fault_of(row):
        return fault
    return None if row.post.role == Role.NATIONAL_ADMIN else _fault_of_watch(row)


def waiting_for(*agencies: Agency | None) -> str:
    """Say which plan for one of these agencies is still to come; empty where none is."""
    keys = [agency.pk for agency in agencies if agency]
    mine = Q(agency__in=keys) | Q(into__in=keys, what__in=(What.MERGE, What.END))
    other = Reorganisation.objects.filter(mine, done_at=None, cancelled_at=None).first()
    if other is None:
        return ""
    says = _("Sudah ada rencana lain untuk %(name)s. Tunggu harinya, atau batalkan dulu.")
    return says % {"name": other.agency.name}


def _fault_of_decider(plan: Plan, actor: Actor) -> Unfit | None:
    """Return why this actor is not the one to decide it; None where they are.

    What comes into one's own office is opened to oneself, so the office above decides that.
    """
    if actor.role == Role.NATIONAL_ADMIN:
        return None
    if plan.what in ENDING and plan.into == actor.agency:
        return Unfit(_(ONES_OWN), field="into")
    return _fault_of_watch(plan)


def _fault_of_watch(plan: Plan | Reorganisation) -> Unfit | None:
    """Return why the nation alone decides this change: it touches who watches an institution.

    An accused office that came into the inspectorate would blind it and read its reports; one
    whose heir stands above it would blind it too; a watcher below it would go where it goes.
    """
    agency, into = plan.agency, plan.into
    if plan.what != What.RENAME and holds_watch(agency):
        return Unfit(_(OF_WATCHERS))
    if into and is_watch(into, besides=agency.ids):
        return Unfit(_(OF_WATCHERS), field="into")
    if into and plan.what in ENDING and holds_watch(into):
        return Unfit(_(OF_WATCHERS), field="into")
    return None


def free_slug(words: str) -> str:
    """Return an address that no agency has had; those of ended ones stay theirs."""
    stem = slugify(words)[:LONGEST_SLUG] or "unit"
    taken = set(Agency.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def tiers_below(agency: Agency) -> int:
    """Return how many tiers stand below this agency, those of units that have ended too.

    They keep the reports that were over when they ended, and a report has four tiers at most.
    """
    level = Func("path", function="nlevel", output_field=IntegerField())
    rows = Agency.objects.filter(path__within=str(agency.path))
    deepest = rows.aggregate(deepest=Max(level))["deepest"]
    return max((deepest or 0) - 1 - agency.depth, 0)


def _fault_of_place(agency: Agency, into: Agency | None, *, moves: bool) -> Unfit | None:
    if into is None:
        return Unfit(_("Pilih unit tujuannya."), field="into")
    if into.ended_at:
        return Unfit(_("Unit tujuan itu sudah berakhir."), field="into")
    if into.is_within(agency):
        return Unfit(_("Tujuannya tidak boleh unit itu sendiri atau bawahannya."), field="into")
    if not moves and into.depth == 0:
        return Unfit(_("Pilih instansi penggantinya; akar nasional tidak dapat."), field="into")
    if moves and into == agency.parent:
        return Unfit(_("Unit ini sudah berada di sana."), field="into")
    if moves and into.depth == 0 and agency.kind not in GOVERNMENTS:
        return Unfit(_("Hanya instansi yang berada di bawah akar nasional."), field="into")
    below = tiers_below(agency)
    if into.depth + below + (1 if moves else 0) > DEEPEST:
        return Unfit(_too_deep(), field="into")
    return None


def _fault_of_parts(agency: Agency, parts: Iterable[dict[str, Any]]) -> Unfit | None:
    names = [part["name"] for part in parts]
    if len(names) < 2 or len({name.lower() for name in names}) < len(names):
        return Unfit(_("Tulis paling sedikit dua bagian dengan nama yang berbeda."), field="parts")
    for name in names:
        if fault := _fault_of_name(name, agency.parent, besides=agency):
            return Unfit(fault.says, field="parts")
    return None


def _fault_of_name(name: str, parent: Agency | None, *, besides: Agency) -> Unfit | None:
    try:
        _check_name(name, parent, besides=besides)
    except Unfit as fault:
        return fault
    return None


def _check_name(name: str, parent: Agency | None, *, besides: Agency | None = None) -> None:
    if not name:
        raise Unfit(_("Tulis namanya."), field="name")
    rows = Agency.objects.filter(parent=parent, name__iexact=name, ended_at=None)
    if (rows.exclude(pk=besides.pk) if besides else rows).exists():
        raise Unfit(_("Unit dengan nama ini sudah ada di sana."), field="name")


def _too_deep() -> str:
    return _(
        "Susunannya menjadi terlalu dalam: paling banyak empat tingkat di bawah akar nasional."
    )


def keep(
    agency: Agency,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    actor: Actor,
    why: str = "",
    at: datetime | None = None,
) -> None:
    record(
        Change.Topic.AGENCY,
        agency.pk,
        label=agency.name,
        before=before,
        after=after,
        actor=actor,
        agency=agency,
        why=why,
        at=at,
    )
