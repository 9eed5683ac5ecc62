"""`lapor check`: Django's own check, with its deployment part as soon as strangers can come in,
and a look for people of a demo where there is none, for other keys, and at the machine.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import check
from django.utils import timezone

from lapor.project.condition import worries
from lapor.project.demo import left_behind
from lapor.project.marks import complaint


class Command(check.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        options["deploy"] = options["deploy"] or not settings.ON_THIS_MACHINE
        super().handle(*args, **options)
        for says in worries(timezone.now()):
            self.stderr.write(f"Look at this: {says}")
        if says := left_behind() or complaint():
            raise CommandError(says)
