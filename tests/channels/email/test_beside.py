"""An answer to a letter of ours reaches what the letter was about, whoever wrote in its name."""

import pytest
from django.core import mail

from lapor.channels import conversing
from lapor.channels.models import Conversation
from lapor.outbox.models import Message
from lapor.reports import triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Status
from tests.channels.email.letters import SITI, answer_to, head, letter, said_in

pytestmark = pytest.mark.django_db(transaction=True)
FORGED = letter("LAPOR Guru meminta uang buku kepada tiap murid.", "")


def draft():
    return conversing.recall(Conversation.objects.get()).draft


def test_an_answer_to_the_receipt_adds_to_that_report_and_not_to_a_forged_draft(bring):
    [receipt] = bring(letter())
    bring(FORGED)
    forged = draft()
    [told] = bring(answer_to(head(receipt), "Sukamaju, di tikungan dekat masjid."))
    report = Report.objects.get()
    assert "Sukamaju, di tikungan dekat masjid." in said_in(report)
    assert "sudah masuk" in told.body
    assert forged
    assert draft() == forged


def test_the_answer_to_an_office_arrives_while_a_forged_draft_is_open(bring, world, work):
    bring(letter())
    report = Report.objects.get()
    bring(FORGED)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di mana letaknya?")
    work()
    asked = [one for one in mail.outbox if one.to == [SITI.lower()]][-1]
    forged = draft()
    assert forged
    bring(answer_to(head(asked), "Sukamaju"))
    report.refresh_from_db()
    assert report.status != Status.HELD
    assert "Sukamaju" in said_in(report)
    assert draft() == forged


def test_a_letter_on_a_draft_is_answered_for_that_draft_even_after_another_report(bring):
    [asked] = bring(FORGED)
    [told] = bring(answer_to(head(asked), "BANTUAN"))
    [asked_too] = bring(answer_to(head(told), "Sukamaju"))
    assert "Betul?" in asked_too.body
    bring(answer_to(head(asked_too), "ya"))
    assert Report.objects.count() == 1
    assert draft() is None


def test_no_row_says_which_report_or_draft_a_letter_of_the_dialogue_was_about(bring):
    bring(letter())
    report = Report.objects.get()
    row = Message.objects.get(audience="talk")
    assert row.contact_id != report.contact_id
    assert str(report.contact_id) not in repr(Message.objects.filter(pk=row.pk).values()[0])
