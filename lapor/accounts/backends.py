"""Whose session counts: the library's rule, and nobody of a demo where there is none."""

from allauth.account.auth_backends import AuthenticationBackend

from lapor.accounts.demo import is_let_in
from lapor.accounts.models import User


class PeopleBackend(AuthenticationBackend):
    """Reads the person of a session anew at each request, so that it ends when this says so."""

    def get_user(self, user_id: int) -> User | None:
        user: User | None = super().get_user(user_id)
        return user if user and is_let_in(user) else None
