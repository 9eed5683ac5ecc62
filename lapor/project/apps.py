"""Registers what Django asks at its start."""

from django.apps import AppConfig
from django.core.checks import register

from lapor.project.catalogues import compile_all
from lapor.project.checks import tasks_are_registered


class ProjectConfig(AppConfig):
    name = "lapor.project"

    def ready(self) -> None:
        compile_all()  # before anything is said in any language
        register(tasks_are_registered)
