"""Being told on a device: who may ask for it, what is kept of it, and how it ends."""

import pytest
from django.utils import timezone

from lapor.kit.push import decoded, read
from lapor.kit.seal import unseal
from lapor.outbox.accounts import sending
from lapor.outbox.models import ChannelAccount, Contact, Message
from lapor.reports import retention, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind
from tests.channels.push.endpoint import Browser
from tests.web.public.accounts import MINE, enter, report_named
from tests.web.public.pages import browser, filled
from tests.web.public.test_own_reports import rows_of_all_tables
from tests.web.public.test_report import key_in
from tests.web.public.threads import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_table")]
AT, STOP = "/lacak/percakapan/perangkat", "/lacak/percakapan/perangkat/henti"
SERVICE = "https://fcm.googleapis.com/fcm/send/perangkat-satu"


def asked(endpoint=SERVICE, **fields):
    made = Browser().subscribed("https://web.push.apple.com/x")
    return {"endpoint": endpoint, "p256dh": made.p256dh, "auth": made.auth} | fields


def contact_of(report):
    return Report.objects.select_related("contact__otherwise", "contact__account").get(
        pk=report.pk
    ).contact  # fmt: skip


def test_the_key_is_made_once_and_its_private_half_is_the_couriers_alone(world):
    client, _report, _key = opened(world)
    first, second = (client.get(AT).json()["key"] for _time in range(2))
    assert first == second
    assert len(decoded(first)) == 65
    account = ChannelAccount.objects.get()
    assert (account.channel, account.sends, account.takes) == ("push", True, False)
    assert sending(account)["private_key"]


def test_a_device_is_sealed_and_word_goes_there_and_else_by_mail(world, settings):
    client, report, _key = opened(world, address="warga.sekali@example.org")
    mail = contact_of(report)
    answer = client.post(AT, asked(number=report.number))
    assert (answer.status_code, answer.json()["says"]) == (
        200, "Kabar laporan ini datang di perangkat ini.",
    )  # fmt: skip
    device = contact_of(report)
    assert (device.channel, device.otherwise) == ("push", mail)
    assert b"perangkat-satu" not in bytes(device.sealed)
    plain = unseal(bytes(device.sealed), key=settings.COURIER_KEY, about=device.pk.bytes)
    assert read(plain.decode()).endpoint == SERVICE


def test_no_row_of_any_table_and_no_line_of_a_log_names_the_device(world, caplog):
    client, report, _key = opened(world, address="warga.sekali@example.org")
    sent = asked(number=report.number)
    client.post(AT, sent)
    rows = " ".join(row for table in rows_of_all_tables().values() for row in table)
    for canary in ("perangkat-satu", "fcm.googleapis", sent["auth"], sent["p256dh"]):
        assert canary not in rows
        assert canary not in caplog.text


def test_the_next_word_of_the_report_names_the_device(world):
    client, report, _key = opened(world, agency="Kota Serang")
    client.post(AT, asked())
    Message.objects.all().delete()
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    told = Message.objects.get(audience="reporter")
    assert told.contact == contact_of(report)


def test_the_place_before_is_told_that_word_goes_elsewhere(world):
    client, report, _key = opened(world, address="warga.sekali@example.org")
    mail = contact_of(report)
    client.post(AT, asked())
    assert Message.objects.filter(contact=mail).exclude(template__startswith="receive").exists()


def test_of_two_devices_the_last_that_asked_is_told(world):
    client, report, _key = opened(world)
    client.post(AT, asked())
    client.post(AT, asked("https://web.push.apple.com/perangkat-dua"))
    device = contact_of(report)
    assert device.otherwise is None


