"""The rules that are words: categories, reasons, standard texts and letters."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Category, Change, MessageTemplate, Reason, StandardText
from lapor.agencies.rulebook import NotGoverned, RuleRefused, keep
from lapor.kit.places import BY_HAND, places_in

Topic = Change.Topic
# What may stand in braces, and what it becomes.
IN_TEXTS = ("number", "office", "category", "due", "title")
IN_LETTERS = ("number", "status", "due", "title", "link")
LONGEST_SUBJECT, LONGEST_LETTER = 90, 1200  # letters; longer ones are cut by mail on a phone
SHORTEST_SENTENCE = 20
WITH_REASONS = ("archive", "decline", "refuse_review")


def unknown_places(text: str, known: Collection[str]) -> list[str]:
    """Return the places of a text that nothing would fill; {…} is for the writer."""
    return [name for name in places_in(text) if name not in known and name != BY_HAND]


def set_category(
    key: int | None,
    *,
    name: str,
    order: int,
    active: bool,
    personal: bool = False,
    actor: Actor,
    why: str,
    seen: int,
) -> Change:
    """Add a category or change one. Its address stays, so that links and old reports hold.

    personal: its reports are of one person each, and are never shown as similar to another's.
    """
    columns: dict[str, Any] = {"name": name, "order": order, "active": active, "personal": personal}
    namesakes = Category.objects.filter(name__iexact=name).exclude(pk=key or 0)
    if namesakes.exists() and not _made(name, seen):
        raise RuleRefused(_("Sudah ada kategori dengan nama itu."), field="name")
    if key is None:
        columns["slug"] = slugify(name)[:120]
        if not columns["slug"]:
            raise RuleRefused(_("Tulis nama dengan huruf."), field="name")
    return keep(Topic.CATEGORY, key, columns, label=name, actor=actor, why=why, seen=seen)


def set_reason(
    key: int | None,
    *,
    move: str,
    code: str,
    label: str,
    sentence: str,
    order: int,
    active: bool,
    actor: Actor,
    why: str,
    seen: int,
) -> Change:
    """Add a reason or change one. Move and code stay: steps already taken name them."""
    if len(sentence) < SHORTEST_SENTENCE:
        raise RuleRefused(
            _("Tulis kalimat utuh: apa yang diputuskan, mengapa, dan apa yang dapat dilakukan."),
            field="sentence",
        )
    if strange := unknown_places(sentence, ()):
        raise RuleRefused(_unknown(strange, ()), field="sentence")
    others = Reason.objects.filter(move=move, active=True).exclude(pk=key or 0)
    if key and not active and not others.exists():
        raise RuleRefused(
            _("Ini alasan terakhir untuk langkah itu. Tambah yang lain dulu."), field="active"
        )
    columns: dict[str, Any] = {
        "label": label, "sentence": sentence, "order": order, "active": active,
    }  # fmt: skip
    if key is None:
        if move not in WITH_REASONS:
            raise RuleRefused(_("Pilih langkahnya."), field="move")
        columns |= {"move": move, "code": code}
    return keep(Topic.REASON, key, columns, label=label, actor=actor, why=why, seen=seen)


def set_text(
    key: int | None,
    *,
    title: str,
    body: str,
    move: str,
    status: str,
    category_id: int | None,
    agency_id: int | None,
    order: int,
    active: bool,
    actor: Actor,
    why: str,
    seen: int,
) -> Change:
    """Add a standard text or change one; `agency_id` None: offered in the whole nation."""
    if strange := unknown_places(body, IN_TEXTS):
        raise RuleRefused(_unknown(strange, (*IN_TEXTS, BY_HAND)), field="body")
    columns = {
        "title": title,
        "body": body,
        "move": move,
        "status": status,
        "category_id": category_id,
        "agency_id": agency_id,
        "order": order,
        "active": active,
    }
    return keep(Topic.TEXT, key, columns, label=title, actor=actor, why=why, seen=seen)


def set_letter(
    move: str,
    audience: str,
    language: str,
    *,
    proved: bool,
    subject: str,
    body: str,
    actor: Actor,
    why: str,
    seen: int,
) -> Change:
    """Change a letter, or add it in another language. The steps and readers are of the system.

    An address may be shared until its owner has proved it, so its text must not name the report.
    """
    rows = MessageTemplate.objects.filter(move=move, audience=audience, proved=proved)
    if not rows.exists():
        raise NotGoverned
    refuse_unfit(subject, body, proved=proved)
    there = rows.filter(language=language).first()
    columns = {
        "move": move,
        "audience": audience,
        "language": language,
        "proved": proved,
        "subject": subject,
        "body": body,
    }
    return keep(
        Topic.TEMPLATE,
        there.pk if there else None,
        columns,
        label=subject,
        actor=actor,
        why=why,
        seen=seen,
    )


def refuse_unfit(subject: str, body: str, *, proved: bool) -> None:
    """Raise RuleRefused at the field where a letter could not be sent so."""
    known = IN_LETTERS if proved else tuple(name for name in IN_LETTERS if name != "title")
    for field, text, most in (
        ("subject", subject, LONGEST_SUBJECT),
        ("body", body, LONGEST_LETTER),
    ):
        if len(text) > most:
            says = _("Paling banyak %(most)d huruf; tulisan Anda %(now)d huruf.")
            raise RuleRefused(says % {"most": most, "now": len(text)}, field=field)
        strange = unknown_places(text, known)
        if "title" in strange:
            raise RuleRefused(
                _(
                    "{title} hanya boleh dalam surat ke alamat yang sudah dibuktikan pemiliknya."
                    " Alamat lain mungkin dibaca orang lain."
                ),
                field=field,
            )
        if strange or BY_HAND in places_in(text):
            raise RuleRefused(_unknown(strange or [BY_HAND], known), field=field)
    if "title" in places_in(subject):
        raise RuleRefused(
            _("{title} tidak boleh di perihal: layar terkunci menampilkannya."), field="subject"
        )
    if "number" not in places_in(subject + body):
        raise RuleRefused(_("Sebut {number}, agar pembaca tahu laporan yang mana."), field="body")


def texts_for(
    moves: Collection[str], status: str, category_id: int | None, agency_ids: Iterable[int]
) -> list[StandardText]:
    """Return the texts that are offered to an office for steps: its own first, one statement.

    agency_ids: the root, then each tier down to the office.
    """
    path = list(agency_ids)
    rows = StandardText.objects.filter(active=True, move__in=moves, status__in=("", status))
    rows = rows.filter(agency__in=path) | rows.filter(agency=None)
    fits = [row for row in rows if row.category_id in (None, category_id)]

    def nearness(row: StandardText) -> tuple[int, bool, int, str]:
        tier = path.index(row.agency_id) + 1 if row.agency_id in path else 0
        return -tier, row.category_id is None, row.order, row.title

    return sorted(fits, key=nearness)


def _unknown(strange: Collection[str], known: Collection[str]) -> str:
    names = ", ".join(f"{{{name}}}" for name in strange)
    if not known:
        return _("%(names)s tidak akan diisi. Hapus tanda kurung kurawalnya.") % {"names": names}
    may = ", ".join(f"{{{name}}}" for name in known)
    says = _("%(names)s tidak dikenal. Yang boleh: %(may)s.")
    return says % {"names": names, "may": may}


def _made(name: str, seen: int) -> bool:
    """Say whether a category of this name was made since the form was opened: sent twice."""
    rows = Change.objects.filter(topic=Topic.CATEGORY, before__isnull=True, label=name)
    return rows.filter(pk__gt=seen).exists()
