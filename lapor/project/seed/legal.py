"""The notices and terms that a new installation begins with, as rows of their first version."""

from django.utils import timezone

from lapor.agencies.models import LegalText
from lapor.project.seed.tables import text

VERSION = "2026-11"
LANGUAGES = ("id", "en")


def load() -> int:
    """Add the text of each kind that has none; it holds from the day of the installation.

    A kind that has a text is the operator's: a newer text of ours never takes its place.
    """
    there = set(LegalText.objects.values_list("kind", flat=True))
    made = LegalText.objects.bulk_create(
        _row(kind, language)
        for kind in LegalText.Kind
        if kind not in there
        for language in LANGUAGES
    )
    return len(made)


def _row(kind: LegalText.Kind, language: str) -> LegalText:
    """Return the text of one file: its first line is the title, the rest the body."""
    title, _line, body = text(f"legal/{kind}.{language}.md").partition("\n")
    return LegalText(
        kind=kind,
        version=VERSION,
        language=language,
        title=title.removeprefix("# "),
        body=body.strip(),
        valid_from=timezone.localdate(),
    )
