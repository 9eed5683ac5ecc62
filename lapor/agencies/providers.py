"""Keeping an institution's own sign-in, and finding which of its people came by it."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts import oidc
from lapor.accounts.browsers import sign_out_everywhere
from lapor.accounts.demo import is_let_in
from lapor.accounts.models import User
from lapor.accounts.oidc import Client, NotProved, Proved
from lapor.accounts.sealing import open_secret, seal_secret
from lapor.agencies.actor import Actor
from lapor.agencies.governing import record
from lapor.agencies.models import Agency, Change, OutsideName, Post, Provider, Role
from lapor.agencies.people import posts_of
from lapor.agencies.posts import Unfit
from lapor.agencies.request import seats_of
from lapor.agencies.ways_in import is_from_above

DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How the sign-in of an institution is to be. secret: empty keeps the one that is there."""

    issuer: str
    client: str
    secret: str
    domain: str
    trusted: bool
    active: bool


def may_keep(actor: Actor, agency: Agency) -> bool:
    """Say whether this actor looks after the sign-in of this institution."""
    if agency.depth != 1 or agency.ended_at:
        return False
    if actor.role == Role.NATIONAL_ADMIN:
        return True
    return actor.role == Role.AGENCY_ADMIN and actor.agency == agency


def offered() -> list[Provider]:
    """Return the institutions by which one may sign in, by name: one statement."""
    rows = Provider.objects.filter(active=True, agency__ended_at=None).select_related("agency")
    return list(rows.order_by("agency__name"))


def client_of(provider: Provider) -> Client:
    """Return how LAPOR is known there, with the secret opened."""
    return Client(provider.issuer, provider.client, open_secret(provider.secret, _about(provider)))


def keep(agency: Agency, wanted: Wanted, *, actor: Actor) -> Provider:
    """Keep the sign-in of an institution; raises Unfit at the field.

    One that is to be used is asked first whether it is there. Where issuer or client are new,
    nobody is bound to them yet; and whoever came in by what was changed comes in anew.
    """
    if not wanted.issuer.startswith(("https://", "http://")) or {"?", "#"} & {*wanted.issuer}:
        says = _("Tulis alamat lengkap, misalnya https://masuk.contoh.go.id.")
        raise Unfit(says, field="issuer")
    if wanted.active:
        try:
            oidc.discover(wanted.issuer)
        except NotProved:
            says = _(
                "Alamat ini tidak menjawab sebagai penyedia OpenID Connect. Periksa ejaannya:"
                " harus https, dapat dibuka dari internet, dan sama dengan yang disebut"
                " penyedianya."
            )
            raise Unfit(says, field="issuer") from None
    return _keep(agency, wanted, actor)


@transaction.atomic
def _keep(agency: Agency, wanted: Wanted, actor: Actor) -> Provider:
    row = Provider.objects.select_for_update().filter(agency=agency).first()
    before = _told(row) if row else None
    is_new = row is None or (row.issuer, row.client) != (wanted.issuer, wanted.client)
    _check(wanted, row, is_new=is_new)
    trusted = wanted.trusted
    if actor.role != Role.NATIONAL_ADMIN:  # only the nation says that a factor there counts here
        trusted = row is not None and row.trusted and not is_new
    row = row or Provider(agency=agency)
    row.issuer, row.client, row.domain = wanted.issuer, wanted.client, wanted.domain
    row.trusted, row.active = trusted, wanted.active
    if wanted.secret:
        row.secret = seal_secret(wanted.secret, _about(row))
    row.save()
    after = _told(row) | ({"secret": "changed"} if wanted.secret else {})
    if after != before:
        _sign_out(row, for_good=is_new)
        record(
            Change.Topic.PROVIDER,
            agency.pk,
            label=agency.name,
            before=before,
            after=after,
            actor=actor,
            agency=agency,
        )
    return row


@transaction.atomic
def who_came(provider: Provider, proved: Proved) -> User:
    """Return the person whom a provider has proved; raises NotProved.

    Nobody is made. At the first use it is whose verified address it is; from then on the provider's
    own name of them counts, whatever becomes of the address.
    """
    name = provider.names.select_related("user").filter(sub=proved.sub).first()
    person = name.user if name else _by_address(provider, proved.email)
    if not person.is_active or person.citizen or not is_let_in(person):
        raise NotProved("inactive", _unknown())
    if not speaks_for(provider, person):
        raise NotProved("outside", _unknown())
    if name is None:
        try:
            with transaction.atomic():
                OutsideName.objects.create(
                    provider=provider, user=person, sub=proved.sub, at=timezone.now()
                )
        except IntegrityError:  # known there by another name already
            raise NotProved("another sub", _unknown()) from None
    return person


def speaks_for(provider: Provider, person: User) -> bool:
    """Say whether this person acts in this institution alone, in posts that it may fill itself."""
    held = {post.pk: post for post in posts_of(person)}
    acting = [seat.post for seat in seats_of(person)]
    held |= {post.pk: post for post in acting}
    return bool(acting) and all(_is_its_own(provider, post) for post in held.values())


def _is_its_own(provider: Provider, post: Post) -> bool:
    """Say whether the institution fills this post itself, so that its sign-in may speak for it."""
    within = post.agency.is_within(provider.agency)
    return within and not is_from_above(post, besides=provider.agency.ids)


def _by_address(provider: Provider, email: str) -> User:
    if not email or email.rpartition("@")[2] != provider.domain:
        raise NotProved("address", _unknown())
    found = User.objects.filter(email__iexact=email, citizen=False, is_active=True)[:2]
    if len(found) != 1:
        raise NotProved("address", _unknown())
    return found[0]


def _check(wanted: Wanted, row: Provider | None, *, is_new: bool) -> None:
    if not wanted.client:
        raise Unfit(_("Tulis nama aplikasi (client ID) dari penyedia itu."), field="client")
    if not wanted.secret and is_new:
        raise Unfit(_("Tulis rahasia aplikasi (client secret) dari penyedia itu."), field="secret")
    if not DOMAIN.fullmatch(wanted.domain):
        says = _("Tulis bagian surel sesudah tanda @, misalnya contoh.go.id.")
        raise Unfit(says, field="domain")


def _sign_out(provider: Provider, *, for_good: bool) -> None:
    """End the sessions of who came by this provider; for_good: nobody is bound to it any more."""
    for name in provider.names.select_related("user"):
        sign_out_everywhere(name.user)
    if for_good:
        provider.names.all().delete()


def _told(row: Provider) -> dict[str, Any]:
    return {
        "issuer": row.issuer,
        "client": row.client,
        "domain": row.domain,
        "trusted": row.trusted,
        "active": row.active,
    }


def _about(provider: Provider) -> bytes:
    return f"sign-in of institution {provider.agency_id}".encode()


def _unknown() -> str:
    return _(
        "Instansi Anda mengenal Anda, tetapi di sini belum ada akun petugas yang cocok dengan"
        " alamat surel dinas itu. Hubungi admin instansi Anda, atau masuk dengan nama pengguna."
    )
