"""Penerusan otomatis: off, watched or on, and the numbers without which it is not switched on."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import finding, governing, rulebook_automatic
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, AutomaticRouting, Change
from lapor.agencies.rulebook import NotGoverned
from lapor.reports import automatic
from lapor.reports.not_yet import IN_WORDS
from lapor.reports.weighing import Standing, standing
from lapor.routing.gates import FEWEST_KEPT, SHADOW_DAYS, TARGET, Record
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG = "otomatis"
LONGEST_KEY = 18  # digits of a bigint
FEW = 10  # below so many no share is told
OTHERS = 60
State = AutomaticRouting.State
NEVER = gettext_lazy(
    "Tidak pernah diteruskan otomatis: laporan rahasia atau tanpa identitas, yang menyebut nama,"
    " petugas, atau kantor, dugaan penyimpangan, ancaman, keadaan darurat, dan yang diusulkan"
    " aturan untuk inspektorat. Satu dari 20 laporan tetap diputuskan petugas tanpa melihat saran,"
    " supaya ketepatannya terukur."
)


class SwitchForm(fields.RuleForm):
    state = fields.pick(
        gettext_lazy("Mulai sekarang"),
        State.choices,
        gettext_lazy(
            "“Hanya mengamati” mencatat apa yang akan diteruskan, di samping pilihan petugas. Tidak"
            " ada laporan yang berpindah karenanya."
        ),
    )
    why = fields.why()


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """Show how one institution stands, with its numbers; to the nation also who else is not off."""
    typed = asked.get("unit", "")
    institution = _institution(actor, typed)
    national = actor.agency is None or not actor.agency.depth
    sections = []
    if institution:
        sections.append(_section(actor, institution))
    elif typed or not national:
        says = _("Tidak ada instansi dengan nama itu yang dapat Anda lihat.")
        sections.append(Section(_("Penerusan otomatis"), [], empty=says))
    if national:
        rows = list(rulebook_automatic.running().values())[:OTHERS]
        lines = [_brief(row) for row in rows if row.institution != institution]
        none = _("Belum ada instansi yang mengamati atau menyalakannya. Cari satu di atas.")
        if lines or not institution:
            title = _("Instansi yang mengamati atau menyalakannya")
            sections.append(Section(title, lines, empty=none))
    return Listing(sections, unit=typed if national else None)


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return the switch of the institution with this key; raises NotGoverned."""
    is_key = key.isdecimal() and len(key) < LONGEST_KEY
    row = Agency.objects.filter(pk=key, ended_at=None).first() if is_key else None
    if row is None or row.depth != 1 or not governing.governs(actor, row):
        raise NotGoverned
    stands = standing(row, timezone.now())
    now = State(stands.switched.state) if stands.switched else State.OFF
    return Subject(
        name=row.label,
        row=rulebook_automatic.automatic_row(row.pk),
        rule=row,
        initial={"state": now, "why": ""},
        facts=[(_("Sekarang"), now.label), *_facts(stands)],
    )


def keep(subject: Subject, form: SwitchForm, actor: Actor, seen: int) -> Change:
    told = form.cleaned_data
    return automatic.switch(
        subject.rule,
        State(told["state"]),
        actor=actor,
        why=told["why"],
        seen=seen,
        at=timezone.now(),
    )


def foretell(subject: Subject, form: SwitchForm, actor: Actor) -> Foretold:
    """Say what happens from now on with new reports."""
    says = {
        State.OFF: [
            _("Laporan baru menunggu verifikasi petugas. Pengamatan nanti dimulai dari awal.")
        ],
        State.WATCHING: [
            _("Tidak ada laporan yang berpindah. Sistem mencatat apa yang akan diteruskannya."),
            _("Paling cepat dapat dinyalakan sesudah diamati %(days)s.")
            % {"days": _in_days(SHADOW_DAYS)},
        ],
        State.ON: [
            _("Laporan baru yang cukup pasti langsung diteruskan ke kantor yang mengerjakannya."),
            _("Pemverifikasi dapat menariknya kembali dengan satu tombol."),
            _("Setiap malam ketepatannya dihitung lagi. Bila turun, sistem mematikannya sendiri."),
            str(NEVER),
        ],
    }
    return Foretold(says[State(form.cleaned_data["state"])])


