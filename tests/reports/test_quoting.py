"""What an office last said to its reporter: in its own words, and nothing that only others know."""

import pytest

from lapor.reports import closure, handling, splitting, triage
from lapor.reports.quoting import quote, quoted_at
from lapor.reports.terms import Kind, Outcome
from tests.factories import days, make_report
from tests.reports.parted import INSIDE, parted

pytestmark = pytest.mark.django_db
THREAT, SHIELD = "Saya diancam-dipecat.", "Kami memanggil atasan-langsung."


@pytest.fixture
def held(world):
    """A report that an office has, and its reporter."""
    report, reporter = make_report(world, address="siti@example.org")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    return report, reporter


def test_the_newest_word_of_an_office_counts(world, held):
    report, reporter = held
    assert quote(report, reporter) is None
    triage.hold(report, actor=world.liaison, question="Sisi mana?", choices=["Kiri", "Kanan"])
    asked = quote(report, reporter)
    assert asked
    assert (asked.office, asked.words, asked.choices) == (
        world.works.name,
        "Sisi mana?",
        ("Kiri", "Kanan"),
    )
    assert asked.is_question
    triage.resume(report, actor=reporter, words="Kiri")
    handling.follow_up(report, actor=world.liaison, words="Dikeruk.", outcome=Outcome.DONE)
    answered = quote(report, reporter)
    assert answered
    assert answered.words == "Sudah ditangani.\n\nDikeruk."
    asked_before = quote(report, reporter, move="hold")
    assert asked_before
    assert asked_before.words == "Sisi mana?"


def test_what_its_reporter_and_who_protects_them_say_is_quoted_to_nobody(world, held):
    report, reporter = held
    closure.add(report, actor=reporter, words="Tambahan-saya.")
    closure.retaliation(report, actor=reporter, words=THREAT)
    closure.protect(report, actor=world.overseer, words=SHIELD)
    assert quote(report, reporter) is None


def test_of_a_report_in_parts_each_offices_answer_is_quoted_and_no_note_of_theirs(world):
    case = parted(world)
    splitting.finish(
        case.works, actor=world.liaison, words="Saluran dibuka.", outcome=Outcome.DONE, at=days(2)
    )
    splitting.finish(
        case.camat, actor=case.head, words="Lapak pindah.", outcome=Outcome.DONE, at=days(3)
    )
    case.whole.refresh_from_db()
    found = quote(case.whole, case.reporter)
    assert found
    assert f"{world.works.name}: Sudah ditangani.\n\nSaluran dibuka." in found.words
    assert f"{world.kecamatan.name}: Sudah ditangani.\n\nLapak pindah." in found.words
    assert INSIDE not in found.words


def test_only_the_place_that_word_goes_to_is_quoted_to(world, held):
    report, _reporter = held
    handling.follow_up(report, actor=world.liaison, words="Dikeruk.", outcome=Outcome.DONE)
    assert report.contact_id
    assert quoted_at(report.contact_id, report.number, "follow_up")
    assert quoted_at(report.contact_id, "AAAA1111", "follow_up") is None
    other, _its = make_report(world, address="budi@example.org")
    assert other.contact_id
    assert quoted_at(other.contact_id, report.number, "follow_up") is None
