"""`lapor demo`: how to sign in as one of the invented officers. Only with LAPOR_DEMO=1."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.accounts.demo import PREFIX
from lapor.accounts.models import User
from lapor.accounts.second_factor import current_code
from lapor.project.demo import sign_ins


class Command(BaseCommand):
    help = "sign-ins: list the demo people. code NAME: the six digits one of them needs now."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("sign-ins")
        steps.add_parser("code").add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There is no demo here; it exists only with LAPOR_DEMO=1.")
        if options["step"] == "sign-ins":
            for role, username, password in sign_ins():
                self.stdout.write(f"{username}\t{password}\t{role}")
        else:
            self.stdout.write(code_of(options["username"]))


def code_of(username: str) -> str:
    """Return the code of a demo person; anybody else's second factor stays their own."""
    if not username.startswith(PREFIX):
        raise CommandError(f"Names of the demo begin with {PREFIX}")
    try:
        return current_code(User.objects.get(username=username))
    except User.DoesNotExist:
        raise CommandError(f"Nobody is called {username}. See `lapor demo sign-ins`.") from None
    except LookupError:
        raise CommandError(f"{username} has no second factor yet.") from None
