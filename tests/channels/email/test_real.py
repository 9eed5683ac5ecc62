"""Letters through Postfix and Dovecot: a whole life by IMAP and by LMTP, and a real bounce."""

import asyncio
import smtplib
import threading
from contextlib import contextmanager

import pytest
from django.db import connections
from django.utils import timezone

from lapor.channels import rounds
from lapor.channels.email.lmtp import serve
from lapor.channels.models import Inbound
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import Contact, DeliveryEvent, Message
from lapor.outbox.queue import keep_contact
from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome, Status
from tests.channels.email.letters import SITI, US, answer_to, letter, mailbox
from tests.channels.email.postmen import MISSING, PASSWORD, is_installed, postmen
from tests.factories import make_report
from tests.project.service import until
from tests.project.surroundings import free_port

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
real = pytest.mark.skipif(not is_installed(), reason=MISSING)


@contextmanager
def listening(port):
    """Serve LMTP in a thread of its own, as `lapor lmtp` does."""
    loop, told = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=loop.run_until_complete, args=(serve("127.0.0.1", port, told),), daemon=True
    )
    thread.start()
    until(lambda: answers(port))
    yield
    loop.call_soon_threadsafe(told.set)
    thread.join()
    loop.close()


def answers(port):
    try:
        smtplib.LMTP("127.0.0.1", port).quit()
    except OSError:
        return False
    return True


@pytest.fixture
def door():
    port = int(free_port())
    with listening(port):
        yield port


@pytest.fixture(params=["imap", "lmtp"])
def post(request, world, work, settings):
    """Both servers, a mailbox of ours behind them, and somebody who writes letters."""
    port = request.getfixturevalue("door") if request.param == "lmtp" else 0
    with postmen(port) as servers:
        said = {"smtp": f"127.0.0.1:{servers.smtp}", "smtp_tls": "none"}
        if request.param == "imap":
            said |= {"imap": f"127.0.0.1:{servers.imap}", "imap_tls": "none", "done": "Selesai"}
        else:
            said |= {"lmtp": "yes"}
        account = mailbox(**said)
        keep_secret(account, "password", PASSWORD, timezone.now())
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servers.smtp
        settings.DEFAULT_FROM_EMAIL = "LAPOR <lapor@lapor.test>"
        yield Siti(servers, work)


class Siti:
    """Writes letters by her own mail program, and reads what comes."""

    def __init__(self, servers, work):
        self.servers, self.work, self.read = servers, work, 0

    def writes(self, made):
        known = Inbound.objects.count()
        self.servers.bring(made)
        until(lambda: self.look() or Inbound.objects.count() > known)
        return self.gets()

    def look(self):
        """Let us look into our mailbox, where it is one that we look into."""
        rounds.ask_for_all(timezone.now())
        self.work()

    def gets(self):
        """Return the letters that came since she last looked; at least one is on its way."""
        self.work()
        until(lambda: len(self.inbox()) > self.read)
        found = self.inbox()[self.read :]
        self.read += len(found)
        return found

    def inbox(self):
        return self.servers.inbox(SITI.lower())


def words(made):
    return made.get_payload(decode=True).decode()


@real
def test_a_report_lives_its_whole_life_through_real_servers(post, world):
    [receipt] = post.writes(letter())
    report = Report.objects.get()
    assert f"{report.number[:4]}-{report.number[4:]}" in words(receipt)
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt["Return-Path"].startswith("<aduan+b")
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    post.gets()
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?")
    [question] = post.gets()
    [told] = post.writes(answer_to(question, "RT 3, dekat jembatan"))
    assert "sudah masuk" in words(told)
    report.refresh_from_db()
    assert report.status != Status.HELD
    handling.follow_up(report, actor=world.liaison, words="Ditambal.", outcome=Outcome.DONE)
    [answered] = post.gets()
    [told] = post.writes(answer_to(answered, "Sudah terkelupas lagi"))
    assert "sudah masuk" in words(told)
    report.refresh_from_db()
    handling.follow_up(report, actor=world.liaison, words="Dihotmix.", outcome=Outcome.DONE)
    [answered] = post.gets()
    [closed] = post.writes(answer_to(answered, "selesai"))
    [rated] = post.writes(answer_to(closed, "5"))
    assert "tersimpan" in words(rated)
    report.refresh_from_db()
    assert (report.status, report.rated) == (Status.CLOSED, True)
    assert Report.objects.count() == 1


