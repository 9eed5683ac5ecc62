"""Word that comes after the window: by an approved text, by another way, or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lapor.channels import conversing
from lapor.channels.models import Conversation
from lapor.outbox.health import health_of_all
from lapor.outbox.models import Message
from lapor.outbox.queue import keep_contact
from lapor.reports import triage
from lapor.reports.terms import Kind
from tests.channels.chats import LineChat, MessengerChat, WhatsAppChat, filed, held
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
LATE = timedelta(hours=25)


def verified_late(talk, world):
    """File a report, let a day pass, and let the report be verified."""
    report = filed(talk)
    Conversation.objects.update(heard_at=timezone.now() - LATE)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    return report


def also_by_mail(report):
    contact = report.contact
    contact.otherwise = keep_contact("pelapor@example.org")
    contact.save()


def word_of(report):
    return Message.objects.filter(template="verify/reporter", context__number=report.number)


def test_whatsapp_sends_the_approved_text_with_number_and_state_alone(world, work):
    with held(WhatsAppChat(), work) as talk:
        talk.account.said |= {"template": "kabar_laporan", "template_language": "id"}
        talk.account.save()
        report = verified_late(talk, world)
        shown = talk.told()[0]
        number = f"{report.number[:4]}-{report.number[4:]}"
        assert shown.text.startswith(f"kabar_laporan: {number} | ")
        template = talk.provider.sent[-1].told["template"]
        assert template["language"] == {"code": "id"}
        assert word_of(report).get().state == "sent"


def test_within_the_window_whatsapp_needs_no_approved_text(world, work):
    with held(WhatsAppChat(), work) as talk:
        talk.account.said |= {"template": "kabar_laporan"}
        talk.account.save()
        report = filed(talk)
        triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
        assert not any(one.text.startswith("kabar_laporan") for one in talk.told())


class Ahead(WhatsAppChat):
    """Says of each message that it is of the day after tomorrow."""

    def body(self, key, text, pressed, sender):
        told = super().body(key, text, pressed, sender)
        for message in told["entry"][0]["changes"][0]["value"]["messages"]:
            message["timestamp"] = str(int(message["timestamp"]) + 2 * 86_400)
        return told


def test_a_date_to_come_keeps_no_window_open(world, work):
    with held(Ahead(), work) as talk:
        report = filed(talk)
        talk_row = Conversation.objects.get()
        assert talk_row.heard_at <= timezone.now()
        day = conversing.recall(talk_row).day_heard()
        assert day
        assert day <= timezone.localdate()
        with time_machine.travel(timezone.now() + LATE):
            triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
            talk.told()
        assert word_of(report).get().fault == "window"


@pytest.mark.parametrize("chat", [WhatsAppChat(), MessengerChat()])
def test_where_nothing_may_be_sent_word_goes_the_other_way(chat, world, work, mailoutbox):
    with held(chat, work) as talk:
        report = filed(talk)
        also_by_mail(report)
        Conversation.objects.update(heard_at=timezone.now() - LATE)
        triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
        assert talk.told() == []
    failed, sent = word_of(report).order_by("pk")
    assert (failed.state, failed.fault) == ("dead", "window")
    assert sent.state == "sent"
    assert "pelapor@example.org" in [to for mail in mailoutbox for to in mail.to]


def test_what_meta_refuses_as_too_late_goes_the_other_way_too(world, work, mailoutbox):
    with held(WhatsAppChat(), work) as talk:
        report = filed(talk)
        also_by_mail(report)
        talk.provider.replies.append((400, {"error": {"code": 131047}}))
        triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
        talk.told()
    assert [row.state for row in word_of(report).order_by("pk")] == ["dead", "sent"]
    assert "pelapor@example.org" in [to for mail in mailoutbox for to in mail.to]


def test_line_has_no_window(world, work):
    with held(LineChat(), work) as talk:
        verified_late(talk, world)
        assert talk.told()


def test_a_stop_is_no_failure_of_the_account(world, work):
    with held(LineChat(), work) as talk:
        report = filed(talk)
        talk.says("STOP")
        triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
        assert talk.told() == []
        stopped = word_of(report).get()
        assert (stopped.state, stopped.fault) == ("dead", "stopped")
        assert not stopped.may_go_again
        now = timezone.now()
        assert health_of_all(now, now - LATE)[talk.account.pk].failed == 0
        officer = sign_in(world.national)
        assert str(stopped.pk) not in officer.get("/desk/surat/").text
        path = f"/desk/kanal/{talk.account.pk}/pesan"
        assert "minta tidak dikirimi" not in officer.get(path).text
        shown = officer.get(f"{path}?lihat=semua").text
        assert "minta tidak dikirimi" in shown
        assert str(stopped.pk) not in shown, "no button sends it once more"


def test_who_said_stop_hears_nothing_there_and_everything_the_other_way(world, work, mailoutbox):
    with held(LineChat(), work) as talk:
        report = filed(talk)
        also_by_mail(report)
        [goodbye] = talk.says("STOP")
        assert "tidak mengirim apa-apa lagi" in goodbye
        triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
        assert talk.told() == []
        assert "pelapor@example.org" in [to for mail in mailoutbox for to in mail.to]
        report.refresh_from_db()
        assert talk.says("MULAI")
        triage.hold(report, actor=world.liaison, question="Di RT berapa?")
        assert len(talk.told()) == 1
