"""The rules that chats and SMS are spoken by: each text, what may stand in it, and whether it fits.

Source of the lengths: 3GPP TS 23.038 for SMS; WhatsApp lets a text with buttons have 1,024 letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, MessageTemplate
from lapor.agencies.rulebook import NotGoverned, RuleRefused, keep
from lapor.agencies.rulebook_texts import unknown_places
from lapor.kit.places import BY_HAND, fill, places_in
from lapor.kit.sms import ALONE, ALONE_WIDE, COST, is_gsm, plainer

Topic = Change.Topic
SMS, CHAT = "sms", "chat"  # the readers of these texts
LONGEST_CHAT = 1000  # letters, filled in
# Without these a text would say nothing.
KEPT = ("number", "summary", "says", "link", "code", "words", "others")
# As long as they come: what stands in the places of a text.
SAMPLES = {
    "number": "7KM4-Q2TX",
    "due": "Kam 20 Agu",
    "status": "Sudah diteruskan, belum dijawab",
    "office": "Dinas PUPR Kota Serang",
    "summary": "Sawah Luhur, Kasemen, Kota Serang, Dinas Pekerjaan Umum dan Penataan Ruang",
    "who": "disembunyikan; NAMA utk tampil",
    "proposed": "Kota Serang, usul Dinas PUPR",
    "shown": "disembunyikan",
    "name": "Dinas",
    "says": "Tunggu sebentar, lalu coba lagi.",
    "link": "https://lapor.go.id/lacak",
    "code": "4821",
    "words": "Jalan ditambal Rabu depan.",
    "others": "7KM4-Q2TY, 7KM4-Q2TZ",
    "minutes": "15",
    "about": "Laporan 7KM4-Q2TX",
}


@dataclass(frozen=True)
class Measure:
    """How long a text is when it is filled in. strange: letters that GSM-7 does not have."""

    used: int
    most: int
    strange: Sequence[str] = ()

    @property
    def over(self) -> int:
        """How many letters are too many; 0 where it fits."""
        return max(self.used - self.most, 0)


def measured(audience: str, body: str) -> Measure:
    """Return how long a text is for its readers: an SMS as one part counts, a chat in letters."""
    filled = fill(body, SAMPLES).strip()
    if audience != SMS:
        return Measure(len(filled), LONGEST_CHAT)
    plain = plainer(filled)
    if is_gsm(plain):
        return Measure(sum(COST[letter] for letter in plain), ALONE)
    wide = sum(2 if ord(letter) > 0xFFFF else 1 for letter in plain)
    strange = dict.fromkeys(letter for letter in plain if letter not in COST)
    return Measure(wide, ALONE_WIDE, tuple(strange))


def known_places(name: str) -> list[str]:
    """Return what may stand in braces in a text: all that it has ever been written with.

    Two statements. The dialogue fills these; of any other place nobody would know what it is.
    """
    rows = MessageTemplate.objects.filter(move=name, audience__in=(SMS, CHAT))
    keys = [str(row.pk) for row in rows]
    before = Change.objects.filter(topic=Topic.DIALOGUE, row__in=keys, before__isnull=False)
    bodies = [row.body for row in rows] + [row.before["body"] for row in before if row.before]
    return list(dict.fromkeys(place for body in bodies for place in places_in(body)))


def set_said(
    name: str, audience: str, language: str, *, body: str, actor: Actor, why: str, seen: int
) -> Change:
    """Change a text of the dialogue, or add it in another language.

    Raises NotGoverned where the dialogue has no such text, RuleRefused where it would not do.
    """
    rows = list(MessageTemplate.objects.filter(move=name, audience=audience))
    if audience not in (SMS, CHAT) or not rows:
        raise NotGoverned
    there = next((row for row in rows if row.language == language), None)
    refuse_unfit(audience, body, known_places(name), there or rows[0])
    columns = {
        "move": name,
        "audience": audience,
        "language": language,
        "proved": False,
        "subject": "",
        "body": body,
    }
    return keep(
        Topic.DIALOGUE,
        there.pk if there else None,
        columns,
        label=f"{name or 'any'} ({audience}, {language})",
        actor=actor,
        why=why,
        seen=seen,
    )


def refuse_unfit(audience: str, body: str, known: Sequence[str], now: MessageTemplate) -> None:
    """Raise RuleRefused where a text could not be said so."""
    strange = unknown_places(body, known)
    if strange or BY_HAND in places_in(body):
        names = ", ".join(f"{{{name}}}" for name in strange or [BY_HAND])
        may = ", ".join(f"{{{name}}}" for name in known) or "–"
        says = _("%(names)s tidak dikenal di teks ini. Yang boleh: %(may)s.")
        raise RuleRefused(says % {"names": names, "may": may}, field="body")
    lost = [name for name in places_in(now.body) if name in KEPT and name not in places_in(body)]
    if lost:
        says = _("Teks ini harus tetap menyebut {%(name)s}.")
        raise RuleRefused(says % {"name": lost[0]}, field="body")
    found = measured(audience, body)
    if found.over and found.strange:
        says = _(
            "Terlalu panjang %(over)d huruf: karena ada %(letters)s, satu SMS hanya memuat"
            " %(most)d. Ganti huruf itu, atau persingkat."
        )
        told = {"over": found.over, "letters": " ".join(found.strange[:5]), "most": found.most}
        raise RuleRefused(says % told, field="body")
    if found.over:
        says = _("Terlalu panjang %(over)d huruf: paling banyak %(most)d sesudah terisi.")
        raise RuleRefused(says % {"over": found.over, "most": found.most}, field="body")
