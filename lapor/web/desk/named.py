"""Acts that a page offers by name: the one that was asked for, if this actor has it."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from lapor.reports.terms import NotFound


class Named(Protocol):
    @property
    def name(self) -> str: ...


Act = TypeVar("Act", bound=Named)


def the_act(offered: Iterable[Act], name: str) -> Act:
    """Return the act of this name among those offered; raises NotFound for any other."""
    for act in offered:
        if act.name == name:
            return act
    raise NotFound(name)
