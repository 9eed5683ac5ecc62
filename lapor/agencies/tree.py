"""The `ltree` column type: where an agency stands in the one tree."""

from typing import Any

from django.db import models


class LtreeField(models.TextField):  # type: ignore[type-arg]
    """A path of ids from the root down, such as `1.36.412`. A trigger of the table writes it."""

    description = "ltree path"

    def db_type(self, connection: Any) -> str:
        return "ltree"
