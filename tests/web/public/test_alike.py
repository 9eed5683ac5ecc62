"""Before a report is sent: what was published already is shown, and asked about once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.accounts.adapters import CITIZEN
from lapor.accounts.citizens import account_of
from lapor.agencies.models import Category
from lapor.agencies.rules import changed, rules
from lapor.reports.access import account_hmac
from lapor.reports.models import Report, Support
from lapor.web.public.throttle import SUGGESTING
from tests.factories import make_report, make_world
from tests.reports.test_similar import AGAIN, FLOOD
from tests.web.public.pages import browser, filled, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def flood(world):
    return make_published(world, region=world.place, title="Banjir pasar", body=FLOOD)[0]


def typed(**fields):
    return filled(**{"title": "Banjir pasar", "body": AGAIN, "place": "Sukamaju"} | fields)


def test_while_it_is_written_what_is_like_it_is_shown_with_reasons(world, flood):
    page = browser().post("/lapor/serupa", typed()).text
    assert f'name="ikut" value="{flood.number}"' in page
    assert "kelurahan yang sama · " in page
    assert "Kemungkinan masalah yang sama:" in page
    assert Report.objects.count() == 1


@pytest.mark.parametrize("place", ["", "Takadatempatnya"])
def test_without_a_place_nothing_is_shown(world, flood, place):
    assert "ikut" not in browser().post("/lapor/serupa", typed(place=place)).text


def test_words_do_not_come_by_an_address(world):
    assert browser().get("/lapor/serupa").status_code == 405


def test_typing_is_slowed_like_the_other_suggestions(world, monkeypatch):
    monkeypatch.setattr(SUGGESTING.buckets, "tries", 1)
    client = browser(REMOTE_ADDR="203.0.113.9")
    assert client.post("/lapor/serupa", typed()).status_code == 200
    assert client.post("/lapor/serupa", typed()).status_code == 429


def test_on_sending_it_is_asked_once_and_then_taken(world, flood):
    client, form = browser(), typed()
    answer = client.post("/lapor", form)
    assert answer.status_code == 422
    assert "Mungkin masalah ini sudah dilaporkan" in answer.text
    assert AGAIN in answer.text
    assert Report.objects.count() == 1
    assert client.post("/lapor", form | {"alike_seen": flood.number}).status_code == 200
    assert Report.objects.count() == 2


def test_what_was_shown_while_it_was_written_is_not_asked_about_again(world, flood):
    assert browser().post("/lapor", typed(alike_seen=[flood.number])).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [{"confidential": "on"}, {"subject_1": "Kota Cilegon"}, {"place": ""}, {"place": "Cilegon"}],
)
def test_who_is_secret_accuses_or_names_no_place_is_not_asked(world, flood, fields):
    answer = browser().post("/lapor", typed(**fields, place_for="Cilegon", place_pick="none"))
    assert "Mungkin masalah ini sudah dilaporkan" not in answer.text


def test_what_is_only_like_it_is_not_asked_about(world):
    make_published(world, region=world.place, title="Banjir pasar", body=f"{FLOOD} Jalan Melati.")
    form = typed(body=f"{AGAIN} Jalan Mawar.")
    assert "value=" in browser().post("/lapor/serupa", form).text
    assert browser().post("/lapor", form).status_code == 200


def test_asking_costs_the_same_however_many_there_are(world, flood):
    rules()

    def made(**fields):
        with CaptureQueriesContext(connection) as statements:
            assert browser().post("/lapor", typed(**fields)).status_code == 200
        return len(statements)

    made(alike_seen=[flood.number])  # what a process asks once
    few = made(alike_seen=[flood.number])
    others = [make_published(world, region=world.place, body=FLOOD)[0].number for _n in range(4)]
    assert made(alike_seen=[flood.number, *others]) == few <= 14


def test_joining_instead_keeps_everything_that_was_typed(world, flood):
    client, form = browser(), typed(name="Budi", who="named", address="budi@example.org")
    answer = client.post("/lapor", form | {"ikut": flood.number})
    assert "Anda tercatat ikut mengalaminya" in answer.text
    assert Report.objects.count() == 1
    assert Support.objects.count() == 1
    kept = dict(answer.context["kept"])
    assert kept["body"] == AGAIN
    back = client.post("/lapor", kept | {"kembali": "1"})
    assert AGAIN in back.text
    assert "budi@example.org" in back.text
    assert client.post("/lapor", kept | {"alike_seen": flood.number}).status_code == 200
    assert Report.objects.count() == 2


def test_of_a_report_that_is_gone_meanwhile_the_form_comes_back(world, flood):
    answer = browser().post("/lapor", typed() | {"ikut": "AAAA0000"})
    assert answer.status_code == 409
    assert AGAIN in answer.text
    assert not Support.objects.exists()


def test_of_a_personal_matter_only_ones_own_reports_are_shown(world):
    aid = Category.objects.create(name="Bantuan", slug="bantuan", personal=True)
    changed()
    person = account_of("budi@example.org")
    told = {"region": world.place, "title": "Banjir pasar", "body": FLOOD, "category": aid}
    make_report(world, **told, account=account_hmac(person.pk))
    make_published(world, **(told | {"title": "Banjir orang lain"}))
    client = browser()
    client.force_login(person)
    session = client.session
    session[CITIZEN] = True
    session.save()
    page = client.post("/lapor/serupa", typed(category=str(aid.pk), who="named")).text
    assert "Laporan Anda sendiri yang mirip" in page
    assert "orang lain" not in page
    hidden = client.post("/lapor/serupa", typed(category=str(aid.pk), who="nobody")).text
    assert "Laporan Anda sendiri" not in hidden
