"""Of the page that adds a passkey."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.views.generic.edit import FormView

class AddWebAuthnView(FormView[AddWebAuthnForm]): ...

def __getattr__(name: str) -> Any: ...
