"""How the people of a demo are told from real ones, their one password, and where it opens."""

from django.conf import settings

from lapor.accounts.models import User

PREFIX = "demo-"
PASSWORD = "lapor-demo"  # noqa: S105 - printed on every start of a demo


def is_of_a_demo(user: User) -> bool:
    return user.username.lower().startswith(PREFIX)


def is_let_in(user: User) -> bool:
    """Say whether this person may sign in: everybody knows the password of a demo's people."""
    return bool(settings.DEMO) or not is_of_a_demo(user)
