"""Many reports put together, and one answer to all of a problem: what the worker does with a set.

Each keeps its own thread, dates and rating, and reads the answer as its own. Where one of them
is not open, or needs a second officer, that one is refused with the reason and the rest go on.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.rules import rules
from lapor.kit.answers import Reading
from lapor.kit.betrays import find_all
from lapor.kit.text import mask
from lapor.reports import answering, grouping, proofreading, seconds
from lapor.reports.access import visible_to
from lapor.reports.models import Event, Report, Words
from lapor.reports.moves import WITH_OFFICE
from lapor.reports.terms import Audience, NotFound, Outcome, Reach, Refused
from lapor.reports.worklist import newest_steps

LOOKED_AT = 50  # reports of a problem over which an answer to all of them is read beforehand
Given = Mapping[str, Any]
Said = str | Refused  # what came of a step for one report, in words, or why it was not taken
NEEDS_A_SECOND = gettext_lazy(
    "Jawaban untuk laporan ini perlu disetujui petugas kedua. Jawab dari laporannya."
)
GONE = gettext_lazy("Masalah itu tidak ada lagi, atau bukan bagian Anda.")


TELLING = gettext_lazy(
    "Jawaban ini memuat “%(part)s”, yang hanya ada di sebagian laporan, dan semua pelapornya akan"
    " membaca jawaban ini. Hapus, atau jawab laporan itu sendiri."
)


def group(reports: Sequence[Report], actor: Actor, given: Given) -> dict[UUID, Said]:
    """Put a set of a batch into the problem; say what came of each."""
    try:
        found = grouping.group_all(reports, actor=actor, problem=int(given["problem"]))
    except NotFound:
        return dict.fromkeys((report.pk for report in reports), Refused(GONE))
    except Refused as refused:  # it takes none any more
        return dict.fromkeys((report.pk for report in reports), refused)
    return _said(found, _("Digabung."))


def answer(reports: Sequence[Report], actor: Actor, given: Given) -> dict[UUID, Said]:
    """Answer a set of reports of a problem with the words that answer them all."""
    book, found = rules(), dict[UUID, Said]()
    fit: list[Report] = []
    for report in reports:
        if report.problem_id != given["problem"]:
            found[report.pk] = Refused(_("Tidak lagi di masalah itu."))
        elif seconds.needs_approval(report, "follow_up", book):
            found[report.pk] = Refused(NEEDS_A_SECOND)
        else:
            fit.append(report)
    answered = answering.answer_all(
        fit,
        actor=actor,
        words=given["words"],
        outcome=Outcome(given["outcome"]),
        despite=given.get("despite", ""),
    )
    return found | _said(answered, _("Dijawab. Sekarang giliran pelapor."))


def _said(found: Mapping[UUID, Event | Refused], says: str) -> dict[UUID, Said]:
    return {key: step if isinstance(step, Refused) else says for key, step in found.items()}


def answerable(problem: int, actor: Actor) -> list[tuple[UUID, int]]:
    """Return the reports of a problem that this officer's office holds and may answer.

    Each with the newest step that they are told, so that who acts meanwhile is not overrun.
    """
    rows = newest_steps(_answerable(problem, actor).order_by(F("due_at"), "pk"), actor)
    return list(rows.values_list("pk", "seen"))


def count_answerable(problem: int, actor: Actor) -> int:
    return _answerable(problem, actor).count()


def read(problem: int, actor: Actor, words: str, outcome: str) -> Reading | None:
    """Return the gravest that the check says of an answer to all; None where there is nothing to
    read it over. Over the first LOOKED_AT of the reports: each is read again when its turn comes.
    """
    rows = _answerable(problem, actor).order_by(F("due_at"), "pk")[:LOOKED_AT]
    if actor.agency is None or not words.strip():
        return None
    readings = proofreading.read_all(list(rows), actor.agency, words, outcome=outcome).values()
    return max(readings, key=lambda one: (len(one.strong), -one.score), default=None)


def refuse_telling(problem: int, actor: Actor, words: str) -> None:
    """Raise Refused about "words" where an answer to all tells the others who one reporter is.

    That is a name or a number that some of these reports say and others do not, or what is kept
    from the public in some of them. What none says, an official's name, may be said. At most
    three statements, whatever the number of reports.
    """
    rows = _answerable(problem, actor)
    kept = rows.exclude(redactions=[]).values_list("redactions", flat=True)
    fragments = {part for parts in kept for part in parts if mask(words, [part]) != words}
    parts = list(dict.fromkeys([*(one.text for one in find_all([words])), *sorted(fragments)]))
    if not parts:
        return
    said = {f"said_{n}": Count("pk", filter=_says(part)) for n, part in enumerate(parts)}
    counted = rows.order_by().aggregate(all=Count("pk"), **said)
    for n, part in enumerate(parts):
        if 0 < counted[f"said_{n}"] < counted["all"]:
            raise Refused(TELLING % {"part": part}, field="words")


def _says(part: str) -> Q:
    """Return the rule of the reports whose reporter wrote this."""
    later = Words.objects.filter(
        report=OuterRef("pk"), event__role=Role.REPORTER, text__icontains=part
    )
    own = Q(title__icontains=part) | Q(body__icontains=part) | Q(landmark__icontains=part)
    return own | Q(Exists(later.exclude(audience=Audience.PROTECTOR)))


def _answerable(problem: int, actor: Actor) -> QuerySet[Report]:
    """A report in parts is answered by those who hold the parts."""
    held = visible_to(actor, Reach.HOLDER).filter(problem=problem, status__in=WITH_OFFICE)
    return held.exclude(split="open")
