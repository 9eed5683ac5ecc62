"""Of the forms that ask for a code, at the door and again."""

from django import forms

from lapor.accounts.models import User

class BaseAuthenticateForm(forms.Form):
    user: User
    def clean_code(self) -> str: ...

class AuthenticateForm(BaseAuthenticateForm): ...
class ReauthenticateForm(BaseAuthenticateForm): ...
