"""Of the page that sets up an app with codes."""

from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from django.views.generic.edit import FormView

class ActivateTOTPView(FormView[ActivateTOTPForm]): ...

def __getattr__(name: str) -> Any: ...
