"""What templates say in one way everywhere: drawings, dates, codes, statuses, promises, steps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import Context
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from lapor.kit.codes import ALPHABET
from lapor.kit.workdays import Day, DayMark
from lapor.reports.dating import Explanation
from lapor.reports.terms import Clock, Status
from lapor.reports.told import Step
from lapor.web import dates, language
from lapor.web.icons import drawn
from lapor.web.story import told

register = template.Library()

# The public name of each status, its drawing and its colour.
PILLS: Mapping[Status, tuple[str | Promise, str, str]] = {
    Status.RECEIVED: (gettext_lazy("Belum terverifikasi"), "clock", ""),
    Status.HELD: (gettext_lazy("Tertunda"), "pause", "is-soon"),
    Status.ASSIGNED: (gettext_lazy("Terdisposisi"), "arrow", "is-soon"),
    Status.IN_PROGRESS: (gettext_lazy("Sedang diproses"), "half", "is-run"),
    Status.CLOSED: (gettext_lazy("Selesai"), "tick", "is-ok"),
    Status.ARCHIVED: (gettext_lazy("Arsip"), "lock", ""),
}
# A promise as a citizen reads it, while it runs: to be followed by the date.
PROMISES: Mapping[Clock, str | Promise] = {
    Clock.VERIFY: gettext_lazy("Diperiksa dan diteruskan paling lambat"),
    Clock.FIRST_FOLLOW_UP: gettext_lazy("Dijawab paling lambat"),
    Clock.ANSWER_AGAIN: gettext_lazy("Dijawab lagi paling lambat"),
    Clock.REPORTER_REPLY: gettext_lazy("Giliran pelapor menanggapi sampai"),
    Clock.COMPLETION: gettext_lazy("Giliran pelapor melengkapi sampai"),
    Clock.REOPEN: gettext_lazy("Bisa dibuka kembali sampai"),
    Clock.APPEAL: gettext_lazy("Keberatan diterima sampai"),
    Clock.SETTLE: gettext_lazy("Selesai paling lambat"),
    Clock.REVIEW: gettext_lazy("Kabar pemeriksa paling lambat"),
    Clock.REVIEW_ANSWER: gettext_lazy("Dijawab kepada pemeriksa paling lambat"),
}
ALL_PARTS = gettext_lazy("Semua bagian dijawab paling lambat")
# The digits as one says them, the letters as one spells them on a phone; no I, L, O, U.
SPOKEN: Sequence[str | Promise] = (
    gettext_lazy("nol"), gettext_lazy("satu"), gettext_lazy("dua"), gettext_lazy("tiga"),
    gettext_lazy("empat"), gettext_lazy("lima"), gettext_lazy("enam"), gettext_lazy("tujuh"),
    gettext_lazy("delapan"), gettext_lazy("sembilan"),
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "Juliett", "Kilo",
    "Mama", "November", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Victor", "Whiskey",
    "X-ray", "Yankee", "Zulu",
)  # fmt: skip
SPELLING = dict(zip(ALPHABET, SPOKEN, strict=True))
SHORT_RULER = 12  # days that stand in one row


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "tick" %}`, or with "i-in" (in running text) or "i-turn" (of a summary)."""
    return drawn(name, extra)


@register.filter
def long_date(moment: dates.Moment | None, zone: str = "") -> str:
    """`{{ at|long_date }}` or `|long_date:"WITA"`: Senin, 31 Agustus 2026."""
    return dates.long_date(moment, zone) if moment else ""


@register.filter
def short_date(moment: dates.Moment | None, zone: str = "") -> str:
    """`{{ at|short_date:card.zone }}`: Sen 31 Agu."""
    return dates.short_date(moment, zone) if moment else ""


@register.filter
def clock_time(moment: dates.Moment | None, zone: str = "") -> str:
    """`{{ at|clock_time:card.zone }}`: 14.20 WIB."""
    return dates.clock_time(moment, zone) if moment else ""


@register.filter
def dots(number: int) -> str:
    """`{{ 1184|dots }}`: 1.184, in English 1,184."""
    return dates.number(number)


@register.filter
def said(text: object) -> str:
    """`{{ category.name|said }}`: what a row of the rules says, in English where we have it."""
    return language.said(str(text or ""))


