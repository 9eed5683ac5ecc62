"""Teks baku: words that an officer may begin with, of the nation or of an office's own."""

from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import governing, rulebook_texts
from lapor.agencies.actor import Actor
from lapor.agencies.models import Category, Change, Role, StandardText
from lapor.agencies.rulebook import NotGoverned
from lapor.kit.places import BY_HAND, fill, places_in
from lapor.reports.powers import name_of, spoken_by_officers
from lapor.reports.terms import Status
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG, NEW = "teks-baku", "baru"
LONGEST_TITLE, LONGEST_BODY, SHOWN = 80, 5000, 200
MOST = 300
SAMPLE = {
    "number": "7KM4-Q2TX",
    "office": gettext_lazy("Dinas Contoh"),
    "category": gettext_lazy("Jalan"),
    "due": gettext_lazy("Senin, 31 Agustus 2026"),
    "title": gettext_lazy("Lampu jalan padam di depan balai kelurahan"),
}


class TextForm(fields.RuleForm):
    title = fields.line(
        gettext_lazy("Judul"), gettext_lazy("Dipilih petugas dari daftar."), most=LONGEST_TITLE
    )
    body = fields.area(
        gettext_lazy("Isi"),
        gettext_lazy(
            "Terisi sendiri: {number} {office} {category} {due} {title}."
            " Tulis {…} di tempat yang harus diisi petugas."
        ),
        most=LONGEST_BODY,
        rows=8,
    )
    move = fields.pick(gettext_lazy("Untuk langkah"), ())
    status = fields.maybe(
        gettext_lazy("Saat laporan"), [("", gettext_lazy("semua")), *Status.choices]
    )
    category = fields.maybe(gettext_lazy("Kategori"), ())
    office = fields.office(
        gettext_lazy("Untuk instansi atau unit"),
        gettext_lazy("Ditawarkan di sana dan di semua unit di bawahnya."),
    )
    order = fields.number(
        gettext_lazy("Urutan di daftar"), gettext_lazy("Angka kecil tampil lebih dulu."), most=9999
    )
    active = fields.tick(
        gettext_lazy("Dipakai"), gettext_lazy("Tanpa centang tidak ditawarkan lagi.")
    )
    why = fields.why()

    def prepare(self) -> None:
        moves = [(move, name_of(move)) for move in spoken_by_officers()]
        rows = Category.objects.filter(active=True).values_list("pk", "name")
        topics = [("", _("semua")), *((str(pk), name) for pk, name in rows)]
        move, category = self.fields["move"], self.fields["category"]
        self.fields["move"] = fields.pick(move.label, moves)
        self.fields["category"] = fields.maybe(category.label, topics)

    def clean(self) -> dict[str, Any]:
        own = None if self.actor.role == Role.NATIONAL_ADMIN else self.actor.agency
        typed = self.cleaned_data.get("office")
        self.office = fields.the_office(self, "office") if typed else own
        return self.cleaned_data


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List the texts of the nation and of this actor's own tree, by step."""
    rows = StandardText.objects.select_related("agency", "category")
    if actor.role != Role.NATIONAL_ADMIN:
        own = governing.governed(actor).values("pk")
        rows = rows.filter(Q(agency=None, active=True) | Q(agency__in=own))
    moves: dict[str, list[Line]] = {}
    for row in rows.order_by("move", "order", "title")[:MOST]:
        moves.setdefault(row.move, []).append(_line(actor, row))
    order = spoken_by_officers()
    sections = [
        Section(name_of(move).capitalize(), lines)
        for move, lines in sorted(moves.items(), key=lambda pair: _place(pair[0], order))
    ]
    empty = [Section(_("Daftar teks"), [], empty=_("Belum ada teks baku."))]
    return Listing(sections or empty, reverse("desk-rule", args=[SLUG, NEW]), _("Tambah teks baku"))


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    if key == NEW:
        start = {"active": True, "order": 1, "move": "follow_up"}
        return Subject(_("Teks baku baru"), "", initial=start)
    rows = StandardText.objects.select_related("agency")
    row = rows.filter(pk=key).first() if key.isdecimal() and len(key) < len("9" * 9) else None
    if row is None or not governing.governs(actor, row.agency):
        raise NotGoverned
    return Subject(
        name=row.title,
        row=str(row.pk),
        rule=row,
        initial={
            "title": row.title,
            "body": row.body,
            "move": row.move,
            "status": row.status,
            "category": row.category_id or "",
            "office": fields.label_of(row.agency),
            "order": row.order,
            "active": row.active,
        },
    )


def keep(subject: Subject, form: TextForm, actor: Actor, seen: int) -> Change:
    told = form.cleaned_data
    same = {name: told[name] for name in ("title", "body", "move", "status", "order", "active")}
    return rulebook_texts.set_text(
        subject.rule.pk if subject.rule else None,
        category_id=int(told["category"]) if told["category"] else None,
        agency_id=form.office.pk if form.office else None,
        actor=actor,
        why=told["why"],
        seen=seen,
        **same,
    )


def foretell(subject: Subject, form: TextForm, actor: Actor) -> Foretold:
    """Show the text as an officer would get it for an invented report."""
    told = form.cleaned_data
    where = form.office.name if form.office else _("seluruh negeri")
    says = [
        _("Ditawarkan di %(where)s pada langkah: %(move)s.")
        % {"where": where, "move": name_of(told["move"])},
        _("Petugas masih bisa mengubahnya sebelum mengirim."),
    ]
    if BY_HAND in places_in(told["body"]):
        says.append(_("Bagian {…} harus diisi petugas sebelum dikirim."))
    words = {name: str(word) for name, word in SAMPLE.items()}
    return Foretold(
        says, letter=[(_("Contoh, dengan laporan karangan"), fill(told["body"], words))]
    )


def _place(move: str, order: list[str]) -> int:
    return order.index(move) if move in order else len(order)


def _line(actor: Actor, row: StandardText) -> Line:
    body = row.body if len(row.body) <= SHOWN else f"{row.body[:SHOWN]}…"
    meta: list[str] = [row.agency.label if row.agency else _("seluruh negeri")]
    if row.status:
        meta.append(str(Status(row.status).label))
    if row.category:
        meta.append(row.category.name)
    may = governing.governs(actor, row.agency)
    return Line(
        row.title,
        meta,
        body,
        reverse("desk-rule", args=[SLUG, row.pk]) if may else "",
        _("Ubah"),
        off="" if row.active else _("tidak dipakai lagi"),
    )


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.TEXT,
    title=gettext_lazy("Teks baku"),
    lead=gettext_lazy("Kalimat yang sering dipakai, untuk diambil petugas saat menulis."),
    icon="speech",
    opens=admins,
    listing=listing,
    subject=subject,
    form=TextForm,
    foretell=foretell,
    save=keep,
)
