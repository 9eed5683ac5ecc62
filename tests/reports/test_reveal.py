"""What two custodians keep opens for both together, once, for a quarter hour, with a trace."""

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from lapor.agencies.models import Role
from lapor.kit import custody
from lapor.kit.seal import seal
from lapor.outbox.models import Message
from lapor.reports import identity, reveal, stakes, voting
from lapor.reports.asked import Standing
from lapor.reports.models import Report, Reveal, RevealVote, Sealed, Stake
from lapor.reports.terms import NotFound, Refused
from tests.custodians import answer_of, make_custodians
from tests.factories import MONDAY, make_officer, make_report

NAME = "Rahmi-Rekaan"
REASON = "Penyidik meminta nama saksi untuk melindunginya."
LATER = MONDAY + timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def sealed_report(world, **told):
    fields: dict[str, Any] = {"anonymous": True, "person": {"name": NAME}} | told
    return make_report(world, **fields)[0]


def asked(world, report, by=None, now=MONDAY, **fields):
    fields = {"basis": Reveal.Basis.COURT, "reason": REASON} | fields
    return reveal.ask(report.number, by or world.overseer, now=now, **fields)


def grant(key, *custodians, now=MONDAY):
    for one in custodians:
        voting.grant(key, one, answer=answer_of(one, key, now), now=now)


def test_two_custodians_open_the_name_for_who_asked(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, a)
    assert reveal.get_own(key, world.overseer, MONDAY).standing == Standing.WAITING
    with pytest.raises(Refused, match="Kedua pemegang kunci"):
        reveal.open_once(key, world.overseer, MONDAY)
    grant(key, b)
    reveal.open_once(key, world.overseer, LATER)
    found = reveal.contents(key, world.overseer, LATER)
    assert found
    assert (found.name, found.words) == (NAME, ())
    assert found.asked.closes_at == LATER + timedelta(minutes=15)


def test_original_words_open_with_the_name(world):
    report, custodians = sealed_report(world, confidential=True), make_custodians(world)
    vault = identity.open_vault(report)
    identity.put(report, vault, Sealed.Part.WORDS, b'{"words": "Tulisan-asli di sini."}')
    key = asked(world, report, by=world.admin)
    grant(key, *custodians)
    reveal.open_once(key, world.admin, LATER)
    found = reveal.contents(key, world.admin, LATER)
    assert found
    assert [said.text for said in found.words] == ["Tulisan-asli di sini."]


def test_it_opens_once_and_for_a_quarter_hour(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, *custodians)
    reveal.open_once(key, world.overseer, LATER)
    with pytest.raises(Refused, match="sudah dibuka satu kali"):
        reveal.open_once(key, world.overseer, LATER)
    over = LATER + timedelta(minutes=15)
    assert reveal.contents(key, world.overseer, over - timedelta(seconds=1))
    assert reveal.contents(key, world.overseer, over) is None
    with pytest.raises(Refused):
        reveal.open_once(key, world.overseer, over)


def test_when_it_is_over_nothing_is_left_that_could_open_it(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, *custodians)
    reveal.open_once(key, world.overseer, LATER)
    assert reveal.forget(LATER) == 0, "the quarter hour is not over"
    assert reveal.forget(LATER + timedelta(minutes=15)) == 1
    assert not bytes(Reveal.objects.get().private)
    assert not any(bytes(vote.half) for vote in RevealVote.objects.all())
    assert reveal.forget(LATER + timedelta(hours=1)) == 0
    assert reveal.get_own(key, world.overseer, LATER + timedelta(days=1)).standing == Standing.OVER


def test_an_approval_that_has_run_out_opens_nothing(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, *custodians)
    late = MONDAY + timedelta(hours=72)
    with pytest.raises(Refused):
        reveal.open_once(key, world.overseer, late)
    assert reveal.forget(late) == 1
    assert reveal.get_own(key, world.overseer, late).standing == Standing.EXPIRED


def test_after_three_days_no_custodian_can_answer(world):
    report, (a, _b) = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    paper = answer_of(a, key, MONDAY)
    with pytest.raises(Refused, match="waktunya sudah habis"):
        voting.grant(key, a, answer=paper, now=MONDAY + timedelta(hours=72))


