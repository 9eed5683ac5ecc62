"""A trial of an account: one message, one try, and a verdict that names what was in its way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.outbox.models import Contact, Message
from tests.channels.telegram.botapi import TOKEN, bot_api
from tests.web.desk.channels.test_accounts import SECRET, act, new, page, sent_to
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world):
    return sign_in(world.national)


@pytest.mark.django_db(transaction=True)
def test_a_trial_goes_out_and_its_address_is_forgotten(world, work):
    officer = sign_in(world.national)
    with bot_api() as api:
        account = new(said={"api": api.address}, a_second=1000)
        for name, secret in (("hook", SECRET), ("token", TOKEN)):
            officer.post(act(account, "rahasia"), {"name": name, "secret": secret})
        answer = officer.post(act(account, "uji"), {"to": "427770117"})
        assert answer.status_code == 302
        waits = officer.get(sent_to(answer)).text
        assert "Menunggu dikirim" in waits
        assert "data-again" in waits, "the verdict comes without a press"
        assert "<dd>diminta</dd>" in waits or "diminta" in waits.partition('id="riwayat"')[2]
        work()
        assert api.sent[0]["chat_id"] == 427770117
        assert "pesan uji dari @contoh" in api.texts()[0]
    shown = officer.get(sent_to(answer)).text
    assert "Terkirim" in shown
    assert "427770117" not in shown
    assert not Contact.objects.exists()
    assert "data-again" not in shown
    assert "terkirim" in shown.partition('id="riwayat"')[2]
    assert "pesan uji" not in officer.get(f"{page(account)}/pesan?lihat=semua").text


@pytest.mark.django_db(transaction=True)
def test_a_trial_goes_by_mail_too(world, work, mailoutbox):
    officer = sign_in(world.national)
    account = new("email", said={"address": "aduan@example.go.id"}, a_second=1000)
    answer = officer.post(act(account, "uji"), {"to": "siti@example.org"})
    work()
    [letter] = mailoutbox
    assert letter.to == ["siti@example.org"]
    assert "pesan uji dari @contoh" in letter.body
    assert "Terkirim" in officer.get(sent_to(answer)).text
    assert not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_trial_that_fails_says_why(world, work):
    officer = sign_in(world.national)
    account = new(sends=False)
    answer = officer.post(act(account, "uji"), {"to": "427770117"})
    work()
    shown = officer.get(sent_to(answer)).text
    assert "Akun kanal ini tidak mengirim" in shown
    assert "gagal: Akun kanal ini tidak mengirim" in shown.partition('id="riwayat"')[2]
    assert not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_machine_that_keeps_silent_is_named_after_one_try(world, work):
    officer, silent = sign_in(world.national), "127.0.0.1:9"
    account = new(said={"api": f"http://{silent}"}, a_second=1000)
    officer.post(act(account, "rahasia"), {"name": "token", "secret": TOKEN})
    answer = officer.post(act(account, "uji"), {"to": "427770117"})
    work()
    shown = officer.get(sent_to(answer)).text
    assert "Gagal terkirim" in shown
    assert shown.count(f"{silent} tidak menjawab") == 2, "in the verdict and in the history"
    assert Message.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_without_the_secret_it_is_sent_by(world, work):
    officer = sign_in(world.national)
    with bot_api() as api:
        account = new(said={"api": api.address}, a_second=1000)
        answer = officer.post(act(account, "uji"), {"to": "427770117"})
        work()
        assert not api.sent
    shown = officer.get(sent_to(answer)).text
    assert shown.count("Belum bisa mengirim: Token bot belum ada") == 2
    assert "gagal: belum lengkap" in shown


def test_a_trial_that_nobody_takes_up_says_that_no_worker_runs(officer):
    account = new()
    officer.post(act(account, "uji"), {"to": "1"})
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    shown = officer.get(f"{page(account)}?uji={Message.objects.get().pk}").text
    assert "Periksa apakah proses pengirim" in shown
    assert "data-again" not in shown


@pytest.mark.parametrize(
    ("channel", "typed"),
    [("sms", "12"), ("sms", "kata"), ("telegram", "@nama"), ("email", "bukan"), ("line", "")],
)
def test_a_trial_asks_for_an_address_of_its_channel(officer, channel, typed):
    answer = officer.post(act(new(channel), "uji"), {"to": typed})
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_a_trial_of_another_account_is_not_shown(officer):
    account, other = new(), new(slug="lain")
    officer.post(act(other, "uji"), {"to": "1"})
    key = Message.objects.get().pk
    assert "Menunggu dikirim" not in officer.get(f"{page(account)}?uji={key}").text
    assert "Menunggu dikirim" in officer.get(f"{page(other)}?uji={key}").text
    assert officer.get(f"{page(account)}?uji=x").status_code == 200