@register.filter
def grouped(code: str) -> str:
    """`{{ number|grouped }}`: 7KM4-Q2TX; a receipt in groups of four in the same way."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


@register.filter
def spelled(code: str) -> str:
    """`{{ number|spelled }}`: tujuh, Kilo, Mama, empat; Quebec, dua, Tango, X-ray."""
    groups = (code[at : at + 4] for at in range(0, len(code), 4))
    return "; ".join(", ".join(str(SPELLING.get(letter, letter)) for letter in g) for g in groups)


@register.simple_tag
def pill(status: Status | str) -> SafeString:
    """`{% pill card.status %}`: the status as word, drawing and colour."""
    word, shape, colour = PILLS[Status(status)]
    return format_html('<span class="pill {}">{}{}</span>', colour, drawn(shape), word)


@register.simple_tag
def clock(explanation: Explanation, length: str = "") -> SafeString:
    """`{% clock e %}`: a deadline as officers name it, with its date and what is left.

    `{% clock e "long" %}` writes the date out, and the minute at which it ends.
    """
    due = explanation.due_at
    date = dates.long_date(due) if length else dates.short_date(due)
    until = _("sampai %(time)s") % {"time": dates.clock_time(due)} if length else ""
    return _clock(explanation, format_html("{}: {}", explanation.clock.label, date), until)


@register.simple_tag
def promise(explanation: Explanation, pieces: Sequence[object] = ()) -> SafeString:
    """`{% promise e card.pieces %}`: the same as a citizen reads it, with the long date.

    pieces: the parts of the report; where it is in parts, its turn is over when all have answered.
    """
    in_parts = bool(pieces) and explanation.clock == Clock.ANSWER_AGAIN
    text = ALL_PARTS if in_parts else PROMISES[explanation.clock]
    date = dates.long_date(explanation.due_at)
    return _clock(explanation, format_html("{} {}", text, date))


@register.simple_tag
def due(moment: datetime | None, zone: str = "", now: datetime | None = None) -> SafeString:
    """`{% due card.due_at card.zone %}`: the date alone, for a line of a list."""
    if moment is None:
        return SafeString("")
    day, today = dates.in_zone(moment, zone), dates.in_zone(now or timezone.now(), zone)
    left = (_plain(day) - _plain(today)).days
    if (now or timezone.now()) > moment:
        colour, shape, text = "is-late", "alert", _late_days(-left)
    elif left <= dates.SOON:
        colour, shape, text = "is-soon", "half", _near(left)
    else:
        colour, shape, text = "", "clock", _near(left)
    return format_html(
        '<span class="clock {}">{}<span>{}<small>{}</small></span></span>',
        colour,
        drawn(shape),
        dates.short_date(moment, zone),
        text,
    )


@register.simple_tag
def days(explanation: Explanation, now: datetime | None = None) -> SafeString:
    """`{% days e %}`: the working-day ruler that explains a running date."""
    today = _plain((now or timezone.now()).astimezone(explanation.due_at.tzinfo))
    ruler = explanation.ruler
    cells = format_html_join(
        "",
        '<li class="day {}"><i>{}</i><b>{}</b><span class="hide"> {}</span></li>',
        (_cell(day, today, is_due=day is ruler[-1]) for day in ruler),
    )
    long = "days days-long" if len(ruler) > SHORT_RULER else "days"
    return format_html('<ol class="{}" aria-label="{}">{}</ol>', long, _("Penggaris hari"), cells)


@register.simple_tag
def error(form: BaseForm, field: str) -> SafeString:
    """`{% error form "title" %}`: what is wrong with this field, or nothing."""
    says = form.errors.get(field) if form.is_bound else None
    if not says:
        return SafeString("")
    return format_html(
        '<p class="error" id="{}-e">{}<span>{}</span></p>', field, drawn("alert"), says[0]
    )


@register.simple_tag
def described(form: BaseForm, field: str, hint: str = "") -> SafeString:
    """`<input{% described form "title" "title-h" %}>`: by what a field is explained."""
    bad = form.is_bound and field in form.errors
    ids = " ".join(part for part in (hint, f"{field}-e" if bad else "") if part)
    return format_html(
        "{}{}",
        SafeString(' aria-invalid="true"') if bad else "",
        format_html(' aria-describedby="{}"', ids) if ids else "",
    )


@register.simple_tag
def field_class(form: BaseForm, field: str) -> str:
    """`<div class="{% field_class form "title" %}">`: field, or field field-bad."""
    return "field field-bad" if form.is_bound and field in form.errors else "field"


@register.inclusion_tag("parts/language.html", takes_context=True)
def language_switch(context: Context, form_id: str = "", back: str = "") -> dict[str, str]:
    """`{% language_switch %}`: the other language, by its own name.

    `{% language_switch "lapor" %}` sends that form of the page along, so that nothing typed is
    lost; its page takes it. back, or `language_back` in the context: where to go instead of the
    address of this page, which may hold what must not be repeated.
    """
    spoken = get_language()
    code, name = next(other for other in settings.LANGUAGES if other[0] != spoken)
    request: HttpRequest | None = context.get("request")
    back = back or str(context.get("language_back", ""))
    path = back or (request.get_full_path() if request else "/")
    return {"code": code, "name": name, "path": path, "form_id": form_id}


@register.inclusion_tag("parts/story.html")
def story(
    steps: Iterable[Step | Mapping[str, Any]],
    zone: str = "",
    at: str = "",
    publish: bool = False,
    again: str = "",
) -> dict[str, Any]:
    """`{% story card.thread card.zone %}`: the steps as a list, in the order given.

    at, publish, again: as `{% enclosures %}` takes them, for the files of a step.
    """
    shown = [told(step) for step in steps]
    return {"steps": shown, "zone": zone, "at": at, "publish": publish, "again": again}


def _clock(explanation: Explanation, text: SafeString, until: str = "") -> SafeString:
    colour, shape, small = _state(explanation)
    if (
        until
        and explanation.running
        and not (explanation.late or explanation.paused or is_over(explanation))
    ):
        small = f"{small}, {until}"
    return format_html(
        '<span class="clock {}">{}<span>{}<small>{}</small></span></span>',
        colour,
        drawn(shape),
        text,
        small,
    )


def is_over(explanation: Explanation) -> bool:
    """Say whether a window of the reporter has passed; nobody stops its clock."""
    is_window = explanation.clock in (Clock.REOPEN, Clock.APPEAL)
    return is_window and explanation.due_at < timezone.now()


def _state(explanation: Explanation) -> tuple[str, str, str]:
    """Return colour, drawing and the words on how far it is."""
    left = explanation.left
    if explanation.paused:
        return "", "pause", _("Hitungan sedang berhenti")
    if is_over(explanation):
        return "", "clock", _("sudah berakhir")
    if not explanation.running:
        if explanation.kept is None:
            return "", "clock", _("sudah berakhir")
        return ("is-ok", "tick", _("ditepati")) if explanation.kept else _missed()
    if explanation.kept is False:
        return "is-late", "alert", _late_working(-left)
    if left <= dates.SOON:
        return "is-soon", "half", _near(left) if left < 1 else _left_working(left)
    return "", "clock", _left_working(left)


def _missed() -> tuple[str, str, str]:
    return "is-late", "alert", _("tidak ditepati")


def _left_working(left: int) -> str:
    return ngettext("%(n)d hari kerja lagi", "%(n)d hari kerja lagi", left) % {"n": left}


def _late_working(late: int) -> str:
    if late < 1:
        return _("sudah terlewat")
    return ngettext("lewat %(n)d hari kerja", "lewat %(n)d hari kerja", late) % {"n": late}


def _late_days(late: int) -> str:
    if late < 1:
        return _("sudah terlewat")
    return ngettext("lewat %(n)d hari", "lewat %(n)d hari", late) % {"n": late}


def _near(left: int) -> str:
    names = {0: _("hari ini"), 1: _("besok")}
    return names.get(left) or ngettext("%(n)d hari lagi", "%(n)d hari lagi", left) % {"n": left}


def _cell(day: Day, today: Any, *, is_due: bool) -> tuple[str, str, int, str]:
    """Return class, weekday, number and hidden words of one day of a ruler."""
    classes, words = {
        DayMark.START: ("day-start", _("hari mulai, tidak dihitung")),
        DayMark.COUNTED: ("", _("hari kerja")),
        DayMark.WEEKEND: ("day-off", _("akhir pekan")),
        DayMark.HOLIDAY: ("day-off", _("libur: %(name)s") % {"name": language.said(day.name)}),
        DayMark.PAUSED: ("day-off", _("hitungan berhenti")),
    }[day.mark]
    if is_due:
        classes, words = "day-due", _("tenggat")
        classes += " day-late" if today > day.day else ""
    elif day.mark is DayMark.COUNTED and day.day <= today:
        classes, words = "day-used", _("hari kerja, sudah terpakai")
    if day.day == today:
        classes, words = f"{classes} day-today", _("%(what)s, hari ini") % {"what": words}
    return classes, dates.weekday(day.day), day.day.day, words


def _plain(moment: Any) -> Any:
    return moment.date() if isinstance(moment, datetime) else moment
