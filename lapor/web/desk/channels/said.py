"""What an account lacks, and why a message of it did not go, in the words of its own form."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lapor.outbox.accounts import BY_US
from lapor.outbox.hooks import FAILED
from lapor.outbox.models import ChannelAccount, Message
from lapor.outbox.needs import lacks_to_send, lacks_to_take, machine_of
from lapor.web.desk.channels.settings_of import SECRETS, SETTINGS

Fault = Message.Fault


def cannot_take(account: ChannelAccount, kept: Collection[str], last_in: datetime | None) -> str:
    """Say why nothing can come in by an account that takes; empty where it can.

    kept: the names of its secrets; last_in: when something came the last time.
    """
    lacks = lacks_to_take(account, kept) if account.takes and not account.ended_at else []
    if what := named(account.channel, lacks):
        return _("Belum bisa menerima: %(what)s belum ada") % {"what": what}
    is_over = account.ended_at is not None or not is_unhooked(account, last_in)
    return "" if is_over else _("Belum bisa menerima: webhook belum terdaftar")


def is_unhooked(account: ChannelAccount, last_in: datetime | None) -> bool:
    """Say whether its provider refused to bring messages, and has brought none since."""
    if account.channel not in BY_US or account.hooked.get("state") != FAILED or not account.takes:
        return False
    at = parse_datetime(str(account.hooked.get("at", "")))
    return last_in is None or at is None or last_in < at


def cannot_send(account: ChannelAccount, kept: Collection[str]) -> str:
    """Say why nothing can go out by an account that sends; empty where it can, or rehearses."""
    sends = account.sends and not account.rehearses and not account.ended_at
    what = named(account.channel, lacks_to_send(account, kept)) if sends else ""
    return _("Belum bisa mengirim: %(what)s belum ada") % {"what": what} if what else ""


def why_failed(account: ChannelAccount, fault: str, kept: Collection[str]) -> str:
    """Say why a message of this account did not go: which machine kept silent, what is missing."""
    told = {"host": machine_of(account)}
    if fault == Fault.UNREADY and (what := cannot_send(account, kept)):
        return what
    if told["host"] and fault == Fault.UNREACHED:
        return _("%(host)s tidak menjawab") % told
    if told["host"] and fault == Fault.SERVER:
        return _("%(host)s menolak rahasia akun ini") % told
    if told["host"] and fault == Fault.REFUSED:
        return _("%(host)s menolak alamat penerimanya") % told
    return str(Fault(fault or Fault.OTHER).label)


def named(channel: str, names: Sequence[str]) -> str:
    """Return settings and secrets by what their forms call them, with commas between."""
    called = {one.key: one.label for one in SETTINGS.get(channel, ())}
    called |= {name: label for (of, name), (label, _hint) in SECRETS.items() if of == channel}
    return ", ".join(str(called.get(name, name)) for name in names)
