"""Who asked for no more letters: what ends that, and what does not."""

import pytest
from django.core import mail

from lapor.channels.models import Conversation
from lapor.outbox.models import Message
from lapor.reports import triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind
from tests.channels.email.letters import SITI, answer_to, head, letter
from tests.factories import make_report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stopped(bring, world, work):
    make_report(world, address=SITI)
    work()
    told = head([one for one in mail.outbox if one.to == [SITI]][-1])
    bring(letter("", "STOP", to=told["Reply-To"]))
    assert Conversation.objects.get().stopped_at


def test_who_stops_by_answering_hears_nothing_more_of_any_report(bring, world, work):
    report, _key = make_report(world, address=SITI)
    work()
    told = head([one for one in mail.outbox if one.to == [SITI]][-1])
    assert told["List-Unsubscribe"] == f"<mailto:{told['Reply-To']}?subject=STOP>"
    [goodbye] = bring(letter("", "STOP", to=told["Reply-To"]))
    assert "tidak mengirim apa-apa lagi" in goodbye.body
    before = len(mail.outbox)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    work()
    assert not [one for one in mail.outbox[before:] if one.to == [SITI]]
    assert Message.objects.filter(fault="stopped", state="dead").exists()


def test_who_stopped_is_not_written_to_again_for_a_letter_in_their_name(bring, stopped):
    [asked] = bring(letter())
    assert "MULAI" in asked.body
    assert "kode" not in asked.body, "what was written in their name is not told to them"
    assert Conversation.objects.get().stopped_at
    assert bring(letter("Lagi", "Masih saya, jawab dong.")) == [], "once a day is enough"
    [began] = bring(answer_to(head(asked), "MULAI"))
    assert "dikabari lagi" in began.body
    assert not Conversation.objects.get().stopped_at
    number = Report.objects.latest("received_at").number
    [checked] = bring(answer_to(head(began), "CEK"))
    assert f"{number[:4]}-{number[4:]}" in checked.body, "what they wrote meanwhile was kept"


def test_a_danger_is_answered_even_to_who_stopped(bring, stopped):
    [asked] = bring(letter("Tolong", "Ada kebakaran rumah di Kasemen, api membesar!"))
    assert "112" in asked.body
    assert "MULAI" in asked.body
    assert Conversation.objects.get().stopped_at


def test_a_stop_in_ones_name_is_not_asked_about_once_they_have_stopped(bring, stopped):
    [asked] = bring(letter("STOP", ""))
    assert "MULAI" in asked.body
    assert Conversation.objects.get().stopped_at
