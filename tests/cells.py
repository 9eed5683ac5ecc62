"""Compares a line of an access table with what somebody really sees."""

from collections.abc import Sequence


def differences(
    who: str, pages: Sequence[str], cells: Sequence[str], got: Sequence[str]
) -> list[str]:
    """Return a sentence for each cell that does not hold; there must be as many as pages."""
    return [
        f"{who} on {page}: {now}, not {cell}"
        for page, cell, now in zip(pages, cells, got, strict=True)
        if now != cell
    ]
