"""Tells a provider where to bring what people write, and notes what it says of that."""

from datetime import datetime
from typing import Any

from lapor.channels.faults import Later, Undelivered
from lapor.channels.telegram import hook
from lapor.outbox.accounts import sending
from lapor.outbox.hooks import FAILED, LIVE
from lapor.outbox.models import ChannelAccount, Message
from lapor.outbox.needs import lacks_to_send

TELLS = {ChannelAccount.Kind.TELEGRAM.value: hook.tell}


def tell(account_id: int, address: str, now: datetime) -> None:
    """Register the hook of an account, and keep what came of it on the account."""
    account = ChannelAccount.objects.filter(pk=account_id, ended_at=None).first()
    if account is None or account.channel not in TELLS:
        return
    account.hooked = {"at": now.isoformat()} | _told(account, address)
    account.save(update_fields=["hooked"])


def _told(account: ChannelAccount, address: str) -> dict[str, Any]:
    secrets = sending(account)
    if lacks_to_send(account, secrets):
        return {"state": FAILED, "fault": Message.Fault.UNREADY.value}
    try:
        known = TELLS[account.channel](account.said, secrets, address)
    except Undelivered as error:
        return {"state": FAILED, "fault": error.fault.value}
    except Later:
        return {"state": FAILED, "fault": Message.Fault.UNREACHED.value}
    is_ours = known.address == address
    return {
        "state": LIVE if is_ours and not known.refused else FAILED,
        "waiting": known.waiting,
        "says": known.refused or known.error,
    }
