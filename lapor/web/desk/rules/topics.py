"""Kategori and Alasan: what reports are about, and why one is not taken up."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import rulebook_texts
from lapor.agencies.actor import Actor
from lapor.agencies.models import Category, Change, Reason
from lapor.agencies.rulebook import NotGoverned
from lapor.agencies.rulebook_texts import WITH_REASONS
from lapor.kit.codes import new_number
from lapor.reports.powers import name_of
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, nation_only
from lapor.web.story import SENTENCES

NEW, OFF = "baru", gettext_lazy("tidak dipakai lagi")
CHANGE = gettext_lazy("Ubah")
ORDER = gettext_lazy("Angka kecil tampil lebih dulu.")
LONGEST_SENTENCE = 600
HEADS = {
    "archive": gettext_lazy("Mengarsipkan laporan"),
    "decline": gettext_lazy("Bukan wewenang"),
    "refuse_review": gettext_lazy("Tidak menerima pemeriksaan"),
}


class CategoryForm(fields.RuleForm):
    name = fields.line(gettext_lazy("Nama"), gettext_lazy("Kata yang dipakai warga."))
    order = fields.number(gettext_lazy("Urutan di daftar"), ORDER, most=9999)
    active = fields.tick(
        gettext_lazy("Dipakai"),
        gettext_lazy("Tanpa centang tidak ditawarkan lagi; laporan lama tetap menyebutnya."),
    )
    personal = fields.tick(
        gettext_lazy("Urusan satu orang"),
        gettext_lazy(
            "Misalnya bantuan, surat, atau gaji. Laporan yang mirip tidak ditunjukkan kepada warga"
            " lain: kata-katanya sama, orangnya lain."
        ),
    )
    why = fields.why()


class ReasonForm(fields.RuleForm):
    move = fields.pick(gettext_lazy("Untuk langkah"), HEADS.items())
    label = fields.line(gettext_lazy("Nama singkat"), gettext_lazy("Dipilih petugas dari daftar."))
    sentence = fields.area(
        gettext_lazy("Kalimat kepada pelapor"),
        gettext_lazy("Apa yang diputuskan, mengapa, dan apa yang masih dapat dilakukan pelapor."),
        most=LONGEST_SENTENCE,
    )
    order = fields.number(gettext_lazy("Urutan di daftar"), ORDER, most=9999)
    active = fields.tick(
        gettext_lazy("Dipakai"), gettext_lazy("Tanpa centang tidak ditawarkan lagi.")
    )
    why = fields.why()

    def prepare(self) -> None:
        if not self.initial.get("new"):
            self.without("move")


def categories(actor: Actor, asked: QueryDict) -> Listing:
    rows = Category.objects.all()
    lines = [
        Line(row.name, href=_href("kategori", row.pk), act=CHANGE, off="" if row.active else OFF)
        for row in rows
    ]
    section = Section(_("Daftar kategori"), lines, empty=_("Belum ada kategori."))
    return Listing([section], _href("kategori", NEW), _("Tambah kategori"))


def category(actor: Actor, key: str, asked: QueryDict) -> Subject:
    if key == NEW:
        order = Category.objects.count() + 1
        return Subject(_("Kategori baru"), "", initial={"order": order, "active": True})
    row = _row(Category, key)
    initial = {name: getattr(row, name) for name in ("name", "order", "active", "personal")}
    return Subject(row.name, str(row.pk), row, initial)


def keep_category(subject: Subject, form: CategoryForm, actor: Actor, seen: int) -> Change:
    names = ("name", "order", "active", "personal", "why")
    told = {name: form.cleaned_data[name] for name in names}
    key = subject.rule.pk if subject.rule else None
    return rulebook_texts.set_category(key, actor=actor, seen=seen, **told)


def foretell_category(subject: Subject, form: CategoryForm, actor: Actor) -> Foretold:
    told = form.cleaned_data
    if subject.rule is None:
        return Foretold([_("Kategori ini ditawarkan di formulir laporan dan saat verifikasi.")])
    if not told["active"]:
        return Foretold([_("Laporan yang sudah memakai kategori ini tidak berubah.")])
    return Foretold([_("Laporan lama dengan kategori ini tampil dengan nama baru.")])


def reasons(actor: Actor, asked: QueryDict) -> Listing:
    rows = list(Reason.objects.all())
    sections = [
        Section(
            HEADS[move],
            [
                Line(
                    row.label,
                    text=row.sentence,
                    href=_href("alasan", row.pk),
                    act=CHANGE,
                    off="" if row.active else OFF,
                )
                for row in rows
                if row.move == move
            ],
            empty=_("Belum ada alasan."),
        )
        for move in WITH_REASONS
    ]
    return Listing(sections, _href("alasan", NEW), _("Tambah alasan"))


def reason(actor: Actor, key: str, asked: QueryDict) -> Subject:
    if key == NEW:
        start: dict[str, Any] = {"new": True, "active": True, "order": Reason.objects.count() + 1}
        return Subject(_("Alasan baru"), "", initial=start)
    row = _row(Reason, key)
    initial = {
        "label": row.label,
        "sentence": row.sentence,
        "order": row.order,
        "active": row.active,
    }
    facts = [(_("Untuk langkah"), name_of(row.move))]
    return Subject(row.label, str(row.pk), row, initial, facts)


def keep_reason(subject: Subject, form: ReasonForm, actor: Actor, seen: int) -> Change:
    told, row = form.cleaned_data, subject.rule
    same = {name: told[name] for name in ("label", "sentence", "order", "active", "why")}
    return rulebook_texts.set_reason(
        row.pk if row else None,
        move=row.move if row else told["move"],
        code=row.code if row else new_number().lower(),  # steps name it; nobody reads it
        actor=actor,
        seen=seen,
        **same,
    )


def foretell_reason(subject: Subject, form: ReasonForm, actor: Actor) -> Foretold:
    """Show the sentence as the reporter reads it."""
    told, row = form.cleaned_data, subject.rule
    move = row.move if row else told["move"]
    words = {"who": _("Kantor Contoh"), "holder": _("Kantor Lain")}
    says = [_("Laporan lama dengan alasan ini ikut menampilkan kalimat baru.")] if row else []
    return Foretold(says, letter=[(str(SENTENCES[move]) % words, told["sentence"])])


def _row(model: Any, key: str) -> Any:
    row = model.objects.filter(pk=key).first() if key.isdecimal() and len(key) < len("9" * 9) else 0
    if not row:
        raise NotGoverned
    return row


def _href(slug: str, key: object) -> str:
    return reverse("desk-rule", args=[slug, key])


CATEGORIES = Book(
    slug="kategori",
    topic=Change.Topic.CATEGORY,
    title=gettext_lazy("Kategori"),
    lead=gettext_lazy("Tentang apa sebuah laporan. Warga dan petugas memilih dari daftar ini."),
    icon="note",
    opens=nation_only,
    listing=categories,
    subject=category,
    form=CategoryForm,
    foretell=foretell_category,
    save=keep_category,
)
REASONS = Book(
    slug="alasan",
    topic=Change.Topic.REASON,
    title=gettext_lazy("Alasan"),
    lead=gettext_lazy("Mengapa laporan diarsipkan atau dialihkan, dengan kalimat kepada pelapor."),
    icon="speech",
    opens=nation_only,
    listing=reasons,
    subject=reason,
    form=ReasonForm,
    foretell=foretell_reason,
    save=keep_reason,
)
