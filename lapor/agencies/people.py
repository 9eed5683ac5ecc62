"""People who hold posts: bringing in somebody new, a lost way in, and accounts of who has left."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts.demo import is_let_in
from lapor.accounts.models import User
from lapor.agencies import ways_in
from lapor.agencies.actor import Actor
from lapor.agencies.governing import record
from lapor.agencies.models import Agency, Change, Delegation, Post, Role, Tenure
from lapor.agencies.posts import Unfit, called, may_change


def posts_of(person: User) -> list[Post]:
    """Return where this person sits, will sit or stands in; where they sat last if nowhere."""
    now = timezone.now()
    ended = Tenure.objects.filter(person=person, until__lte=now).values("pk")
    held = Tenure.objects.filter(person=person).exclude(pk__in=ended)
    stands_in = Delegation.objects.filter(person=person, until__gt=now)
    keys = [*held.values_list("post", flat=True), *stands_in.values_list("post", flat=True)]
    if not keys:
        last = Tenure.objects.filter(person=person).exclude(until=F("since"))
        keys = list(last.order_by("-until", "-pk").values_list("post", flat=True)[:1])
    return list(Post.objects.filter(pk__in=keys).select_related("agency").order_by("pk"))


def may_manage(actor: Actor, person: User) -> bool:
    """Say whether this actor looks after the account of this person: who fills all their posts.

    One that they do not fill is enough to refuse: whose way in is reset could be stepped into.
    """
    if person == actor.user:
        return False
    if actor.role == Role.NATIONAL_ADMIN:
        return True
    held = posts_of(person)
    return bool(held) and all(may_change(actor, post) for post in held)


@transaction.atomic
def introduce(username: str, email: str, name: str, *, actor: Actor, agency: Agency) -> User:
    """Make an account without a password, to be set by the link; raises Unfit at the field."""
    person = User(username=username, email=email, name=name)
    if not is_let_in(person):
        raise Unfit(_("Nama pengguna ini tidak dapat dipakai."), field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise Unfit(_("Nama pengguna ini sudah dipakai. Pilih yang lain."), field="username")
    if not name:
        raise Unfit(_("Tulis nama orangnya."), field="name")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Unfit(_("Tulis alamat surel dinas yang lengkap."), field="email") from error
    person.set_unusable_password()
    try:
        person.full_clean()
    except ValidationError as error:
        field, says = next(iter(error.message_dict.items()))
        raise Unfit(
            says[0], field=field if field in ("username", "email", "name") else ""
        ) from error
    person.save(force_insert=True)
    _keep(person, None, {"username": username}, actor, agency)
    return person


@transaction.atomic
def reset_way_in(person: User, *, actor: Actor, why: str) -> None:
    """Take back password and second factor of a person; the link to new ones goes to their mail.

    Every open session of theirs ends: whoever found the phone may have one.
    """
    person = _locked(person, actor)
    if not why:
        raise Unfit(_("Tulis alasannya, misalnya ponsel hilang."), field="why")
    if not person.is_active:
        raise Unfit(_("Akun ini tidak aktif. Aktifkan dulu."))
    if not person.email:
        raise Unfit(_("Orang ini belum punya alamat surel, jadi tautannya tidak dapat dikirim."))
    ways_in.begin_anew(person, actor=actor, agency=_home(person), why=why)


@transaction.atomic
def invite_again(person: User, *, actor: Actor, why: str) -> User:
    """Return somebody who never signed in, whose earlier links end: a new one can be made."""
    person = _locked(person, actor)
    if person.has_usable_password() or person.last_login or not person.is_active:
        raise Unfit(_("Orang ini sudah pernah masuk. Atur ulang cara masuknya bila perlu."))
    person.set_unusable_password()  # another one, which no earlier link fits
    person.save(update_fields=["password"])
    _keep(person, {"invited": True}, {"invited": "again"}, actor, _home(person), why)
    return person


@transaction.atomic
def deactivate(person: User, *, actor: Actor, why: str) -> None:
    """Close the account of a person who left; raises Unfit while they still hold something."""
    person = _locked(person, actor)
    now = timezone.now()
    running = Tenure.objects.filter(person=person).exclude(until__lte=now)
    if running.exists() or Delegation.objects.filter(person=person, until__gt=now).exists():
        raise Unfit(_("Orang ini masih memegang jabatan. Serahkan atau kosongkan dulu."))
    if not person.is_active:
        raise Unfit(_("Akun ini sudah tidak aktif."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    _keep(person, {"active": True}, {"active": False}, actor, _home(person), why)


@transaction.atomic
def reactivate(person: User, *, actor: Actor, why: str) -> None:
    """Open the account of somebody who came back; without a post it still opens nothing."""
    person = _locked(person, actor)
    if person.is_active:
        raise Unfit(_("Akun ini sudah aktif."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    _keep(person, {"active": False}, {"active": True}, actor, _home(person), why)


def _locked(person: User, actor: Actor) -> User:
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_manage(actor, person):
        raise Unfit(_("Akun orang ini tidak dapat Anda urus."))
    return person


def _home(person: User) -> Agency | None:
    return next((post.agency for post in posts_of(person)), None)


def _keep(
    person: User,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    actor: Actor,
    agency: Agency | None,
    why: str = "",
) -> None:
    record(
        Change.Topic.PERSON,
        person.pk,
        label=called(person),
        before=before,
        after=after,
        actor=actor,
        agency=agency,
        why=why,
    )
