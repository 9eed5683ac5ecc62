"""Of the form that adds a passkey."""

from typing import Any

from django import forms

from lapor.accounts.models import User

class AddWebAuthnForm(forms.Form):
    user: User
    def clean(self) -> dict[str, Any]: ...
