"""Measures each page twice: with few reports, and after they were multiplied."""

from typing import Any

from bench.country import populate
from bench.lives import live
from bench.multiply import multiply
from bench.pages import requests
from bench.plans import explain
from bench.probe import measure
from bench.run import say
from bench.stage import Stage


def run(stage: Stage, few: int, many: int, times: int) -> dict[str, Any]:
    """Return the readings at both sizes, lives a second, and plans of the slowest statements."""
    say(f"generating {few} reports ...")
    people = populate(few)
    pages = requests(people, stage.port)
    say("measuring ...")
    at_few = [row.row() for row in measure(pages, stage, times=times)]
    lives_at_few = live(people, stage.port)
    say(f"multiplying to {many} ...")
    count = multiply(many)
    say("measuring again ...")
    at_many = [row.row() for row in measure(pages, stage, times=times)]
    return {
        "few": few,
        "many": count,
        "at_few": at_few,
        "at_many": at_many,
        "lives_at_few": round(lives_at_few, 2),
        "lives_at_many": round(live(people, stage.port), 2),
        "plans": [plan.row() for plan in explain(pages)],
    }
