"""Where nothing comes any more, or far too much: drafts, lost jobs, old bodies, loops."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import delivery, loops, quiet
from lapor.channels.dialogue.memory import Memory
from lapor.channels.models import Conversation, Inbound
from lapor.outbox.models import DeliveryEvent, Message
from lapor.outbox.queue import carry_again
from lapor.project import tasks
from tests.channels.chats import STORY, LineChat, TelegramChat, held
from tests.channels.test_failing import hurry, run_sql

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def talk(world, work):
    with held(TelegramChat(), work) as talk:
        yield talk


def test_a_draft_is_reminded_of_once_and_let_go_after_a_week(talk):
    talk.says("Jalan di Sukamaju")
    begun = timezone.now()
    seen = []
    for day in range(1, 9):
        with time_machine.travel(begun + day * (DAY + timedelta(seconds=5))):
            quiet.look_at_drafts(timezone.now())
            seen += [(day, one.text) for one in talk.told()]
    [(first, reminder), (last, goodbye)] = seen
    assert (first, last) == (1, 7)
    assert "belum terkirim" in reminder
    assert "sudah dihapus" in goodbye
    assert Conversation.objects.get().look_at is None


def test_what_is_written_again_goes_on_where_it_was(talk):
    talk.says("Jalan di Sukamaju")
    with time_machine.travel(timezone.now() + DAY + timedelta(hours=1)):
        quiet.look_at_drafts(timezone.now())
        talk.told()
        [asked] = talk.says("amblas sejak kemarin, ada yang jatuh")
        assert "Nama Anda?" in asked


def test_who_said_stop_is_not_reminded(talk):
    talk.says("Jalan di Sukamaju")
    talk.says("STOP")
    Conversation.objects.update(look_at=timezone.now())
    with time_machine.travel(timezone.now() + DAY + timedelta(hours=1)):
        tasks.look_at_drafts(timestamp=0)
        assert talk.told() == []


def test_a_body_is_dropped_after_a_week_and_its_row_stays(talk):
    talk.says(STORY)
    tasks.sweep_channels(timestamp=0)
    assert Inbound.objects.exclude(sealed=None).exists()
    quiet.sweep(timezone.now() + timedelta(days=7, minutes=1))
    assert not Inbound.objects.exclude(sealed=None).exists()
    assert Inbound.objects.exists()


def failed_turn(talk, fault):
    """Let a turn fail for good with its words still there; return it."""
    talk.says("/start")
    message = Message.objects.filter(audience="talk").latest("pk")
    Message.objects.filter(pk=message.pk).update(state="sending", sealed=b"words")
    delivery.fail(str(message.pk), fault, lasting=True)
    message.refresh_from_db()
    assert message.state == "dead"
    return message


def test_the_words_of_a_turn_that_failed_are_there_for_a_week_to_be_tried_again(talk):
    message = failed_turn(talk, Message.Fault.REFUSED)
    assert message.may_go_again
    quiet.sweep(timezone.now() + timedelta(days=6))
    assert carry_again(Message.objects.all(), message.pk)
    message = failed_turn(talk, Message.Fault.REFUSED)
    quiet.sweep(timezone.now() + timedelta(days=7, minutes=1))
    message.refresh_from_db()
    assert message.sealed is None
    assert not message.may_go_again
    assert not carry_again(Message.objects.all(), message.pk)


@pytest.mark.parametrize("fault", ["stopped", "silent", "window"])
def test_words_that_no_other_attempt_would_bring_are_dropped_at_once(talk, fault):
    assert failed_turn(talk, Message.Fault(fault)).sealed is None


def test_the_body_of_what_still_waits_is_kept_however_long_it_waits(talk):
    talk.bring(talk.body(STORY))
    quiet.sweep(timezone.now() + timedelta(days=30))
    assert Inbound.objects.exclude(sealed=None).exists()
    assert talk.told(), "it is taken up in the end"


def test_a_message_whose_job_is_gone_is_asked_for_again_once(talk):
    talk.bring(talk.body(STORY))
    run_sql("TRUNCATE procrastinate_jobs CASCADE")
    later = timezone.now() + timedelta(minutes=16)
    assert quiet.sweep(timezone.now()) == 0, "it may still be on its way"
    assert quiet.sweep(later) == 1
    assert quiet.sweep(later) == 0, "there is a job now"
    assert talk.told()


def test_a_failure_that_nobody_looked_after_is_looked_after(talk):
    talk.says(STORY)
    message = Message.objects.get(audience="talk")
    DeliveryEvent.objects.create(
        account=talk.account,
        provider_id=message.provider_id,
        status="failed",
        at=timezone.now(),
    )
    assert quiet.sweep(timezone.now()) == 1
    talk.work()
    message.refresh_from_db()
    assert message.state == "dead"
    assert quiet.sweep(timezone.now()) == 0


def test_a_loop_of_machines_is_cut_and_nothing_of_it_is_lost(talk):
    most = loops.AN_HOUR
    for number in range(most + 10):
        assert talk.bring(talk.body(f"Pesan otomatis nomor {number}, kami sedang cuti")) == 200
    talk.work()
    taken = Inbound.objects.filter(state=Inbound.State.DONE)
    assert taken.count() == most
    assert Inbound.objects.filter(state=Inbound.State.WAITING).count() == 10
    assert "jangan kirim ulang" in talk.told()[-1].text
    hurry()
    assert talk.told() == [], "the other machine has nothing more to answer"
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        hurry()
        talk.work()
        assert taken.count() == most + 10


def test_a_cry_for_help_is_told_whom_to_call_however_much_was_written_before(talk):
    for number in range(loops.AN_HOUR + 3):
        talk.bring(talk.body(f"Pesan nomor {number} tentang jalan kami"))
    before = [one.text for one in talk.told()]
    assert sum("jangan kirim ulang" in one for one in before) == 1
    [numbers] = talk.says("tolong kebakaran rumah saya!!")
    assert "telepon 112" in numbers
    assert talk.says("rumah saya terbakar!!") == [], "once an hour"
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        hurry()
        talk.work()
        assert not Inbound.objects.filter(state=Inbound.State.WAITING).exists()
        talk.told()
        for number in range(loops.AN_HOUR):
            talk.bring(talk.body(f"Pesan lain nomor {number} tentang jalan kami"))
        talk.told()
        [numbers] = talk.says("tolong, ada yang tenggelam!!")
        assert "telepon 112" in numbers, "another danger, more than an hour later"
        hurry()
        assert talk.told() == []


def test_one_who_floods_holds_nobody_else_up(talk):
    for number in range(loops.AN_HOUR + 3):
        talk.bring(talk.body(f"Pesan otomatis nomor {number}, kami sedang cuti"))
    talk.told()
    assert talk.says("/start", sender="999000111")
    assert ProcrastinateJob.objects.filter(status="todo").exists()


def test_the_same_words_again_and_again_are_answered_a_few_times(talk):
    answers = [talk.says("Kami sedang cuti.") for _ in range(6)]
    assert answers[-1] == []


def test_a_press_long_after_the_question_is_answered_politely(world, work):
    with held(LineChat(), work) as talk:
        [told] = talk.says(pressed="jawab-AAAA1111-1")
        assert "Tidak ada yang menunggu" in told
        assert Conversation.objects.exists()
        assert Memory().focus is None
