"""A change of a rule in words: what was, what is, by whom, when and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import (
    Agency,
    ApprovalRule,
    AutomaticRouting,
    Category,
    Change,
    EscalationLadder,
    Holiday,
    Role,
)
from lapor.reports.powers import name_of
from lapor.reports.terms import Audience, Clock, Kind, Status
from lapor.web.desk.channels import settings_words, texts_named
from lapor.web.desk.channels.texts_named import READERS

# In the order in which a change is told.
COLUMNS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Nama"),
    "title": gettext_lazy("Judul"),
    "label": gettext_lazy("Nama singkat"),
    "subject": gettext_lazy("Perihal"),
    "overseer_id": gettext_lazy("Pengawas"),
    "day": gettext_lazy("Tanggal"),
    "clock": gettext_lazy("Tenggat"),
    "kind": gettext_lazy("Jenis"),
    "oversight": gettext_lazy("Berkadar pengawasan"),
    "move": gettext_lazy("Langkah"),
    "audience": gettext_lazy("Kepada"),
    "language": gettext_lazy("Bahasa"),
    "proved": gettext_lazy("Hanya ke alamat yang sudah dibuktikan"),
    "what": gettext_lazy("Perlu disetujui orang kedua"),
    "automatic": gettext_lazy("Penerusan otomatis"),
    "proposed": gettext_lazy("Usulan dari laporan"),
    "office_names": gettext_lazy("Pola nama unit"),
    "words": gettext_lazy("Kata"),
    "days": gettext_lazy("Lama"),
    "working": gettext_lazy("Dihitung dalam hari kerja"),
    "remind_days": gettext_lazy("Pengingat sebelumnya"),
    "valid_from": gettext_lazy("Berlaku mulai"),
    "basis": gettext_lazy("Dasar"),
    "withdrawn": gettext_lazy("Dicabut"),
    "steps": gettext_lazy("Urutan"),
    "agency_id": gettext_lazy("Untuk"),
    "order": gettext_lazy("Urutan di daftar"),
    "active": gettext_lazy("Dipakai"),
    "issuer": gettext_lazy("Penyedia"),
    "client": gettext_lazy("Nama aplikasi"),
    "domain": gettext_lazy("Akhiran surel dinas"),
    "trusted": gettext_lazy("Faktor kedua di sana berlaku juga di sini"),
    "sentence": gettext_lazy("Kalimat kepada pelapor"),
    "body": gettext_lazy("Isi"),
    "status": gettext_lazy("Saat laporan"),
    "category_id": gettext_lazy("Kategori"),
    "since": gettext_lazy("Mulai"),
    "until": gettext_lazy("Berakhir"),
    "role": gettext_lazy("Peran"),
    "person": gettext_lazy("Orang"),
    "short_name": gettext_lazy("Nama pendek"),
    "says": gettext_lazy("Aturan"),
    "region": gettext_lazy("Hanya di"),
    "office_id": gettext_lazy("Dikerjakan"),
    "valid_to": gettext_lazy("Berlaku sampai sebelum"),
    "channel": gettext_lazy("Kanal"),
    "slug": gettext_lazy("Nama alamat"),
    "settings": gettext_lazy("Setelan"),
    "codes": gettext_lazy("Kode pemerintah daerah"),
    "takes": gettext_lazy("Menerima"),
    "sends": gettext_lazy("Mengirim"),
    "rehearses": gettext_lazy("Gladi"),
    "a_second": gettext_lazy("Pesan per detik"),
    "rupiah": gettext_lazy("Biaya per pesan (rupiah)"),
    "ended": gettext_lazy("Diakhiri"),
    "secret": gettext_lazy("Rahasia diganti"),
    "trial": gettext_lazy("Kirim uji"),
    "hook": gettext_lazy("Daftarkan webhook"),
}
OFFICES = ("agency_id", "overseer_id", "office_id")
WRITTEN: Mapping[str, Any] = {
    "clock": Clock,
    "status": Status,
    "audience": Audience,
    "role": Role,
    "what": ApprovalRule.What,
    "automatic": AutomaticRouting.State,
}
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DAYS_AS_DATES = ("valid_from", "valid_to", "day", "since", "until")
SEEN_BESIDE = 10
UNTOLD = ("withdrawn", "basis")  # of something new: it is not, and it stands above already


@dataclass(frozen=True)
class Difference:
    """One column that a change has changed. was, now: empty where there was nothing."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Told:
    """One change, ready for the page."""

    key: int
    what: str  # the topic and what the rule is called
    act: str
    who: str
    at: datetime
    why: str
    differences: Sequence[Difference]
    may_undo: bool = False


def history(actor: Actor, topic: str, row: str = "", *, most: int = SEEN_BESIDE) -> list[Told]:
    """Return the newest changes of a topic, or of one rule, that this actor may read."""
    rows = governing.changes_seen_by(actor).filter(topic=topic)
    if row:
        rows = rows.filter(row=row)
    return told(with_what_follows(rows).order_by("-id")[:most], actor)


def with_what_follows(rows: QuerySet[Change]) -> QuerySet[Change]:
    """Add to each change whether something newer stands on it, and whether it was undone."""
    same = Change.objects.filter(topic=OuterRef("topic"), row=OuterRef("row"))
    return rows.annotate(stood_on=Exists(same.filter(pk__gt=OuterRef("pk"))))


def told(changes: Iterable[Change], actor: Actor) -> list[Told]:
    """Return the changes in words; two statements for all of them."""
    rows = list(changes)
    names = _names(rows)
    return [
        Told(
            key=row.pk,
            what=f"{Change.Topic(row.topic).label}: {_called(row)}",
            act=act_of(row),
            who=who_did(row),
            at=row.at,
            why=row.why,
            differences=differences(row, names),
            may_undo=_may_undo(row, actor),
        )
        for row in rows
    ]


