"""A mailbox of ours, and letters that come to it."""

import pytest
from django.core import mail

from lapor.channels import arriving
from tests.channels.email.letters import SITI, mailbox


@pytest.fixture
def account(world):
    return mailbox()


@pytest.fixture
def bring(account, work):
    """Let a letter come and the worker work; return our letters that left since."""

    def take(made):
        before = len(mail.outbox)
        arriving.keep(account, made if isinstance(made, bytes) else made.as_bytes())
        work()
        return [one for one in mail.outbox[before:] if one.to == [SITI.lower()]]

    return take
