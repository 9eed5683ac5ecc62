"""`lapor admin create`: the first national administrator, who then seats everybody else."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Agency, Post, Role, Tenure

TITLE = "Admin nasional"


class Command(BaseCommand):
    help = "create: make a person and seat them as national administrator."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["create"])
        parser.add_argument("username")
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Agency.objects.filter(parent=None).first()
        if root is None:
            raise CommandError("There is no national root yet. Run `lapor seed` first.")
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"{options['username']} exists already.")
        user = User(username=options["username"], email=options["email"])
        password = ask_password()
        try:
            validate_email(user.email)
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        seat(user, root)
        self.stdout.write(f"{user.username} may sign in at /desk/ and will add a second factor.")


@transaction.atomic
def seat(user: User, root: Agency) -> None:
    user.save(force_insert=True)
    post = Post.objects.create(agency=root, role=Role.NATIONAL_ADMIN, title=TITLE)
    Tenure.objects.create(post=post, person=user, since=timezone.now())


def ask_password() -> str:
    """Ask twice at a terminal; otherwise take one line, so that a script can give it.

    Never an argument: the list of processes shows those to everyone.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two differ.")
    return password