def test_one_refusal_ends_it(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, a)
    with pytest.raises(Refused) as without_reason:
        voting.refuse(key, b, reason="", now=MONDAY)
    assert without_reason.value.field == "reason"
    voting.refuse(key, b, reason="Dasar hukumnya tidak ada.", now=MONDAY)
    with pytest.raises(Refused):
        reveal.open_once(key, world.overseer, LATER)
    with pytest.raises(Refused):
        voting.refuse(key, a, reason="Saya juga menolaknya.", now=MONDAY)
    assert reveal.forget(LATER) == 1
    assert reveal.sealing(report.number, world.overseer, LATER).asking is False
    with pytest.raises(Refused, match="24 jam"):
        asked(world, report, now=LATER)
    assert asked(world, report, by=world.admin, now=LATER), "another office has its own day"
    next_day = MONDAY + timedelta(days=1)
    assert asked(world, report, now=next_day), "it may be asked again, with a better reason"


def test_no_answer_but_of_the_own_key_to_this_request_counts(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    other = asked(world, sealed_report(world))
    awaited = custody.read_request(voting.find(key, a, MONDAY).paper)
    with pytest.raises(custody.Unreadable):
        answer_of(a, key, MONDAY, pair=1)
    for wrong in ("", "{}", answer_of(a, other, MONDAY), answer_of(b, key, MONDAY)):
        with pytest.raises(Refused) as refused:
            voting.grant(key, a, answer=wrong, now=MONDAY)
        assert refused.value.field == "answer"
    assert not RevealVote.objects.exists()
    assert awaited.number == report.number


def test_two_halves_that_make_no_key_are_refused(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, a)
    to, about = bytes(Reveal.objects.get().public), custody.about_answer(str(key), "b")
    for half in (b"too short", bytes(range(32))):
        sealed = seal(half, to=to, about=about).hex()
        forged = json.dumps({"lapor": custody.ANSWER, "request": str(key), "half": sealed})
        with pytest.raises(Refused):
            voting.grant(key, b, answer=forged, now=MONDAY)
    assert reveal.get_own(key, world.overseer, MONDAY).standing == Standing.WAITING


def test_nobody_of_the_office_that_asks_may_approve(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    ours = make_officer(Role.OVERSEER, world.ombudsman)
    with pytest.raises(Refused, match="pemegang kunci B"):
        asked(world, report, by=ours)
    with pytest.raises(Refused, match="pemegang kunci A"):
        asked(world, report, by=world.national)
    assert reveal.sealing(report.number, ours, MONDAY).hindered
    key = asked(world, report)
    assert [row.asked.key for row in voting.waiting(a, MONDAY)] == [key]
    assert [row.asked.key for row in voting.waiting(b, MONDAY)] == [key]


def test_an_accused_office_approves_nothing(world):
    report = sealed_report(world, subjects=(world.ombudsman,), requested_agency=None)
    make_custodians(world)
    with pytest.raises(Refused, match="pemegang kunci"):
        asked(world, report, by=world.national)
    other, (a, b) = sealed_report(world), make_custodians_again(world)
    key = asked(world, other)
    stakes.add(other, Stake.Why.SUBJECT, [world.ombudsman], MONDAY)
    assert [row.asked.key for row in voting.waiting(b, MONDAY)] == []
    with pytest.raises(NotFound):
        voting.find(key, b, MONDAY)
    with pytest.raises(NotFound):
        voting.refuse(key, b, reason="Saya yang diadukan.", now=MONDAY)
    assert voting.waiting(a, MONDAY)


def make_custodians_again(world):
    return (
        make_officer(Role.CUSTODIAN, world.root),
        make_officer(Role.CUSTODIAN, world.ombudsman),
    )


def test_an_approver_who_is_excluded_later_lets_nothing_open(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, *custodians)
    stakes.add(report, Stake.Why.SUBJECT, [world.ombudsman], MONDAY)
    with pytest.raises(Refused, match="tidak boleh memutus"):
        reveal.open_once(key, world.overseer, LATER)


def test_one_person_does_not_answer_for_both_sides(world):
    report, (a, _b) = sealed_report(world), make_custodians(world)
    both = make_officer(Role.CUSTODIAN, world.ombudsman)
    also_b = type(both)(both.role, both.agency, a.user, both.post)
    key = asked(world, report)
    paper = answer_of(also_b, key, MONDAY)
    grant(key, a)
    with pytest.raises(Refused, match="dua orang dari dua badan"):
        voting.grant(key, also_b, answer=paper, now=MONDAY)


def test_a_side_answers_once(world):
    report, (a, _b) = sealed_report(world), make_custodians(world)
    second = make_officer(Role.CUSTODIAN, world.root)
    key = asked(world, report)
    paper = answer_of(second, key, MONDAY)
    grant(key, a)
    with pytest.raises(Refused, match="Sisi Anda sudah menjawab"):
        voting.grant(key, second, answer=paper, now=MONDAY)


def test_who_may_ask(world):
    report = sealed_report(world)
    make_custodians(world)
    handler = make_officer(Role.HANDLER, world.city)
    for stranger in (handler, world.stranger, world.lurah, world.liaison):
        with pytest.raises(NotFound):
            asked(world, report, by=stranger)
    for decides in (world.admin, make_officer(Role.LIAISON, world.city)):
        assert reveal.sealing(report.number, decides, MONDAY).kept
    assert asked(world, report, by=world.admin)


def test_the_accused_office_and_all_below_it_ask_and_learn_nothing(world):
    report = sealed_report(world, subjects=(world.city,), requested_agency=None, confidential=True)
    make_custodians(world)
    for one in (world.admin, world.liaison, world.overseer, world.lurah):
        with pytest.raises(NotFound):
            reveal.sealing(report.number, one, MONDAY)


def test_a_request_is_its_offices_own(world):
    report = sealed_report(world)
    make_custodians(world)
    key = asked(world, report)
    with pytest.raises(NotFound):
        reveal.get_own(key, world.admin, MONDAY)
    assert reveal.sealing(report.number, world.admin, MONDAY).requests == []
    assert reveal.sealing(report.number, world.national, MONDAY).requests[0].key == key
    with pytest.raises(NotFound):
        reveal.open_once(key, world.national, MONDAY)
    assert reveal.contents(key, world.national, MONDAY) is None
    with pytest.raises(NotFound):
        reveal.get_own(uuid4(), world.overseer, MONDAY)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"basis": "rasa ingin tahu"}, "basis"), ({"reason": "terlalu pendek"}, "reason"),
     ({"reason": "x" * 1001}, "reason")],
)  # fmt: skip
def test_a_request_names_its_ground(world, fields, field):
    report = sealed_report(world)
    make_custodians(world)
    with pytest.raises(Refused) as refused:
        asked(world, report, **fields)
    assert refused.value.field == field


