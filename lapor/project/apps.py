"""Registers what Django asks at its start."""

from django.apps import AppConfig
from django.core.checks import register

from lapor.project.checks import tasks_are_registered


class ProjectConfig(AppConfig):
    name = "lapor.project"

    def ready(self) -> None:
        register(tasks_are_registered)
