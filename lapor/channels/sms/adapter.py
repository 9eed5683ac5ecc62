"""SMS by the way that an account has: a gateway over HTTP (Kannel), or a bind of ours (SMPP)."""

from collections.abc import Mapping, Sequence

from lapor.channels.adapter import Asked, Item, Media, Outgoing, Secrets
from lapor.channels.sms import bodies, holding
from lapor.channels.sms.kannel import Kannel

KANNEL = Kannel()


class Sms:
    """Short numbers. Settings: `number`, `way` ("kannel" or "smpp"), and those of the way."""

    able = KANNEL.able

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Prove a gateway; what comes by a bind needs no hook."""
        return KANNEL.is_from_provider(asked, secrets)

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Nothing is asked before the first message."""
        return None

    def read(self, body: bytes) -> Sequence[Item]:
        """Return what a body holds, whichever way it came. Raises Unreadable."""
        return bodies.read(body) if body.startswith(bodies.BRACE) else KANNEL.read(body)

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send by the way of the account. Raises Undelivered or Later."""
        if said.get(holding.WAY) == holding.SMPP:
            return holding.say(said, out)
        return KANNEL.send(said, secrets, out)

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """An SMS brings no files."""
        return KANNEL.fetch(said, secrets, media)
