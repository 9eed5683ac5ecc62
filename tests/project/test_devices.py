"""`lapor devices renew`: another key, and no device that knows the old one."""

import pytest
from django.utils import timezone

from lapor.kit.push import public_of, signing_key
from lapor.outbox import devices
from lapor.outbox.accounts import sending
from lapor.outbox.models import Contact
from lapor.project.management.commands.devices import renew
from lapor.reports import reaching
from lapor.reports.models import Report
from tests.channels.push.endpoint import Browser
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def test_devices_ask_anew_and_word_goes_where_it_went_before(world):
    report, _reporter = make_report(world)
    before, account = report.contact, devices.account()
    assert account is not None
    written = Browser().subscribed("https://web.push.apple.com/x").written
    reaching.reach_at(report, written, by=account, at=timezone.now())
    old = devices.public_key(account)
    assert renew() == 1
    account = devices.account()
    assert account is not None
    new = devices.public_key(account)
    assert new != old
    assert public_of(signing_key(sending(account)["private_key"][0])) == new
    assert not Contact.objects.filter(channel="push").exists()
    assert Report.objects.select_related("contact").get(pk=report.pk).contact == before


def test_where_nobody_ever_asked_there_is_nothing_to_renew(world):
    assert renew() == 0