def test_a_device_that_another_took_the_place_of_is_told_and_then_forgotten(world):
    client, report, _key = opened(world)
    client.post(AT, asked())
    first = contact_of(report)
    client.post(AT, asked("https://web.push.apple.com/perangkat-dua"))
    retention.forget_contacts(timezone.now())
    assert Contact.objects.filter(pk=first.pk).exists(), "it is still to be told"
    Message.objects.update(state="sent")
    retention.forget_contacts(timezone.now())
    assert list(Contact.objects.filter(channel="push")) == [contact_of(report)]


def test_it_ends_without_a_script_and_word_goes_where_it_went_before(world):
    client, report, _key = opened(world, address="warga.sekali@example.org")
    mail = contact_of(report)
    client.post(AT, asked())
    assert "Hentikan kabar di perangkat" in client.get("/lacak/percakapan").text
    answer = client.post(STOP)
    assert answer.headers["Location"] == "/lacak/percakapan"
    assert contact_of(report) == mail
    assert not Contact.objects.filter(channel="push").exists()
    assert "Hentikan kabar di perangkat" not in client.get("/lacak/percakapan").text
    assert client.post(STOP).status_code == 302  # a second click


def test_ending_touches_no_address_that_was_given_with_the_report(world):
    client, report, _key = opened(world, address="warga.sekali@example.org")
    mail = contact_of(report)
    client.post(STOP)
    assert contact_of(report) == mail


def test_a_receipt_that_is_shown_is_enough_to_be_told(world):
    client = browser()
    code = key_in(client.post("/lapor", filled()))
    assert client.post(AT, asked(kode=code)).status_code == 200
    assert contact_of(Report.objects.get()).channel == "push"


@pytest.mark.parametrize("code", ["", "AAAA", "7KM4-Q2TX-7KM4-Q2TX-A"])
def test_who_has_neither_a_receipt_nor_its_report_open_is_not_told(world, code):
    opened(world)
    stranger = browser()
    assert stranger.post(AT, asked()).status_code == 404
    assert stranger.post(AT, asked(kode=code)).status_code == 404
    assert stranger.post(STOP).status_code == 404
    assert not Contact.objects.exists()


def test_a_page_of_another_report_changes_nothing(world):
    client, report, _key = opened(world)
    assert client.post(AT, asked(number="ZZZZZZZZ")).status_code == 409
    assert contact_of(report) is None


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1/x", "http://fcm.googleapis.com/x", "https://example.org/x", ""]
)
def test_no_other_machine_is_ever_made_to_be_asked(world, endpoint):
    client, report, _key = opened(world)
    assert client.post(AT, asked(endpoint)).status_code == 422
    assert contact_of(report) is None


def test_a_push_service_of_ones_own_counts_once_its_account_names_it(world):
    client, report, _key = opened(world)
    client.get(AT)
    account = ChannelAccount.objects.get()
    account.said |= {"hosts": "push.contoh.go.id, lain.contoh.go.id"}
    account.save()
    assert client.post(AT, asked("https://push.contoh.go.id/x")).status_code == 200
    assert contact_of(report).channel == "push"


@pytest.mark.parametrize("changed", [{"sends": False}, {"ended_at": timezone.now()}])
def test_an_administrator_who_switches_it_off_is_not_overruled(world, changed):
    client, report, _key = opened(world)
    client.get(AT)
    ChannelAccount.objects.update(**changed)
    assert client.get(AT).status_code == 404
    assert client.post(AT, asked()).status_code == 404
    assert contact_of(report) is None
    assert ChannelAccount.objects.count() == 1


def test_a_report_of_an_account_is_told_on_a_device_too(world):
    client = enter()
    report_named(client)
    report = Report.objects.get()
    at = f"{MINE}/{report.number}"
    page = client.get(at).text
    assert f'data-device="{at}/perangkat"' in page
    assert client.post(f"{at}/perangkat", asked()).status_code == 200
    assert contact_of(report).channel == "push"
    assert client.post(f"{at}/perangkat/henti").headers["Location"] == at
    assert contact_of(report) is None
    assert browser().post(f"{at}/perangkat", asked()).status_code != 200
