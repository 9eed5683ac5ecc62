"""Going on in a chat: who holds the reply key gets a link, whoever uses it first goes over."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.channels import quiet
from lapor.outbox.models import ChannelAccount, Crossing, Message
from lapor.reports import closure, retention, triage
from lapor.reports.access import reached_at
from lapor.reports.models import Report
from lapor.reports.terms import Kind
from tests.channels.chats import LineChat, TelegramChat, WhatsAppChat, held
from tests.web.public.pages import browser
from tests.web.public.threads import opened

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, THREAD = "/lacak/percakapan/pindah", "/lacak/percakapan"
ASKED = "Di selokan-selokan yang mana?"
HANDLES = {"telegram": "@lapor_contoh", "whatsapp": "+62 811-0000-000", "line": "@lapor"}
SENT = {
    "telegram": (r'href="https://t\.me/lapor_contoh\?start=([\w-]{22})"', "/start {}"),
    "whatsapp": (r'href="https://wa\.me/628110000000\?text=MULAI%20([\w-]{22})"', "MULAI {}"),
    "line": (r'href="https://line\.me/R/oaMessage/@lapor/\?MULAI%20([\w-]{22})"', "MULAI {}"),
}


@pytest.fixture(params=[TelegramChat(), WhatsAppChat(), LineChat()], ids=lambda chat: chat.channel)
def talk(request, world, work):
    with held(request.param, work) as talk:
        handle = HANDLES[request.param.channel]
        talk.account.said |= {"handle": handle.replace("-", "")}
        talk.account.save()
        yield talk


def link(client: Client, account: ChannelAccount) -> str:
    """Let the reporter make a link; return the words that it writes for them."""
    page = client.post(PAGE, {"akun": account.pk}).content.decode()
    pattern, words = SENT[account.channel]
    found = re.search(pattern, page)
    assert found, page
    return words.format(found[1])


def test_who_follows_the_link_goes_on_in_the_chat(talk, world, mailoutbox):
    client, report, _key = opened(world, agency="Kota Serang", address="siti@example.org")
    talk.told()
    before = report.contact
    assert "pindah" in client.get(THREAD).content.decode()
    [taken] = talk.says(link(client, talk.account))
    number = f"{report.number[:4]}-{report.number[4:]}"
    assert f"{number} sekarang dapat Anda ikuti di sini" in taken
    report.refresh_from_db()
    assert report.contact.account == talk.account
    assert report.contact.otherwise == before

    mailoutbox.clear()
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    [told] = talk.told()
    assert number in told.text
    assert not [mail for mail in mailoutbox if "siti@example.org" in mail.to]
    [said] = talk.says(f"BALAS {number} Tambahan: dekat sekolah.")
    assert "sudah masuk" in said
    assert report.events.filter(move="add").exists()


def test_the_place_before_is_told_once(talk, world, mailoutbox):
    client, _report, _key = opened(world, agency="Kota Serang", address="siti@example.org")
    talk.told()
    mailoutbox.clear()
    talk.says(link(client, talk.account))
    assert Message.objects.filter(template="crossed/reporter").count() == 1
    assert [mail for mail in mailoutbox if "siti@example.org" in mail.to]


def test_a_link_is_used_once(talk, world):
    client, _report, _key = opened(world)
    words = link(client, talk.account)
    talk.says(words)
    contact = Report.objects.get().contact
    stranger = "U" + "7" * 32 if talk.account.channel == "line" else "6281299999999"
    [told] = talk.says(words, sender=stranger)
    assert "sudah dipakai" in told
    assert Report.objects.get().contact == contact
    assert not Crossing.objects.exists()


def test_after_a_quarter_of_an_hour_it_is_over(talk, world):
    client, report, _key = opened(world)
    words = link(client, talk.account)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        [told] = talk.says(words)
        assert "lewat waktunya" in told
    assert report.contact == Report.objects.get().contact


def test_links_that_nobody_used_are_swept(talk, world):
    client, _report, _key = opened(world)
    link(client, talk.account)
    quiet.sweep(timezone.now())
    assert Crossing.objects.exists()
    quiet.sweep(timezone.now() + timedelta(minutes=16))
    assert not Crossing.objects.exists()


def test_of_the_secret_nothing_stands_in_the_database(talk, world):
    client, _report, _key = opened(world)
    secret = link(client, talk.account).split()[1]
    row = Crossing.objects.get()
    assert secret.encode() not in bytes(row.secret) + bytes(row.sealed)


def test_a_link_of_one_account_opens_nothing_in_another(talk, world):
    client, report, _key = opened(world)
    words = link(client, talk.account)
    Crossing.objects.update(
        account=ChannelAccount.objects.create(channel="telegram", slug="lain", label="@lain_bot")
    )
    [told] = talk.says(words)
    assert "sudah dipakai" in told
    assert Report.objects.get().contact == report.contact


def test_the_reply_key_itself_goes_over_as_well(talk, world):
    _client, report, key = opened(world, agency="Kota Serang")
    [taken] = talk.says(f"CEK {key}")
    assert "sekarang dapat Anda ikuti di sini" in taken
    report.refresh_from_db()
    assert report.contact.account == talk.account


def test_the_number_alone_shows_the_state_and_moves_nothing(talk, world):
    _client, report, _key = opened(world, agency="Kota Serang", address="siti@example.org")
    [told] = talk.says(f"CEK {report.number}")
    assert "Isinya hanya dapat dibaca pelapornya" in told
    assert Report.objects.get().contact == report.contact
    [refused] = talk.says(f"BALAS {report.number[:4]}-{report.number[4:]} halo")
    assert "bukan dari percakapan ini" in refused


def test_where_no_chat_takes_in_nothing_is_offered(talk, world):
    client, _report, _key = opened(world)
    for change in ({"takes": False}, {"sends": False}, {"ended_at": timezone.now()}):
        ChannelAccount.objects.update(**({"takes": True, "sends": True, "ended_at": None} | change))
        assert "percakapan/pindah" not in client.get(THREAD).content.decode()
        assert client.post(PAGE, {"akun": talk.account.pk}).status_code == 422
    assert not Crossing.objects.exists()


def test_without_the_reply_key_there_is_no_link(talk, world):
    opened(world)
    answer = browser().post(PAGE, {"akun": talk.account.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, THREAD)
    assert not Crossing.objects.exists()


def test_links_are_made_a_few_at_a_time(talk, world):
    client, _report, _key = opened(world)
    answers = [client.post(PAGE, {"akun": talk.account.pk}).status_code for _ in range(12)]
    assert answers.count(200) == 10
    assert set(answers[10:]) == {429}


def test_the_page_says_where_its_word_goes_and_takes_it_back(talk, world, mailoutbox):
    client, report, _key = opened(world, agency="Kota Serang", address="siti@example.org")
    talk.told()
    mail = report.contact
    talk.says(link(client, talk.account))
    name = talk.account.get_channel_display()
    page = client.get(THREAD).text
    assert f"Kabar datang di {name}" in page
    assert "Kirim lagi ke surel" in page
    back = f"{PAGE}/kembali"
    wrong = client.post(back, {"number": "AAAA1111"}, follow=True)
    assert "terbuka laporan lain" in wrong.text
    taken = client.post(back, {"number": report.number}, follow=True)
    assert "tidak lagi dikirim ke percakapan itu, tetapi ke surel Anda" in taken.text
    assert f"Kabar datang di {name}" not in taken.text
    report.refresh_from_db()
    assert report.contact == mail
    [told] = talk.told()
    assert "tidak lagi dikirim ke sini" in told.text, (
        "nobody takes word of a report away in silence"
    )
    [said] = talk.says(f"BALAS {report.number} masih saya")
    assert "tidak dapat dibaca atau dijawab lagi" in said


def test_only_who_holds_the_report_takes_its_word_back(world):
    report = opened(world)[1]
    answer = browser().post(f"{PAGE}/kembali", {"number": report.number})
    assert answer.headers["Location"] == THREAD
    assert browser().get(f"{PAGE}/kembali").status_code == 405


def test_the_place_before_opens_nothing_any_more(talk, world):
    client, report, _key = opened(world, agency="Kota Serang", address="siti@example.org")
    talk.told()
    mail = report.contact
    assert reached_at(mail.pk) == report
    talk.says(link(client, talk.account))
    assert reached_at(mail.pk) is None
    report.refresh_from_db()
    assert reached_at(report.contact_id) == report


def test_each_chat_is_said_how_it_begins(talk, world):
    client, _report, _key = opened(world)
    page = client.post(PAGE, {"akun": talk.account.pk}).text
    begins = "Tekan MULAI" if talk.chat.channel == "telegram" else "sudah tertulis sebuah pesan"
    assert begins in page


def ask(world, report):
    report.refresh_from_db()
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.hold(report, actor=world.admin, question=ASKED)


def opens_nothing(talk, report):
    """Say what is refused in a conversation that still remembers the reply key of a report."""
    assert ASKED not in str(talk.says(f"BACA {report.number}"))
    assert "tidak dapat dibaca atau dijawab lagi" in talk.says(f"WEB {report.number}")[0]
    assert "tidak dapat dibaca atau dijawab lagi" in talk.says(f"BALAS {report.number} halo")[0]


def test_a_chat_whose_word_was_taken_away_opens_nothing_where_no_place_was_before(talk, world):
    client, report, _key = opened(world, agency="Kota Serang")
    talk.says(link(client, talk.account))
    assert "laporan ini tidak dapat dibaca atau dijawab lagi" in client.get(THREAD).text
    taken = client.post(f"{PAGE}/kembali", {"number": report.number}, follow=True)
    assert "tidak lagi dikirim ke percakapan itu." in taken.text
    talk.told()
    ask(world, report)
    assert not talk.told()
    opens_nothing(talk, report)


def test_who_goes_over_again_by_the_reply_key_reads_again(talk, world):
    client, report, key = opened(world, agency="Kota Serang")
    talk.says(link(client, talk.account))
    client.post(f"{PAGE}/kembali", {"number": report.number})
    talk.told()
    ask(world, report)
    talk.says(f"CEK {key}")
    assert ASKED in str(talk.says(f"BACA {report.number}"))


def test_a_chat_that_was_left_opens_nothing_when_addresses_are_forgotten(talk, world):
    client, report, _key = opened(world, agency="Kota Serang", address="siti@example.org")
    talk.told()
    talk.says(link(client, talk.account))
    client.post(f"{PAGE}/kembali", {"number": report.number})
    ask(world, report)
    report.refresh_from_db()
    closure.withdraw(report, actor=Actor(Role.REPORTER, receipt=bytes(report.receipt_hmac)))
    talk.told()
    assert retention.forget_contacts(report.due_at + timedelta(minutes=1))
    report.refresh_from_db()
    assert report.contact is None
    opens_nothing(talk, report)
