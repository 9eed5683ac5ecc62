"""Of the form that sets up an app with codes."""

from django import forms

from lapor.accounts.models import User

class ActivateTOTPForm(forms.Form):
    user: User
    secret: str