def one(change: Change, actor: Actor) -> Told:
    """Return one change in words, wherever it stands among the others."""
    return told([change], actor)[0]


def act_of(change: Change) -> str:
    if change.undoes_id:
        return _("dibatalkan")
    if change.before is None:
        return _("baru")
    return _("dihapus") if change.after is None else _("diubah")


def who_did(change: Change) -> str:
    if change.post:
        return f"{change.post.title}, {change.post.agency.label}"
    return change.user.get_full_name() if change.user else _("Sistem")


def differences(change: Change, names: Mapping[tuple[str, Any], str]) -> list[Difference]:
    """Return what the change has changed; of something new all that is said of it."""
    was, now = change.before or {}, change.after or {}
    keys = [key for key in COLUMNS if key in was or key in now]
    found = []
    for key in keys:
        if change.before is None and key in UNTOLD:
            continue
        if key == "settings":
            found += [Difference(*row) for row in settings_words.changed_settings(was, now)]
            continue
        before = _value(key, was[key], was, names) if key in was else ""
        after = _value(key, now[key], now, names) if key in now else ""
        if before != after:
            found.append(Difference(str(COLUMNS[key]), before, after))
    return found


def _called(change: Change) -> str:
    row = change.after or change.before or {}
    if change.topic == Change.Topic.POLICY:
        return limit_name(row["clock"], row["kind"], row["oversight"])
    if change.topic == Change.Topic.DIALOGUE:
        language = LANGUAGES.get(row["language"], row["language"])
        return f"{texts_named.called(row['move'])} – {READERS[row['audience']]}, {language}"
    return change.label


def limit_name(clock: str, kind: str, oversight: bool | None) -> str:
    """Say which limit it is: "Penyelesaian, pengaduan berkadar pengawasan"."""
    parts = [str(Clock(clock).label)]
    if kind:
        parts.append(str(Kind(kind).label).lower())
    if oversight is not None:
        said = {True: _("berkadar pengawasan"), False: _("tidak berkadar pengawasan")}
        parts[-1] = f"{parts[-1]} {said[oversight]}"
    return ", ".join(parts)


def in_days(days: int, *, working: bool) -> str:
    if working:
        return ngettext("%(n)d hari kerja", "%(n)d hari kerja", days) % {"n": days}
    return ngettext("%(n)d hari kalender", "%(n)d hari kalender", days) % {"n": days}


def rungs_in_words(steps: Iterable[Mapping[str, Any]]) -> str:
    parts = []
    for number, step in enumerate(steps, 1):
        to = EscalationLadder.To(step["to"]).label
        parts.append(f"{number}. {to}, {in_days(int(step['days']), working=True)}")
    return "; ".join(parts)


def _may_undo(change: Change, actor: Actor) -> bool:
    """Say whether the page offers to undo it; `rulebook.undo` asks again."""
    stood_on = getattr(change, "stood_on", True)
    if stood_on or change.topic in NEVER_UNDONE_HERE:
        return False
    national = change.topic not in (Change.Topic.POLICY, Change.Topic.HOLIDAY, Change.Topic.TEXT)
    return governing.governs(actor, None if national else change.agency)


NEVER_UNDONE_HERE = (
    Change.Topic.POST,
    Change.Topic.AGENCY,
    Change.Topic.PERSON,
    Change.Topic.PROVIDER,
    Change.Topic.LEGAL,
    Change.Topic.EXPORT,
    Change.Topic.APPROVAL,
    Change.Topic.MAP,
    Change.Topic.ROUTING,
    Change.Topic.MODEL,
    Change.Topic.FUNCTION,
    Change.Topic.AUTOMATIC,
    Change.Topic.CHANNEL,
)


def _names(rows: Sequence[Change]) -> dict[tuple[str, Any], str]:
    sides = [side for row in rows for side in (row.before, row.after) if side]
    offices = {side.get(key) for side in sides for key in OFFICES} - {None}
    topics = {side.get("category_id") for side in sides} - {None}
    found: dict[tuple[str, Any], str] = {
        ("agency", pk): a.label for pk, a in Agency.objects.in_bulk(offices).items()
    }
    found |= {("category", pk): c.name for pk, c in Category.objects.in_bulk(topics).items()}
    return found | settings_words.names_of(sides)


def _value(
    key: str, value: Any, row: Mapping[str, Any], names: Mapping[tuple[str, Any], str]
) -> str:
    if key in OFFICES:
        return names.get(("agency", value), "") if value else _("Seluruh negeri")
    if key == "category_id":
        return names.get(("category", value), "") if value else _("semua")
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if key in ("days", "remind_days"):
        return in_days(int(value), working=bool(row.get("working", True)) or key == "remind_days")
    if key == "steps":
        return rungs_in_words(value)
    if key in settings_words.OF_ACCOUNTS:
        return settings_words.in_words(key, row, names)
    if key in DAYS_AS_DATES:
        return formats.date_format(date.fromisoformat(str(value)[:10]), "j F Y")
    return _coded(key, str(value))


def _coded(key: str, value: str) -> str:
    """Return the word of a code; other values as they are."""
    if key == "kind":
        kinds = {**dict(Kind.choices), **dict(Holiday.Kind.choices), "": _("semua")}
        return str(kinds.get(value, value))
    if key == "move":
        return name_of(value)
    if key == "language":
        return LANGUAGES.get(value, value)
    if key in WRITTEN and value in WRITTEN[key].values:
        return str(WRITTEN[key](value).label)
    return value or (_("semua") if key == "status" else "")
