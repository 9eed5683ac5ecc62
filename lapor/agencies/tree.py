"""The `ltree` column type: where an agency stands in the one tree."""

from typing import Any

from django.db import models


class LtreeField(models.TextField):  # type: ignore[type-arg]  # has no parameters when it runs
    """A path of ids from the root down, such as `1.36.412`. A trigger of the table writes it."""

    description = "ltree path"

    def db_type(self, connection: Any) -> str:
        return "ltree"


@LtreeField.register_lookup
class Within(models.Lookup):
    """`filter(path__within="1.36")`: that agency and all below it, by the GiST index."""

    lookup_name = "within"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}::ltree", (*left_params, *right_params)
