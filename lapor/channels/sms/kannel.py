"""Kannel, the gateway that speaks with an operator: brings SMS by GET or POST, takes them by GET.

Source: kannel.org, user guide 1.4.5 (`sms-service`, `sendsms`, delivery reports). Kannel repeats a
message that was not answered with 200, under the same id, so that it is kept once.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from lapor.channels import asking
from lapor.channels.adapter import (
    Able,
    Asked,
    Incoming,
    Item,
    Landed,
    Media,
    Outgoing,
    Secrets,
    Unfetched,
    Unreadable,
)
from lapor.channels.faults import Undelivered
from lapor.channels.signing import is_secret
from lapor.channels.sms.numbers import number_of
from lapor.kit.outbound import Ask, Unreachable, fetch
from lapor.kit.sms import is_gsm, plainer
from lapor.outbox.models import Message

KEY = "key"  # of the address, by which we know our own gateway
LONGEST = 1530  # letters: ten parts
# Delivery reports: what Kannel's numbers say.
REPORTS = {"1": "delivered", "2": "failed", "8": "sent", "16": "failed"}
MASK = 1 + 2 + 8 + 16
WIDE = "2"  # UCS-2
ACCEPTED, REFUSED_KEY = (200, 202), 403
Fault = Message.Fault


class Kannel:
    """Short numbers of ours. Settings: `sendsms`, `username`, `number`, `hook` (our address)."""

    able = Able(longest=LONGEST, by_query=True, terse=True)

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Compare the key of the address: Kannel signs nothing, and must reach us alone."""
        return is_secret(asked.query.get(KEY, ""), secrets.get("path", ()))

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Nothing is asked before the first message."""
        return None

    def read(self, body: bytes) -> Sequence[Item]:
        """Return the message or the delivery report of a query. Raises Unreadable."""
        told = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if report := told.get("dlr"):
            status = REPORTS.get(report)
            at = datetime.now(UTC)
            return [Landed(told.get("ref", ""), status, at)] if status and told.get("ref") else []
        key, sender = told.get("id", ""), number_of(told.get("from", ""))
        if not key or not sender:
            raise Unreadable("no message")
        at, text = _moment(told.get("ts", "")), told.get("text", "")
        return [Incoming(provider_id=key, sender=sender, sent_at=at, text=text)]

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Hand an SMS over; Kannel splits it. What is handed over twice is sent twice."""
        text = plainer(out.text)
        hook = {KEY: next(iter(secrets.get("path", ())), ""), "ref": out.key}
        query = {
            "username": said.get("username", ""),
            "password": next(iter(secrets.get("password", ())), ""),
            "from": said.get("number", ""),
            "to": out.to,
            "text": text,
            "charset": "UTF-8",
            "coding": "0" if is_gsm(text) else WIDE,
            "dlr-mask": str(MASK),
            "dlr-url": f"{said.get('hook', '')}?{urlencode(hook)}&dlr=%d",
        }
        try:
            answer = fetch(
                Ask(f"{said.get('sendsms', '')}?{urlencode(query)}", on_this_machine=True)
            )
        except Unreachable:
            raise Undelivered(Fault.UNREACHED) from None
        if answer.status in ACCEPTED:
            return out.key
        if answer.status == REFUSED_KEY:
            raise Undelivered(Fault.SERVER)
        lasting = answer.status < asking.DOWN
        raise Undelivered(Fault.REFUSED if lasting else Fault.UNREACHED, lasting=lasting)

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """An SMS brings no files."""
        raise Unfetched(lasting=True)


def _moment(typed: str) -> datetime:
    """Return a moment that Kannel writes in UTC; now where it is none."""
    try:
        return datetime.fromisoformat(typed.strip().replace("+", " ")).replace(tzinfo=UTC)
    except ValueError:
        return datetime.now(UTC)
