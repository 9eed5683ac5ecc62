"""Questions to a reporter that offer choices: what may be offered, and the answer in words."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from lapor.kit.text import one_line
from lapor.reports.models import Event, Question, Report
from lapor.reports.terms import Refused

MOST, LONGEST = 6, 80
MARK = "• "  # before each choice in the words of an answer


def checked(choices: Sequence[str]) -> list[str]:
    """Return the choices as they are offered; Refused where they are no choice, or too many."""
    found = [choice for choice in map(one_line, choices) if choice]
    if len(found) == 1:
        raise Refused(_("Beri paling sedikit dua pilihan, atau kosongkan semua."), field="choices")
    if len(found) > MOST:
        raise Refused(_("Paling banyak %(n)d pilihan.") % {"n": MOST}, field="choices")
    if any(len(choice) > LONGEST for choice in found):
        raise Refused(
            _("Tiap pilihan paling panjang %(n)d huruf.") % {"n": LONGEST}, field="choices"
        )
    if len({choice.casefold() for choice in found}) < len(found):
        raise Refused(_("Dua pilihan sama. Bedakan, atau hapus satu."), field="choices")
    return found


def offer(event: Event, choices: Sequence[str], *, several: bool) -> None:
    """Keep the choices of a question that was asked; nothing where it is to be answered freely."""
    if choices:
        Question.objects.create(event=event, choices=list(choices), several=several)


def asked(report: Report) -> Question | None:
    """Return the choices that the reporter has before them now: one statement."""
    if report.status != "held":
        return None
    rows = Question.objects.filter(event__report=report, answer=None).order_by("-event")
    newest = report.events.filter(move="hold").order_by("-pk").values("pk")[:1]
    return rows.filter(event__in=newest).first()


def offered(number: str) -> tuple[str, ...]:
    """Return the choices that the reporter of this number has before them now.

    Of a confidential report none: what would carry them is read by whoever holds the phone.
    """
    report = Report.objects.filter(number=number, confidential=False).first()
    question = asked(report) if report else None
    return tuple(question.choices) if question else ()


def answered(question: Question | None, chosen: Sequence[str], words: str) -> tuple[list[int], str]:
    """Return the places that were chosen, and the whole answer in words.

    chosen: as typed. Raises Refused where that is no choice of this question, or more than one
    where only one may be chosen.
    """
    if question is None or not chosen:
        return [], words
    places = sorted({int(typed) for typed in chosen if typed.isdecimal() and len(typed) < 3})
    if not places or places[-1] >= len(question.choices):
        raise Refused(_("Pilih jawaban yang tersedia."), field="chosen")
    if len(places) > 1 and not question.several:
        raise Refused(_("Pilih satu jawaban saja."), field="chosen")
    lines = "\n".join(f"{MARK}{question.choices[place]}" for place in places)
    return places, f"{lines}\n\n{words}" if words else lines
