"""`lapor texts`: bring the catalogues up to date with what code, templates and seeds say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lapor.kit.catalogue import read
from lapor.project.catalogues import catalogues, compile_all
from lapor.project.texts import updated


class Command(BaseCommand):
    help = "Find the texts that people read, add new ones to the catalogues, drop unused ones."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only list, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        for language, path in catalogues():
            text = updated(path.read_text(encoding="utf-8"), language)
            missing = [entry for entry in read(text) if not entry.is_told]
            for entry in missing:
                self.stdout.write(f"{language}: {entry.msgid!r}  ({entry.places[0]})")
            self.stdout.write(f"{language}: {len(missing)} texts are not translated.")
            if not options["missing"]:
                path.write_text(text, encoding="utf-8")
        compile_all()
