"""`lapor check`: Django's own check, with its deployment part as soon as strangers can come in."""

from typing import Any

from django.conf import settings
from django.core.management.commands import check


class Command(check.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        options["deploy"] = options["deploy"] or not settings.ON_THIS_MACHINE
        super().handle(*args, **options)
