"""System checks of our own; `lapor check` and every command that asks for checks run them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from procrastinate.contrib.django import app

from lapor.files import names as files
from lapor.outbox import names as outbox


def tasks_are_registered(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Find the names that lower packages defer and nobody registers: their jobs would wait."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # the library has no types here
    return [
        Error(
            f"Nobody registers the task {name!r}, and jobs of this name are deferred.",
            hint="Is its module in PROCRASTINATE_IMPORT_PATHS?",
            id="lapor.E001",
        )
        for name in (*outbox.TASKS, *files.TASKS)
        if name not in app.tasks
    ]