def test_an_office_asks_once_at_a_time(world):
    report = sealed_report(world)
    make_custodians(world)
    asked(world, report)
    with pytest.raises(Refused, match="masih berjalan"):
        asked(world, report)
    assert asked(world, report, by=world.admin), "another office knows nothing of it"


def test_where_nothing_is_sealed_nothing_can_be_asked_for(world):
    report, _ = make_report(world, anonymous=True)
    make_custodians(world)
    with pytest.raises(Refused, match="Tidak ada yang disegel"):
        asked(world, report)


def test_without_custodians_an_anonymous_name_is_not_kept(world, settings):
    settings.CUSTODIANS = ()
    report = sealed_report(world)
    assert not Sealed.objects.exists()
    assert identity.open_vault(report) is None
    assert identity.put(report, None, Sealed.Part.WORDS, b"x") is None


def test_reporter_custodians_and_asker_are_told_in_neutral_letters(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    Message.objects.all().delete()
    key = asked(world, report)
    sent = list(Message.objects.values_list("template", "person", "context"))
    keepers = {("keeper/holder", one.user.pk) for one in (a, b) if one.user}
    told = {(template, person) for template, person, _ in sent}
    assert told == keepers | {("reveal/reporter", None)}
    assert not [context for _, person, context in sent if person and report.number in str(context)]
    grant(key, a, b)
    assert Message.objects.filter(template="answered/holder", person=world.overseer.user).exists()
    reveal.open_once(key, world.overseer, LATER)
    assert Message.objects.filter(template="reveal/reporter").count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_openings_at_one_instant_are_one(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report)
    grant(key, *custodians)
    gate, said = threading.Barrier(8), []

    def open_it():
        gate.wait()
        try:
            reveal.open_once(key, world.overseer, LATER)
            said.append("opened")
        except Refused:
            said.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["opened"] + ["refused"] * 7


def test_the_list_of_a_custodian_costs_the_same_with_many(world, django_assert_max_num_queries):
    a, _b = make_custodians(world)
    for _ in range(3):
        asked(world, sealed_report(world))
    with django_assert_max_num_queries(5):
        assert len(voting.waiting(a, MONDAY)) == 3
    assert Report.objects.count() == 3
