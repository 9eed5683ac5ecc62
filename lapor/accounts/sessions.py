"""Sessions in the database, each under an HMAC of the key that the browser holds, and sealed.

Who reads the table, a dump or the server's write-ahead log finds no key to come in with, and
neither who was there nor when: the moment of a sign-in would stand beside that of an anonymous
report. Only the library's synchronous half is ours: LAPOR is served by WSGI.
"""

import hmac
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone
from django.utils.encoding import force_str

from lapor.accounts.models import SignedIn
from lapor.accounts.sealing import open_secret, seal_secret

LETTERS = 40  # as many as the library's column holds: 160 bits
ABOUT = b"session"


def kept_under(key: str) -> str:
    """Return the name under which the session of this key lies in the database."""
    return hmac.digest(settings.PEPPER, b"session:" + key.encode(), "sha256").hex()[:LETTERS]


class SessionStore(db.SessionStore):
    """The library's store, whose rows do not tell the key. It finds this class by its name."""

    def load(self) -> dict[str, Any]:
        rows = self.model.objects.filter(expire_date__gt=timezone.now())
        row = rows.filter(session_key=kept_under(self.session_key or "")).first()
        if row is None:
            self._session_key = None  # so that nobody's own choice becomes the key of a session
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_under(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = kept_under(row.session_key)
        hour = row.expire_date.replace(minute=0, second=0, microsecond=0)
        row.expire_date = hour + timedelta(hours=1)  # not the moment that it was written
        return row

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal_secret(super().encode(session_dict), ABOUT)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what the session holds; nothing where another key sealed it: it has ended."""
        try:
            return super().decode(open_secret(force_str(session_data), ABOUT))
        except (InvalidTag, ValueError):
            return {}

    def cycle_key(self) -> None:
        """Take another key, as the library does; the list of sessions follows."""
        # What the library's own method begins with; its types leave out what is private.
        session, old = self._session, self.session_key  # type: ignore[attr-defined]
        self.create()
        self._session_cache = session
        if old:
            kept = SignedIn.objects.filter(session=kept_under(old))
            kept.update(session=kept_under(self.session_key or ""))
            self.delete(old)

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            SignedIn.objects.filter(session=kept_under(key)).delete()
            super().delete(kept_under(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the sessions that ended, and what the list says of them."""
        super().clear_expired()
        living = cls.get_model_class().objects.values("session_key")
        SignedIn.objects.exclude(session__in=living).delete()
