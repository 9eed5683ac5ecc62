"""A report by Telegram: first message, receipt, question, answer, reply, closing and rating."""

import io
import itertools
import json
import re

import pytest
from django.utils import timezone
from PIL import Image

from lapor.channels.models import Conversation, Inbound
from lapor.outbox.models import Message
from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Channel, Kind, Outcome, Status
from tests.channels.accounts import live_account
from tests.channels.telegram.botapi import TOKEN, bot_api

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "only-telegram-and-we-know-this"  # noqa: S105
CHAT = 427_770_117
NUMBERS = itertools.count(1)


@pytest.fixture
def api():
    with bot_api() as server:
        yield server


@pytest.fixture
def account(world, api):
    secrets = {"hook": SECRET, "token": TOKEN}
    return live_account("telegram", "lapor", {"api": api.address}, secrets)


@pytest.fixture
def bring(client, account):
    """Let Telegram bring an update; return the answer of the hook."""

    def post(update, secret=SECRET):
        update = {"update_id": next(NUMBERS), **update}
        return client.post(
            f"/hooks/telegram/{account.slug}/",
            json.dumps(update),
            content_type="application/json",
            headers={"X-Telegram-Bot-Api-Secret-Token": secret},
        )

    return post


@pytest.fixture
def talk(bring, work, api):
    """Let a person write, and the worker work; return what was answered."""

    def write(text="", **more):
        before = len(api.sent)
        assert bring(update_of(text, **more)).status_code == 200
        work()
        return api.texts()[before:]

    return write


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(made, "JPEG")
    return made.getvalue()


def update_of(text="", **more):
    person = {"id": CHAT, "is_bot": False, "first_name": "Siti", "last_name": "Contoh"}
    chat = {"id": CHAT, "type": "private", "first_name": "Siti"}
    now = int(timezone.now().timestamp())
    message = {"message_id": 1, "from": person, "chat": chat, "date": now}
    return {"message": message | ({"text": text} if text else {}) | more}


def test_a_report_lives_its_whole_life_in_a_chat(talk, world, work, api):
    [hello] = talk("/start")
    assert "Ceritakan masalahnya" in hello
    assert "Nama Anda?" in talk("Kemarin jalan di Sukamaju amblas dan ada yang jatuh")[0]
    [shown] = talk("sembunyi")
    assert "Sukamaju, Serang, Kota Serang" in shown
    [sent] = talk("betul")
    report = Report.objects.get()
    assert f"{report.number[:4]}-{report.number[4:]}" in sent
    assert (report.channel, report.region, report.anonymous) == (
        Channel.TELEGRAM,
        world.place,
        True,
    )

    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?", choices=["RT 3", "RT 5"])
    work()
    assert "bertanya" in api.texts()[-1]
    assert "sudah masuk" in talk("RT 3")[0]
    report.refresh_from_db()
    assert report.status != Status.HELD

    handling.follow_up(
        report, actor=world.liaison, words="Jalan ditambal 26 Agustus.", outcome=Outcome.DONE
    )
    work()
    assert "Jalan ditambal 26 Agustus." in api.texts()[-1]
    assert "sudah masuk" in talk("Masih ada yang terkelupas")[0]
    report.refresh_from_db()
    handling.follow_up(
        report, actor=world.liaison, words="Ditambal lagi dengan hotmix.", outcome=Outcome.DONE
    )
    work()
    assert "Anda tutup" in talk("SELESAI")[0]
    assert "Nilai Anda tersimpan" in talk("5")[0]
    report.refresh_from_db()
    assert (report.status, report.rated) == (Status.CLOSED, True)


def test_after_an_answer_both_its_notice_and_a_check_tell_until_when_it_is_ones_turn(
    talk, world, work, api
):
    for words in ("Kemarin jalan di Sukamaju amblas dan ada yang jatuh", "sembunyi", "ya"):
        talk(words)
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?", choices=["RT 3", "RT 5"])
    work()
    talk("RT 3")
    report.refresh_from_db()
    handling.follow_up(report, actor=world.liaison, words="Ditambal.", outcome=Outcome.DONE)
    work()
    until = re.search(r"sampai (\w+, [\w ]+\d{4})", api.texts()[-1])
    assert until
    assert until[1] in talk("CEK")[0]


def test_a_photo_comes_with_the_report(talk, api):
    api.files["p1"] = photo()
    talk("", photo=[{"file_id": "p0", "file_size": 10}, {"file_id": "p1", "file_size": 900}])
    talk("Kemarin jalan di Sukamaju amblas dan ada yang jatuh")
    talk("sembunyi")
    talk("ya")
    assert Report.objects.get().attachments.count() == 1


def test_a_sticker_and_an_edit_are_answered_and_change_nothing(talk, bring, work, api):
    talk("Jalan di Sukamaju")
    [told] = talk("", sticker={"file_id": "s1"})
    assert "tidak dapat kami baca" in told
    before = len(api.sent)
    assert bring({"edited_message": update_of("Jalan di Banten")["message"]}).status_code == 200
    work()
    assert ["pesan baru" in one for one in api.texts()[before:]] == [True]


def test_a_forged_update_is_refused_and_nothing_is_kept(bring):
    assert bring(update_of("halo"), "guessed").status_code == 403
    assert not Inbound.objects.exists()


def test_an_update_brought_again_changes_nothing(client, account, talk, work, api):
    update = {"update_id": 7, **update_of("/start")}
    for _ in range(3):
        answer = client.post(
            "/hooks/telegram/lapor/",
            json.dumps(update),
            content_type="application/json",
            headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
        )
        assert answer.status_code == 200
    work()
    assert len(api.sent) == 1
    assert Inbound.objects.count() == 1


def test_who_shuts_the_bot_out_is_not_written_to(talk, bring, work, api):
    talk("/start")
    left = {
        "my_chat_member": {
            "chat": {"id": CHAT, "type": "private"},
            "date": int(timezone.now().timestamp()),
            "new_chat_member": {"status": "kicked"},
        }
    }
    assert bring(left).status_code == 200
    work()
    assert Conversation.objects.get().blocked_at


def test_a_turn_that_telegram_refuses_for_good_is_dead_at_once(talk, api):
    refusal = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}
    api.replies.append((403, refusal))
    talk("/start")
    message = Message.objects.get(audience="talk")
    assert (message.state, message.fault) == ("dead", "stopped")
