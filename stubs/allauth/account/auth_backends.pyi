"""Of the backend: whose password it is, and whose session."""

from django.contrib.auth.backends import ModelBackend

from lapor.accounts.models import User

class AuthenticationBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None: ...
