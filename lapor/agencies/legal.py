"""Notices and terms: which version is in force, and in which language it can be read."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from lapor.agencies.actor import Actor
from lapor.agencies.governing import governs, record
from lapor.agencies.models import Change, LegalText

OURS = "id"  # the language in which a text is in force; any other is a help to the reader


class NotOurs(Exception):
    """The actor may not say what is in force for the whole nation."""


class Taken(Exception):
    """There is already a text of this kind and version."""


@dataclass(frozen=True)
class Draft:
    """What a text says in one language."""

    title: str
    body: str  # Markdown without HTML


def versions(kind: LegalText.Kind, *, today: date | None = None) -> list[LegalText]:
    """Return the versions that are or were in force, the newest first: one statement."""
    rows = LegalText.objects.filter(
        kind=kind, language=OURS, valid_from__lte=today or timezone.localdate()
    )
    return list(rows.order_by("-valid_from", "-entered_at", "-pk"))


def version_in_force(kind: LegalText.Kind, *, today: date | None = None) -> str:
    """Return the name of the version in force; empty where there is none yet."""
    rows = LegalText.objects.filter(
        kind=kind, language=OURS, valid_from__lte=today or timezone.localdate()
    )
    newest = rows.order_by("-valid_from", "-entered_at", "-pk")
    return newest.values_list("version", flat=True).first() or ""


def every_version() -> QuerySet[LegalText]:
    """Return every version of every text, those to come too, the newest first."""
    return LegalText.objects.filter(language=OURS).order_by("-valid_from", "-entered_at", "-pk")


def newest_version(kind: LegalText.Kind) -> str:
    """Return the version that was entered last, in force or to come; empty where there is none."""
    rows = LegalText.objects.filter(kind=kind, language=OURS).order_by("-entered_at", "-pk")
    return rows.values_list("version", flat=True).first() or ""


def told_in(row: LegalText, language: str) -> LegalText:
    """Return the same version in this language; where it is not translated, the row itself."""
    if language == row.language:
        return row
    rows = LegalText.objects.filter(kind=row.kind, version=row.version, language=language)
    return rows.first() or row


@transaction.atomic
def add(
    kind: LegalText.Kind,
    version: str,
    valid_from: date,
    texts: dict[str, Draft],
    *,
    actor: Actor,
    why: str = "",
) -> LegalText:
    """Put a new version in force from a day on, in all its languages at once.

    texts: by language, Indonesian among them. Raises NotOurs, and Taken where there is such a
    version: what was in force is never rewritten, only followed by another.
    """
    if not governs(actor, None):
        raise NotOurs
    try:
        with transaction.atomic():
            made = {
                language: LegalText.objects.create(
                    kind=kind,
                    version=version,
                    language=language,
                    title=draft.title,
                    body=draft.body,
                    valid_from=valid_from,
                )
                for language, draft in texts.items()
            }
    except IntegrityError:  # a second click, or somebody quicker
        raise Taken from None
    with override(OURS):  # what is kept is in the language of the offices
        label = f"{LegalText.Kind(kind).label} {version}"
    record(
        Change.Topic.LEGAL,
        made[OURS].pk,
        label=label,
        before=None,
        after={
            "version": version,
            "valid_from": valid_from.isoformat(),
            "languages": sorted(texts),
            "title": made[OURS].title,
        },
        actor=actor,
        why=why,
    )
    return made[OURS]
