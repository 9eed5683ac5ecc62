"""Percakapan: what the dialogue of chats and SMS says, in each language."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import rulebook_said
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, MessageTemplate
from lapor.agencies.rulebook import NotGoverned
from lapor.agencies.rulebook_said import CHAT, LONGEST_CHAT, SAMPLES, SMS, measured
from lapor.kit.places import fill
from lapor.kit.sms import ALONE, ALONE_WIDE, BASIC, EXTENDED, PLAINER
from lapor.web.desk.channels.texts_named import NAMES, OF_A_REPORT, READERS, STEPS, WORD, called
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Book, Foretold, Line, Listing, Section, Subject, nation_only
from lapor.web.desk.rules.words import LANGUAGES

SLUG = "percakapan"
LONGEST_TYPED, LONGEST_SOUGHT = 2000, 80


class SaidForm(fields.RuleForm):
    body = fields.area(gettext_lazy("Isi"), most=LONGEST_TYPED, rows=6)
    why = fields.why()

    def prepare(self) -> None:
        places = self.initial.get("places", ())
        if places:
            listed = " ".join(f"{{{name}}}" for name in places)
            self.fields["body"].help_text = _("Terisi sendiri: %(places)s.") % {"places": listed}

    @property
    def meter(self) -> dict[str, str]:
        """What a script counts by, as the server does."""
        return {
            "audience": self.initial.get("audience", ""),
            "samples": json.dumps(SAMPLES),
            "basic": BASIC,
            "extended": EXTENDED,
            "plainer": json.dumps({chr(key): value for key, value in PLAINER.items()}),
            "most": str(ALONE if self.initial.get("audience") == SMS else LONGEST_CHAT),
            "most_wide": str(ALONE_WIDE),
        }


def listing(actor: Actor, asked: QueryDict) -> Listing:
    """List the texts of one step of a dialogue, or those in which the words looked for stand."""
    rows, changed = list(MessageTemplate.objects.filter(audience__in=READERS)), _changed()
    by_name: dict[str, list[MessageTemplate]] = defaultdict(list)
    for row in rows:
        by_name[row.move].append(row)
    groups = _groups(by_name)
    words = " ".join(asked.get("q", "").split())[:LONGEST_SOUGHT]
    if words:
        groups = {
            key: (title, _with(words, names, by_name)) for key, (title, names) in groups.items()
        }
        shown = [key for key, (_title, names) in groups.items() if names]
    else:
        shown = [key for key in groups if key == asked.get("langkah")] or list(groups)[:1]
    sections = [
        Section(title, [_line(name, by_name[name], changed) for name in names])
        for title, names in (groups[key] for key in shown)
    ]
    if words and not sections:
        sections = [Section(_("Hasil"), [], empty=_("Tidak ada teks dengan kata itu."))]
    here = "" if words else "".join(shown)
    tabs = [(title, f"?langkah={key}", key == here) for key, (title, _names) in groups.items()]
    return Listing(sections, tabs=tabs, find=words)


def _groups(
    there: Mapping[str, object],
) -> dict[str, tuple[str | Promise, list[str]]]:
    """Return the names of texts by step, in the order of a dialogue; then those about a report."""
    groups: dict[str, tuple[str | Promise, list[str]]] = {}
    step = next(iter(STEPS))
    for name in NAMES:
        step = name if name in STEPS else step
        if name in there:
            groups.setdefault(step, (STEPS[step], []))[1].append(name)
    told = [name for name in OF_A_REPORT if name in there]
    others = sorted({*there} - {*NAMES, *OF_A_REPORT})
    return groups | {
        key: (title, names)
        for key, title, names in (
            ("kabar", _("Kabar tentang laporan"), told),
            ("lain", _("Lainnya"), others),
        )
        if names
    }


def _with(
    words: str, names: Sequence[str], by_name: Mapping[str, Sequence[MessageTemplate]]
) -> list[str]:
    """Return the texts whose name or words, in any form, have what is looked for."""
    sought = words.casefold()
    return [
        name
        for name in names
        if sought in called(name).casefold()
        or any(sought in row.body.casefold() for row in by_name[name])
    ]


def _changed() -> Collection[str]:
    """Return the keys of the texts that are not as they were installed: one statement."""
    rows = Change.objects.filter(topic=Change.Topic.DIALOGUE).order_by("pk")
    newest = dict(rows.values_list("row", "undoes"))
    return {row for row, undoes in newest.items() if undoes is None}


def subject(actor: Actor, key: str, asked: QueryDict) -> Subject:
    """Return the text of a key such as `hello.sms.en`; raises NotGoverned."""
    name, audience, language = (*key.split("."), "", "", "")[:3]
    name = "" if name == WORD else name
    rows = list(MessageTemplate.objects.filter(move=name, audience=audience))
    if audience not in READERS or not rows or language not in LANGUAGES:
        raise NotGoverned
    row = next((r for r in rows if r.language == language), None)
    facts = [(_("Untuk"), str(READERS[audience])), (_("Bahasa"), LANGUAGES[language])]
    if audience == SMS:
        facts.append((_("Panjang"), _("Satu SMS: 160 huruf biasa sesudah terisi.")))
    if row is None:
        facts.append((_("Bahasa Indonesianya"), rows[0].body))
    return Subject(
        name=f"{called(name)} – {READERS[audience]}, {LANGUAGES[language]}",
        row=str(row.pk) if row else "",
        rule=(name, audience, language),
        initial={
            "body": row.body if row else "",
            "audience": audience,
            "places": rulebook_said.known_places(name),
        },
        facts=facts,
    )


def keep(subject: Subject, form: SaidForm, actor: Actor, seen: int) -> Change:
    name, audience, language = subject.rule
    told = form.cleaned_data
    return rulebook_said.set_said(
        name, audience, language, body=told["body"], actor=actor, why=told["why"], seen=seen
    )


def foretell(subject: Subject, form: SaidForm, actor: Actor) -> Foretold:
    """Show the text as it would be read, about an invented report."""
    body, (_name, audience, _language) = form.cleaned_data["body"], subject.rule
    found = measured(audience, body)
    length = ngettext(
        "%(used)d huruf dari %(most)d, sesudah terisi dengan isi yang panjang.",
        "%(used)d huruf dari %(most)d, sesudah terisi dengan isi yang panjang.",
        found.used,
    )
    says = [
        length % {"used": found.used, "most": found.most},
        _("Percakapan yang sedang berjalan ikut memakai teks baru."),
    ]
    return Foretold(says, bubble=fill(body, SAMPLES | _example(audience)).strip())


def _example(audience: str) -> dict[str, str]:
    """Return what a preview shows in a place whose measure is only as long as it comes."""
    if audience == SMS:
        return {"summary": _("Sawah Luhur, Kota Serang, Dinas PUPR")}
    summary = _(
        "Cerita: Selokan depan SD mampet sejak Juli. Tiap hujan air masuk kelas.\n"
        "Jenis: pengaduan\n"
        "Kapan: 1 Juli\n"
        "Tempat: Sawah Luhur, Kasemen, Kota Serang\n"
        "Tujuan: Dinas PUPR Kota Serang (saran)\n"
        "Nama: disembunyikan\n"
        "Foto: 1"
    )
    return {"summary": summary}


def _line(name: str, rows: Sequence[MessageTemplate], changed: Collection[str]) -> Line:
    """Return one text with a link to each of its forms, also to those still to be written."""
    there, more = {(row.audience, row.language): row for row in rows}, []
    for audience in (one for one in READERS if any(row.audience == one for row in rows)):
        for language, spoken in LANGUAGES.items():
            label = f"{READERS[audience]}, {spoken}"
            if (audience, language) not in there:
                label = _("%(text)s (belum ada)") % {"text": label}
            key = f"{name or WORD}.{audience}.{language}"
            more.append((label, reverse("desk-rule", args=[SLUG, key])))
    said = there.get((CHAT, "id")) or rows[0]
    mark = _("Diubah") if any(str(row.pk) in changed for row in rows) else ""
    return Line(called(name), text=said.body, more=more, mark=mark)


BOOK = Book(
    slug=SLUG,
    topic=Change.Topic.DIALOGUE,
    title=gettext_lazy("Teks percakapan"),
    lead=gettext_lazy("Apa yang dikatakan lewat SMS dan obrolan, dan muat tidaknya."),
    icon="speech",
    opens=nation_only,
    listing=listing,
    subject=subject,
    form=SaidForm,
    foretell=foretell,
    save=keep,
    beside="desk/channels/meter.html",
)
