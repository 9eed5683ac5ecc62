"""Telegram is told of its hook and of the bot's menu by a button; what it says of them is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.channels.models import Inbound
from lapor.outbox.accounts import proving
from lapor.outbox.models import ChannelAccount
from tests.channels.telegram.botapi import TOKEN, bot_api
from tests.web.desk.channels.test_accounts import SECRET, act, new, page
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HOOK = "/hooks/telegram/contoh/"


@pytest.fixture
def officer(world):
    return sign_in(world.national)


def test_a_button_registers_the_hook_with_a_secret_that_is_made_for_it(officer, work):
    with bot_api() as api:
        account = new(said={"api": api.address})
        officer.post(act(account, "rahasia"), {"name": "token", "secret": TOKEN})
        asked = officer.post(act(account, "webhook"), follow=True).text
        assert "Sedang didaftarkan" in asked
        assert "data-again" in asked
        work()
        told = dict(api.told)
        assert told["setWebhook"]["url"].endswith(HOOK)
        assert "callback_query" in told["setWebhook"]["allowed_updates"]
        languages = [one["language_code"] for method, one in api.told if method == "setMyCommands"]
        assert languages == ["", "en"]
    proved = proving("telegram", "contoh")
    assert proved
    assert proved[1]["hook"] == (told["setWebhook"]["secret_token"],)
    shown = officer.get(page(account)).text
    assert "Terdaftar, diperiksa" in shown
    assert "2 pesan menunggu di penyedia" in shown
    assert "Timed-out" in shown
    assert "Belum bisa" not in shown
    assert "Daftarkan webhook" in shown.partition('id="riwayat"')[2]
    assert told["setWebhook"]["secret_token"] not in shown


def test_a_secret_that_was_pasted_stays(officer, work):
    with bot_api() as api:
        account = new(said={"api": api.address})
        for name, secret in (("token", TOKEN), ("hook", SECRET)):
            officer.post(act(account, "rahasia"), {"name": name, "secret": secret})
        officer.post(act(account, "webhook"))
        work()
        assert dict(api.told)["setWebhook"]["secret_token"] == SECRET


def test_what_is_in_the_way_is_said(officer, work):
    account = new(said={"api": "http://127.0.0.1:9"})
    officer.post(act(account, "webhook"))
    work()
    assert "Belum bisa mengirim: Token bot belum ada" in officer.get(page(account)).text
    officer.post(act(account, "rahasia"), {"name": "token", "secret": TOKEN})
    officer.post(act(account, "webhook"))
    work()
    assert "127.0.0.1:9 tidak menjawab" in officer.get(page(account)).text
    with bot_api() as api:
        ChannelAccount.objects.update(said={"api": api.address})
        refusal = {"ok": False, "description": "Bad Request: bad webhook: HTTPS-url needed"}
        api.replies.append((400, refusal))
        officer.post(act(account, "webhook"))
        work()
        assert not api.told
    shown = officer.get(page(account)).text
    assert "HTTPS-url needed" in shown
    for seen in (shown, officer.get("/desk/kanal/").text):
        assert "Belum bisa menerima: webhook belum terdaftar" in seen
        assert "Menerima</span>" not in seen
    row = Inbound(account=ChannelAccount.objects.get(), provider_id="1", who=b"w")
    row.sent_at = row.received_at = timezone.now()
    row.save()
    assert "webhook belum terdaftar" not in officer.get(page(account)).text, "it was, elsewhere"


def test_a_registration_that_nobody_takes_up_says_that_no_worker_runs(officer):
    account = new()
    officer.post(act(account, "webhook"))
    ago = (timezone.now() - timedelta(minutes=2)).isoformat()
    ChannelAccount.objects.update(hooked={"state": "asked", "at": ago})
    shown = officer.get(page(account)).text
    assert "periksa apakah worker berjalan" in shown
    assert "data-again" not in shown


def test_only_a_provider_that_takes_it_is_told(officer):
    account = new("line")
    assert "Daftarkan webhook" not in officer.get(page(account)).text
    assert officer.post(act(account, "webhook")).status_code == 404
