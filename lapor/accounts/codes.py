"""Six digits by e-mail, which let somebody into their account: made anew when needed, kept nowhere.

The same is sent and said whether an account of the address exists or not: it is made when the
digits are right.
"""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F

from lapor.accounts.models import SignInCode

GOOD_FOR = timedelta(minutes=10)
TRIES = 5  # of one code
# Codes for one address, whoever asked. The page counts sooner those that one network asks for.
LATELY, MOST_LATELY = timedelta(minutes=15), 12
A_DAY, MOST_A_DAY = timedelta(days=1), 40
DIGITS = 6


def plain(address: str) -> str:
    """Return an address as an account keeps it: capital letters reach the same mailbox."""
    return address.strip().lower()


def begin(address: str, contact: UUID, now: datetime) -> SignInCode:
    """Keep that a code is on its way to this address. The caller sends it."""
    return SignInCode.objects.create(address=_named(address), contact=contact, at=now)


def has_had_enough(address: str, now: datetime) -> bool:
    """Say whether this address was sent as many codes as it may be: nobody floods a mailbox."""
    rows = SignInCode.objects.filter(address=_named(address))
    if rows.filter(at__gt=now - LATELY).count() >= MOST_LATELY:
        return True
    return rows.filter(at__gt=now - A_DAY).count() >= MOST_A_DAY


def digits_of(key: UUID) -> str:
    """Return the six digits of a code, by its id and the pepper."""
    made = hmac.digest(settings.PEPPER, f"sign-in code:{key}".encode(), "sha256")
    return f"{int.from_bytes(made) % 10**DIGITS:0{DIGITS}}"


def fits(key: UUID, address: str, typed: str, now: datetime) -> bool:
    """Say whether these are the digits that were sent there. Each try counts, a right one ends it.

    One update of the row decides, so that of two tries at the same time none is free.
    """
    rows = SignInCode.objects.filter(pk=key, address=_named(address), at__gt=now - GOOD_FOR)
    if not rows.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return False
    if not hmac.compare_digest(digits_of(key).encode(), typed.encode()):
        return False
    return bool(rows.filter(tries__lte=TRIES).update(tries=TRIES + 1))


def is_spent(key: UUID, now: datetime) -> bool:
    """Say whether no further try of this code counts: too many, used, or too old."""
    rows = SignInCode.objects.filter(pk=key, at__gt=now - GOOD_FOR, tries__lt=TRIES)
    return not rows.exists()


def contacts_of(key: UUID) -> list[UUID]:
    """Return the contact to which this code was sent."""
    return list(SignInCode.objects.filter(pk=key).values_list("contact", flat=True))


def outlived(now: datetime) -> list[UUID]:
    """Delete the codes of other days; return the contacts that were kept for them alone."""
    rows = SignInCode.objects.filter(at__lt=now - A_DAY)
    contacts = list(rows.values_list("contact", flat=True))
    rows.filter(contact__in=contacts).delete()
    return contacts


def _named(address: str) -> bytes:
    return hmac.digest(settings.PEPPER, f"sign-in address:{plain(address)}".encode(), "sha256")
