"""Hari libur: national ones, joint leave, and one government's own, year by year."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import governing, rulebook_dates
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, Holiday, Role
from lapor.agencies.rulebook import NotGoverned
from lapor.reports import forecast
from lapor.reports.forecast import DayOff
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG = "hari-libur"
NEW = "baru"
FIRST_YEAR, LAST_YEAR = 2018, 2099
Kind = Holiday.Kind


class HolidayForm(fields.RuleForm):
    day = fields.day(gettext_lazy("Tanggal"))
    name = fields.line(gettext_lazy("Nama"), gettext_lazy("Seperti yang dikenal orang."))
    kind = fields.pick(gettext_lazy("Jenis"), Kind.choices)
    office = fields.office(
        gettext_lazy("Untuk instansi"),
        gettext_lazy("Libur daerah: berlaku di instansi itu dan semua unit di bawahnya."),
    )
    withdrawn = fields.tick(
        gettext_lazy("Tidak jadi libur"), gettext_lazy("Hari itu menjadi hari kerja lagi.")
    )
    why = fields.why()

    def prepare(self) -> None:
        if self.actor.role != Role.NATIONAL_ADMIN:
            self.without("kind")
        if self.initial.get("new"):
            self.without("withdrawn")

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        local = told.get("kind", Kind.LOCAL) == Kind.LOCAL
        self.office = fields.the_office(self, "office") if local else None
        if local and self.office is None and not told.get("office"):
            self.office = self.actor.agency if self.actor.role != Role.NATIONAL_ADMIN else None
            if self.office is None:
                self.add_error("office", _("Tulis instansi yang libur."))
        if not local and told.get("office"):
            self.add_error("office", _("Kosongkan, atau pilih jenis Libur daerah."))
        return told

    @property
    def agency_id(self) -> int | None:
        return self.office.pk if self.office else None


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """Show the whole year, month by month, with the days of this actor's own tree."""
    this = timezone.localdate().year
    asked_year = asked.get("tahun", "")
    year = int(asked_year) if asked_year.isdecimal() and len(asked_year) == len("2026") else this
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    rows = Holiday.objects.filter(day__year=year).select_related("agency").order_by("day", "pk")
    if actor.role != Role.NATIONAL_ADMIN:
        rows = rows.filter(Q(agency=None) | Q(agency__in=governing.governed(actor).values("pk")))
    months: dict[int, list[Line]] = {}
    for row in rows:
        months.setdefault(row.day.month, []).append(_line(actor, row))
    sections = [
        Section(formats.date_format(date(year, month, 1), "F Y"), lines)
        for month, lines in months.items()
    ]
    if not sections:
        sections = [Section(str(year), [], empty=_("Belum ada hari libur untuk tahun ini."))]
    years = [(str(y), f"?tahun={y}", y == year) for y in range(year - 1, year + 3)]
    return Listing(
        sections, reverse("desk-rule", args=[SLUG, NEW]), _("Tambah hari libur"), tabs=years
    )


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    if key == NEW:
        start: dict[str, Any] = {"new": True, "kind": Kind.NATIONAL}
        if actor.role != Role.NATIONAL_ADMIN and actor.agency:
            start["office"] = fields.label_of(actor.agency)
        return Subject(_("Hari libur baru"), "", initial=start)
    row = _row(actor, key)
    return Subject(
        name=f"{row.name}, {formats.date_format(row.day, 'j F Y')}",
        row=str(row.pk),
        rule=row,
        initial={
            "day": row.day,
            "name": row.name,
            "kind": row.kind,
            "office": fields.label_of(row.agency),
            "withdrawn": row.withdrawn,
        },
    )


def keep(subject: Subject, form: HolidayForm, actor: Actor, seen: int) -> Change:
    told, row = form.cleaned_data, subject.rule
    if row is not None and told.get("withdrawn") and not row.withdrawn:
        return rulebook_dates.withdraw_holiday(row.pk, actor=actor, why=told["why"], seen=seen)
    return rulebook_dates.set_holiday(
        row.pk if row else None,
        day=told["day"],
        name=told["name"],
        kind=told.get("kind", Kind.LOCAL),
        agency_id=form.agency_id,
        actor=actor,
        why=told["why"],
        seen=seen,
    )


def foretell(subject: Subject, form: HolidayForm, actor: Actor) -> Foretold:
    """Say how many open dates would move, and show some from and to."""
    told, row = form.cleaned_data, subject.rule
    changes = []
    if row is not None and not row.withdrawn:
        changes.append(DayOff(row.day, row.agency_id))
    if not told.get("withdrawn"):
        changes.append(DayOff(told["day"], form.agency_id, told["name"]))
    among = form.office
    if row is not None and row.agency != form.office:
        among = None  # both trees are concerned
    moves = forecast.of_holidays(changes, among) if changes else forecast.Moves(0, 0, False, ())
    if not moves.count:
        return Foretold([_("Tidak ada tenggat laporan terbuka yang bergeser.")])
    some = _("Sedikitnya %(n)d tenggat laporan terbuka bergeser.")
    all_of_them = _("%(n)d tenggat laporan terbuka bergeser.")
    says = [
        (some if moves.capped else all_of_them) % {"n": moves.count},
        _("Setiap laporan itu menulis mengapa tanggalnya berubah, juga untuk pelapor."),
        _("Penghitungan ulang berjalan sendiri beberapa menit sesudah disimpan."),
    ]
    lines = [
        _("%(clock)s, %(office)s: dari %(was)s ke %(due)s")
        % {
            "clock": one.clock.label,
            "office": one.office,
            "was": formats.date_format(one.was, "j F Y"),
            "due": formats.date_format(one.due_at, "j F Y"),
        }
        for one in moves.examples
    ]
    return Foretold(says, lines)


def _row(actor: Actor, key: str) -> Holiday:
    rows = Holiday.objects.select_related("agency")
    row = rows.filter(pk=key).first() if key.isdecimal() and len(key) < len(str(2**62)) else None
    if row is None or not governing.governs(actor, row.agency):
        raise NotGoverned
    return row


def _line(actor: Actor, row: Holiday) -> Line:
    whose = row.agency.label if row.agency else ""
    return Line(
        title=row.name,
        meta=[
            formats.date_format(row.day, "l, j F"),
            Kind(row.kind).label,
            *([whose] * bool(whose)),
        ],
        href=_href(row) if governing.governs(actor, row.agency) else "",
        act=_("Ubah"),
        off=_("dicabut, hari kerja") if row.withdrawn else "",
    )


def _href(row: Holiday) -> str:
    return reverse("desk-rule", args=[SLUG, row.pk])


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.HOLIDAY,
    title=gettext_lazy("Hari libur"),
    lead=gettext_lazy("Hari yang tidak dihitung. Mengubahnya menggeser tenggat laporan terbuka."),
    icon="calendar",
    opens=admins,
    listing=listing,
    subject=subject,
    form=HolidayForm,
    foretell=foretell,
    save=keep,
)
