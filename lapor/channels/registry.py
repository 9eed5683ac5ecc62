"""The channels there are. A new one is a folder and a line here."""

from collections.abc import Callable, Mapping

from lapor.channels.adapter import Adapter, Incoming, Secrets
from lapor.channels.email.adapter import Mailbox
from lapor.channels.line.adapter import Line
from lapor.channels.meta.messenger import Messenger
from lapor.channels.meta.whatsapp import WhatsApp
from lapor.channels.push.adapter import Push
from lapor.channels.sms.adapter import Sms
from lapor.channels.telegram.adapter import Telegram, take_off
from lapor.channels.telegram.updates import acknowledgement
from lapor.channels.x.adapter import X

ADAPTERS: Mapping[str, Adapter] = {
    "sms": Sms(),
    "telegram": Telegram(),
    "line": Line(),
    "whatsapp": WhatsApp(),
    "messenger": Messenger(),
    "email": Mailbox(),
    "push": Push(),
    "x": X(),
}
# What a provider reads in the answer to its hook, once what it brought is kept.
ACKNOWLEDGED: Mapping[str, Callable[[bytes], bytes]] = {"telegram": acknowledgement}
# How the buttons of a message that was answered are taken off, where they would stay.
TAKEN_OFF: Mapping[str, Callable[[Mapping[str, str], Secrets, Incoming], None]] = {
    "telegram": take_off
}
