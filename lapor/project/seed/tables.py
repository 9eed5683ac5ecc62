"""The small tables of the package, as rows of text."""

import csv
from functools import lru_cache
from importlib import resources


@lru_cache
def table(name: str) -> list[dict[str, str]]:
    """Return the rows of `data/<name>.csv`, each a mapping of column to text."""
    with (
        resources.files(__package__).joinpath("data", f"{name}.csv").open(encoding="utf-8") as file
    ):
        return list(csv.DictReader(file))


def text(name: str) -> str:
    """Return the whole of `data/<name>`."""
    return resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
