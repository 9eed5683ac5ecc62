"""The reference pages say what the code says."""

from pathlib import Path

import pytest
from django.utils import translation

from lapor.agencies.models import Role
from lapor.reports import moves
from lapor.reports.models import Review
from lapor.reports.moves import ROWS, Move
from lapor.reports.terms import (
    Audience,
    Channel,
    Clock,
    DueReason,
    Kind,
    Outcome,
    ReviewStage,
    Status,
)

DOCS = Path(__file__).parents[2] / "docs"
HEAD = "| move | from → to | who (reach) | needs | turn clock after | settle | guard | told |"
ENUMS = (
    *(Status, Kind, Clock, Role, Audience, Outcome, Channel, DueReason, ReviewStage),
    *(Review.Finding, Review.End),
)


def row(m: Move) -> str:
    sources = {moves.ANY: "any", moves.OPEN: "any open"}
    source = sources.get(m.sources) or ", ".join(s.name for s in m.sources) or "–"
    target = m.target if m.target == moves.HELD_FROM else getattr(m.target, "name", "same")
    who = ", ".join(f"{by.role.name}@{by.reach.name}" for by in m.by)
    turn = (m.turn.name if m.turn else "=") + " renew" * m.renew + " carry" * m.carry
    told = ", ".join(audience.name for audience in m.tells)
    cells = (f"{m.name} ({m.label})", f"{source} → {target}", who, ", ".join(m.needs), turn)
    return "| " + " | ".join((*cells, m.settle or "", m.guard or "", told)) + " |"


def test_the_page_of_moves_is_the_table():
    table = "\n".join([HEAD, "|---" * 8 + "|", *map(row, ROWS)])
    assert table in (DOCS / "reference" / "moves.md").read_text(), f"\n{table}"


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_word_of_the_trade_stands_in_the_glossary(enum):
    page = (DOCS / "reference" / "glossary.md").read_text()
    with translation.override("id"):
        missing = [m for m in enum if f"| {m.label} | `{enum.__name__}.{m.name}` |" not in page]
    assert not missing


def test_every_decision_and_every_page_is_in_its_index():
    index = (DOCS / "decisions" / "README.md").read_text()
    assert [p.name for p in (DOCS / "decisions").glob("0*.md") if f"({p.name})" not in index] == []
    pages = (DOCS / "README.md").read_text()
    named = [
        p for part in ("howto", "reference", "explanation") for p in (DOCS / part).glob("*.md")
    ]
    assert [p.name for p in named if f"{p.parent.name}/{p.name}" not in pages] == []