def _section(actor: Actor, institution: Agency) -> Section:
    stands = standing(institution, timezone.now())
    row = stands.switched
    state = State(row.state) if row else State.OFF
    meta: list[Any] = [state.label]
    if row and state != State.OFF:
        since = formats.date_format(row.since, "j F Y")
        meta.append(_("sejak %(day)s") % {"day": since})
    elif row:
        meta.append(row.why)
    may = governing.governs(actor, institution)
    lines = [
        Line(
            institution.name,
            meta,
            text=_stands_in_words(state, stands),
            href=reverse("desk-rule", args=[SLUG, institution.pk]) if may else "",
            act=_("Ubah"),
        ),
        *(Line(name, [says]) for name, says in _facts(stands)),
        *(
            Line(_("Aturan “%(name)s”") % {"name": rule.name}, [in_words(record)])
            for rule, record in stands.rules
        ),
    ]
    return Section(_("Keadaan sekarang"), lines, note=NEVER)


def _stands_in_words(state: State, stands: Standing) -> str:
    if state == State.ON:
        return str(IN_WORDS[stands.ends]) if stands.ends else _("Ketepatannya cukup.")
    if stands.refused:
        return _("Belum dapat dinyalakan. %(why)s") % {"why": IN_WORDS[stands.refused]}
    return _("Sudah dapat dinyalakan.")


def _facts(stands: Standing) -> list[tuple[str, str]]:
    """Return the numbers by which it may be switched on, each in words."""
    kept = {"n": _grouped(stands.kept), "need": _grouped(FEWEST_KEPT)}
    enough = _("%(n)s atau lebih") if stands.kept >= FEWEST_KEPT else _("%(n)s dari %(need)s")
    days = _in_days(stands.watched)
    facts = [
        (_("Laporan selesai untuk dipelajari"), enough % kept),
        (_("Diamati"), _("%(days)s; perlu %(need)d") % {"days": days, "need": SHADOW_DAYS}),
        (_("Pilihan petugas 90 hari terakhir"), in_words(stands.shown)),
    ]
    if stands.blind.n:
        facts.append((_("Di antaranya tanpa melihat saran"), in_words(stands.blind)))
    if stands.lately.assigned:
        week = Record(stands.lately.assigned, stands.lately.right)
        facts.append((_("Diteruskan otomatis seminggu ini"), in_words(week, bound=False)))
    return facts


def _grouped(number: int) -> str:
    return formats.number_format(number, force_grouping=True)


def _in_days(days: int) -> str:
    return ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days}


def in_words(record: Record, *, bound: bool = True) -> str:
    """Say how many of how many were right, and what share is surely right."""
    if record.n < FEW:
        return ngettext("%(n)d laporan; belum cukup", "%(n)d laporan; belum cukup", record.n) % {
            "n": record.n
        }
    told = _("%(right)s dari %(n)s sama dengan pilihan sistem") % {
        "right": _grouped(record.right),
        "n": _grouped(record.n),
    }
    if not bound:
        return told
    share = {"share": int(100 * record.bound), "need": round(100 * TARGET)}
    return f"{told}; " + _("paling sedikit %(share)d%% tepat, perlu %(need)d%%") % share


def _brief(row: AutomaticRouting) -> Line:
    since = _("sejak %(day)s") % {"day": formats.date_format(row.since, "j F Y")}
    return Line(
        row.institution.name,
        [State(row.state).label, since],
        href=reverse("desk-rule", args=[SLUG, row.institution_id]),
        act=_("Ubah"),
    )


def _institution(actor: Actor, typed: str) -> Agency | None:
    """Return whose switch is looked at: the actor's own institution, or the one that was typed."""
    if actor.agency and actor.agency.depth:
        return Agency.objects.get(pk=actor.agency.institution)
    hit = finding.the_one(typed, finding.agencies(typed)) if typed else None
    row = hit.row if hit and isinstance(hit.row, Agency) else None
    return row if row and row.depth == 1 else None


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.AUTOMATIC,
    title=gettext_lazy("Penerusan otomatis"),
    lead=gettext_lazy("Apakah sistem boleh meneruskan laporan sendiri, dan seberapa tepat ia."),
    icon="arrow",
    opens=admins,
    listing=listing,
    subject=subject,
    form=SwitchForm,
    foretell=foretell,
    save=keep,
)
