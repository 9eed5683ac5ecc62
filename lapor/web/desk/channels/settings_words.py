"""A change of an account in words: each setting by the name of its form, no key of ours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lapor.agencies.models import Region
from lapor.outbox.models import ChannelAccount, Message
from lapor.web.desk.channels.said import named, why_failed
from lapor.web.desk.channels.settings_of import SETTINGS

Side = Mapping[str, Any]
State = Message.State
OF_ACCOUNTS = ("codes", "secret", "trial", "hook")  # columns that are told here


def changed_settings(was: Side, now: Side) -> list[tuple[str, str, str]]:
    """Return what each setting is called, what it was and what it is, where the two differ."""
    channel = str(now.get("of") or was.get("of") or "")
    before, after = was.get("settings") or {}, now.get("settings") or {}
    keys = [one.key for one in SETTINGS.get(channel, ())]
    keys += sorted({*before, *after} - set(keys))
    return [
        (named(channel, [key]), _worded(channel, key, before), _worded(channel, key, after))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def in_words(key: str, row: Side, names: Mapping[tuple[str, Any], str]) -> str:
    """Return what a change says of the codes, of a secret or of a trial."""
    value = row.get(key)
    if not value:
        return ""
    if key == "codes":
        lines = (f"{code} = {names.get(('region', pk), pk)}" for code, pk in sorted(value.items()))
        return "\n".join(lines)
    if key == "hook":
        return _("diminta")
    if key == "secret":
        return named(str(row.get("of", "")), [value])
    return names.get(("trial", str(value)), _("diminta"))


def names_of(sides: Sequence[Side]) -> dict[tuple[str, Any], str]:
    """Return what places and trials of these changes are called; a statement for each, if any."""
    regions = {key for side in sides for key in (side.get("codes") or {}).values()}
    trials = {str(side["trial"]) for side in sides if side.get("trial")}
    found: dict[tuple[str, Any], str] = {}
    if regions:
        found |= {("region", pk): row.label for pk, row in Region.objects.in_bulk(regions).items()}
    if trials:
        found |= {("trial", key): said for key, said in _trials(trials)}
    return found


def _trials(keys: Iterable[str]) -> Iterable[tuple[str, str]]:
    rows = Message.objects.select_related("account").in_bulk([UUID(key) for key in keys])
    for key, row in rows.items():
        if row.state == State.SENT:
            yield str(key), _("terkirim")
        elif row.state == State.DEAD and row.account:
            yield str(key), _("gagal: %(why)s") % {"why": _why(row.account, row.fault)}


def _why(account: ChannelAccount, fault: str) -> str:
    """Return why it failed; what is missing now may not have been then, so no name is told."""
    return why_failed(account, fault, ()) if fault != Message.Fault.UNREADY else _("belum lengkap")


def _worded(channel: str, key: str, said: Mapping[str, Any]) -> str:
    value = str(said.get(key) or "")
    setting = next((one for one in SETTINGS.get(channel, ()) if one.key == key), None)
    choices = dict(setting.choices) if setting else {}
    return str(choices.get(value, value)) if value else ""
