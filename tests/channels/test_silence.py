"""A number is given to somebody new after half a year: they learn nothing of who had it before."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lapor.channels import silence
from lapor.channels.models import Conversation
from lapor.outbox.models import Contact, Message
from lapor.reports import triage
from lapor.reports.terms import Kind
from tests.channels.chats import TelegramChat, WhatsAppChat, filed, held

pytestmark = pytest.mark.django_db(transaction=True)
LATER = silence.LONGEST + timedelta(days=1)


@pytest.fixture(params=[TelegramChat(), WhatsAppChat()], ids=lambda chat: chat.channel)
def talk(request, world, work):
    with held(request.param, work) as talk:
        yield talk


def word_of(report, world, talk):
    """Let a step be taken that its reporter is told of; return how that ended."""
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    told = [one.text for one in talk.told()]
    message = Message.objects.filter(audience="reporter").latest("pk")
    return told, (message.state, message.fault)


def test_who_writes_after_half_a_year_reads_nothing_of_the_reports_before(talk):
    report = filed(talk)
    code = f"{report.number[:4]}-{report.number[4:]}"
    assert any(code in one for one in talk.says("CEK")), "a control"
    before = Conversation.objects.get().contact_id
    with time_machine.travel(timezone.now() + LATER):
        assert not any(code in one for one in talk.says("CEK"))
    assert Conversation.objects.get().contact_id != before
    assert not Contact.objects.filter(pk=before).exists()


def test_word_of_a_report_does_not_reach_who_may_be_somebody_else(talk, world):
    report = filed(talk)
    with time_machine.travel(timezone.now() + LATER):
        assert word_of(report, world, talk) == ([], ("dead", "silent"))


def test_nor_does_it_once_the_new_owner_has_written(talk, world):
    report = filed(talk)
    with time_machine.travel(timezone.now() + LATER):
        talk.says("Halo")
        assert word_of(report, world, talk) == ([], ("dead", "silent"))


def test_a_report_of_the_new_owner_is_told_of(talk, world):
    talk.says("Halo")
    with time_machine.travel(timezone.now() + LATER):
        report = filed(talk)
        told, ended = word_of(report, world, talk)
        assert told
        assert ended == ("sent", "")


def test_who_writes_before_half_a_year_is_over_goes_on(talk):
    report = filed(talk)
    with time_machine.travel(timezone.now() + silence.LONGEST - timedelta(days=1)):
        assert any(report.number[:4] in one for one in talk.says("CEK"))
