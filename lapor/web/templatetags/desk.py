"""What only the officers' pages say: the frame around them, and the date of a line of work."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Role
from lapor.agencies.request import Seat
from lapor.reports.disclosure import Card
from lapor.reports.terms import Clock, Status
from lapor.reports.worklist import Line
from lapor.web import dates
from lapor.web.desk.forms import StepForm
from lapor.web.icons import drawn

register = template.Library()

GOVERNING = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, Role.OVERSEER)


@dataclass(frozen=True)
class Frame:
    """What stands above every desk page. Empty texts where nobody sits, or no such page is."""

    signed_in: bool = False
    post: str = ""
    zone: str = ""
    now: datetime | None = None
    seats: Sequence[Seat] = ()  # the posts to choose from, where this person has several
    rules: str = ""
    keeps_key: bool = False  # a custodian, who sees no report
    takes_down: bool = False  # an operator, who brings reports in and sees none


@register.simple_tag(takes_context=True)
def desk_frame(context: Context) -> Frame:
    """`{% desk_frame as frame %}`: whose desk it is, and what else there is to open."""
    request: Any = context.get("request")
    if request is None or not request.user.is_authenticated:
        return Frame()
    actor = request.actor
    if actor.agency is None or actor.post is None:
        return Frame(signed_in=True)
    return Frame(
        signed_in=True,
        post=f"{actor.post.title} · {actor.agency.label}",
        zone=zone_label(actor.agency),
        now=timezone.now(),
        seats=request.seats,
        rules=_page("desk-rules") if actor.role in GOVERNING else "",
        keeps_key=actor.role == Role.CUSTODIAN,
        takes_down=actor.role == Role.OPERATOR,
    )


@register.simple_tag
def work_date(line: Line, now: datetime | None = None) -> SafeString:
    """`{% work_date line %}`: which promise falls due, when, and how many working days are left."""
    card, now = line.card, now or timezone.now()
    if card.due_at is None or card.due_clock is None:
        return SafeString("")
    colour, shape, small = _near(card, line.left, now)
    return format_html(
        '<span class="clock {}">{}<span>{}<small>{}</small></span></span>',
        colour,
        drawn(shape),
        _name(card),
        small,
    )


def _name(card: Card) -> str:
    if card.status == Status.HELD:
        return _("Tertunda")
    return str(Clock(card.due_clock or "").label)


def _near(card: Card, left: int, now: datetime) -> tuple[str, str, str]:
    """Return colour, drawing and the words under the name of the promise."""
    day = dates.short_date(card.due_at or now, card.zone)
    today = dates.short_date(now, card.zone) == day
    if card.due_at and card.due_at < now:
        late = _late(-left) if left < 0 else _("sudah lewat")
        return "is-late", "alert", f"{day}, {late}"
    if card.status == Status.HELD:
        return "", "pause", _("menunggu pelapor sampai %(day)s") % {"day": day}
    if today:
        return "is-soon", "half", _("hari ini")
    text = ngettext("%(day)s, %(n)d hari kerja lagi", "%(day)s, %(n)d hari kerja lagi", left)
    words = text % {"day": day, "n": left}
    return ("is-soon", "half", words) if left <= dates.SOON else ("", "clock", words)


def _late(days: int) -> str:
    return ngettext("lewat %(n)d hari kerja", "lewat %(n)d hari kerja", days) % {"n": days}


def _page(name: str) -> str:
    """Return the address of a page that another part of the site may have; empty if it has not."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("desk/parts/area.html")
def area_field(
    form: StepForm, name: str, label: str, hint: str = "", optional: bool = False, rows: int = 3
) -> dict[str, Any]:
    """`{% area_field form "words" label %}`: a labelled text of several lines."""
    return _field(form, name, label, hint) | {"optional": optional, "rows": rows}


@register.inclusion_tag("desk/parts/line.html")
def line_field(
    form: StepForm, name: str, label: str, hint: str = "", type: str = "text", most: int = 0
) -> dict[str, Any]:
    """`{% line_field form "promised_at" label type="date" %}`: a labelled line."""
    return _field(form, name, label, hint) | {"type": type, "most": most}


@register.inclusion_tag("desk/parts/pick.html")
def pick_field(
    form: StepForm, name: str, label: str, number: str, hint: str = "", optional: bool = False
) -> dict[str, Any]:
    """`{% pick_field form "to" label number=card.number %}`: an office, found while typing."""
    offered = form.offered.get(name, [])
    field = _field(form, name, label, hint)
    picked = form[f"{name}_pick"].value() if f"{name}_pick" in form.fields else ""
    shown = {"number": number, "optional": optional, "offered": offered}
    return field | shown | {"picked": str(picked or "")}


@register.simple_tag
def masked(text: str, fragments: Iterable[str]) -> SafeString:
    """`{% masked card.body card.redactions %}`: the text, with what the public does not read."""
    parts = sorted({part for part in fragments if part}, key=len, reverse=True)
    if not parts:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308
    pattern = "|".join(re.escape(conditional_escape(part)) for part in parts)
    marked = re.sub(
        pattern,
        lambda hit: f'<mark class="redact">{hit[0]}</mark>',
        conditional_escape(text),
        flags=re.IGNORECASE,
    )
    return mark_safe(linebreaks(marked))  # noqa: S308


def _field(form: StepForm, name: str, label: str, hint: str) -> dict[str, Any]:
    """Return what every labelled field shows, and by what it is explained."""
    field = form[name]
    key, value = field.id_for_label, field.value()
    ids = [f"{key}-h"] if hint else []
    ids += [f"{key}-e"] if field.errors else []
    invalid = SafeString(' aria-invalid="true"') if field.errors else SafeString("")
    by = format_html(' aria-describedby="{}"', " ".join(ids)) if ids else SafeString("")
    return {
        "field": field,
        "label": label,
        "hint": hint,
        "value": "" if value is None else value,
        "described": invalid + by,
    }
