"""Urusan dan katanya: what governments do, and by which words reports about it are recognised."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import finding, governing, rulebook_words
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, DecidingWord, Function
from lapor.agencies.rulebook import NotGoverned, RuleRefused
from lapor.agencies.rulebook_words import Wanted
from lapor.agencies.rules import rules
from lapor.reports.functions import with_words, words_for
from lapor.reports.rehearsal import Reread, reread
from lapor.routing.functions import Keyword
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG, NEW = "urusan", "baru"
LONGEST_KEY = 18  # digits of a bigint
LONGEST_LIST, LONGEST_NAME, LONGEST_PATTERN, LONGEST_CODE = 6_000, 120, 400, 16
Named = dict[str, list[Keyword]]


class WordsForm(fields.RuleForm):
    """What an institution adds, or with the name and the pattern what the nation has."""

    code = fields.line(
        gettext_lazy("Kode"),
        gettext_lazy("Huruf besar, misalnya PARKIR. Tidak dapat diganti lagi."),
        most=LONGEST_CODE,
    )
    name = fields.line(gettext_lazy("Nama urusan"), most=LONGEST_NAME)
    basis = fields.line(
        gettext_lazy("Dasar atau golongan"),
        gettext_lazy("Misalnya: wajib dasar. Awali dengan “pusat” bila bukan urusan daerah."),
        most=LONGEST_NAME,
    )
    words = fields.area(
        gettext_lazy("Kata yang menunjuk urusan ini"),
        gettext_lazy(
            "Satu sampai tiga kata, dipisahkan titik koma. Tambahkan *2 sampai *5 pada kata yang"
            " lebih menentukan, misalnya: guru ; sekolah*2."
        ),
        most=LONGEST_LIST,
        rows=8,
    )
    office_names = fields.line(
        gettext_lazy("Pola nama unit"),
        gettext_lazy("Bagian nama unit yang mengerjakannya, dipisahkan tanda |. Boleh kosong."),
        most=LONGEST_PATTERN,
        required=False,
    )
    active = fields.tick(gettext_lazy("Dipakai"))
    why = fields.why()

    def prepare(self) -> None:
        if not self.initial.get("new"):
            self.without("code", "basis")
        if self.initial.get("owner"):
            self.without("name", "office_names", "active")
            self.fields["words"].required = False
        elif self.initial.get("new"):
            self.without("active")

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        self.read: list[Keyword] = []
        self._try("words", lambda: self.read.extend(rulebook_words.read_words(told["words"])))
        if "code" in told:
            self._try("code", lambda: rulebook_words.refuse_code(told["code"]))
        if told.get("office_names"):
            try:
                re.compile(told["office_names"])
            except re.error:
                self.add_error("office_names", _("Pola ini tidak terbaca. Tulis kata dan | saja."))
        return told

    def _try(self, name: str, reads: Any) -> None:
        if name not in self.cleaned_data:
            return
        try:
            reads()
        except RuleRefused as refusal:
            self.add_error(name, str(refusal.says))

    def wanted(self) -> Wanted:
        told = self.cleaned_data
        return Wanted(
            words=self.read,
            name=told.get("name", ""),
            basis=told.get("basis", ""),
            office_names=told.get("office_names", ""),
            active=told.get("active", True),
        )


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List the functions with the nation's words, and those of the institution looked at."""
    typed = asked.get("unit", "")
    owner = _owner(actor, typed)
    if typed and owner is None:
        says = _("Tidak ada instansi dengan nama itu yang dapat Anda lihat.")
        return Listing([Section(_("Urusan dan katanya"), [], empty=says)], unit=typed)
    words = _words(owner)
    may = governing.governs(actor, owner)
    rows = list(Function.objects.all())
    lines = [_line(row, owner, words, may) for row in rows]
    note = _(
        "Selama laporan selesai masih sedikit, kata-kata ini yang menentukan saran. Makin banyak"
        " yang dipelajari dari laporan selesai, makin kecil pengaruhnya."
    )
    nation = owner is None
    add = reverse("desk-rule", args=[SLUG, NEW]) if nation and may else ""
    sections = [Section(owner.name if owner else _("Seluruh negeri"), lines, note=note)]
    return Listing(
        sections, add, _("Tambah urusan") if add else "", unit=_shown(actor, typed, owner)
    )


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return a function of the nation (CODE), or its words of an institution (CODE-key)."""
    if key == NEW:
        if not governing.governs(actor, None):
            raise NotGoverned
        return Subject(_("Urusan baru"), "", (None, None), {"new": True, "why": ""})
    code, _dash, rest = key.partition("-")
    row = Function.objects.filter(pk=code[:LONGEST_CODE]).first()
    is_key = rest.isdecimal() and len(rest) < LONGEST_KEY
    owner = Agency.objects.filter(pk=rest, ended_at=None).first() if is_key else None
    if row is None or (rest and owner is None) or not governing.governs(actor, owner):
        raise NotGoverned
    if owner and owner.depth != 1:
        raise NotGoverned
    words = rulebook_words.words_of(row.pk, owner.pk if owner else None)
    start = {
        "owner": owner,
        "name": row.name,
        "office_names": row.office_names,
        "active": row.active,
        "words": rulebook_words.typed(words),
        "why": "",
    }
    facts = [(_("Kode"), row.pk), (_("Dasar"), row.basis)]
    if owner:
        of_all = rulebook_words.typed(rulebook_words.words_of(row.pk, None))
        facts = [(_("Untuk laporan di"), owner.name), (_("Kata seluruh negeri"), of_all)]
    name = rulebook_words.words_row(row.pk, owner.pk if owner else None)
    return Subject(row.name, name, (row, owner), start, facts)


def keep(subject: Subject, form: WordsForm, actor: Actor, seen: int) -> Change:
    row, owner = subject.rule
    told = form.cleaned_data
    return rulebook_words.set_function(
        row.pk if row else told["code"],
        owner.pk if owner else None,
        form.wanted(),
        actor=actor,
        why=told["why"],
        seen=seen,
    )


def foretell(subject: Subject, form: WordsForm, actor: Actor) -> Foretold:
    """Read past reports with the words as they would be, and say what would differ."""
    row, owner = subject.rule
    version = rules().version
    before = words_for(version, owner.pk if owner else None)
    code = row.pk if row else form.cleaned_data["code"]
    own = Function(code=code, name=form.cleaned_data.get("name", ""))
    after = with_words(version, owner.pk if owner else None, row or own, form.read)
    above = owner or Agency.objects.get(parent=None)
    done = reread(code, owner=above, actor=actor, before=before, after=after)
    kept = [_("%(office)s memegang %(n)d") % {"office": a.name, "n": n} for a, n in done.kept]
    return Foretold(list(_said(done)), kept)


def _said(done: Reread) -> list[str]:
    if not done.looked_at:
        return [_("Belum ada laporan 90 hari terakhir untuk mencobanya.")]
    words = {"n": done.looked_at, "came": done.came, "left": done.left}
    says = [
        ngettext(
            "Dibaca ulang %(n)d laporan 90 hari terakhir yang dapat Anda lihat.",
            "Dibaca ulang %(n)d laporan 90 hari terakhir yang dapat Anda lihat.",
            done.looked_at,
        )
        % words,
        _("%(came)d akan menunjuk urusan ini yang dulu tidak; %(left)d tidak lagi.") % words,
    ]
    if done.capped:
        says.append(_("Hanya yang terbaru yang dicoba."))
    if done.came:
        says.append(_("Yang akan menunjuk ke sini sekarang ada di unit di bawah ini."))
    says.append(_("Laporan yang sudah diteruskan tidak berpindah."))
    return says


def _line(row: Function, owner: Agency | None, words: dict[int | None, Named], may: bool) -> Line:
    nation = _told(words[None].get(row.pk, []))
    meta = [_("kode %(code)s") % {"code": row.pk}, row.basis]
    if owner is None:
        text, key = nation, row.pk
    else:
        own = _told(words.get(owner.pk, {}).get(row.pk, []))
        text, key = own or _("Belum ada kata tambahan."), f"{row.pk}-{owner.pk}"
        meta.append(_("Seluruh negeri: %(words)s") % {"words": nation})
    return Line(
        row.name,
        meta,
        text=text,
        href=reverse("desk-rule", args=[SLUG, key]) if may else "",
        act=_("Ubah"),
        off="" if row.active else _("tidak dipakai"),
    )


def _told(words: Sequence[Keyword]) -> str:
    """Return words as they are read, those first that decide more than the others."""
    strong = sorted(word.words for word in words if word.weight > 1)
    rest = ", ".join(sorted(word.words for word in words if word.weight == 1))
    if not strong:
        return rest
    said = _("Paling menentukan: %(words)s.") % {"words": ", ".join(strong)}
    return f"{said} {_('Juga: %(words)s.') % {'words': rest}}" if rest else said


def _words(owner: Agency | None) -> dict[int | None, Named]:
    """Return the words that hold, by whose they are and by function: one statement."""
    found: dict[int | None, Named] = {None: {}}
    keys = [owner.pk] if owner else []
    rows = DecidingWord.objects.filter(valid_to=None)
    mine = rows.filter(owner=None) | rows.filter(owner__in=keys)
    for row in mine:
        of_owner = found.setdefault(row.owner_id, {})
        of_owner.setdefault(row.function_id, []).append(Keyword(row.words, row.weight))
    return found


def _owner(actor: Actor, typed: str) -> Agency | None:
    """Return whose words are looked at; None: the nation's."""
    if actor.agency and actor.agency.depth:
        return Agency.objects.get(pk=actor.agency.institution)
    hit = finding.the_one(typed, finding.agencies(typed)) if typed else None
    row = hit.row if hit and isinstance(hit.row, Agency) else None
    return row if row and row.depth == 1 else None


def _shown(actor: Actor, typed: str, owner: Agency | None) -> str | None:
    """Return what stands in the field that asks for an institution; None where none is asked."""
    if actor.agency and actor.agency.depth:
        return None
    return owner.name if owner else typed


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.FUNCTION,
    title=gettext_lazy("Urusan dan katanya"),
    lead=gettext_lazy("Kata mana yang menunjuk urusan mana, sebelum ada laporan untuk dipelajari."),
    icon="note",
    opens=admins,
    listing=listing,
    subject=subject,
    form=WordsForm,
    foretell=foretell,
    save=keep,
)
