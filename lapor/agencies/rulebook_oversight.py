"""Who watches whom: begun and ended by a date, never deleted."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, Oversight
from lapor.agencies.rulebook import NotGoverned, RuleRefused, keep

Topic = Change.Topic


def begin_oversight(
    overseer: Agency, agency: Agency, *, since: date, actor: Actor, why: str, seen: int
) -> Change:
    """Let an office watch an institution from a day on; raises RuleRefused at the field."""
    refuse_misplaced(overseer, agency)
    if since < timezone.localdate():
        raise RuleRefused(_("Pilih hari ini atau sesudahnya."), field="since")
    open_one = Oversight.objects.filter(overseer=overseer, agency=agency, until=None).first()
    if open_one:
        rows = Change.objects.filter(topic=Topic.OVERSIGHT, row=str(open_one.pk), user=actor.user)
        twice = rows.filter(pk__gt=seen, before__isnull=True).first()
        if twice:
            return twice  # the button was pressed twice
        raise RuleRefused(_("Pengawasan itu sudah ada."), field="overseer")
    columns = {
        "overseer_id": overseer.pk, "agency_id": agency.pk, "since": since, "until": None,
    }  # fmt: skip
    label = f"{overseer.label} → {agency.label}"
    return keep(Topic.OVERSIGHT, None, columns, label=label, actor=actor, why=why, seen=seen)


def end_oversight(key: int, *, until: date, actor: Actor, why: str, seen: int) -> Change:
    """Let an oversight end: on `until` the overseer no longer sees the institution's reports."""
    row = Oversight.objects.select_related("overseer", "agency").filter(pk=key).first()
    if row is None:
        raise NotGoverned
    if until < max(timezone.localdate(), row.since):
        raise RuleRefused(_("Pilih hari ini atau sesudahnya."), field="until")
    label = f"{row.overseer.label} → {row.agency.label}"
    return keep(
        Topic.OVERSIGHT, key, {"until": until}, label=label, actor=actor, why=why, seen=seen
    )


def refuse_misplaced(overseer: Agency, agency: Agency) -> None:
    """Raise RuleRefused where the watched is no institution, or would watch itself."""
    if not agency.is_institution:
        raise RuleRefused(_("Yang diawasi harus sebuah instansi, bukan unitnya."), field="agency")
    inside = overseer.is_within(agency)
    if inside and overseer.kind != Agency.Kind.INSPECTORATE:
        raise RuleRefused(
            _("Di dalam instansi itu sendiri hanya inspektorat yang dapat mengawasi."),
            field="overseer",
        )
    if overseer.ended_at or agency.ended_at:
        raise RuleRefused(_("Instansi itu sudah berakhir. Pilih penggantinya."), field="overseer")
