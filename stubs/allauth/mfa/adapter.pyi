"""Of the adapter of second factors: what `lapor.accounts.adapters` builds on."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError

class DefaultMFAAdapter:
    error_messages: ClassVar[dict[str, Any]]
    def validation_error(self, code: str, *args: Any) -> ValidationError: ...
