"""Tenggat: the nation's limits with their law, and what an office promises in less."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import governing, rulebook_dates
from lapor.agencies.actor import Actor
from lapor.agencies.finding import agencies as found_agencies
from lapor.agencies.finding import the_one
from lapor.agencies.models import Agency, Change, DeadlinePolicy, Role
from lapor.agencies.rulebook import NotGoverned, first_day
from lapor.agencies.rulebook_dates import PROMISED, Key, in_force_on, key_of, policies_of
from lapor.reports import forecast
from lapor.reports.terms import Clock, Kind
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins
from lapor.web.desk.rules.words import in_days, limit_name

SLUG = "tenggat"
MARKS = {"y": True, "n": False, "": None}
CHANGE, PROMISE = gettext_lazy("Ubah"), gettext_lazy("Janjikan lebih cepat")


class LimitForm(fields.RuleForm):
    days = fields.number(gettext_lazy("Lama, dalam hari"), least=1)
    working = fields.tick(
        gettext_lazy("Dihitung dalam hari kerja"),
        gettext_lazy("Tanpa centang: hari kalender, termasuk akhir pekan dan hari libur."),
    )
    remind_days = fields.number(
        gettext_lazy("Ingatkan berapa hari kerja sebelumnya"),
        gettext_lazy("0: tidak diingatkan."),
        most=60,
    )
    withdrawn = fields.tick(
        gettext_lazy("Cabut janji ini"),
        gettext_lazy("Sejak tanggal di bawah, batas yang lebih tinggi berlaku lagi."),
    )
    valid_from = fields.day(
        gettext_lazy("Berlaku mulai"),
        gettext_lazy("Untuk laporan yang diterima mulai hari itu. Paling awal besok."),
    )
    basis = fields.basis()

    def prepare(self) -> None:
        if self.initial.get("office"):
            self.without("working")
        if not self.initial.get("promised"):
            self.without("withdrawn")


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List the nation's limits, and beside them the promises of one office."""
    typed = asked.get("unit", "")
    office = _office(actor, typed)
    national = policies_of(None)
    keys = _keys(national)
    if office is None:
        section = Section(
            _("Batas nasional"),
            [_national(actor, key, national) for key in keys],
            note=_("Laporan memakai batas pada hari diterima. Perubahan hanya untuk yang baru."),
        )
        return Listing([section, _promises(actor)], unit=typed)
    own = policies_of(office.pk)
    lines = [_promise(office, key, national, own) for key in keys if key[0] in PROMISED]
    note = _(
        "Sebuah kantor boleh berjanji lebih cepat dari batas di atasnya, tidak pernah lebih lama."
    )
    section = Section(_("Janji %(office)s") % {"office": office.name}, lines, note=note)
    return Listing([section], unit=office.label)


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return the limit of a key such as `settle.complaint.y.12`; raises NotGoverned."""
    which, office = _read(key)
    if not governing.governs(actor, office) or (office and which[0] not in PROMISED):
        raise NotGoverned
    today = timezone.localdate()
    national = in_force_on(policies_of(None), which, today)
    if national is None:
        raise NotGoverned
    rows = policies_of(office.pk if office else None)
    now = in_force_on(rows, which, today)
    last = in_force_on(rows, which, date.max)
    start = last or now or national
    facts = [(_("Batas nasional"), in_days(national.days, working=national.working))]
    if office:
        above = rulebook_dates.limit_above(office, which, first_day()) or national
        facts.append((_("Harus lebih pendek dari"), in_days(above.days, working=above.working)))
        mine = in_days(now.days, working=now.working) if now else _("belum ada")
        facts.append((_("Janji %(office)s sekarang") % {"office": office.label}, mine))
    name = limit_name(*which)
    return Subject(
        name=f"{name}: {office.label}" if office else name,
        row=rulebook_dates.policy_row(which, office.pk if office else None),
        rule=(which, office),
        initial={
            "days": start.days if not office or last else "",
            "working": start.working,
            "remind_days": start.remind_days,
            "valid_from": first_day(),
            "basis": "",
            "office": bool(office),
            "promised": bool(office and last),
        },
        facts=facts,
    )


def keep(subject: Subject, form: LimitForm, actor: Actor, seen: int) -> Change:
    which, office = subject.rule
    told = form.cleaned_data
    same = {"valid_from": told["valid_from"], "basis": told["basis"], "actor": actor, "seen": seen}
    if office and told.get("withdrawn"):
        return rulebook_dates.withdraw_promise(which, office.pk, **same)
    return rulebook_dates.set_policy(
        which,
        office.pk if office else None,
        days=told["days"],
        working=told.get("working", True),
        remind_days=told["remind_days"],
        **same,
    )


def foretell(subject: Subject, form: LimitForm, actor: Actor) -> Foretold:
    """Say how the limit would have done with the reports of the last 90 days."""
    (clock, kind, oversight), office = subject.rule
    told = form.cleaned_data
    days, working = told["days"], told.get("working", True)
    if told.get("withdrawn"):
        above = rulebook_dates.limit_above(office, subject.rule[0], told["valid_from"])
        days, working = (above.days, above.working) if above else (days, working)
    kept = forecast.of_limit(clock, kind, oversight, office, days, working=working)
    says = [
        _("Laporan yang sudah diterima sebelum %(day)s tetap memakai batas lama, sampai selesai.")
        % {"day": formats.date_format(told["valid_from"], "j F Y")},
    ]
    if not kept.decided:
        says.append(_("Dalam 90 hari terakhir tidak ada laporan yang bisa dibandingkan."))
        return Foretold(says)
    if kept.capped:
        says.append(_("Dihitung dari %(n)d tenggat terbaru.") % {"n": kept.clocks})
    says.append(
        _("Dalam 90 hari terakhir ada %(all)d tenggat seperti ini, %(n)d sudah bisa dinilai.")
        % {"all": kept.clocks, "n": kept.decided}
    )
    says.append(
        _("Dengan batas waktu itu: %(now)d ditepati (%(share)d%%).")
        % {"now": kept.now, "share": kept.percent_now}
    )
    says.append(
        _("Andai batasnya %(days)s: %(then)d ditepati (%(share)d%%).")
        % {
            "days": in_days(days, working=working),
            "then": kept.then,
            "share": kept.percent_then,
        }
    )
    return Foretold(says)


def href(key: Key, office: Agency | None) -> str:
    clock, kind, oversight = key
    mark = rulebook_dates.SAID[oversight]
    return reverse("desk-rule", args=[SLUG, f"{clock}.{kind}.{mark}.{office.pk if office else ''}"])


def _office(actor: Actor, typed: str) -> Agency | None:
    """Return whose promises are looked at; None: the nation. An institution's admin: its own."""
    among = governing.governed(actor).filter(parent__isnull=False)
    if typed.isdecimal() and len(typed) < len(str(2**62)):
        found = among.filter(pk=typed).first()
    else:
        hit = the_one(typed, found_agencies(typed, among=among)) if typed else None
        found = hit.row if hit and isinstance(hit.row, Agency) else None
    return found or (None if actor.role == Role.NATIONAL_ADMIN else actor.agency)


