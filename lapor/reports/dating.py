"""What the date of a clock is, and how it is told in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies.calendar import work_calendar, zone_label
from lapor.agencies.rules import Rules
from lapor.kit.workdays import Day, DayMark, WorkCalendar
from lapor.reports.models import Deadline, DueChange, Report
from lapor.reports.terms import OFFICE_CLOCKS, Clock, DueReason

ESCALATED = (*OFFICE_CLOCKS, Clock.SETTLE)  # a missed date of theirs climbs the ladder
NATION = ZoneInfo(settings.TIME_ZONE)
# Whose word a fixed date is.
INSTITUTION = gettext_lazy("Tanggal yang dijanjikan instansi: %(until)s.")
PROMISED = {
    Clock.REVIEW: gettext_lazy("Tanggal yang dijanjikan pemeriksa: %(until)s."),
    Clock.REVIEW_ANSWER: gettext_lazy("Tanggal yang diminta pemeriksa: %(until)s."),
}
MORNING = time(8)  # the hour at which a reminder is worth reading


@dataclass(frozen=True)
class Explanation:
    """A clock of a report with its date, and why the date is that date."""

    clock: Clock
    due_at: datetime  # in the office's zone
    zone: str  # WIB, WITA, WIT
    running: bool
    paused: bool
    kept: bool | None  # None while it runs and is not yet missed
    left: int  # working days until the date; negative when it has passed
    ruler: tuple[Day, ...]
    sentences: tuple[str, ...]

    @property
    def late(self) -> bool:
        return self.kept is False


def day_of_receipt(report: Report) -> date:
    """Return the day whose rules a report keeps, whoever holds it: a law begins on a day of WIB."""
    return report.received_at.astimezone(NATION).date()


def set_dates(row: Deadline, calendar: WorkCalendar) -> None:
    """Write `due_at` and `remind_at` from what the row counts by."""
    spans = [(since, until) for since, until in row.pauses]
    policy = row.policy
    if row.promised_at:
        due = row.promised_at
    elif policy.working:
        due = calendar.add(row.counted_from, policy.days, spans)
    else:
        due = calendar.add_plain(row.counted_from, policy.days)
    due = min(due, row.not_after or due)
    row.due_at = max(due, row.not_before or due, row.extended_until or due)
    day = calendar.day(calendar.back(row.due_at, policy.remind_days))
    morning = datetime.combine(day, MORNING, calendar.zone)
    row.remind_at = morning if policy.remind_days and morning > row.started_at else None


def keep_told(row: Deadline, was: datetime, at: datetime, calendar: WorkCalendar) -> None:
    """Let nobody be late by a change of rules or of offices that has shortened this clock.

    A window of the reporter's is never shortened once it was told; whoever owes the reporter a
    word keeps at least the next working day. was: the date before the change.
    """
    if row.due_at >= was:
        return
    if row.clock not in ESCALATED:
        row.not_before = was
    elif row.due_at <= at < was:
        row.not_before = min(was, calendar.add(at, 1))
    else:
        return
    set_dates(row, calendar)


def explain(
    row: Deadline,
    report: Report,
    book: Rules,
    now: datetime,
    *,
    changes: Sequence[DueChange] = (),
) -> Explanation:
    """Say in words which policy, calendar, skipped days and pauses make this date.

    `report.holder` must be loaded. The sentences are in the language of the reader.
    """
    calendar = work_calendar(report.holder, book)
    spans = [(since, until) for since, until in row.pauses]
    ruler = calendar.span(row.counted_from, row.due_at, spans)
    end = row.stopped_at or now
    running = row.stopped_at is None
    kept: bool | None = None
    if row.clock not in (Clock.REOPEN, Clock.APPEAL) and (not running or end > row.due_at):
        kept = end <= row.due_at
    return Explanation(
        clock=Clock(row.clock),
        due_at=row.due_at.astimezone(calendar.zone),
        zone=zone_label(report.holder),
        running=running,
        paused=running and row.paused_at is not None,
        kept=kept,
        left=calendar.between(end, row.due_at),
        ruler=tuple(ruler),
        sentences=tuple(_sentences(row, calendar, ruler, changes)),
    )


def _sentences(
    row: Deadline, calendar: WorkCalendar, ruler: Sequence[Day], changes: Sequence[DueChange]
) -> list[str]:
    told = [_basis(row, calendar)]
    skipped = [day for day in ruler if day.mark is DayMark.HOLIDAY]
    weekends = sum(day.mark is DayMark.WEEKEND for day in ruler)
    if row.policy.working and weekends:
        told.append(
            ngettext(
                "%(n)d hari akhir pekan dilewati.", "%(n)d hari akhir pekan dilewati.", weekends
            )
            % {"n": weekends}
        )
    if row.policy.working and skipped:
        names = ", ".join(f"{_day(day.day)} {_(day.name)}" for day in skipped)
        told.append(_("Hari libur dilewati: %(days)s.") % {"days": names})
    for since, until in row.pauses:
        span = {"since": _day(calendar.day(since)), "until": _day(calendar.day(until))}
        told.append(_("Hitungan berhenti dari %(since)s sampai %(until)s.") % span)
    if row.paused_at:
        told.append(
            _("Hitungan berhenti sejak %(day)s.") % {"day": _day(calendar.day(row.paused_at))}
        )
    for change in changes:
        words = {
            "was": _day(calendar.day(change.was)),
            "due": _day(calendar.day(change.due_at)),
            "why": why_moved(change),
            "day": _day(calendar.day(change.at)),
        }
        told.append(_("Pada %(day)s tenggat berubah dari %(was)s ke %(due)s: %(why)s.") % words)
    return told


def why_moved(change: DueChange) -> str:
    """Say why a date moved: "hari libur berubah: Hari Jadi Kota"."""
    label = str(DueReason(change.why).label)
    return f"{label}: {change.about}" if change.about else label


def how_moved(clock: str, change: DueChange, calendar: WorkCalendar) -> str:
    """Say which date moved from when to when, as one sentence."""
    return _("%(clock)s: dari %(was)s ke %(due)s.") % {
        "clock": Clock(clock).label,
        "was": _day(calendar.day(change.was)),
        "due": _day(calendar.day(change.due_at)),
    }


def _basis(row: Deadline, calendar: WorkCalendar) -> str:
    words = {
        "days": row.policy.days,
        "start": _day(calendar.day(row.counted_from)),
        "basis": _(row.policy.basis),
        "until": _day(calendar.day(row.due_at)),
    }
    if row.extended_until and row.due_at == row.extended_until:
        return _("Diperpanjang sampai %(until)s.") % words
    if row.not_before and row.due_at == row.not_before:
        return _("Tanggal yang sudah disampaikan tidak dimajukan: %(until)s.") % words
    if row.promised_at:
        return str(PROMISED.get(Clock(row.clock), INSTITUTION)) % words
    days = row.policy.days
    if row.carried:
        return ngettext(
            "%(days)d hari kerja sejak %(start)s (%(basis)s). Laporan diteruskan di dalam instansi,"
            " jadi hitungan tidak diulang.",
            "%(days)d hari kerja sejak %(start)s (%(basis)s). Laporan diteruskan di dalam instansi,"
            " jadi hitungan tidak diulang.",
            days,
        ) % words  # fmt: skip
    if row.policy.working:
        return ngettext(
            "%(days)d hari kerja sejak %(start)s, hari itu sendiri tidak dihitung (%(basis)s).",
            "%(days)d hari kerja sejak %(start)s, hari itu sendiri tidak dihitung (%(basis)s).",
            days,
        ) % words  # fmt: skip
    return ngettext(
        "%(days)d hari kalender sejak %(start)s (%(basis)s).",
        "%(days)d hari kalender sejak %(start)s (%(basis)s).",
        days,
    ) % words  # fmt: skip


def _day(day: date) -> str:
    return formats.date_format(day, "j M Y")


def stretch(moment: datetime, since: datetime, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return a fixed date moved by a pause: as many working days after `at` as were left.

    A date already missed when the pause began stays missed.
    """
    left = calendar.between(since, moment)
    return calendar.add(at, left) if left > 0 else moment
