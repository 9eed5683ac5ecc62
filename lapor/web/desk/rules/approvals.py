"""Empat mata: which answers of an office need a second officer before they go out."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import governing, rulebook_approval
from lapor.agencies.actor import Actor
from lapor.agencies.finding import agencies as found_agencies
from lapor.agencies.finding import the_one
from lapor.agencies.models import Agency, ApprovalRule, Change
from lapor.agencies.rulebook import NotGoverned
from lapor.agencies.rules import Rules, rules
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG = "empat-mata"
MOST = 300
What = ApprovalRule.What


class ApprovalForm(fields.RuleForm):
    what = fields.pick(
        gettext_lazy("Perlu disetujui orang kedua"),
        What.choices,
        gettext_lazy("Penulis tidak pernah menyetujui tulisannya sendiri, lewat jabatan mana pun."),
    )
    valid_from = fields.day(gettext_lazy("Berlaku mulai"), gettext_lazy("Paling awal hari ini."))
    basis = fields.why(most=fields.LONGEST_BASIS)


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """Show what holds for the office that is looked at, and which offices have a rule."""
    typed = asked.get("unit", "")
    office = _office(actor, typed)
    today, book = timezone.localdate(), rules()
    among = governing.governed(actor)
    newest: dict[int, ApprovalRule] = {}
    later: dict[int, list[ApprovalRule]] = {}
    for row in ApprovalRule.objects.filter(agency__in=among.values("pk")).order_by(
        "valid_from", "pk"
    )[:MOST]:
        if row.valid_from <= today:
            newest[row.agency_id] = row
        else:
            later.setdefault(row.agency_id, []).append(row)
    offices = among.in_bulk([*newest, *later])
    lines = [
        _line(book, one, newest.get(one.pk), later.get(one.pk, []))
        for one in sorted(offices.values(), key=lambda a: (a.depth, a.name))
        if one != office
    ]
    sections = []
    if office:
        own = _line(book, office, newest.get(office.pk), later.get(office.pk, []))
        sections.append(Section(_("Berlaku hari ini"), [own]))
    others = _("Kantor lain yang punya aturan sendiri")
    sections.append(
        Section(others, lines, empty=_("Belum ada. Cari sebuah kantor di atas untuk mengaturnya."))
    )
    return Listing(sections, unit=office.label if office and typed else typed)


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return the rule of the office with this key; raises NotGoverned."""
    office = Agency.objects.filter(pk=key).first() if _is_key(key) else None
    if office is None or office.ended_at or not governing.governs(actor, office):
        raise NotGoverned
    today, book = timezone.localdate(), rules()
    own = rulebook_approval.own_rule(office.pk, today)
    above = book.approval(office.ids[:-1], today)
    return Subject(
        name=office.label,
        row=rulebook_approval.approval_row(office.pk),
        rule=office,
        initial={"what": own.what if own else What.ABOVE, "valid_from": today, "basis": ""},
        facts=[
            (_("Berlaku sekarang"), book.approval(office.ids, today).label),
            (_("Aturan unit di atasnya"), above.label),
        ],
    )


def keep(subject: Subject, form: ApprovalForm, actor: Actor, seen: int) -> Change:
    told = form.cleaned_data
    return rulebook_approval.set_approval(
        subject.rule.pk,
        told["what"],
        valid_from=told["valid_from"],
        basis=told["basis"],
        actor=actor,
        seen=seen,
    )


def foretell(subject: Subject, form: ApprovalForm, actor: Actor) -> Foretold:
    """Say what changes for who writes there, and below."""
    told, office = form.cleaned_data, subject.rule
    what = What(told["what"])
    if what == What.ABOVE:
        what = rules().approval(office.ids[:-1], told["valid_from"])
    day = formats.date_format(told["valid_from"], "j F Y")
    words = {"day": day, "office": office.name, "what": str(what.label).lower()}
    if what == What.NOTHING:
        return Foretold([_("Mulai %(day)s jawaban %(office)s terkirim tanpa persetujuan.") % words])
    return Foretold(
        [
            _("Mulai %(day)s di %(office)s perlu persetujuan: %(what)s.") % words,
            _("Berlaku juga di semua unit di bawahnya yang tidak punya aturan sendiri."),
            _("Yang menyetujui: orang lain di unit penulis, atau admin di atasnya."),
            _("Tenggat tetap berjalan selama menunggu persetujuan."),
        ]
    )


def _line(book: Rules, office: Agency, own: ApprovalRule | None, later: list[ApprovalRule]) -> Line:
    holds = book.approval(office.ids, timezone.localdate())
    meta: list[Any] = [holds.label]
    if own and own.what != What.ABOVE:
        meta.append(own.basis)
    elif office.depth:
        meta.append(_("ikut unit di atasnya"))
    coming = [
        _("mulai %(day)s: %(what)s")
        % {"day": formats.date_format(row.valid_from, "j F Y"), "what": What(row.what).label}
        for row in later
    ]
    href = "" if office.ended_at else reverse("desk-rule", args=[SLUG, office.pk])
    return Line(office.name, meta, href=href, act=_("Ubah"), later=coming)


def _office(actor: Actor, typed: str) -> Agency | None:
    """Return which office is looked at: the one that was typed, else the actor's own."""
    among = governing.governed(actor)
    hit = the_one(typed, found_agencies(typed, among=among)) if typed else None
    return hit.row if hit and isinstance(hit.row, Agency) else actor.agency


def _is_key(key: str) -> bool:
    return key.isdecimal() and len(key) < len(str(2**62))


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.APPROVAL,
    title=gettext_lazy("Empat mata"),
    lead=gettext_lazy("Jawaban mana yang dibaca orang kedua sebelum terkirim."),
    icon="eye",
    opens=admins,
    listing=listing,
    subject=subject,
    form=ApprovalForm,
    foretell=foretell,
    save=keep,
)
