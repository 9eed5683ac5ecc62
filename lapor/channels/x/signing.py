"""Signs what we ask of X: OAuth 1.0a, by Authlib."""

from collections.abc import Mapping

from authlib.oauth1 import ClientAuth

from lapor.channels.adapter import Secrets


def headers(method: str, url: str, secrets: Secrets) -> Mapping[str, str]:
    """Return the headers that prove a request as ours. JSON is no part of what is signed."""
    one = {name: next(iter(found), "") for name, found in secrets.items()}
    auth = ClientAuth(
        one.get("consumer_key", ""),
        client_secret=one.get("consumer_secret", ""),
        token=one.get("access_token", ""),
        token_secret=one.get("access_token_secret", ""),
    )
    _url, signed, _body = auth.prepare(method, url, {"Content-Type": "application/json"}, b"")
    return {str(name): str(value) for name, value in signed.items()}
