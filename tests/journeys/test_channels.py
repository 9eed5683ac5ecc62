"""Where people learn by which channels they can write, and where they go on in one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Citizen
from tests.journeys.test_pages import ask_again
from tests.project.service import Service

LIVE = """
from django.utils import timezone
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import ChannelAccount
for channel, label, said, secrets in (
    ("sms", "1708", {"number": "1708", "sendsms": "http://127.0.0.1:9/", "username": "u"},
     ("path", "password")),
    ("telegram", "@lapor_contoh_bot", {"api": "http://127.0.0.1:9"}, ("hook", "token")),
    ("email", "Aduan", {"address": "aduan@example.org", "lmtp": "yes"}, ()),
):
    row = ChannelAccount.objects.create(
        channel=channel, slug="perjalanan-kanal", label=label, said=said, takes=True, sends=True)
    for name in secrets:
        keep_secret(row, name, "a-secret", timezone.now())
"""
END = """
from django.utils import timezone
from lapor.outbox.models import ChannelAccount
ChannelAccount.objects.filter(slug="perjalanan-kanal").update(ended_at=timezone.now())
"""


@pytest.fixture
def living(service: Service) -> Iterator[None]:
    """Three accounts that take in and answer, ended afterwards."""
    code, said = service.call("shell", "-c", LIVE)
    assert code == 0, said
    yield
    code, said = service.call("shell", "-c", END)
    assert code == 0, said


def test_the_channels_are_found_and_a_report_goes_on_in_one(visit, eye, quiet, living):
    page = quiet(visit())
    link = page.get_by_role("main").get_by_role("link", name="@lapor_contoh_bot")
    expect(ask_again(page, "/kanal", link)).to_have_attribute(
        "href", "https://t.me/lapor_contoh_bot"
    )
    expect(page.locator("footer")).to_contain_text("1708")
    eye.at(page, "channels-living")
    citizen = Citizen(quiet(visit())).report(agency="Pemerintah Kota Serang")
    page = citizen.follow().page
    page.goto("/lacak/percakapan/pindah")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    eye.at(page, "crossing")
    page.get_by_role("main").locator('form button[type="submit"]').first.click()
    expect(page.locator('a[href^="https://t.me/lapor_contoh_bot?start="]')).not_to_have_count(0)
    eye.at(page, "crossing-link")
