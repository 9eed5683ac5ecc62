"""The link that proves an address: only who reads the mail sent there can follow it."""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from lapor.outbox.models import Contact

SIGNER = Signer(salt="lapor.outbox.proof", sep=".")


def token_for(contact: UUID) -> str:
    """Return what stands in the link: the opaque id and a signature, no number, no address."""
    return SIGNER.sign(contact.hex)


def contact_of(token: str) -> Contact | None:
    """Return the contact, or None where the token is forged or the contact was deleted."""
    try:
        key = UUID(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Contact.objects.defer("sealed").filter(pk=key).first()


def prove(contact: Contact) -> None:
    """Keep that a link sent to this address was used; the first time counts."""
    Contact.objects.filter(pk=contact.pk, proved_at=None).update(proved_at=timezone.now())
