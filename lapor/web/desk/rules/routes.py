"""Penyaluran: rules that say where reports of a certain sort go, in order, tried before saving."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import finding, governing, rulebook_routing
from lapor.agencies.actor import Actor
from lapor.agencies.conditions import Conditions, conditions_of
from lapor.agencies.models import Agency, Change, Region, RoutingRule
from lapor.agencies.rulebook import NotGoverned
from lapor.agencies.rulebook_routing import Wanted
from lapor.agencies.rules import rules
from lapor.reports.rehearsal import Rehearsed, rehearse
from lapor.reports.rule_words import Names, in_words, names_in, rule_in_words
from lapor.reports.terms import Channel, Kind
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, admins

SLUG, NEW, ENDS = "penyaluran", "baru", "akhiri"
LONGEST_NAME, LONGEST_WORD, MOST_WORDS, MOST_PLACES = 80, 60, 20, 20
LONGEST_LINE = 600
LONGEST_KEY = 18  # digits of a bigint
ENDED_SHOWN = 20
FIRST = "0"
ANY = ("", gettext_lazy("semua"))
# What can be picked of the week: the days, and what they are called.
WEEK = {
    "": ((), gettext_lazy("setiap hari")),
    "work": ((0, 1, 2, 3, 4), gettext_lazy("Senin sampai Jumat")),
    "rest": ((5, 6), gettext_lazy("Sabtu dan Minggu")),
}
WORDS_HINT = gettext_lazy("Pisahkan dengan koma. Huruf besar dan kecil sama saja.")


class RuleOfRoute(fields.RuleForm):
    name = fields.line(gettext_lazy("Nama aturan"), most=LONGEST_NAME)
    places = fields.line(
        gettext_lazy("Tempatnya di"),
        gettext_lazy("Kelurahan, kecamatan, atau kota; pisahkan dengan titik koma."),
        most=LONGEST_LINE,
        required=False,
    )
    category = fields.maybe(gettext_lazy("Kategori"), [ANY])
    words_any = fields.line(
        gettext_lazy("Ada salah satu kata"), WORDS_HINT, most=LONGEST_LINE, required=False
    )
    words_all = fields.line(
        gettext_lazy("Ada semua kata"), WORDS_HINT, most=LONGEST_LINE, required=False
    )
    words_none = fields.line(
        gettext_lazy("Tidak ada kata"), WORDS_HINT, most=LONGEST_LINE, required=False
    )
    kind = fields.maybe(gettext_lazy("Jenis"), [ANY, *Kind.choices])
    channel = fields.maybe(gettext_lazy("Kanal"), [ANY, *Channel.choices])
    week = fields.maybe(gettext_lazy("Hari diterima"), [(k, v[1]) for k, v in WEEK.items()])
    from_hour = fields.number(
        gettext_lazy("Diterima dari pukul"), gettext_lazy("Jam 0 sampai 23, misalnya 18."), most=23
    )
    until_hour = fields.number(
        gettext_lazy("sampai sebelum pukul"),
        gettext_lazy("Kosongkan keduanya untuk sepanjang hari."),
        most=24,
    )
    to = fields.office(gettext_lazy("Sarankan unit"))
    confidential = fields.tick(
        gettext_lazy("Usulkan: rahasiakan"), gettext_lazy("Pemverifikasi yang memutuskan.")
    )
    oversight = fields.tick(
        gettext_lazy("Usulkan: berkadar pengawasan, ke inspektorat"),
        gettext_lazy("Pemverifikasi yang memutuskan."),
    )
    after = fields.pick(
        gettext_lazy("Diperiksa"), [], gettext_lazy("Aturan pertama yang cocok menentukan unit.")
    )
    why = fields.why()

    def prepare(self) -> None:
        self.fields["from_hour"].required = self.fields["until_hour"].required = False
        topics = [(str(row.pk), row.name) for row in rules().categories]
        self.fields["category"].choices = [ANY, *topics]  # type: ignore[attr-defined]
        others: Sequence[RoutingRule] = self.initial["others"]
        after = [(str(row.pk), _("sesudah “%(name)s”") % {"name": row.name}) for row in others]
        self.fields["after"].choices = [(FIRST, _("paling dulu")), *after]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        self.office: Agency | None = fields.the_office(self, "to")
        regions = self._regions(told.get("places", ""))
        first, last = told.get("from_hour"), told.get("until_hour")
        if (first is None) != (last is None) and not self.has_error("from_hour"):
            self.add_error("until_hour", _("Isi kedua jam, atau kosongkan keduanya."))
        words = {name: self._words(name) for name in ("words_all", "words_any", "words_none")}
        self.when = Conditions(
            regions=tuple(one.pk for one in regions),
            categories=(int(told["category"]),) if told.get("category") else (),
            kind=told.get("kind", ""),
            channel=told.get("channel", ""),
            weekdays=WEEK[told.get("week", "")][0],
            from_hour=first,
            until_hour=None if last is None else last % 24,
            **words,
        )
        return told

    def wanted(self) -> Wanted:
        told = self.cleaned_data
        flags = (told["confidential"], told["oversight"])
        return Wanted(
            name=told["name"],
            when=self.when,
            to=self.office,
            confidential=flags[0],
            oversight=flags[1],
            after=None if told["after"] == FIRST else int(told["after"]),
            says=in_words(self.when, names_in([self.when]), self.office, *flags),
        )

    def _regions(self, typed: str) -> list[Region]:
        found = []
        for one in [part.strip() for part in typed.split(";") if part.strip()][:MOST_PLACES]:
            hit = finding.the_one(one, finding.regions(one))
            if hit and isinstance(hit.row, Region):
                found.append(hit.row)
            else:
                says = _("“%(place)s” belum jelas. Tulis dengan kecamatan atau kotanya.")
                self.add_error("places", says % {"place": one})
        return found

    def _words(self, name: str) -> tuple[str, ...]:
        typed = self.cleaned_data.get(name, "").lower()
        words = list(dict.fromkeys(w.strip() for w in typed.split(",") if w.strip()))
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            most = {"n": MOST_WORDS, "long": LONGEST_WORD}
            says = _("Paling banyak %(n)d kata, masing-masing %(long)d huruf.") % most
            self.add_error(name, says)
        if any(not any(letter.isalnum() for letter in word) for word in words):
            self.add_error(name, _("Tulis kata, bukan tanda baca saja."))
        return tuple(words)


class EndingForm(fields.RuleForm):
    why = fields.why()


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List the rules in the order in which they are asked, in words; then those that ended."""
    typed = asked.get("unit", "")
    owner = _owner(actor, typed)
    if owner is None:
        empty = _("Tidak ada unit dengan nama itu yang dapat Anda atur.")
        return Listing([Section(_("Aturan"), [], empty=empty)], unit=typed)
    rows, over = (
        rulebook_routing.rules_of(owner.pk),
        rulebook_routing.ended_rules(owner.pk, ENDED_SHOWN),
    )
    names = names_in(conditions_of(row) for row in [*rows, *over])
    note = _(
        "Diperiksa dari atas; aturan pertama yang cocok menentukan unit yang disarankan. Aturan"
        " unit yang lebih dekat didahulukan. Laporan tidak pernah disarankan ke unit terlapor."
    )
    lines = [_line(row, number, names) for number, row in enumerate(rows, 1)]
    sections = [
        Section(owner.name, lines, empty=_("Belum ada aturan di sini."), note=note),
    ]
    if over:
        ended = [_line(row, 0, names, over=True) for row in over]
        sections.append(Section(_("Sudah berakhir"), ended))
    add = reverse("desk-rule", args=[SLUG, f"{NEW}-{owner.pk}"])
    return Listing(sections, add, _("Tambah aturan"), unit=owner.name if typed else "")


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return a rule to be changed (its key), ended (…-akhiri) or made (baru-owner)."""
    first, _dash, rest = key.partition("-")
    if first == NEW:
        owner = _governed(actor, rest) if rest else _owner(actor, "")
        if owner is None:
            raise NotGoverned
        others = rulebook_routing.rules_of(owner.pk)
        last = str(others[-1].pk) if others else FIRST
        return Subject(
            _("Aturan baru"),
            "",
            (owner, None),
            {"others": others, "after": last, "week": ""},
            [(_("Untuk laporan di"), owner.name)],
        )
    rows = RoutingRule.objects.select_related("to", "owner")
    found = rows.filter(pk=first).first() if _is_key(first) else None
    if found is None or not governing.governs(actor, found.owner):
        raise NotGoverned
    row = rulebook_routing.now_of(found)  # the page may be older than a change
    if row.valid_to and rest != ENDS:
        raise NotGoverned
    facts = [
        (_("Untuk laporan di"), row.owner.name),
        (_("Aturan"), rule_in_words(row, names_in([conditions_of(row)]))),
    ]
    name = rulebook_routing.row_of(row)
    if rest == ENDS:
        return Subject(
            _("Akhiri: %(name)s") % {"name": row.name},
            name,
            (row.owner, row),
            {"ends": True},
            facts,
        )
    if rest:
        raise NotGoverned
    return Subject(row.name, name, (row.owner, row), _typed(row), facts[:1])


def make_form(data: QueryDict | None = None, *, actor: Actor, initial: dict[str, Any]) -> Any:
    """Return the form of a rule, or of its end."""
    form = EndingForm if initial.get("ends") else RuleOfRoute
    return form(data, actor=actor, initial=initial)


def keep(subject: Subject, form: Any, actor: Actor, seen: int) -> Change:
    owner, row = subject.rule
    why = form.cleaned_data["why"]
    if isinstance(form, EndingForm):
        return rulebook_routing.end_rule(row.pk, actor=actor, why=why, seen=seen)
    key = row.pk if row else None
    return rulebook_routing.keep_rule(key, owner.pk, form.wanted(), actor=actor, why=why, seen=seen)


def foretell(subject: Subject, form: Any, actor: Actor) -> Foretold:
    """Try the rule on past reports and say what it would have changed."""
    owner, row = subject.rule
    if isinstance(form, EndingForm):
        return Foretold([_("Laporan baru tidak lagi mendapat saran dari aturan ini.")])
    wanted = form.wanted()
    others = [one for one in rulebook_routing.rules_of(owner.pk) if row is None or one.pk != row.pk]
    keys = [one.pk for one in others]
    place = keys.index(wanted.after) + 1 if wanted.after in keys else 0
    done = rehearse(
        wanted.when,
        wanted.to,
        owner=owner,
        actor=actor,
        earlier=others[:place],
        later=others[place:],
    )
    return Foretold(_rehearsed(done, wanted.to), list(_kept(done)))


def _rehearsed(done: Rehearsed, to: Agency | None) -> list[str]:
    """Say what the rule would have done with past reports."""
    words = {"n": done.looked_at, "fits": done.fits, "same": done.same}
    if not done.looked_at:
        return [_("Belum ada laporan 90 hari terakhir untuk mencobanya.")]
    says = [
        ngettext(
            "Dicoba pada %(n)d laporan 90 hari terakhir yang dapat Anda lihat: %(fits)d cocok.",
            "Dicoba pada %(n)d laporan 90 hari terakhir yang dapat Anda lihat: %(fits)d cocok.",
            done.looked_at,
        )
        % words
    ]
    if done.capped:
        says.append(_("Hanya yang terbaru yang dicoba."))
    if done.fits and to:
        other = {"other": done.fits - done.same, "office": to.name, **words}
        says.append(_("%(same)d memang ada di %(office)s; %(other)d ada di unit lain.") % other)
    if done.decided_before:
        says.append(
            _("%(n)d di antaranya sudah ditentukan aturan yang diperiksa lebih dulu.")
            % {"n": done.decided_before}
        )
    for rule, count in done.colliding:
        says.append(
            _("Bertabrakan dengan “%(name)s” pada %(n)d laporan.") % {"name": rule.name, "n": count}
        )
    says.append(_("Laporan yang sudah diteruskan tidak berpindah."))
    if done.kept:
        says.append(_("Sekarang yang cocok ada di:"))
    return says


def _kept(done: Rehearsed) -> Sequence[str]:
    """Say where the reports that fit are now: by name the offices with most, then the rest."""
    says = [_("%(office)s memegang %(n)d") % {"office": a.name, "n": n} for a, n in done.kept]
    if left := done.fits - sum(n for _office, n in done.kept):
        says.append(_("unit lain memegang %(n)d") % {"n": left})
    return says


def _typed(row: RoutingRule) -> dict[str, Any]:
    """Return a rule as its form shows it."""
    when = conditions_of(row)
    names = names_in([when])
    ordered = rulebook_routing.rules_of(row.owner_id)
    keys = [one.pk for one in ordered]
    before = keys.index(row.pk) - 1
    week = next((key for key, (days, _label) in WEEK.items() if days == when.weekdays), "")
    return {
        "others": [one for one in ordered if one.pk != row.pk],
        "name": row.name,
        "places": "; ".join(names.regions.get(code, code) for code in when.regions),
        "category": str(when.categories[0]) if when.categories else "",
        "words_any": ", ".join(when.words_any),
        "words_all": ", ".join(when.words_all),
        "words_none": ", ".join(when.words_none),
        "kind": when.kind,
        "channel": when.channel,
        "week": week,
        "from_hour": when.from_hour,
        "until_hour": when.until_hour,
        "to": fields.label_of(row.to),
        "confidential": row.confidential,
        "oversight": row.oversight,
        "after": str(keys[before]) if before >= 0 else FIRST,
    }


def _line(row: RoutingRule, number: int, names: Names, *, over: bool = False) -> Line:
    since = formats.date_format(row.valid_from, "j F Y")
    meta = [_("sejak %(day)s") % {"day": since}]
    off = ""
    if row.to and row.to.ended_at:
        off = _("unitnya sudah berakhir; penggantinya yang disarankan")
    if over and row.valid_to:
        meta.append(_("sampai %(day)s") % {"day": formats.date_format(row.valid_to, "j F Y")})
    title = row.name if over else f"{number}. {row.name}"
    ends = reverse("desk-rule", args=[SLUG, f"{row.pk}-{ENDS}"])
    return Line(
        title,
        meta,
        text=rule_in_words(row, names),
        href="" if over else reverse("desk-rule", args=[SLUG, row.pk]),
        act=_("Ubah"),
        off=off,
        more=[] if over else [(_("Akhiri"), ends)],
    )


def _owner(actor: Actor, typed: str) -> Agency | None:
    """Return whose rules are looked at: the typed one of those governed, else the actor's own."""
    if typed:
        among = governing.governed(actor)
        hit = finding.the_one(typed, finding.agencies(typed, among=among))
        return hit.row if hit and isinstance(hit.row, Agency) else None
    return actor.agency or Agency.objects.get(parent=None)


def _governed(actor: Actor, key: str) -> Agency | None:
    found = Agency.objects.filter(pk=key, ended_at=None).first() if _is_key(key) else None
    return found if found and governing.governs(actor, found) else None


def _is_key(key: str) -> bool:
    return key.isdecimal() and len(key) < LONGEST_KEY


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.ROUTING,
    title=gettext_lazy("Penyaluran"),
    lead=gettext_lazy("Laporan seperti apa disarankan ke unit mana, sebelum dicari lewat kata."),
    icon="send",
    opens=admins,
    listing=listing,
    subject=subject,
    form=make_form,
    foretell=foretell,
    save=keep,
)
