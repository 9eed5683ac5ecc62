"""Surat: what is written to whom after a step, in each language."""

from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import rulebook_texts
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, MessageTemplate
from lapor.agencies.rulebook import NotGoverned
from lapor.agencies.rulebook_said import CHAT, SMS
from lapor.agencies.rulebook_texts import LONGEST_LETTER, LONGEST_SUBJECT
from lapor.kit.places import fill
from lapor.reports.powers import name_of
from lapor.reports.terms import Audience, Status
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, nation_only
from lapor.web.desk.rules.words import LANGUAGES

SLUG, NOBODY = "surat", "umum"
OF_THE_DIALOGUE = (SMS, CHAT)  # these have a book of their own
ANYBODY = gettext_lazy("siapa pun")
PROVED = gettext_lazy("ke alamat yang sudah dibuktikan")
PLACES = gettext_lazy(
    "Terisi sendiri: {number} {status} {due}, dan {link} kalau tautannya harus di tengah."
)
TITLE_TOO = gettext_lazy(
    "Terisi sendiri: {number} {status} {due} {title}, dan {link} kalau tautannya harus di tengah."
)


class LetterForm(fields.RuleForm):
    subject = fields.line(
        gettext_lazy("Perihal"),
        gettext_lazy("Tampil di layar terkunci: jangan menyebut isi laporan."),
        most=LONGEST_SUBJECT,
    )
    body = fields.area(gettext_lazy("Isi"), PLACES, most=LONGEST_LETTER, rows=8)
    why = fields.why()

    def prepare(self) -> None:
        if self.initial.get("proved"):
            self.fields["body"].help_text = TITLE_TOO


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List the letters of one sort of reader; where a language is missing, a way to write it."""
    rows = list(
        MessageTemplate.objects.exclude(audience__in=OF_THE_DIALOGUE).order_by("move", "proved")
    )
    readers = {row.audience for row in rows}
    order = [*(audience for audience in Audience if audience in readers), ""]
    reader = next((one for one in order if one and one == asked.get("kepada")), order[0])
    reader = "" if asked.get("kepada") == NOBODY and "" in readers else reader
    mine = [row for row in rows if row.audience == reader]
    moves = dict.fromkeys(row.move for row in mine)
    lines = [_line(move, [row for row in mine if row.move == move]) for move in moves]
    pairs = {(row.move, row.proved) for row in mine}
    missing = len(pairs) * len(LANGUAGES) - len(mine)
    note = _("%(n)d surat belum ada dalam bahasa lain; penerimanya membaca yang Indonesia.")
    section = Section(
        _("Kepada %(whom)s") % {"whom": _whom(reader)},
        lines,
        note=note % {"n": missing} if missing else "",
    )
    tabs = [
        (_whom(one), f"?kepada={one or NOBODY}", one == reader) for one in order if one in readers
    ]
    return Listing([section], tabs=tabs)


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return the letter of a key such as `assign.reporter.en.proved`; raises NotGoverned."""
    move, audience, language, proved = (*key.split("."), "", "", "", "")[:4]
    if audience in OF_THE_DIALOGUE:
        raise NotGoverned
    rows = list(
        MessageTemplate.objects.filter(move=move, audience=audience, proved=proved == "proved")
    )
    if not rows or language not in LANGUAGES:
        raise NotGoverned
    row = next((r for r in rows if r.language == language), None)
    model = row or rows[0]
    facts = [
        (_("Sesudah langkah"), name_of(move)),
        (_("Kepada"), _whom(audience)),
        (_("Bahasa"), LANGUAGES[language]),
    ]
    if proved == "proved":
        facts.append((_("Alamat"), _("yang sudah dibuktikan pemiliknya")))
    if row is None:
        facts.append((_("Bahasa Indonesianya"), model.body))
    return Subject(
        name=_title(move, language),
        row=str(row.pk) if row else "",
        rule=(move, audience, language, proved == "proved"),
        initial={
            "subject": row.subject if row else "",
            "body": row.body if row else "",
            "proved": proved == "proved",
        },
        facts=facts,
    )


def keep(subject: Subject, form: LetterForm, actor: Actor, seen: int) -> Change:
    move, audience, language, proved = subject.rule
    told = form.cleaned_data
    return rulebook_texts.set_letter(
        move,
        audience,
        language,
        proved=proved,
        subject=told["subject"],
        body=told["body"],
        actor=actor,
        why=told["why"],
        seen=seen,
    )


def foretell(subject: Subject, form: LetterForm, actor: Actor) -> Foretold:
    """Show the letter as it would be read, about an invented report."""
    told, (_move, _audience, language, _proved) = form.cleaned_data, subject.rule
    with translation.override(language):
        words = {
            "number": "7KM4-Q2TX",
            "status": str(Status.IN_PROGRESS.label),
            "due": date_format(timezone.localdate(), "l, j F Y"),
            "title": _("Lampu jalan padam di depan balai kelurahan"),
            "link": "https://…/kabar/…",
        }
        body = fill(told["body"], words)
        line = fill(told["subject"], words)
    if "{link}" not in told["body"]:
        body = f"{body}\n\n{words['link']}"
    says = [
        _("Surat yang sudah di antrean ikut memakai teks baru."),
        _("Perihal %(a)d huruf dari %(most_a)d, isi %(b)d huruf dari %(most_b)d.")
        % {
            "a": len(told["subject"]),
            "most_a": LONGEST_SUBJECT,
            "b": len(told["body"]),
            "most_b": LONGEST_LETTER,
        },
        _("Tautan ditambahkan sendiri di bawahnya kalau tidak ditulis di dalam isi."),
    ]
    return Foretold(says, letter=[(line, body)])


def _whom(audience: str) -> str:
    return str(Audience(audience).label) if audience else str(ANYBODY)


def _title(move: str, language: str) -> str:
    name = name_of(move)
    return f"{name[:1].upper()}{name[1:]} – {LANGUAGES[language]}"


def _line(move: str, rows: Sequence[MessageTemplate]) -> Line:
    """Return one step with a link to each of its texts, also to those still to be written."""
    more, there = [], {(row.language, row.proved): row for row in rows}
    for language, called in LANGUAGES.items():
        for proved in sorted({row.proved for row in rows}):
            mark = "proved" if proved else ""
            key = f"{move}.{rows[0].audience}.{language}.{mark}"
            label = f"{called}, {PROVED}" if proved else called
            if (language, proved) not in there:
                label = _("%(text)s (belum ada)") % {"text": label}
            more.append((label, reverse("desk-rule", args=[SLUG, key])))
    name = name_of(move)
    said = there.get(("id", False)) or rows[0]
    return Line(f"{name[:1].upper()}{name[1:]}", [said.subject], more=more)


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.TEMPLATE,
    title=gettext_lazy("Surat"),
    lead=gettext_lazy("Apa yang ditulis kepada siapa sesudah setiap langkah."),
    icon="note",
    opens=nation_only,
    listing=listing,
    subject=subject,
    form=LetterForm,
    foretell=foretell,
    save=keep,
)
