"""The page of one report: its dates, its story, and a form for each step that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency, Post, Role
from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.reports import access, deciding, naming, openings, publication, reveal
from lapor.reports.casework import Case, open_case
from lapor.reports.dating import Explanation
from lapor.reports.openings import Begun
from lapor.reports.terms import REVIEW_CLOCKS, Clock, Kind, NotFound, Outcome, Reach
from lapor.reports.told import Step
from lapor.reports.unavailable import CONFIDENTIAL, NOT_VERIFIED
from lapor.web.desk import units
from lapor.web.desk.acts import ACTS, Act
from lapor.web.desk.forms import StepForm
from lapor.web.desk.kept import Kept, typed
from lapor.web.desk.masking import RedactForm
from lapor.web.desk.pieces import around
from lapor.web.desk.rules.offered import Offered, offered
from lapor.web.desk.signin import officers_only
from lapor.web.desk.taken import last_step
from lapor.web.desk.writing import CheckedForm, begun_with
from lapor.web.forms import faults
from lapor.web.templatetags.lapor import is_over

# Who owes the next word: to be followed by the date.
NEXT: Mapping[Clock, str | Promise] = {
    Clock.VERIFY: _("Berikutnya: %(holder)s memverifikasi dan meneruskan"),
    Clock.FIRST_FOLLOW_UP: _("Berikutnya: %(holder)s menjawab"),
    Clock.ANSWER_AGAIN: _("Berikutnya: %(holder)s menjawab lagi"),
    Clock.REPORTER_REPLY: _("Berikutnya: pelapor menanggapi"),
    Clock.COMPLETION: _("Berikutnya: pelapor melengkapi keterangan"),
    Clock.REOPEN: _("Masa pelapor membuka kembali"),
    Clock.APPEAL: _("Masa pelapor berkeberatan"),
}
ANSWERING = (Role.LIAISON, Role.HANDLER)  # whose first thought is the answer, not whom to ask
# Steps that bring a report further: the first of them that is open is unfolded.
LEADING = (
    *("protect", "accept_review", "find", "recommend", "end_review", "answer_review"),
    *("verify", "resume", "extend", "assign", "follow_up", "finish", "progress"),
    *("decline", "close", "reclassify"),
)
WORKING_ROLES = (Role.HANDLER, Role.LIAISON, Role.AGENCY_ADMIN)


@dataclass(frozen=True)
class Open:
    """A step that is open now, with its form."""

    name: str
    act: Act
    form: StepForm
    is_open: bool  # unfolded
    texts: Sequence[Offered] = ()  # standard words to begin with

    @property
    def template(self) -> str:
        return f"desk/acts/{self.name}.html"


@dataclass(frozen=True)
class Tried:
    """A form that came back: which step, what was typed, and words whose form is gone."""

    step: str
    form: StepForm
    says: str = ""  # why the whole step was refused
    kept: tuple[Kept, ...] = ()
    seen: int | None = None  # the newest step its page showed, where others have acted since


@officers_only
def show(request: Request, number: str) -> HttpResponse:
    """Show the report; a number written in another way leads to the one address."""
    plain = read_number(number)
    if plain and plain != number:
        return redirect("desk-case", plain)
    try:
        return page(request, open_case(number, request.actor))
    except NotFound:
        return gone(request)


def gone(request: Request) -> HttpResponse:
    """Say that there is no such report, as of one that must not be seen; give the words back."""
    context = {
        "kept": typed(request),
        "posted": request.method == "POST",
        "language_back": reverse("desk-inbox"),  # the page names no number that was asked for
    }
    return render(request, "desk/gone.html", context, status=404)


def page(
    request: Request, case: Case, tried: Tried | None = None, *, status: int = 200
) -> HttpResponse:
    """Show the report with a form for each open step; the one that came back has its words."""
    look = openings.look(case.report, case.actor, access.audience_of(case.stands), timezone.now())
    forms = forms_of(case, tried, look.drafts, units.picked(request.GET.get("ke", "")))
    side = [row for row in forms if row.name != "note"]
    told = [step for step in case.card.thread if step.move == "retaliation"]
    turn = turn_of(case)
    came_back = tried is not None and any(row.form is tried.form for row in forms)
    names = [row.name for row in forms]
    context = {
        "others": look.others,
        "follows": look.follows,
        "waits": next((row for row in look.drafts if row.waits), None),
        "back": next((row for row in look.drafts if row.is_back and not row.own), None),
        "changed": changed_since(case, tried),
        "came_back": came_back,
        "case": case,
        "card": case.card,
        "tried": tried,
        "faults": faults(tried.form) if tried and came_back else [],
        "lost": [] if came_back or tried is None else tried.kept,
        "acts": side,
        "note": next((row for row in forms if row.name == "note"), None),
        "closed": closed_of(case),
        "now_clock": turn,
        "clocks": [c for c in case.card.clocks if c is not turn and c.clock not in REVIEW_CLOCKS],
        "suggests": bool({"assign", "decline"} & {*names})
        or ("verify" in names and not case.card.verified),
        "units": units.beside(case) if "assign" in names else [],
        "posts": posts_of(case) if "take" in names else [],
        "kinds": Kind.choices,
        "outcomes": outcomes(),
        "preview": preview_of(case, tried),
        "next": str(NEXT[turn.clock]) % {"holder": case.card.holder.name} if turn else "",
        "declined": len(deciding.decliners(case.card.thread)),
        "decides": deciding.would_decide(case.report, case.card) if "decline" in names else None,
        "asked": last_step(case, "ask_extension") if case.card.asked else None,
        "retaliation": told[-1] if told and Reach.PROTECTION in case.stands else None,
        "may_appeal": not case.report.appealed,
        **of_files(case, names),
        **around(case),
        **asking_for_names(case),
    }
    return render(request, "desk/case.html", context, status=status)


def asking_for_names(case: Case) -> dict[str, bool]:
    """Return what this officer may do to learn who reported; no statement."""
    if case.card.belongs:  # who reported is not shared out with the parts
        return {"may_read_name": False, "may_ask": False}
    hides = case.card.anonymous or case.card.confidential
    return {
        "may_read_name": naming.may_offer_name(case.actor, case.report, case.stands),
        "may_ask": hides and reveal.may_ask(case.actor, case.stands),
    }


def of_files(case: Case, names: list[str]) -> dict[str, Any]:
    """Return where files are opened, whether this officer may publish one, and where one asks."""
    return {
        "files_at": f"{reverse('desk-case', args=[case.card.number])}/berkas/",
        "may_show": "redact" in names,
        "ask_again": "#hold" if "hold" in names else "",
    }


def changed_since(case: Case, tried: Tried | None) -> list[Step]:
    """Return the steps that others took after the page of a form was read, as this officer is
    told of them."""
    if tried is None or tried.seen is None:
        return []
    return [step for step in case.card.thread if step.id > tried.seen]


def forms_of(
    case: Case, tried: Tried | None, drafts: Sequence[Begun] = (), named: Agency | None = None
) -> list[Open]:
    """Return a form for each open step that has one; where words came back, with them.

    named: an office that was taken over from a suggestion.
    """
    book = case.book
    shut = {row.move.name for row in case.closed if row.says in (CONFIDENTIAL, NOT_VERIFIED)}
    names = [name for name in ACTS if name in case.open and name not in shut]
    if case.card.verified:  # what is done once can be done again, but is not the next step
        names.sort(key=lambda name: name == "verify")
    if case.actor.role in ANSWERING:
        names.sort(key=lambda name: name not in ("answer_review", "follow_up", "finish"))
    lead = next((name for name in names if name in LEADING), "")
    first = tried.step if tried and tried.step in names else lead
    if named and tried is None:
        first = next((name for name in names if name in units.TAKES), lead)
    found, texts = [], offered(case, names)
    for name in names:
        act = ACTS[name]
        if tried and tried.step == name:
            form = tried.form
        else:
            initial = dict(act.initial(case)) | begun_with(name, drafts) | units.naming(name, named)
            form = act.form(case=case, book=book, step=name, initial=initial)
            form.offered |= units.offered_by(name, named)
        if isinstance(form, CheckedForm):
            form.draft = next((row for row in drafts if row.own and row.move == name), None)
        if form.has_choice:
            waits = isinstance(form, CheckedForm) and form.draft and form.draft.waits
            ready = () if waits else texts.get(name, ())
            found.append(Open(name, act, form, name == first, ready))
    return found


def turn_of(case: Case) -> Explanation | None:
    """Return the clock of whoever owes the next word; None where a window has passed."""
    for clock in case.card.clocks:
        if clock.clock == case.card.turn and clock.running and not is_over(clock):
            return clock
    return None


def closed_of(case: Case) -> list[tuple[list[str], str]]:
    """Return the names of the closed steps by the reason that keeps them closed."""
    reasons: dict[str, list[str]] = {}
    for row in case.closed:
        reasons.setdefault(str(row.says), []).append(str(ACTS[row.move.name].label))
    return [(names, says) for says, names in reasons.items()]


def posts_of(case: Case) -> list[Post]:
    """Return the posts of the holder that may work on the report: one statement."""
    rows = Post.objects.filter(agency=case.report.holder, role__in=WORKING_ROLES, ended_at=None)
    return list(rows.order_by("role", "title", "pk"))


def outcomes() -> list[tuple[str, Any]]:
    return list(Outcome.choices)


def preview_of(case: Case, tried: Tried | None) -> str:
    """Return what the form that came back would let people read; empty if nobody asked."""
    if tried is None or tried.form.typed.get("do") != "preview" or tried.form.errors:
        return ""
    if tried.step == "archive":
        return str(tried.form.cleaned_data["words"])
    if isinstance(tried.form, RedactForm):
        body = tried.form.covered(case.card.body)
        return publication.preview(body, tried.form.for_public())
    return ""
