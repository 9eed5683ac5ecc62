"""X: knows its signatures, answers a mention in public. Not verified against X itself.

Sources: docs.x.com, webhooks (CRC, `x-twitter-webhooks-signature`) and POST /2/tweets.
"""

import base64
import hmac
import json
import re
from collections.abc import Mapping, Sequence

from lapor.channels import asking
from lapor.channels.adapter import Able, Asked, Item, Media, Outgoing, Secrets, Unfetched
from lapor.channels.faults import Undelivered
from lapor.channels.signing import has_base64
from lapor.channels.x import posts, signing
from lapor.outbox.models import Message
from lapor.outbox.needs import MACHINES

HEADER, PREFIX = "x-twitter-webhooks-signature", "sha256="
API = MACHINES["x"]
LONGEST = 280
TOKEN = re.compile(r"[A-Za-z0-9_=+/.-]{1,200}")  # a challenge; no JSON is like that
CREATED = (200, 201)
Fault = Message.Fault


class X:
    """Accounts of ours. Settings: `user_id`, `api`, `every` (minutes) and `most` (posts a look)."""

    able = Able(longest=LONGEST, names_answered=True)

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Check the signature over the raw bytes under each live consumer secret."""
        typed = asked.headers.get(HEADER, "")
        return has_base64(asked.body, typed, secrets.get("consumer_secret", ()), PREFIX)

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Answer the challenge by which X checks, each hour, that we know the secret.

        A body is signed in the same way, so that nothing which could be one is answered: whoever
        asks would get a signature for it.
        """
        token, secret = (
            asked.query.get("crc_token"),
            next(iter(secrets.get("consumer_secret", ())), ""),
        )
        if not token or not secret or not TOKEN.fullmatch(token):
            return None
        mac = base64.b64encode(hmac.digest(secret.encode(), token.encode(), "sha256")).decode()
        return json.dumps({"response_token": f"{PREFIX}{mac}"}).encode()

    def read(self, body: bytes) -> Sequence[Item]:
        """Return the mentions. Raises Unreadable."""
        return posts.read(body)

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Answer a mention; X knows no key of ours. Nothing else is ever written here."""
        if not out.reply_with:
            raise Undelivered(Fault.REFUSED, lasting=True)
        url = f"{api(said)}/2/tweets"
        told = {"text": out.text, "reply": {"in_reply_to_tweet_id": out.reply_with}}
        answer = asking.post(url, told, signing.headers("POST", url, secrets))
        if answer.status == asking.KEY_REFUSED[0]:
            raise Undelivered(Fault.SERVER)
        if answer.status not in CREATED:
            raise Undelivered(Fault.REFUSED, lasting=True)
        return asking.said(answer)["data"]["id"].text

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """Nothing is taken from a public post."""
        raise Unfetched(lasting=True)


def api(said: Mapping[str, str]) -> str:
    """Return where X's API answers."""
    return (said.get("api") or API).rstrip("/")