@real
def test_a_real_bounce_lets_word_go_another_way(post, world):
    report, _key = make_report(world, address="tidak.ada@example.org")
    second = keep_contact(SITI)
    assert report.contact
    Contact.objects.filter(pk=report.contact.pk).update(otherwise=second)
    post.work()
    until(lambda: post.look() or DeliveryEvent.objects.exists())
    event = DeliveryEvent.objects.get()
    assert (event.status, event.code) == ("failed", "5.1.1")
    [word] = post.gets()
    assert f"{report.number[:4]}-{report.number[4:]}" in words(word)
    assert Message.objects.get(provider_id=event.provider_id).state == "dead"
    assert Contact.objects.get(pk=report.contact.pk).lost_at


@real
@pytest.mark.parametrize("post", ["imap"], indirect=True)
def test_a_letter_that_was_taken_is_moved_and_not_taken_again(post, world):
    post.writes(letter())
    assert len(post.servers.inbox(US)) == 0
    for _again in range(3):
        post.look()
    assert Inbound.objects.count() == Report.objects.count() == 1


@real
@pytest.mark.parametrize("post", ["imap"], indirect=True)
def test_letters_are_taken_in_the_order_in_which_they_were_written(post, world):
    first, second = letter("Guru meminta uang buku.", "Pungutan"), letter("Sukamaju", "")
    post.servers.bring(second)  # the later one is quicker
    until(lambda: len(post.servers.inbox(US)) == 1)
    post.servers.bring(first)
    until(lambda: len(post.servers.inbox(US)) == 2)
    post.look()
    assert "Betul?" in words(post.gets()[-1])


def deliver(port, body, to=US, sender=SITI):
    with smtplib.LMTP("127.0.0.1", port) as talk:
        return talk.sendmail(sender, [to], body)


def test_a_letter_is_taken_once_the_database_has_it(door, world):
    mailbox(lmtp="yes")
    made = letter().as_bytes()
    deliver(door, made)
    deliver(door, made)  # a mail server that did not hear our yes
    assert Inbound.objects.count() == 1


def test_while_the_database_is_gone_the_mail_server_keeps_the_letter(door, world, monkeypatch):
    mailbox(lmtp="yes")
    with monkeypatch.context() as gone:
        gone.setitem(connections.settings["default"], "HOST", "/nowhere")
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            deliver(door, letter().as_bytes())
    assert [code for code, _words in refused.value.recipients.values()] == [451]
    assert not Inbound.objects.exists()
    deliver(door, letter().as_bytes())
    assert Inbound.objects.count() == 1


def test_a_stranger_s_mailbox_a_huge_letter_and_a_second_recipient_are_refused(door, world):
    mailbox(lmtp="yes")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        deliver(door, letter().as_bytes(), to="lain@lapor.test")
    assert [code for code, _words in refused.value.recipients.values()] == [550]
    with smtplib.LMTP("127.0.0.1", door) as talk:
        talk.ehlo()
        assert talk.docmd("MAIL", "FROM:<a@example.org> SIZE=99000000")[0] == 552
        talk.rset()
        talk.mail("a@example.org")
        assert talk.rcpt(US)[0] == 250
        assert talk.rcpt("aduan+x@lapor.test")[0] == 452
    assert not Inbound.objects.exists()


def test_letters_to_a_mailbox_that_is_switched_off_wait_where_they_are(door, world):
    account = mailbox(lmtp="yes")
    account.takes = False
    account.save()
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        deliver(door, letter().as_bytes())
    assert [code for code, _words in refused.value.recipients.values()] == [451]
