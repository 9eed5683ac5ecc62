"""A link by which a person sets their password once: at the beginning, or after a lost way in."""

from datetime import datetime
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from lapor.accounts.browsers import sign_out_everywhere
from lapor.accounts.demo import is_let_in
from lapor.accounts.models import User

LONGEST_KEY = 19  # digits of a bigint


class Tokens(PasswordResetTokenGenerator):
    """Good for seven days (PASSWORD_RESET_TIMEOUT), and until the password is set: once."""

    key_salt = "lapor.accounts.invitations"

    def _now(self) -> datetime:
        """Return the time of everything else here, not of the machine's zone; naive, as asked."""
        return timezone.now().replace(tzinfo=None)


TOKENS = Tokens()


def link_for(person: User) -> str:
    """Return the path of the page at which this person sets their password.

    It is made anew whenever it is needed, so that no row holds it.
    """
    key = urlsafe_base64_encode(str(person.pk).encode())
    return f"/desk/undangan/{key}/{quote(TOKENS.make_token(person))}"


def invited(key: str, token: str) -> User | None:
    """Return whose link this is; None where it is used, too old, or nobody's."""
    try:
        number = force_str(urlsafe_base64_decode(key))
    except ValueError:
        return None
    if not number.isdecimal() or len(number) > LONGEST_KEY:
        return None
    person = User.objects.filter(pk=number, is_active=True).first()
    if person is None or not is_let_in(person) or not TOKENS.check_token(person, token):
        return None
    return person


def forget_way_in(person: User) -> None:
    """Take back password and second factor, and end every session of this person."""
    sign_out_everywhere(person)
    Authenticator.objects.filter(user=person).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
