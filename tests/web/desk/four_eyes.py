"""Offices that ask for a second officer, and an answer that waits for one."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, ApprovalRule
from lapor.agencies.rules import changed
from lapor.reports import approving
from lapor.reports.models import Draft
from tests.web.desk.officers import sign_in

SAID = "Petugas kami mengganti tiga lampu di depan balai kelurahan pada Senin."
ANSWER = {"outcome": "done", "words": SAID}
QUEUE = "/desk/persetujuan/"


def rule(agency: Agency, what: str) -> None:
    """Let an office ask for a second officer from today on."""
    today = timezone.localdate()
    ApprovalRule.objects.create(
        agency=agency, what=what, valid_from=today, basis="SOP", entered_at=timezone.now()
    )
    changed()


def asked(draft: Draft, who: Actor, do: str = "approve", follow: bool = True, **typed: Any) -> Any:
    """Let somebody decide on an answer as they read it just now; return the page that follows."""
    seen = approving.read_as(Draft.objects.get(pk=draft.pk))
    told = {"do": do, "words": "", "seen": seen} | typed
    client: Client = sign_in(who)
    return client.post(reverse("desk-draft", args=[draft.pk]), told, follow=follow)
