"""Posts and who holds them: seating, handing over, standing in, and who may decide it.

Powers belong to the post. Whoever governs the office above a post fills it; nobody fills their
own, and whoever is watched never chooses who watches.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import ways_in
from lapor.agencies.actor import Actor
from lapor.agencies.governing import governs, record
from lapor.agencies.models import Agency, Change, Delegation, Post, Role, Tenure, in_force
from lapor.agencies.overseeing import is_out_of_hand, key_side

SEATS = (
    *(Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.LIAISON, Role.HANDLER, Role.OVERSEER),
    Role.CUSTODIAN,
)
ALONE = (Role.OVERSEER, Role.CUSTODIAN)  # stood in for by their own kind, else by the nation's word
WORKING = (Role.LIAISON, Role.HANDLER)  # filled by the admin of the office itself, too
LONGEST_LEAVE = 366  # days; who is away for longer has left


class Unfit(Exception):
    """A change of the organisation that cannot be. says: why and what to do; field: where."""

    def __init__(self, says: str | Promise, *, field: str = "") -> None:
        super().__init__(str(says))
        self.says, self.field = says, field


def may_fill(actor: Actor, agency: Agency, role: str) -> bool:
    """Say whether this actor decides who holds a post of this role in this agency.

    The nation: every post. An institution's admin: the posts of its own tree, but no overseer's
    and none of an office that watches others, and in its own office no admin's, so that admins
    come from the office above.
    """
    if actor.role == Role.NATIONAL_ADMIN:
        return True
    if role not in (*WORKING, Role.AGENCY_ADMIN) or not governs(actor, agency):
        return False
    if role not in WORKING and agency == actor.agency:
        return False
    return not is_out_of_hand(actor, agency)


def roles_for(actor: Actor, agency: Agency) -> list[Role]:
    """Return the roles of the posts that this actor may make in this agency."""
    fits = [role for role in SEATS if (role == Role.NATIONAL_ADMIN) == (agency.depth == 0)]
    fits = [role for role in fits if role != Role.CUSTODIAN]
    if key_side(agency):
        fits.append(Role.CUSTODIAN)
    return [role for role in fits if may_fill(actor, agency, role)]


def may_change(actor: Actor, post: Post) -> bool:
    """Say whether this actor decides about this post. Nobody does about the post they act in."""
    return post != actor.post and may_fill(actor, post.agency, post.role)


def may_delegate(actor: Actor, post: Post) -> bool:
    """Say whether this actor names who stands in: who holds the post itself, or who fills it.

    Whoever stands in for a while does not pass that on.
    """
    if may_change(actor, post):
        return True
    holder = sitting(post) if post == actor.post else None
    return holder is not None and holder.person == actor.user


def sitting(post: Post, at: datetime | None = None) -> Tenure | None:
    """Return who holds the post now, or at this moment."""
    rows = Tenure.objects.filter(in_force(at or timezone.now()), post=post)
    return rows.select_related("person").first()


def planned(post: Post, now: datetime | None = None) -> Tenure | None:
    """Return who will hold the post from a later day on."""
    now = now or timezone.now()
    rows = Tenure.objects.filter(Q(until=None) | Q(until__gt=F("since")), post=post, since__gt=now)
    return rows.select_related("person").first()


def held_or_planned(post: Post, now: datetime | None = None) -> QuerySet[Tenure]:
    """Return every tenure of the post that has not ended yet."""
    now = now or timezone.now()
    return Tenure.objects.filter(Q(until=None) | Q(until__gt=now), post=post).exclude(
        until=F("since")
    )


def somebody(now: datetime, **sits: Any) -> Q:
    """Return whether anybody acts in a post that `sits` names: holds it, or stands in for it."""
    held = Tenure.objects.filter(in_force(now), **sits)
    return Q(Exists(held)) | Q(Exists(Delegation.objects.filter(in_force(now), **sits)))


def vacant(posts: QuerySet[Post], now: datetime | None = None) -> QuerySet[Post]:
    """Return those of these posts in which nobody acts, though somebody should."""
    living = posts.filter(ended_at=None, agency__ended_at=None)
    return living.exclude(somebody(now or timezone.now(), post=OuterRef("pk")))


@transaction.atomic
def open_post(agency: Agency, role: Role, title: str, *, actor: Actor, why: str = "") -> Post:
    """Make a post. Raises Unfit where this actor does not fill such posts, or it is there."""
    if agency.ended_at:
        raise Unfit(_("Unit ini sudah berakhir. Buat jabatannya di unit penggantinya."))
    if role not in roles_for(actor, agency):
        raise Unfit(_("Peran ini tidak dapat Anda buat di unit ini."), field="role")
    title = title or str(role.label)
    if Post.objects.filter(agency=agency, title__iexact=title, ended_at=None).exists():
        raise Unfit(_("Jabatan dengan nama ini sudah ada di unit ini."), field="title")
    post = Post.objects.create(agency=agency, role=role, title=title)
    _keep(post, None, {"title": title, "role": role.value}, actor, why)
    return post


@transaction.atomic
def rename(post: Post, title: str, *, actor: Actor, why: str = "") -> None:
    """Give a post another title; what was done under the old one stays with the post."""
    post = _locked(post, actor)
    if not title:
        raise Unfit(_("Tulis nama jabatannya."), field="title")
    namesakes = Post.objects.filter(agency=post.agency, title__iexact=title, ended_at=None)
    if namesakes.exclude(pk=post.pk).exists():
        raise Unfit(_("Jabatan dengan nama ini sudah ada di unit ini."), field="title")
    before, post.title = post.title, title
    post.save(update_fields=["title"])
    if before != title:
        _keep(post, {"title": before}, {"title": title}, actor, why)


@transaction.atomic
def end_post(post: Post, *, actor: Actor, why: str = "", at: datetime | None = None) -> None:
    """End a post that nobody holds and nobody will. What names it is looked at by the caller."""
    at = at or timezone.now()
    post = _locked(post, actor)
    if held_or_planned(post, at).exists():
        raise Unfit(_("Jabatan ini masih dipegang atau akan dipegang. Kosongkan dulu."))
    _end_delegations(post, at)
    post.ended_at = at
    post.save(update_fields=["ended_at"])
    _keep(post, {"ended": False}, {"ended": True}, actor, why, at)


@transaction.atomic
def seat(
    post: Post,
    person: User,
    *,
    actor: Actor,
    since: datetime | None = None,
    why: str = "",
    now: datetime | None = None,
) -> Tenure:
    """Let a person take a post, now or from a later day; who holds it leaves in the same step.

    The work stays with the post. Whom another admin let in begins anew where they are to watch:
    see `ways_in.must_begin_anew`. Raises Unfit.
    """
    now = now or timezone.now()
    since = max(since or now, now)
    post = _locked(post, actor)
    if person == actor.user:
        raise Unfit(_("Anda tidak dapat mendudukkan diri sendiri."), field="person")
    if not person.is_active:
        raise Unfit(_("Akun orang ini tidak aktif."), field="person")
    if later := planned(post, now):
        says = _("Jabatan ini akan dipegang %(who)s mulai %(day)s. Batalkan dulu rencana itu.")
        raise Unfit(says % {"who": called(later.person), "day": day_of(later.since, post)})
    holder = sitting(post, now)
    if holder and holder.person == person:
        raise Unfit(_("Orang ini sudah memegang jabatan ini."), field="person")
    if holder and (holder.until is None or holder.until > since):
        holder.until = since
        holder.save(update_fields=["until"])
    _end_delegations(post, since)  # for whoever comes nobody stands in yet
    _begin_anew(person, post, actor)
    tenure = Tenure.objects.create(post=post, person=person, since=since)
    before = {"holder": called(holder.person)} if holder else None
    after = {"holder": called(person), "since": since.isoformat()}
    _keep(post, before, after, actor, why, now)
    return tenure


@transaction.atomic
def vacate(
    post: Post,
    *,
    actor: Actor,
    until: datetime | None = None,
    why: str = "",
    now: datetime | None = None,
) -> Tenure:
    """Let the holder of a post leave it, now or on a later day; the post stays vacant."""
    now = now or timezone.now()
    post = _locked(post, actor)
    holder = sitting(post, now)
    if holder is None:
        raise Unfit(_("Jabatan ini sudah kosong."))
    if planned(post, now):
        raise Unfit(_("Penggantinya sudah ditetapkan. Batalkan dulu rencana itu."))
    holder.until = max(until or now, now)
    holder.save(update_fields=["until"])
    after = {"holder": None, "since": holder.until.isoformat()}
    _keep(post, {"holder": called(holder.person)}, after, actor, why, now)
    return holder


@transaction.atomic
def call_off(tenure: Tenure, *, actor: Actor, why: str = "", now: datetime | None = None) -> None:
    """Take back a hand-over that has not come yet; who holds the post stays."""
    now = now or timezone.now()
    post = _locked(tenure.post, actor)
    tenure = Tenure.objects.select_for_update().select_related("person").get(pk=tenure.pk)
    if tenure.since <= now or tenure.until == tenure.since:
        raise Unfit(_("Serah terima ini sudah berlaku atau sudah dibatalkan."))
    Tenure.objects.filter(pk=tenure.pk).update(until=tenure.since)
    stays = Tenure.objects.filter(in_force(now), post=post, until=tenure.since)
    stays.update(until=None)
    before = {"holder": called(tenure.person), "since": tenure.since.isoformat()}
    _keep(post, before, {"called_off": True}, actor, why, now)


def leaving(post: Post, now: datetime | None = None) -> Tenure | None:
    """Return who will leave the post on a later day, with nobody to follow them."""
    now = now or timezone.now()
    holder = sitting(post, now)
    return holder if holder and holder.until and planned(post, now) is None else None


@transaction.atomic
def stay(post: Post, *, actor: Actor, why: str = "", now: datetime | None = None) -> Tenure:
    """Take back that the post will be left on a later day; who holds it stays."""
    now = now or timezone.now()
    post = _locked(post, actor)
    holder = leaving(post, now)
    if holder is None or holder.until is None:
        raise Unfit(_("Tidak ada rencana yang dapat dibatalkan."))
    before = {"holder": called(holder.person), "until": holder.until.isoformat()}
    holder.until = None
    holder.save(update_fields=["until"])
    _keep(post, before, {"stays": True}, actor, why, now)
    return holder


@transaction.atomic
def delegate(
    post: Post, person: User, *, since: datetime, until: datetime, why: str, actor: Actor
) -> Delegation:
    """Let a person stand in (pelaksana harian) from one moment to another. Raises Unfit."""
    now = timezone.now()
    post = Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)
    if post.ended_at or actor.user is None or not may_delegate(actor, post):
        raise Unfit(_("Jabatan ini tidak dapat Anda delegasikan."))
    holder = sitting(post, now)
    if holder and holder.person == person:
        raise Unfit(_("Orang ini sudah memegang jabatan ini."), field="person")
    if person == actor.user:
        raise Unfit(_("Anda tidak dapat menunjuk diri sendiri."), field="person")
    if post.role in ALONE and not may_change(actor, post) and not _sits_in(person, post):
        says = _(
            "Pengawas dan pemegang kunci digantikan oleh sesamanya di kantor itu."
            " Untuk orang lain, minta admin nasional."
        )
        raise Unfit(says, field="person")
    if not person.is_active:
        raise Unfit(_("Akun orang ini tidak aktif."), field="person")
    if not why:
        raise Unfit(_("Tulis alasannya, misalnya cuti tahunan."), field="why")
    since = max(since, now)
    if until <= since:
        raise Unfit(_("Tanggal selesai harus sesudah tanggal mulai."), field="until")
    if (until - since).days > LONGEST_LEAVE:
        raise Unfit(
            _("Paling lama satu tahun. Untuk lebih lama, serahkan jabatannya."), field="until"
        )
    clash = Delegation.objects.filter(post=post, since__lt=until, until__gt=since)
    if clash.exclude(since=F("until")).exists():
        raise Unfit(_("Pada tanggal itu sudah ada pelaksana harian."), field="since")
    _begin_anew(person, post, actor)
    row = Delegation.objects.create(
        post=post, person=person, since=since, until=until, why=why, made_by=actor.user
    )
    after = {"stands_in": called(person), "since": since.isoformat(), "until": until.isoformat()}
    _keep(post, None, after, actor, why, now)
    return row


@transaction.atomic
def end_delegation(row: Delegation, *, actor: Actor, now: datetime | None = None) -> None:
    """Let a delegation end before its day."""
    now = now or timezone.now()
    post = Post.objects.select_related("agency").get(pk=row.post_id)
    if not may_delegate(actor, post):
        raise Unfit(_("Jabatan ini tidak dapat Anda delegasikan."))
    row = Delegation.objects.select_for_update().select_related("person").get(pk=row.pk)
    if row.until <= now:
        raise Unfit(_("Pelaksana harian ini sudah selesai bertugas."))
    before = {"stands_in": called(row.person), "until": row.until.isoformat()}
    row.until = max(row.since, now)
    row.save(update_fields=["until"])
    _keep(post, before, {"until": row.until.isoformat()}, actor, "", now)


def called(person: User) -> str:
    """Return the name of a person as pages show it."""
    return person.name or person.username


def day_of(moment: datetime, post: Post) -> str:
    """Return a day as it is written, in the zone of the post's office."""
    return formats.date_format(moment.astimezone(ZoneInfo(post.agency.time_zone)), "j F Y")


