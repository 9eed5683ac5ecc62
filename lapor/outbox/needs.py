"""What an account of each channel cannot do without, and which machine it speaks with.

Told on the page of the account, and asked again before anything is sent.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from lapor.outbox.accounts import live
from lapor.outbox.models import ChannelAccount

# The providers' own machines; an account may name another one as `api`.
MACHINES: Mapping[str, str] = {
    "telegram": "https://api.telegram.org",
    "line": "https://api.line.me",
    "messenger": "https://graph.facebook.com/v23.0",
    "whatsapp": "https://graph.facebook.com/v23.0",
    "x": "https://api.x.com",
}
OF_X = ("user_id", "consumer_key", "consumer_secret", "access_token", "access_token_secret")
OF_SMPP = ("host", "system_id", "password")
# Settings and secrets by name: of a channel, or of one of its ways.
TO_TAKE: Mapping[str, Sequence[str]] = {
    "sms/kannel": ("path",),
    "sms/smpp": OF_SMPP,
    "telegram": ("hook",),
    "line": ("channel_secret",),
    "messenger": ("app_secret", "verify_token"),
    "whatsapp": ("app_secret", "verify_token"),
    "x": OF_X,
    "email/imap": ("address", "imap", "password"),
    "email/lmtp": ("address",),
    "push": (),
}
TO_SEND: Mapping[str, Sequence[str]] = {
    "sms/kannel": ("sendsms", "username", "password"),
    "sms/smpp": OF_SMPP,
    "telegram": ("token",),
    "line": ("access_token",),
    "messenger": ("page_id", "access_token"),
    "whatsapp": ("number_id", "access_token"),
    "x": OF_X,
    "email": ("address",),  # a relay may know us by our address: no password, no server of its own
    "push": ("private_key",),
}


def kept_of_all(now: datetime) -> Mapping[int, Collection[str]]:
    """Return the names of the secrets that each account has, by its key: one statement."""
    found: dict[int, set[str]] = defaultdict(set)
    for key, name in live(now).values_list("account", "name"):
        found[key].add(name)
    return found


def lacks_to_take(account: ChannelAccount, kept: Collection[str]) -> list[str]:
    """Return what is missing before anything can come in. kept: the names of its secrets."""
    way = account.channel
    if way == ChannelAccount.Kind.EMAIL:
        way = "email/lmtp" if account.said.get("lmtp") == "yes" else "email/imap"
    return _lacks(account, TO_TAKE[_sms_way(account) or way], kept)


def lacks_to_send(account: ChannelAccount, kept: Collection[str]) -> list[str]:
    """Return what is missing before anything can go out. kept: the names of its secrets."""
    return _lacks(account, TO_SEND[_sms_way(account) or account.channel], kept)


def machine_of(account: ChannelAccount) -> str:
    """Return the host, and its port where it has one, that messages of this account go to."""
    said, way = account.said, _sms_way(account)
    if way == "sms/smpp":
        return f"{said.get('host', '')}:{said.get('port') or 2775}"
    if account.channel == ChannelAccount.Kind.EMAIL:
        return str(said.get("smtp") or f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    url = said.get("sendsms") if way else said.get("api") or MACHINES.get(account.channel)
    try:
        return urlsplit(str(url or "")).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _sms_way(account: ChannelAccount) -> str:
    if account.channel != ChannelAccount.Kind.SMS:
        return ""
    return "sms/smpp" if account.said.get("way") == "smpp" else "sms/kannel"


def _lacks(account: ChannelAccount, needed: Sequence[str], kept: Collection[str]) -> list[str]:
    return [name for name in needed if name not in kept and not account.said.get(name)]
