"""Pengawas: which office watches which institution, from when to when."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import rulebook_oversight
from lapor.agencies.actor import Actor
from lapor.agencies.finding import agencies as found_agencies
from lapor.agencies.finding import the_one
from lapor.agencies.models import Agency, Change, Oversight, Post, Role
from lapor.agencies.rulebook import NotGoverned
from lapor.reports import forecast
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, nation_only

SLUG, NEW = "pengawas", "baru"
MOST = 300


class OversightForm(fields.RuleForm):
    overseer = fields.office(
        gettext_lazy("Pengawas"),
        gettext_lazy("Inspektorat, provinsi, kementerian, atau Ombudsman."),
        required=True,
    )
    agency = fields.office(gettext_lazy("Instansi yang diawasi"), required=True)
    since = fields.day(gettext_lazy("Mulai"))
    until = fields.day(
        gettext_lazy("Berakhir"),
        gettext_lazy("Mulai hari itu pengawas tidak lagi melihat laporan instansi ini."),
    )
    why = fields.why()

    def prepare(self) -> None:
        if self.initial.get("new"):
            self.without("until")
        else:
            self.without("overseer", "agency", "since")

    def clean(self) -> dict[str, Any]:
        if "overseer" in self.fields:
            self.watching: Any = fields.the_office(self, "overseer", everywhere=True)
            self.watched: Any = fields.the_office(self, "agency", everywhere=True)
        return self.cleaned_data


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List who watches whom today, then what is still to begin, then what has ended."""
    today, typed = timezone.localdate(), asked.get("unit", "")
    rows = Oversight.objects.select_related("overseer", "agency").order_by(
        "agency__name", "overseer__name", "since"
    )
    hit = the_one(typed, found_agencies(typed)) if typed else None
    if hit:
        rows = rows.filter(agency=int(hit.key)) | rows.filter(overseer=int(hit.key))
    now, later, over = [], [], []
    for row in rows[:MOST]:
        if row.until and row.until <= today:
            over.append(row)
        elif row.since > today:
            later.append(row)
        else:
            now.append(row)
    sections = [
        Section(_("Berlaku hari ini"), [_line(r) for r in now], empty=_("Belum ada pengawas.")),
        *([Section(_("Belum mulai"), [_line(r) for r in later])] if later else []),
        *([Section(_("Sudah berakhir"), [_line(r, over=True) for r in over])] if over else []),
    ]
    return Listing(
        sections, reverse("desk-rule", args=[SLUG, NEW]), _("Tambah pengawas"), unit=typed
    )


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    if key == NEW:
        start = {"new": True, "since": timezone.localdate()}
        return Subject(_("Pengawas baru"), "", initial=start)
    rows = Oversight.objects.select_related("overseer", "agency")
    row = rows.filter(pk=key).first() if key.isdecimal() and len(key) < len("9" * 9) else None
    if row is None:
        raise NotGoverned
    return Subject(
        name=_("%(overseer)s mengawasi %(agency)s")
        % {"overseer": row.overseer.name, "agency": row.agency.name},
        row=str(row.pk),
        rule=row,
        initial={"until": row.until or timezone.localdate()},
        facts=[(_("Mulai"), formats.date_format(row.since, "j F Y"))],
    )


def keep(subject: Subject, form: OversightForm, actor: Actor, seen: int) -> Change:
    told, row = form.cleaned_data, subject.rule
    if row is not None:
        until = told["until"]
        return rulebook_oversight.end_oversight(
            row.pk, until=until, actor=actor, why=told["why"], seen=seen
        )
    if form.watching is None or form.watched is None:
        raise NotGoverned
    return rulebook_oversight.begin_oversight(
        form.watching,
        form.watched,
        since=told["since"],
        actor=actor,
        why=told["why"],
        seen=seen,
    )


def foretell(subject: Subject, form: OversightForm, actor: Actor) -> Foretold:
    """Say who gains or loses sight of how many open reports."""
    told, row = form.cleaned_data, subject.rule
    overseer: Agency = row.overseer if row else form.watching
    agency: Agency = row.agency if row else form.watched
    posts = Post.objects.filter(agency=overseer, role=Role.OVERSEER, ended_at=None)
    open_now = forecast.open_in(agency)
    words = {"overseer": overseer.name, "agency": agency.name, "n": open_now}
    if row is None:
        says = [_("%(overseer)s melihat laporan %(agency)s: sekarang %(n)d terbuka.") % words]
    else:
        day = formats.date_format(told["until"], "j F Y")
        says = [
            _("Mulai %(day)s %(overseer)s tidak lagi melihat laporan %(agency)s.")
            % {**words, "day": day},
            _("Sekarang ada %(n)d laporan terbuka di sana yang dilihatnya.") % words,
            _("Laporan yang sudah menyertakan pengawas ini tetap dapat dibukanya."),
        ]
    names = [post.title for post in posts.order_by("title", "pk")]
    if not names:
        says.append(_("Di kantor itu belum ada jabatan pengawas."))
    return Foretold(says, [_("Jabatan: %(post)s") % {"post": name} for name in names])


def _line(row: Oversight, *, over: bool = False) -> Line:
    since = formats.date_format(row.since, "j F Y")
    meta = [_("sejak %(day)s") % {"day": since}]
    if row.until:
        meta.append(_("sampai %(day)s") % {"day": formats.date_format(row.until, "j F Y")})
    title = _("%(overseer)s → %(agency)s") % {
        "overseer": row.overseer.name,
        "agency": row.agency.name,
    }
    href = "" if over else reverse("desk-rule", args=[SLUG, row.pk])
    return Line(title, meta, href=href, act=_("Akhiri"))


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.OVERSIGHT,
    title=gettext_lazy("Pengawas"),
    lead=gettext_lazy("Kantor mana yang mengawasi instansi mana, dan sejak kapan."),
    icon="eye",
    opens=nation_only,
    listing=listing,
    subject=subject,
    form=OversightForm,
    foretell=foretell,
    save=keep,
)
