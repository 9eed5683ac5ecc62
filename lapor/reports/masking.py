"""Words that tell who somebody is, in a report: what is covered, and where it is kept.

Whoever masks decides; nothing is masked by itself. What stood there is sealed as the name is, where
there are keys to seal it to, and kept nowhere else.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.kit.betrays import MARK, PLAIN_MARK, cover, find_all, marks_of, still_there
from lapor.reports import identity
from lapor.reports.models import (
    AnswerCheck,
    Draft,
    Event,
    OutsideParty,
    Question,
    Remark,
    Report,
    Score,
    Sealed,
    Vault,
    Words,
)
from lapor.reports.pieces import of_family
from lapor.reports.terms import Audience, Refused
from lapor.reports.told import is_told

WRITTEN = ("title", "body", "landmark")  # what a report says in the words of who wrote it
LONGEST = {"title": 150, "landmark": 200, "public_title": 150}
LONGEST_CHOICE = 80


@dataclass(frozen=True)
class Masked:
    """A report's own words as they are stored, and as they were written where that differs."""

    kept: Mapping[str, str]
    original: Mapping[str, str] | None  # to be sealed


def masked(written: Mapping[str, str], parts: Sequence[str]) -> Masked:
    """Return a report's words with these parts covered, everywhere and in any case."""
    if not parts:
        return Masked(written, None)
    marks = marks_of(parts, find_all(written.values()))
    kept = {name: shortened(name, cover(text, marks)) for name, text in written.items()}
    return Masked(kept, dict(written) if kept != dict(written) and is_kept() else None)


def shortened(name: str, text: str) -> str:
    """Return a covered line that its column can hold: with short marks, and cut at worst."""
    return _fitted(text, LONGEST.get(name))


def keep_original(
    report: Report, original: Mapping[str, str], *, vault: Vault | None, event: Event | None = None
) -> None:
    """Seal words as they were written into the vault of their report. The caller's transaction.

    original: {"title": …, "body": …} of the report, {"words": …} of the step in `event`.
    """
    plain = json.dumps(dict(original), ensure_ascii=False).encode()
    identity.put(report, vault, Sealed.Part.WORDS, plain, event=event)


def keep_words(event: Event, words: str) -> None:
    """Seal what the reporter wrote at a step, whose stored words are covered."""
    if is_kept():
        vault = identity.open_vault(event.report)
        keep_original(event.report, {"words": words}, vault=vault, event=event)


def is_kept() -> bool:
    """Say whether what is masked is sealed here to two custodians, rather than forgotten."""
    return identity.has_custodians()


def cover_report(
    report: Report, parts: Sequence[str], *, actor: Actor
) -> tuple[dict[str, Any], list[Report], int]:
    """Cover these parts in every word of a locked report that this officer reads; seal them first.

    Returns what changes in the report's own row and the parts it is split into, for `perform` to
    write both, and how many of the words stood somewhere. What the officer is not told, another
    office's note or what only the reporter's protectors read, is neither looked through nor
    changed: the refusal would spell it out. The hash in a step's event goes on fitting the words
    as they were: they are in the vault under it.
    Raises Refused where nothing of it is there, or nobody could ever open it again.
    """
    if not is_kept():
        raise Refused(
            _("Di sini belum ada pemegang kunci, jadi tulisan asli tidak dapat disegel."),
            field="masks",
        )
    said = _read_by(actor, report)
    written = {name: getattr(report, name) for name in WRITTEN}
    parted = list(report.parts.only("title", "body"))
    texts = [*written.values(), report.public_title, *(words.text for words in said)]
    texts += [text for part in parted for text in (part.title, part.body)]
    known = find_all(texts)
    there = [part for part in parts if any(cover(text, {part: ""}) != text for text in texts)]
    if missing := [part for part in parts if part not in there]:
        raise Refused(
            _("Tidak ditemukan dalam laporan: %(part)s") % {"part": missing[0]}, field="masks"
        )
    marks = marks_of(there, known)
    vault = identity.open_vault(report)
    kept = {name: shortened(name, cover(text, marks)) for name, text in written.items()}
    if kept != written:
        keep_original(report, written, vault=vault)
    _cover_words(report, said, marks, vault)
    _cover_beside(report, marks)
    for part in parted:  # what an office wrote of its part: covered, and nothing to be sealed
        part.title = shortened("title", cover(part.title, marks))
        part.body = shortened("body", cover(part.body, marks))
    public = shortened("public_title", cover(report.public_title, marks))
    redactions = still_there(report.redactions, marks)
    return {**kept, "public_title": public, "redactions": redactions}, parted, len(there)


def _read_by(actor: Actor, report: Report) -> list[Words]:
    """Return the words of the steps that an officer of the case is told."""
    said = Words.objects.filter(of_family(report), erased_at=None)
    rows = said.exclude(audience=Audience.PROTECTOR)
    return [
        row
        for row in rows.select_related("event__agency")
        if is_told(row.event, Audience.HOLDER, actor)
    ]


def _cover_beside(report: Report, marks: Mapping[str, str]) -> None:
    """Cover it in what officers wrote beside the steps, which repeats the reporter's words.

    Drafts and what was said of them, reasons, scores, choices, questions to others: of the report
    and of the parts it is split into. None of it is a step's, so there is nothing to be sealed.
    """
    _cover_texts(Draft.objects.filter(of_family(report)), ("words", "urgent", "despite"), marks)
    _cover_texts(Remark.objects.filter(of_family(report, "draft__report")), ("words",), marks)
    _cover_texts(
        AnswerCheck.objects.filter(of_family(report, "event__report")), ("despite",), marks
    )
    _cover_texts(
        Score.objects.filter(of_family(report, "sample__event__report")), ("words",), marks
    )
    _cover_texts(OutsideParty.objects.filter(of_family(report)), ("question",), marks)
    for asked in Question.objects.filter(of_family(report, "event__report")):
        asked.choices = [_fitted(cover(choice, marks), LONGEST_CHOICE) for choice in asked.choices]
        asked.save(update_fields=["choices"])


def _cover_texts(rows: QuerySet[Any], names: Sequence[str], marks: Mapping[str, str]) -> None:
    most = {name: rows.model._meta.get_field(name).max_length for name in names}
    for row in rows.values("pk", *names):
        covered = {name: _fitted(cover(row[name], marks), most[name]) for name in names}
        if changed := {name: text for name, text in covered.items() if text != row[name]}:
            rows.filter(pk=row["pk"]).update(**changed)


def _cover_words(
    report: Report, said: Iterable[Words], marks: Mapping[str, str], vault: Vault | None
) -> None:
    changed = []
    for words in said:
        text = cover(words.text, marks)
        if text != words.text:
            keep_original(report, {"words": words.text}, vault=vault, event=words.event)
            words.text, words.public_text = text, cover(words.public_text, marks)
            changed.append(words)
    Words.objects.bulk_update(changed, ["text", "public_text"])


def _fitted(text: str, most: int | None) -> str:
    return text if most is None or len(text) <= most else MARK.sub(PLAIN_MARK, text)[:most]
