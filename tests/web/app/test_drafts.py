"""A draft that a browser sends by itself, and what another app of the device hands over."""

import base64
import hashlib
import os
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lapor.files.models import File
from lapor.reports.models import Report
from lapor.web.app.drafts import KEPT
from tests.web.files import laid_in, photo, sent
from tests.web.public.accounts import enter
from tests.web.public.pages import browser, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_table")]
PROGRAM = {"accept": "application/json"}


def secret_and_key():
    """Return a secret as a browser makes it, and the key of the draft that follows from it."""
    raw = os.urandom(32)
    key = UUID(bytes=hashlib.sha256(raw).digest()[:16])
    return base64.urlsafe_b64encode(raw).decode(), str(key)


def bring(client: Client, form: Any) -> Any:
    return client.post("/lapor", form, headers=PROGRAM)


def test_a_draft_is_answered_with_what_the_receipt_says(world):
    secret, key = secret_and_key()
    answer = bring(browser(), filled(client_key=key, draft=secret))
    report = Report.objects.get()
    said = answer.json()
    assert (said["number"], said["title"]) == (report.number, "Selokan mampet")
    assert len(said["code"]) == 17
    assert said["due"]
    client = browser()
    assert client.post("/lacak", {"kode": said["code"]}).headers["Location"] == "/lacak/percakapan"


def test_the_form_and_its_draft_are_one_report(world):
    secret, key = secret_and_key()
    client, form = browser(), filled(client_key=key)
    page = client.post("/lapor", form).text
    said = bring(client, form | {"draft": secret}).json()
    assert Report.objects.count() == 1
    assert said["number"] == Report.objects.get().number
    assert "-".join(said["code"][at : at + 4] for at in range(0, 17, 4)) in page


def test_a_phone_that_was_away_for_weeks_still_gets_its_receipt(world):
    secret, key = secret_and_key()
    form = filled(client_key=key, draft=secret)
    first = bring(browser(), form).json()
    with time_machine.travel(timezone.now() + KEPT - timedelta(hours=1), tick=False):
        assert bring(browser(), form).json()["code"] == first["code"]
    with time_machine.travel(timezone.now() + KEPT + timedelta(hours=1), tick=False):
        late = bring(browser(), form)
    assert late.status_code == 422
    assert "code" not in late.json()


@pytest.mark.parametrize("typed", ["", "bukan-rahasia", base64.urlsafe_b64encode(bytes(32))])
def test_who_finds_an_old_form_and_not_its_secret_gets_no_code(world, typed):
    _secret, key = secret_and_key()
    form = filled(client_key=key)
    bring(browser(), form)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        answer = bring(browser(), form | {"draft": typed})
    assert answer.status_code == 422
    assert "code" not in answer.json()


def test_a_draft_against_a_rule_comes_back_with_the_fields(world):
    answer = bring(browser(), filled(title="", occurred_on="kemarin-dulu"))
    assert answer.status_code == 422
    assert set(answer.json()["faults"]) == {"title", "occurred_on"}
    assert not Report.objects.exists()


def test_a_draft_joins_no_account_of_who_is_signed_in_when_it_leaves(world):
    client = enter()
    fields = {"who": "named", "name": "Sari Contoh"}
    bring(client, filled(**fields))
    client.post("/lapor", filled(**fields))
    assert [bool(row.account) for row in Report.objects.order_by("id")] == [False, True]


def test_a_draft_waits_its_turn_while_very_many_come_in(world, settings):
    client = browser(REMOTE_ADDR="203.0.113.9")
    answers = [bring(client, filled()) for _time in range(62)]
    crowded = next(one for one in answers if one.status_code == 429)
    said = crowded.json()
    assert said["seconds"] >= 30
    assert said["turn"]


def test_a_draft_brings_the_files_that_went_up_before(world):
    bring(browser(), filled(files=[laid_in(), laid_in()]))
    assert Report.objects.get().attachments.count() == 2


def test_a_file_that_lay_there_too_long_is_named_so_that_it_is_brought_again(world):
    answer = bring(browser(), filled(files=["tidak-ada-lagi"]))
    assert answer.status_code == 422
    assert "files" in answer.json()["faults"]


def test_a_program_of_this_page_gets_the_token_to_send_with(world):
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert bring(client, filled()).status_code == 403
    token = client.get("/lapor/kunci").json()["csrf"]
    assert bring(client, filled(csrfmiddlewaretoken=token)).status_code == 200


# --- shared by another app ---------------------------------------------------------------------


def test_a_photo_and_words_shared_from_a_gallery_stand_in_the_form(world):
    client = Client(headers={"host": "localhost", "sec-fetch-site": "none"},
                    enforce_csrf_checks=True)  # fmt: skip
    shared = {"title": "Jalan berlubang", "text": "Di depan pasar", "upload": [sent(photo())]}
    page = client.post("/lapor/bagikan", shared)
    assert page.status_code == 200
    assert 'value="Jalan berlubang"' in page.text
    assert "Jalan berlubang\nDi depan pasar" not in page.text
    assert "Di depan pasar</textarea>" in page.text
    (token,) = re.findall(r'type="hidden" name="files" value="([^"]+)"', page.text)
    assert not Report.objects.exists()
    client = browser()
    client.post("/lapor", filled(files=[token]))
    assert Report.objects.get().attachments.count() == 1


def test_nothing_is_taken_that_another_site_sends(world):
    client = Client(headers={"host": "localhost", "sec-fetch-site": "cross-site"})
    answer = client.post("/lapor/bagikan", {"text": "Dari luar", "upload": [sent(photo())]})
    assert answer.headers["Location"] == "/lapor"
    assert not File.objects.exists()


def test_too_many_shared_files_are_said_and_nothing_else_is_lost(world):
    answer = browser().post(
        "/lapor/bagikan", {"text": "Enam foto", "upload": [sent(photo()) for _n in range(6)]}
    )
    assert "Enam foto" in answer.text
    assert "Paling banyak 5" in answer.text
    assert File.objects.count() == 5


def test_who_opens_the_address_of_sharing_comes_to_the_form(world):
    assert browser().get("/lapor/bagikan").headers["Location"] == "/lapor"
