"""What a broken glass shows to whom, and what a writer of the database cannot make of it."""

from typing import Any

import pytest
from django.conf import settings

from lapor.kit.betrays import cover_parts
from lapor.kit.seal import new_keys, seal
from lapor.reports import closure, reveal, stakes, triage, voting
from lapor.reports.models import Reveal, RevealVote, Sealed, Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Kind, NotFound
from tests.custodians import answer_of, make_custodians
from tests.factories import MONDAY, make_report
from tests.reports.test_reveal import LATER, asked, grant, sealed_report

PHONE = "0812-3456-7890"
THREAT = f"Atasan-mengancam saya. HP saya {PHONE}."
pytestmark = pytest.mark.django_db


def tell_of_retaliation(report, reporter):
    kept = cover_parts(THREAT, [PHONE])
    closure.retaliation(report, actor=reporter, words=kept, original=THREAT, at=MONDAY)


def opened(world, report, by, custodians):
    key = asked(world, report, by=by)
    grant(key, *custodians)
    reveal.open_once(key, by, LATER)
    found = reveal.contents(key, by, LATER)
    assert found
    return "\n".join(said.text for said in found.words)


def test_the_holder_reads_no_retaliation_through_the_glass_and_its_protector_does(world):
    report, reporter = make_report(world, anonymous=True, person={"name": "Rahmi-Rekaan"})
    custodians = make_custodians(world)
    stakes.add(report, Stake.Why.PROTECTOR, [world.inspectorate], MONDAY)
    tell_of_retaliation(report, reporter)
    assert "Atasan-mengancam" not in opened(world, report, world.admin, custodians)
    assert "Atasan-mengancam" in opened(world, report, world.overseer, custodians)


def test_that_something_was_sealed_of_retaliation_is_told_to_no_holder(world):
    report, reporter = make_report(world, anonymous=True)
    make_custodians(world)
    tell_of_retaliation(report, reporter)
    assert Sealed.objects.filter(report=report).exists()
    assert not reveal.sealing(report.number, world.admin, MONDAY).kept


def test_another_offices_note_stays_that_offices_behind_the_glass(world):
    report, custodians = sealed_report(world), make_custodians(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, subjects=[])
    said = f"Dugaan-pengawas. {PHONE}"
    kept = cover_parts(said, [PHONE])
    perform(report, MOVES["note"], actor=world.overseer, words=kept, original=said)
    assert "Dugaan-pengawas" not in opened(world, report, world.admin, custodians)
    assert "Dugaan-pengawas" in opened(world, report, world.overseer, custodians)


@pytest.mark.parametrize("field", ["public", "reason", "agency", "user", "report", "expires_at"])
def test_a_request_that_the_database_was_made_to_say_reaches_no_custodian(world, field):
    report, (a, b) = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    private, public = new_keys()
    forged: dict[str, dict[str, Any]] = {
        "public": {
            "public": public,
            "private": seal(private, to=settings.NAMES_PUBLIC, about=key.bytes),
        },
        "reason": {"reason": "Hakim meminta nama saksi untuk melindunginya."},
        "agency": {"agency": world.city},
        "user": {"user": world.handler.user},
        "report": {"report": sealed_report(world)},
        "expires_at": {"expires_at": LATER + reveal.LASTS},
    }
    paper = answer_of(a, key, MONDAY)
    Reveal.objects.filter(pk=key).update(**forged[field])
    assert voting.waiting(a, MONDAY) == []
    for custodian in (a, b):
        with pytest.raises(NotFound):
            voting.find(key, custodian, MONDAY)
        with pytest.raises(NotFound):
            voting.grant(key, custodian, answer=paper, now=MONDAY)
    assert not RevealVote.objects.exists()


def test_halves_that_are_emptied_between_two_looks_show_nothing_and_break_nothing(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, *custodians)
    reveal.open_once(key, world.overseer, LATER)
    RevealVote.objects.update(half=b"")
    assert reveal.contents(key, world.overseer, LATER) is None
