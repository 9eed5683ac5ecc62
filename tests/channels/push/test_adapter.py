"""A notice on its way: sealed to one browser, signed for one service, gone where nobody listens."""

import time

import http_ece
import jwt
import pytest
from py_vapid import Vapid02

from lapor.channels import delivery
from lapor.channels.adapter import Outgoing
from lapor.channels.faults import Later, Undelivered
from lapor.channels.push.adapter import LONGEST, TOPIC, TTL, Push
from lapor.channels.registry import ADAPTERS
from lapor.kit.push import new_key
from lapor.outbox import devices
from lapor.outbox.models import Contact, Message
from lapor.reports import reaching, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind
from tests.channels.accounts import texts
from tests.channels.push.endpoint import HOST, Browser, push_service
from tests.factories import make_report

PRIVATE, PUBLIC = new_key()
SAID, SECRETS = {"hosts": HOST, "public_key": PUBLIC}, {"private_key": (PRIVATE,)}
NUMBER = "7KM4Q2TX"


@pytest.fixture
def service():
    with push_service() as service:
        yield service


def notice(to, text="Laporan 7KM4-Q2TX: Sedang diproses.", **more):
    return Outgoing(key="k", to=to.written, text=text, **({"about": NUMBER} | more))


def send(service, browser=None, **more):
    to = (browser or Browser()).subscribed(f"{service.address}/s/1")
    return Push().send(SAID, SECRETS, notice(to, **more))


def test_only_the_browser_reads_what_it_is_told(service):
    browser = Browser()
    send(service, browser)
    headers, body = service.came[0]
    told = browser.reads(body)
    assert told == {"number": NUMBER, "text": "Laporan 7KM4-Q2TX: Sedang diproses."}
    assert NUMBER.encode() not in body
    assert headers["content-encoding"] == "aes128gcm"
    with pytest.raises(http_ece.ECEException):
        Browser().reads(body)


def test_the_service_can_tell_who_sends_and_for_how_long_it_keeps_the_notice(service):
    send(service)
    headers, _body = service.came[0]
    assert Vapid02.verify(headers["authorization"])
    assert headers["authorization"].endswith(f",k={PUBLIC}")
    assert headers["ttl"] == str(TTL)
    assert headers["urgency"] == "normal"


def test_the_signature_is_good_for_this_service_alone_and_for_a_day_at_most(service):
    send(service)
    token = service.came[0][0]["authorization"].partition("t=")[2].partition(",")[0]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["aud"] == service.address
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    assert claims["sub"].startswith(("mailto:", "https://"))


def test_a_newer_word_takes_the_place_of_one_not_fetched_and_of_no_other_report(service):
    browser = Browser()
    for about in (NUMBER, NUMBER, "AD5NQZAT"):
        send(service, browser, about=about)
    first, second, other = (headers["topic"] for headers, _body in service.came)
    assert first == second != other
    assert len(first) == TOPIC
    assert NUMBER not in first


def test_the_longest_notice_is_within_what_every_service_takes(service):
    send(service, text="Ā" * LONGEST)
    assert len(service.came[0][1]) <= 4096


@pytest.mark.parametrize(
    ("answers", "fault", "lasting"),
    [
        (404, "gone", True), (410, "gone", True), (403, "server", True), (400, "server", True),
        (413, "other", True), (500, "unreached", False), (503, "unreached", False),
    ],
)  # fmt: skip
def test_what_a_service_answers_is_understood(service, answers, fault, lasting):
    service.answers = answers
    with pytest.raises(Undelivered) as raised:
        send(service)
    assert (raised.value.fault.value, raised.value.lasting) == (fault, lasting)


def test_a_busy_service_is_left_alone_as_long_as_it_asks(service):
    service.answers, service.headers = 429, {"Retry-After": "120"}
    with pytest.raises(Later) as raised:
        send(service)
    assert raised.value.seconds == 120


def test_a_place_that_is_no_push_service_is_not_asked(service):
    to = Browser().subscribed(f"{service.address}/s/1")
    with pytest.raises(Undelivered) as raised:
        Push().send({}, SECRETS, notice(to))
    assert raised.value.lasting
    assert not service.came


@pytest.mark.parametrize("secrets", [{}, {"private_key": ("~",)}])
def test_without_a_key_nothing_leaves(service, secrets):
    to = Browser().subscribed(f"{service.address}/s/1")
    with pytest.raises(Undelivered):
        Push().send(SAID, secrets, notice(to))
    assert not service.came


def test_a_service_that_is_away_is_tried_again():
    to = Browser().subscribed(f"http://{HOST}:9/s/1")
    with pytest.raises(Undelivered) as raised:
        Push().send(SAID, SECRETS, notice(to))
    assert not raised.value.lasting


# --- word of a report ---------------------------------------------------------------------------


def told_on(world, service, browser):
    """Return a report of which one browser is told."""
    texts()
    report, _reporter = make_report(world)
    account = devices.account()
    assert account is not None
    account.said |= {"hosts": HOST}
    account.save()
    written = browser.subscribed(f"{service.address}/s/1").written
    reaching.reach_at(report, written, by=account, at=report.received_at)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    return Report.objects.get(pk=report.pk)


def newest():
    return Message.objects.filter(audience="reporter").latest("id")


@pytest.mark.django_db
def test_word_of_a_report_says_number_and_state_and_nothing_else(world, service):
    browser = Browser()
    report = told_on(world, service, browser)
    message = newest()
    delivery.deliver(str(message.pk))
    told = browser.reads(service.came[0][1])
    assert told["number"] == report.number
    assert report.number[:4] in told["text"]
    assert report.title not in told["text"]
    assert "Balas" not in told["text"], "nobody can answer a notice"
    message.refresh_from_db()
    assert message.state == "sent"
    assert message.provider_id


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_word_goes_the_other_way(world, service, answers):
    report = told_on(world, service, Browser())
    device = Contact.objects.get(channel="push")
    mail = device.otherwise
    assert mail is not None
    service.answers = answers
    message = newest()
    delivery.deliver(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.fault) == ("dead", "gone")
    assert not Contact.objects.filter(channel="push").exists()
    report.refresh_from_db()
    assert report.contact == mail
    again = newest()
    assert (again.contact, again.template, again.state) == (mail, message.template, "queued")


def test_devices_are_a_channel_like_the_others():
    assert isinstance(ADAPTERS["push"], Push)
    assert ADAPTERS["push"].able.mute
