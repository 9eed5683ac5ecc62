"""Accounts of ours at a provider for tests, and the texts that every account speaks."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lapor.agencies import rules
from lapor.agencies.models import MessageTemplate
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import ChannelAccount
from lapor.project.seed.letters import dialogue


def texts() -> None:
    """Keep what the dialogue says, once."""
    if MessageTemplate.objects.filter(move="hello").exists():
        return
    for row in dialogue():
        row.save()
    rules.changed()


def live_account(
    channel: str,
    slug: str,
    said: Mapping[str, Any],
    secrets: Mapping[str, str],
    **fields: Any,
) -> ChannelAccount:
    """Return an account that takes and sends, as fast as it can, with the texts of the dialogue."""
    texts()
    known = {"label": "@lapor_contoh", "takes": True, "sends": True, "a_second": 1000} | fields
    account = ChannelAccount.objects.create(channel=channel, slug=slug, said=dict(said), **known)
    for name, secret in secrets.items():
        keep_secret(account, name, secret, timezone.now())
    return account
