"""Eskalasi: who hears of a missed date, and after how many working days the next."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import rulebook_dates
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, EscalationLadder
from lapor.agencies.rulebook import LADDER, NotGoverned, RuleRefused, first_day
from lapor.agencies.rulebook_dates import MOST_RUNGS
from lapor.reports import forecast
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, nation_only
from lapor.web.desk.rules.words import in_days

SLUG = "eskalasi"
To = EscalationLadder.To
NOBODY = ("", gettext_lazy("tidak ada"))
# Whom each tier above means, for three offices that everybody knows, by how deep they stand.
SAMPLES: Mapping[int, tuple[str | Promise, tuple[str | Promise, ...]]] = {
    3: (
        gettext_lazy("Sebuah kelurahan"),
        (gettext_lazy("kecamatan"), gettext_lazy("admin kota atau kabupaten")),
    ),
    2: (gettext_lazy("Sebuah dinas"), (gettext_lazy("admin kota atau kabupaten"),)),
    1: (gettext_lazy("Sebuah kementerian"), ()),
}


class LadderForm(fields.RuleForm):
    """Up to six rungs; an empty one is left out, so rungs are added, taken away and reordered."""

    valid_from = fields.day(
        gettext_lazy("Berlaku mulai"),
        gettext_lazy("Untuk laporan yang diterima mulai hari itu. Paling awal besok."),
    )
    basis = fields.why(most=fields.LONGEST_BASIS)

    def prepare(self) -> None:
        rungs: dict[str, forms.Field] = {}
        for number in range(1, MOST_RUNGS + 1):
            place = {"n": number}
            rungs[f"to_{number}"] = fields.maybe(
                _("Anak tangga %(n)d") % place, [NOBODY, *To.choices]
            )
            days = fields.number(
                _("Hari kerja sesudah tanggal terlewat")
                if number == 1
                else _("Hari kerja sesudah anak tangga %(n)d") % {"n": number - 1}
            )
            days.required = False
            rungs[f"days_{number}"] = days
        self.fields = {**rungs, **self.fields}

    def steps(self) -> list[dict[str, Any]]:
        """Return the rungs that were written, in their order."""
        told = self.cleaned_data
        return [
            {"to": told[f"to_{n}"], "days": told[f"days_{n}"] or 0}
            for n in range(1, MOST_RUNGS + 1)
            if told.get(f"to_{n}")
        ]


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """Show the ladder of today rung by rung, and those that begin later."""
    rows = list(EscalationLadder.objects.order_by("valid_from", "pk"))
    today = timezone.localdate()
    now = [row for row in rows if row.valid_from <= today][-1:]
    later = {row.valid_from: row for row in rows if row.valid_from > today}
    sections = [_section(_("Berlaku hari ini"), row) for row in now]
    for day, row in sorted(later.items()):
        title = _("Mulai %(day)s") % {"day": formats.date_format(day, "j F Y")}
        sections.append(_section(title, row))
    return Listing(sections, reverse("desk-rule", args=[SLUG, LADDER]), _("Ubah urutan"))


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    if key != LADDER or not nation_only(actor):
        raise NotGoverned
    row = EscalationLadder.objects.order_by("valid_from", "pk").last()
    steps = row.steps if row else []
    initial: dict[str, Any] = {"valid_from": first_day()}
    for number, step in enumerate(steps, 1):
        initial |= {f"to_{number}": step["to"], f"days_{number}": step["days"]}
    return Subject(
        name=_("Siapa mendengar tanggal yang terlewat"),
        row=LADDER,
        initial=initial,
        facts=[
            (_("Yang selalu benar"), _("Anak tangga terakhir adalah admin nasional.")),
            (_("Untuk menghapus satu"), _("Pilih “tidak ada” di anak tangga itu.")),
        ],
    )


def keep(subject: Subject, form: LadderForm, actor: Actor, seen: int) -> Change:
    told = form.cleaned_data
    try:
        return rulebook_dates.set_ladder(
            form.steps(),
            valid_from=told["valid_from"],
            basis=told["basis"],
            actor=actor,
            seen=seen,
        )
    except RuleRefused as refusal:
        if refusal.field == "steps":
            refusal.field = f"to_{max(len(form.steps()), 1)}"
        raise


def foretell(subject: Subject, form: LadderForm, actor: Actor) -> Foretold:
    """Tell the way up for three offices that everybody knows."""
    says = [
        _("Laporan yang sudah diterima tetap memakai urutan lama."),
        _("Anak tangga yang tidak menambah siapa pun dilewati."),
    ]
    lines = []
    for depth, (office, tiers) in SAMPLES.items():
        heard = [_heard(row, tiers) for row in forecast.of_ladder(form.steps(), depth)]
        way = _("%(office)s: %(way)s.") % {"office": office, "way": "; ".join(heard)}
        lines.append(way)
    return Foretold(says, lines)


def _heard(row: forecast.Hearing, tiers: tuple[str | Promise, ...]) -> str:
    who = str(tiers[row.tiers - 1]) if row.tiers <= len(tiers) else _("admin nasional")
    if row.to == To.INSPECTORATE and row.tiers <= len(tiers):
        who = _("%(who)s dan inspektorat") % {"who": who}
    if row.days == 0:
        return _("begitu terlewat %(who)s") % {"who": who}
    return _("sesudah %(days)s %(who)s") % {"days": in_days(row.days, working=True), "who": who}


def _section(title: str, row: EscalationLadder) -> Section:
    lines = []
    for number, step in enumerate(row.steps, 1):
        days = in_days(int(step["days"]), working=True)
        if number > 1:
            when = _("%(days)s sesudah yang sebelumnya") % {"days": days}
        elif int(step["days"]):
            when = _("%(days)s sesudah tanggal terlewat") % {"days": days}
        else:
            when = _("begitu tanggal terlewat")
        lines.append(Line(f"{number}. {To(step['to']).label}", [when]))
    return Section(title, lines, note=row.basis)


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.LADDER,
    title=gettext_lazy("Eskalasi"),
    lead=gettext_lazy("Siapa yang diberi tahu kalau sebuah tanggal terlewat, dan kapan."),
    icon="alert",
    opens=nation_only,
    listing=listing,
    subject=subject,
    form=LadderForm,
    foretell=foretell,
    save=keep,
)
