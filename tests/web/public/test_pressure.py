"""While very many reports come in each costs work or time, and none is refused for good."""

import base64
import json

import altcha
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.reports.models import Report
from lapor.web.outage import outage
from lapor.web.public import pressure
from tests.web.public.pages import browser, filled

pytestmark = pytest.mark.django_db
STREET = "203.0.113.7"


def fill(limit, about):
    while limit.take(about) >= 1:
        pass


@pytest.fixture
def crowded(world, monkeypatch):
    """Very many reports have just been taken, and more are coming."""
    monkeypatch.setattr(pressure.VALVE.buckets, "tries", 0)
    return world


def solved(price):
    """Return what a browser with scripts would bring."""
    challenge = altcha.Challenge.from_dict(json.loads(price.challenge))
    solution = altcha.solve_challenge(challenge)
    assert solution
    return altcha.Payload(challenge, solution).to_base64()


@pytest.fixture
def light(monkeypatch):
    """Less work, so that a test need not do it."""
    monkeypatch.setattr(pressure, "EASIEST", 10)
    monkeypatch.setattr(pressure, "HARDEST", 20)


def test_nobody_is_asked_for_anything_in_ordinary_times(world):
    page = browser().get("/lapor")
    assert page.context["price"] is None
    assert "data-challenge" not in page.text
    assert browser().post("/lapor", filled()).status_code == 200


def test_under_pressure_the_form_comes_back_as_typed_and_no_report_is_made(crowded):
    answer = browser().post("/lapor", filled(address="budi@example.org", confidential="on"))
    assert answer.status_code == 429
    assert "tulisan Anda lengkap di bawah ini" in answer.text
    assert "Selokan depan sekolah" in answer.text
    assert "budi@example.org" in answer.text
    assert 'name="confidential" checked' in answer.text.replace("\n", " ") or (
        answer.context["form"]["confidential"].value()
    )
    assert not Report.objects.exists()


def test_who_brings_the_proof_is_taken_whatever_the_pressure(crowded, light):
    form = filled()
    price = browser().post("/lapor", form).context["price"]
    answer = browser().post("/lapor", form | {"proof": solved(price)})
    assert answer.status_code == 200
    assert Report.objects.count() == 1


def test_who_waits_is_taken_and_who_comes_too_early_keeps_the_turn(crowded):
    form = filled()
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as clock:
        price = browser().post("/lapor", form).context["price"]
        assert price.seconds == pressure.SHORTEST_WAIT
        clock.shift(10)
        early = browser().post("/lapor", form | {"turn": price.turn})
        assert early.status_code == 429
        assert early.context["price"].turn == price.turn
        assert early.context["price"].seconds == pressure.SHORTEST_WAIT - 10
        clock.shift(pressure.SHORTEST_WAIT - 10)
        assert browser().post("/lapor", form | {"turn": price.turn}).status_code == 200
    assert Report.objects.count() == 1


def test_a_form_that_was_opened_under_pressure_has_its_turn_when_it_is_written(crowded):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as clock:
        page = browser().get("/lapor")
        price, key = page.context["price"], page.context["form"].key
        assert not price.asked
        clock.shift(300)
        form = filled(client_key=key, turn=price.turn, occurred_on="01/03/2026")
        assert browser().post("/lapor", form).status_code == 200


def test_a_proof_and_a_turn_are_good_for_their_own_form_alone(crowded, light):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as clock:
        price = browser().post("/lapor", filled()).context["price"]
        proof = solved(price)
        clock.shift(pressure.LONGEST_WAIT)
        for brought in ({"turn": price.turn}, {"proof": proof}):
            assert browser().post("/lapor", filled(**brought)).status_code == 429


def test_one_proof_sent_again_and_again_makes_one_report(crowded, light):
    form = filled()
    form["proof"] = solved(browser().post("/lapor", form).context["price"])
    for _again in range(3):
        assert browser().post("/lapor", form).status_code == 200
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "bnVsbA==", "W10=", "a" * 5000, "eyJjaGFsbGVuZ2UiOjF9", "é"]
)
def test_a_forged_proof_is_no_proof_and_no_fault(crowded, proof):
    answer = browser().post("/lapor", filled(proof=proof, turn=proof))
    assert answer.status_code == 429


def test_a_proof_of_less_work_than_was_asked_is_refused(crowded, light):
    form = filled()
    price = browser().post("/lapor", form).context["price"]
    payload = json.loads(base64.b64decode(solved(price)))
    payload["challenge"]["parameters"]["keyPrefix"] = "00"
    forged = altcha.Payload.from_dict(payload).to_base64()
    assert browser().post("/lapor", form | {"proof": forged}).status_code == 429


def test_a_street_that_sends_much_is_asked_and_another_is_not(world):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        fill(pressure.BLOCK, "203.0.113.0/24")
        assert browser(REMOTE_ADDR=STREET).post("/lapor", filled()).status_code == 429
        assert browser(REMOTE_ADDR="198.51.100.7").post("/lapor", filled()).status_code == 200


def test_what_was_taken_counts_for_its_street_and_a_repeat_does_not(world):
    before = pressure.BLOCK.left("203.0.113.0/24")
    form = filled()
    for _again in range(3):
        assert browser(REMOTE_ADDR=STREET).post("/lapor", form).status_code == 200
    browser(REMOTE_ADDR=STREET).post("/lapor", filled(title=""))
    assert round(before - pressure.BLOCK.left("203.0.113.0/24")) == 1


@pytest.mark.parametrize(
    ("limit", "field", "typed", "same"),
    [
        (pressure.CONTACT, "address", "budi@example.org", "Budi@Example.org "),
        (pressure.OFFICE, "agency", "kota serang", "Kota  Serang"),
    ],
)
def test_one_contact_and_one_office_have_limits_of_their_own(world, limit, field, typed, same):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        fill(limit, typed)
        assert browser().post("/lapor", filled(**{field: same})).status_code == 429
        assert browser().post("/lapor", filled()).status_code == 200


def test_what_is_refused_costs_no_look_up(crowded):
    browser().get("/lapor")
    with CaptureQueriesContext(connection) as of_the_form:
        browser().get("/lapor")
    form = filled(place="Sukamaju", agency="Kota Serang", subject_1="Kota Cilegon", proof="x")
    with CaptureQueriesContext(connection) as made:
        assert browser().post("/lapor", form).status_code == 429
    assert len(made) == len(of_the_form)


def test_neither_address_nor_contact_lies_in_memory(world):
    browser(REMOTE_ADDR=STREET).post("/lapor", filled(address="budi@example.org"))
    held = b" ".join(
        key for limit in (pressure.BLOCK, pressure.CONTACT) for key in limit.buckets._rows
    )
    assert held
    assert b"203.0.113" not in held
    assert b"example" not in held


def test_the_page_of_an_outage_carries_them_unseen(rf, crowded):
    price = browser().post("/lapor", filled()).context["price"]
    page = outage(rf.post("/lapor", {"turn": price.turn, "proof": "a" * 500})).text
    assert f'type="hidden" name="turn" value="{price.turn}"' in page
    assert "<textarea" not in page
