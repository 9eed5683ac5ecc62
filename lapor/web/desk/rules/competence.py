"""Wewenang: which office of a government does what, since when, and what nobody is named for."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import finding, governing, rulebook_map
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, Function, OfficeMap, Region
from lapor.agencies.offices_map import Mapped, functions_of, office_map, proposals
from lapor.agencies.routing import living
from lapor.agencies.rulebook import NotGoverned, RuleRefused
from lapor.agencies.rulebook_map import Settled
from lapor.web.desk.rules import fields, learned_map
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG = "wewenang"
PROPOSED, PASTED = "usulan", "tempel"
LONGEST_TABLE = 60_000
LONGEST_KEY = 18  # digits of a bigint
FROM_TODAY = gettext_lazy("Paling awal hari ini.")
Source = OfficeMap.Source


class MapForm(fields.RuleForm):
    office = fields.office(
        gettext_lazy("Dikerjakan oleh"),
        gettext_lazy("Kosongkan kalau mulai hari itu belum ada yang ditetapkan."),
    )
    region = fields.line(
        gettext_lazy("Hanya di"),
        gettext_lazy("Kecamatan atau kelurahan, kalau unit ini mengerjakannya di sana saja."),
        required=False,
    )
    valid_from = fields.day(gettext_lazy("Berlaku mulai"), FROM_TODAY)
    why = fields.why()

    def prepare(self) -> None:
        if self.initial.get("place"):
            self.without("region")

    def clean(self) -> dict[str, Any]:
        government = self.initial["government"]
        self.office_named = fields.the_office(self, "office", everywhere=not government.depth)
        self.place: Region | None = self.initial.get("place")
        typed = self.cleaned_data.get("region", "")
        if typed:
            hit = finding.the_one(typed, finding.regions(typed))
            if hit and isinstance(hit.row, Region):
                self.place = hit.row
            else:
                says = _("Tempat itu belum jelas. Tulis nama kelurahan atau kecamatan lengkap.")
                self.add_error("region", says)
        return self.cleaned_data

    def lines(self) -> list[Settled]:
        return [Settled(self.initial["function"], self.office_named, self.place)]


class ProposedForm(fields.RuleForm):
    """One tick for each office whose name says what it does."""

    valid_from = fields.day(gettext_lazy("Berlaku mulai"), FROM_TODAY)
    why = fields.why()

    def prepare(self) -> None:
        self.offices: dict[str, Mapped] = self.initial["mapped"]
        for code, row in self.offices.items():
            name = row.proposed.label if row.proposed else ""
            label = _("%(function)s: %(office)s") % {"function": row.function.name, "office": name}
            self.fields[code] = fields.tick(label)
        self.order_fields([*self.offices, "valid_from", "why"])

    def clean(self) -> dict[str, Any]:
        if not self.lines():
            self.add_error(None, _("Centang paling sedikit satu."))
        return self.cleaned_data

    def lines(self) -> list[Settled]:
        ticked = [row for code, row in self.offices.items() if self.cleaned_data.get(code)]
        return [Settled(row.function, row.proposed) for row in ticked]


class PastedForm(fields.RuleForm):
    table = fields.area(
        gettext_lazy("Baris dari tabel"),
        gettext_lazy(
            "Satu baris satu urusan: kode, nama unit, lalu kode wilayah kalau hanya di sana."
            " Salin dari lembar kerja, atau pisahkan dengan titik koma."
        ),
        most=LONGEST_TABLE,
        rows=10,
    )
    valid_from = fields.day(gettext_lazy("Berlaku mulai"), FROM_TODAY)
    why = fields.why()

    def clean(self) -> dict[str, Any]:
        self.read: list[Settled] = []
        government, typed = self.initial["government"], self.cleaned_data.get("table")
        if typed:
            try:
                self.read = rulebook_map.read_table(typed, government, self._office)
            except RuleRefused as refusal:
                self.add_error("table", str(refusal.says))
        return self.cleaned_data

    def lines(self) -> list[Settled]:
        return self.read

    def _office(self, typed: str) -> Agency | None:
        government = self.initial["government"]
        among = Agency.objects.filter(ended_at=None, path__within=str(government.path))
        hit = finding.the_one(typed, finding.agencies(typed, fields.OFFERED, among=among))
        return hit.row if hit and isinstance(hit.row, Agency) else None


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """Show the map of one government today: the actor's own, or the one that was asked for."""
    typed = asked.get("unit", "")
    government = _government(actor, typed)
    if government is None:
        says = _("Tidak ada pemerintah atau instansi dengan nama itu yang dapat Anda lihat.")
        return Listing([Section(_("Peta wewenang"), [], empty=says)], unit=typed)
    today = timezone.localdate()
    mapped = office_map(government, today)
    may = governing.governs(actor, government)
    settled = [_line(government, row, may) for row in mapped if row.rows or row.later]
    open_ones = [row for row in mapped if not row.rows and not row.later]
    gaps = [_line(government, row, may) for row in open_ones]
    proposed = sum(1 for row in open_ones if row.proposed)
    sections = [
        Section(
            government.name,
            settled,
            empty=_("Belum ada urusan yang ditetapkan di sini."),
            note=_(
                "Kelurahan dan kecamatan tidak ada di daftar: laporan tentang mereka ke kantor"
                " tempat kejadiannya."
            )
            if government.depth
            else "",
        ),
    ]
    if gaps:
        note = _("Tanpa ketetapan, laporan tentang urusan ini tidak mendapat saran unit.")
        sections.insert(0, Section(_("Belum ditetapkan"), gaps, note=note))
    sections = [*learned_map.section(government, may), *sections]
    sections.append(Section(_("Banyak sekaligus"), _at_once(government, proposed, may)))
    return Listing(sections, unit=government.name if typed or government.depth == 0 else typed)


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return what is to be settled: government-FUNCTION, or …-usulan, …-tempel, …-laporan-key."""
    first, _dash, rest = key.partition("-")
    code, _dash, place = rest.partition("-")
    government = Agency.objects.filter(pk=first).first() if _is_key(first) else None
    if government is None or government.depth > 1 or not governing.governs(actor, government):
        raise NotGoverned
    if code == learned_map.CODE:
        return learned_map.subject(government, place)
    start = {"government": government, "valid_from": timezone.localdate(), "why": ""}
    if code == PROPOSED:
        rows = office_map(government, timezone.localdate())
        mapped = {row.function.code: row for row in rows if row.proposed}
        start |= {"mapped": mapped, **dict.fromkeys(mapped, True)}
        return Subject(_("Usulan dari nama unit"), "", government, start)
    if code == PASTED:
        return Subject(_("Tempel dari tabel"), "", government, start)
    function = next((row for row in functions_of(government) if row.code == code), None)
    region = Region.objects.filter(pk=place).first() if place else None
    if function is None or (place and region is None):
        raise NotGoverned
    return _one(government, function, region, start)


def _one(
    government: Agency, function: Function, region: Region | None, start: dict[str, Any]
) -> Subject:
    today = timezone.localdate()
    rows = OfficeMap.objects.select_related("office").filter(
        government=government, function=function, region=region, valid_from__lte=today
    )
    now = next((row for row in rows if row.valid_to is None or row.valid_to > today), None)
    proposed = None if now or region else proposals(government).get(function.code)
    office = now.office if now else proposed
    facts = [(_("Pemerintah"), government.name)]
    if function.basis:
        facts.append((_("Dasar"), function.basis))
    if region:
        facts.append((_("Hanya di"), region.label))
    if proposed:
        facts.append((_("Usulan dari nama unit"), proposed.name))
    start |= {"function": function, "place": region, "office": fields.label_of(office)}
    name = rulebook_map.map_row(government.pk, function.code, region.pk if region else "")
    return Subject(function.name, name, government, start, facts)


def make_form(data: QueryDict | None = None, *, actor: Actor, initial: dict[str, Any]) -> Any:
    """Return the form that fits what is settled: one function, the proposals, or a table."""
    if "proposal" in initial:
        return learned_map.DecisionForm(data, actor=actor, initial=initial)
    if "mapped" in initial:
        return ProposedForm(data, actor=actor, initial=initial)
    if "function" in initial:
        return MapForm(data, actor=actor, initial=initial)
    return PastedForm(data, actor=actor, initial=initial)


def keep(subject: Subject, form: Any, actor: Actor, seen: int) -> Change:
    if isinstance(form, learned_map.DecisionForm):
        return learned_map.keep(subject, form, actor, seen)
    told = form.cleaned_data
    return rulebook_map.settle(
        subject.rule.pk,
        form.lines(),
        since=told["valid_from"],
        actor=actor,
        why=told["why"],
        seen=seen,
    )


def foretell(subject: Subject, form: Any, actor: Actor) -> Foretold:
    """Say from when on suggestions follow the map, and list what is settled."""
    if isinstance(form, learned_map.DecisionForm):
        return learned_map.foretell(subject, form)
    day = formats.date_format(form.cleaned_data["valid_from"], "j F Y")
    lines: Sequence[Settled] = form.lines()
    count = len(lines)
    says = [
        ngettext(
            "Mulai %(day)s saran untuk %(n)d urusan mengikuti ketetapan ini.",
            "Mulai %(day)s saran untuk %(n)d urusan mengikuti ketetapan ini.",
            count,
        )
        % {"day": day, "n": count},
        _("Laporan yang sudah diteruskan tidak berpindah."),
    ]
    return Foretold(says, [_said(line) for line in lines])


def _said(line: Settled) -> str:
    told = {
        "function": line.function.name,
        "office": line.office.name if line.office else _("belum ditetapkan"),
    }
    if line.region:
        return _("%(function)s di %(place)s → %(office)s") % {**told, "place": line.region.label}
    return _("%(function)s → %(office)s") % told


def _line(government: Agency, row: Mapped, may: bool) -> Line:
    """Return one function with its office, the narrower places, and what begins later."""
    said = [_holding(one) for one in row.rows]
    later = [
        _("mulai %(day)s: %(office)s")
        % {"day": formats.date_format(one.valid_from, "j F Y"), "office": one.office.label}
        for one in row.later
    ]
    meta: list[Any] = [_("kode %(code)s") % {"code": row.function.code}]
    if row.rows:
        since = formats.date_format(row.rows[0].valid_from, "j F Y")
        meta += [_("sejak %(day)s") % {"day": since}, Source(row.rows[0].source).label]
    elif row.proposed:
        meta.append(_("Usulan dari nama unit: %(office)s") % {"office": row.proposed.label})
    narrow = [one.region for one in row.rows if one.region] if may else []
    key = f"{government.pk}-{row.function.code}"
    return Line(
        row.function.name,
        meta,
        text=" · ".join(said),
        href=reverse("desk-rule", args=[SLUG, key]) if may else "",
        act=_("Ubah") if row.rows else _("Tetapkan"),
        later=later,
        more=[(one.name, reverse("desk-rule", args=[SLUG, f"{key}-{one.pk}"])) for one in narrow],
    )


def _holding(row: OfficeMap) -> str:
    """Say who does it by this row; of an office that ended also who took over."""
    name = row.office.name
    if row.office.ended_at:
        heir = living(row.office)
        name = _("%(heir)s (dulu %(office)s)") % {"heir": heir.name, "office": name}
    return (
        _("di %(place)s: %(office)s") % {"place": row.region, "office": name}
        if row.region
        else name
    )


def _at_once(government: Agency, proposed: int, may: bool) -> list[Line]:
    table = f"{reverse('desk-map-table')}?{urlencode({'unit': government.pk})}"
    lines = [
        Line(
            _("Tabel wewenang"),
            [_("Untuk lembar kerja: kode, urusan, unit, tanggal.")],
            href=table,
            act=_("Unduh"),
        )
    ]
    if may and proposed:
        says = ngettext("%(n)d urusan", "%(n)d urusan", proposed) % {"n": proposed}
        href = reverse("desk-rule", args=[SLUG, f"{government.pk}-{PROPOSED}"])
        lines.append(Line(_("Usulan dari nama unit"), [says], href=href, act=_("Periksa")))
    if may:
        href = reverse("desk-rule", args=[SLUG, f"{government.pk}-{PASTED}"])
        lines.append(
            Line(
                _("Tempel dari tabel"), [_("Banyak urusan sekali isi.")], href=href, act=_("Tempel")
            )
        )
    return lines


def _government(actor: Actor, typed: str) -> Agency | None:
    """Return the government that is looked at: the typed one, else the actor's institution."""
    if typed:
        among = _readable(actor)
        hit = finding.the_one(typed, finding.agencies(typed, among=among))
        return hit.row if hit and isinstance(hit.row, Agency) else None
    if actor.agency is None or not actor.agency.depth:
        return Agency.objects.get(parent=None)
    return Agency.objects.get(pk=actor.agency.institution)


def readable(actor: Actor, key: str) -> Agency:
    """Return a government whose map this actor may read, by its id; raises NotGoverned."""
    found = _readable(actor).filter(pk=key).first() if _is_key(key) else None
    if found is None or not admins(actor):
        raise NotGoverned
    return found


def _readable(actor: Actor) -> QuerySet[Agency]:
    """Return the root and institutions whose map this actor may look at."""
    tops = Agency.objects.filter(Q(parent=None) | Q(parent__parent=None, parent__isnull=False))
    if actor.agency is None or not actor.agency.depth:
        return tops
    return tops.filter(pk=actor.agency.institution)


def _is_key(key: str) -> bool:
    return key.isdecimal() and len(key) < LONGEST_KEY


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.MAP,
    title=gettext_lazy("Wewenang"),
    lead=gettext_lazy("Unit mana mengerjakan urusan apa. Saran unit tujuan mengikuti peta ini."),
    icon="office",
    opens=admins,
    listing=listing,
    subject=subject,
    form=make_form,
    foretell=foretell,
    save=keep,
)