def _locked(post: Post, actor: Actor) -> Post:
    """Return the post, locked against a second hand-over; raises Unfit where it is not theirs."""
    post = Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)
    if not may_change(actor, post):
        raise Unfit(_("Jabatan ini tidak dapat Anda ubah."))
    if post.ended_at or post.agency.ended_at:
        raise Unfit(_("Jabatan ini sudah berakhir."))
    return post


def _begin_anew(person: User, post: Post, actor: Actor) -> None:
    """Let who comes to watch, or to lead the nation, come in by a way that is their own."""
    if ways_in.must_begin_anew(person, post):
        why = f"{post.title}, {post.agency.name}"
        ways_in.begin_anew(person, actor=actor, agency=post.agency, why=why)


def _sits_in(person: User, post: Post) -> bool:
    """Say whether this person has the same calling in the same office."""
    held = Tenure.objects.filter(in_force(timezone.now()), person=person)
    return held.filter(post__agency=post.agency, post__role=post.role).exists()


def _end_delegations(post: Post, at: datetime) -> None:
    running = Delegation.objects.filter(post=post, until__gt=at)
    running.update(until=Greatest(F("since"), at))


def _keep(
    post: Post,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    actor: Actor,
    why: str,
    at: datetime | None = None,
) -> None:
    record(
        Change.Topic.POST,
        post.pk,
        label=f"{post.title}, {post.agency.name}",
        before=before,
        after=after,
        actor=actor,
        agency=post.agency,
        why=why,
        at=at,
    )
