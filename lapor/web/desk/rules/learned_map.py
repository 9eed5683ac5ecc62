"""What answered reports propose for the office map, and deciding on it: part of Wewenang."""

from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import rulebook_learned, rulebook_map
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, MapProposal
from lapor.agencies.rulebook import NotGoverned
from lapor.web.desk.rules import fields
from lapor.web.desk.rules.book import Foretold, Line, Section, Subject

CODE = "laporan"  # in the key of what is decided, where the code of a function stands otherwise
SLUG = "wewenang"
LONGEST_KEY = 18  # digits of a bigint
ACCEPT, DISMISS = "accept", "dismiss"


class DecisionForm(fields.RuleForm):
    decision = fields.pick(
        gettext_lazy("Keputusan"),
        [
            (ACCEPT, gettext_lazy("Jadikan ketetapan")),
            (DISMISS, gettext_lazy("Tolak usulan ini")),
        ],
        gettext_lazy("Yang ditolak tidak diusulkan lagi selama setahun."),
    )
    valid_from = fields.day(
        gettext_lazy("Berlaku mulai"), gettext_lazy("Untuk ketetapan; paling awal hari ini.")
    )
    why = fields.why()


def section(government: Agency, may: bool) -> list[Section]:
    """Return what waits to be decided on; nothing where there is nothing."""
    rows = rulebook_learned.open_proposals(government)
    if not rows:
        return []
    note = _("Dari laporan selesai 90 hari terakhir. Tidak ada yang berlaku tanpa keputusan Anda.")
    lines = [
        Line(
            row.function.name,
            [_("kode %(code)s") % {"code": row.function_id}],
            text=said(row),
            href=reverse("desk-rule", args=[SLUG, f"{government.pk}-{CODE}-{row.pk}"])
            if may
            else "",
            act=_("Putuskan"),
        )
        for row in rows
    ]
    return [Section(_("Usulan dari laporan"), lines, note=note)]


def said(row: MapProposal) -> str:
    """Say how many of how many reports speak for it."""
    words = {
        "kept": formats.number_format(row.kept, force_grouping=True),
        "whole": formats.number_format(row.whole, force_grouping=True),
        "function": row.function.name,
        "office": row.office.name,
    }
    told = ngettext(
        "Dalam 90 hari, %(kept)s dari %(whole)s laporan tentang %(function)s akhirnya ditangani"
        " %(office)s. Jadikan ketetapan?",
        "Dalam 90 hari, %(kept)s dari %(whole)s laporan tentang %(function)s akhirnya ditangani"
        " %(office)s. Jadikan ketetapan?",
        row.whole,
    )
    return told % words


def subject(government: Agency, key: str) -> Subject:
    """Return the proposal with this key; raises NotGoverned where it is none of this government."""
    is_key = key.isdecimal() and len(key) < LONGEST_KEY
    rows = MapProposal.objects.select_related("function", "office", "government")
    row = rows.filter(pk=key, government=government).first() if is_key else None
    if row is None:
        raise NotGoverned
    start: dict[str, Any] = {
        "proposal": row,
        "decision": ACCEPT,
        "valid_from": timezone.localdate(),
        "why": "",
    }
    facts = [
        (_("Pemerintah"), government.name),
        (_("Diusulkan"), row.office.name),
        (_("Alasannya"), said(row)),
    ]
    name = rulebook_map.map_row(government.pk, row.function_id)
    return Subject(row.function.name, name, government, start, facts)


def keep(subject: Subject, form: DecisionForm, actor: Actor, seen: int) -> Change:
    told = form.cleaned_data
    return rulebook_learned.decide(
        subject.initial["proposal"].pk,
        accept=told["decision"] == ACCEPT,
        since=told["valid_from"],
        actor=actor,
        why=told["why"],
        seen=seen,
    )


def foretell(subject: Subject, form: DecisionForm) -> Foretold:
    """Say what follows from the decision."""
    row: MapProposal = subject.initial["proposal"]
    if form.cleaned_data["decision"] == DISMISS:
        return Foretold([_("Peta wewenang tetap. Usulan ini tidak muncul lagi selama setahun.")])
    words = {
        "day": formats.date_format(form.cleaned_data["valid_from"], "j F Y"),
        "office": row.office.name,
        "function": row.function.name,
    }
    return Foretold(
        [
            _("Mulai %(day)s saran untuk %(function)s menunjuk %(office)s.") % words,
            _("Laporan yang sudah diteruskan tidak berpindah."),
        ]
    )