def _read(key: str) -> tuple[Key, Agency | None]:
    clock, kind, mark, office = (*key.split("."), "", "", "")[:4]
    if clock not in Clock.values or kind not in (*Kind.values, "") or mark not in MARKS:
        raise NotGoverned
    if not office:
        return (clock, kind, MARKS[mark]), None
    found = Agency.objects.filter(pk=office).first() if office.isdecimal() else None
    if found is None or found.parent_id is None:
        raise NotGoverned
    return (clock, kind, MARKS[mark]), found


def _keys(rows: Sequence[DeadlinePolicy]) -> list[Key]:
    """Return each limit of the nation once, in the order of the clocks."""
    order = list(Clock)
    keys = {key_of(row) for row in rows}
    return sorted(keys, key=lambda key: (order.index(Clock(key[0])), key[1], bool(key[2])))


def _national(actor: Actor, key: Key, rows: Sequence[DeadlinePolicy]) -> Line:
    now = in_force_on(rows, key, timezone.localdate())
    may = actor.role == Role.NATIONAL_ADMIN
    return Line(
        title=limit_name(*key),
        meta=[in_days(now.days, working=now.working), now.basis] if now else [_("belum berlaku")],
        later=_later(rows, key),
        href=href(key, None) if may else "",
        act=CHANGE,
    )


def _promise(
    office: Agency, key: Key, national: Sequence[DeadlinePolicy], own: Sequence[DeadlinePolicy]
) -> Line:
    today = timezone.localdate()
    nation, mine = in_force_on(national, key, today), in_force_on(own, key, today)
    over = in_days(nation.days, working=nation.working) if nation else ""
    meta = [_("batas nasional %(days)s") % {"days": over}]
    if mine:
        promised = in_days(mine.days, working=mine.working)
        meta = [_("janji %(days)s") % {"days": promised}, mine.basis, *meta]
    act = CHANGE if mine or in_force_on(own, key, date.max) else PROMISE
    return Line(limit_name(*key), meta, later=_later(own, key), href=href(key, office), act=act)


def _later(rows: Sequence[DeadlinePolicy], key: Key) -> list[str]:
    """Say what begins on a day to come; of rows of one day the last counts."""
    today = timezone.localdate()
    coming = {row.valid_from: row for row in rows if key_of(row) == key and row.valid_from > today}
    return [
        _("mulai %(day)s: %(what)s")
        % {
            "day": formats.date_format(day, "j F Y"),
            "what": _("dicabut") if row.withdrawn else in_days(row.days, working=row.working),
        }
        for day, row in sorted(coming.items())
    ]


def _promises(actor: Actor) -> Section:
    """List the offices that promise less, each with a way to its promises."""
    with_some = DeadlinePolicy.objects.exclude(agency=None).values("agency")
    rows = Agency.objects.filter(pk__in=with_some).order_by("name")[:MOST_OFFICES]
    page = reverse("desk-rule-book", args=[SLUG])
    lines = [
        Line(row.name, href=f"{page}?{urlencode({'unit': row.pk})}", act=_("Lihat")) for row in rows
    ]
    return Section(
        _("Kantor yang berjanji lebih cepat"),
        lines,
        empty=_("Belum ada. Cari sebuah kantor di atas untuk mencatat janjinya."),
    )


MOST_OFFICES = 200
BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.POLICY,
    title=gettext_lazy("Tenggat"),
    lead=gettext_lazy("Berapa hari setiap langkah boleh berlangsung, dan dasar hukumnya."),
    icon="clock",
    opens=admins,
    listing=listing,
    subject=subject,
    form=LimitForm,
    foretell=foretell,
    save=keep,
)
