"""A flood of SMS while everything that may break breaks: each is a report, and each is told so."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.channels.sms.centre import centre
from tests.channels.sms.gateway import MISSING, PASSWORD, USER, Kannel, is_installed
from tests.chaos.rig import LONG, Rig, Strike
from tests.chaos.telephones import KEY, Telephones, open_account, reports
from tests.project.service import until

FEW, MANY = 60, 500
RESULTS = Path(__file__).parents[2] / "bench" / "results"


@pytest.fixture
def operator():
    with centre() as made:
        yield made


@pytest.fixture
def rig():
    made = Rig(own_disk=False)
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def bound(rig, operator):
    """The service bound to the operator by its own process."""
    said = {"way": "smpp", "host": "127.0.0.1", "port": str(operator.port), "system_id": "lapor"}
    open_account(rig, said, {"password": "secret"})
    until(operator.is_bound, tries=LONG)
    return Telephones(centre=operator)


@pytest.fixture
def kannel(rig, operator, tmp_path):
    hook = f"{rig.service.address}/hooks/sms/1708/"
    gateway = Kannel(tmp_path / "kannel", operator.port, hook, KEY)
    said = {"sendsms": gateway.sendsms, "username": USER, "hook": hook}
    open_account(rig, said, {"path": KEY, "password": PASSWORD})
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture
def behind(kannel, operator):
    return Telephones(centre=operator)


def kill_smpp(rig: Rig) -> None:
    rig.child("smpp").kill()


def flood(rig: Rig, people: Telephones, count: int, strikes: Sequence[Strike]) -> dict[str, int]:
    """Let so many write while it happens. Each must be one report, and told its number."""
    rig.stage("flood", people, count, strikes)
    titles = list(people.ledger.numbers)
    assert len(titles) == count

    def is_told() -> bool:
        told = people.receipts()
        return all(told.values())

    until(is_told, tries=LONG)
    found, told = reports(rig, titles), people.receipts()
    assert {title: len(numbers) for title, numbers in found.items() if len(numbers) != 1} == {}
    assert [title for title in titles if set(told[title]) != set(found[title])] == []
    [(marked,)] = rig.rows("SELECT count(*) FROM outbox_message WHERE resent")
    again = sum(len(numbers) - 1 for numbers in told.values())
    assert again <= marked, "what was told twice is marked as perhaps sent before"
    return {"taken": len(titles), "reports": len(found), "told": len(told), "told again": again}


def faults_of_a_bind(rig: Rig) -> list[Strike]:
    return [lambda: kill_smpp(rig), rig.kill_postmaster, rig.kill_web, rig.kill_worker]


def faults_behind_a_gateway(rig: Rig, kannel: Kannel) -> list[Strike]:
    def kill_kannel() -> None:
        kannel.kill()
        kannel.start()

    return [kill_kannel, rig.kill_web, rig.kill_postmaster, rig.kill_worker]


@pytest.mark.slow
def test_a_short_flood_by_a_bind(rig, bound):
    flood(rig, bound, FEW, faults_of_a_bind(rig)[:2])


@pytest.mark.slow
@pytest.mark.skipif(not is_installed(), reason=MISSING)
def test_a_short_flood_behind_a_gateway(rig, kannel, behind):
    flood(rig, behind, FEW, faults_behind_a_gateway(rig, kannel)[:2])


@pytest.mark.chaos
def test_a_long_flood_by_a_bind(rig, bound):
    keep("smpp", flood(rig, bound, MANY, faults_of_a_bind(rig)), rig)


@pytest.mark.chaos
@pytest.mark.skipif(not is_installed(), reason=MISSING)
def test_a_long_flood_behind_a_gateway(rig, kannel, behind):
    keep("kannel", flood(rig, behind, MANY, faults_behind_a_gateway(rig, kannel)), rig)


def keep(name: str, found: dict[str, int], rig: Rig) -> None:
    result = found | {"stages": rig.results}
    (RESULTS / f"chaos-sms-{name}.json").write_text(json.dumps(result, indent=1) + "\n")
