"""An office that supports a case proposes the answer; the office that answers takes it over."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.outbox.models import Message
from lapor.reports import triage
from lapor.reports.models import Draft
from lapor.reports.terms import Kind
from tests.factories import make_report
from tests.web.desk.cases import page_of, send
from tests.web.desk.officers import sign_in
from tests.web.public.threads import follow

pytestmark = pytest.mark.django_db
TEXT = "Lampu-kelurahan sudah kami data kemarin."


@pytest.fixture
def helped(world):
    """Return a report that works answers and the kelurahan helps with, and its receipt code."""
    codes: list[str] = []
    report, _ = make_report(world, at=timezone.now(), keep_code=codes.append)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    triage.support(
        report, actor=world.liaison, offices=[world.kelurahan], words="Tolong-data titiknya."
    )
    return report, codes[0]


def at(report):
    return reverse("desk-proposals", args=[report.number])


def test_who_helps_reads_what_is_asked_and_proposes_the_answer(world, helped):
    report, code = helped
    client = sign_in(world.lurah)
    page = client.get(page_of(report)).text
    assert "Tolong-data" in page
    assert at(report) in page
    answer = client.post(at(report), {"do": "write", "words": TEXT}, follow=True)
    assert "Usulan tersimpan" in answer.text
    assert Message.objects.filter(template="propose/holder", agency_id=world.works.pk).exists()
    assert "Lampu-kelurahan" not in follow(code).get("/lacak/percakapan").text


def test_the_office_that_answers_takes_the_text_into_its_draft_and_nothing_is_sent(world, helped):
    report, code = helped
    sign_in(world.lurah).post(at(report), {"do": "write", "words": TEXT})
    client = sign_in(world.liaison)
    assert f'data-fragment="{at(report)}"' in client.get(page_of(report)).text
    shown = client.get(at(report))
    assert TEXT in shown.text
    within = client.get(at(report), headers={"X-By-Itself": "1"})
    assert "<html" not in within.text
    taken = client.post(at(report), {"do": "take", "key": shown.context["proposals"][0].key})
    assert taken.headers["Location"] == f"{page_of(report)}#follow_up"
    assert TEXT in client.get(page_of(report)).text
    assert "Lampu-kelurahan" not in follow(code).get("/lacak/percakapan").text
    assert "Sudah diambil" in client.get(at(report)).text


def test_what_stands_in_the_draft_stays_above_the_text_that_is_taken(world, helped):
    report, _ = helped
    sign_in(world.lurah).post(at(report), {"do": "write", "words": TEXT})
    client = sign_in(world.liaison)
    send(client, report, "follow_up", do="draft", words="Awal-konsep.")
    key = client.get(at(report)).context["proposals"][0].key
    client.post(at(report), {"do": "take", "key": key})
    mine = Draft.objects.get(move="follow_up", author=world.liaison.user)
    assert mine.words == f"Awal-konsep.\n\n{TEXT}"


def test_each_office_has_one_proposal_and_may_take_it_back(world, helped):
    report, _ = helped
    client = sign_in(world.lurah)
    client.post(at(report), {"do": "write", "words": TEXT})
    client.post(at(report), {"do": "write", "words": "Versi-kedua."})
    assert Draft.objects.get(state="writing").words == "Versi-kedua."
    client.post(at(report), {"do": "withdraw"})
    assert not Draft.objects.filter(state="writing").exists()
    empty = client.post(at(report), {"do": "write", "words": " "})
    assert empty.status_code == 422
    assert 'href="#f-words"' in empty.text


def test_help_that_ends_takes_the_page_and_the_proposal_away(world, helped):
    report, _ = helped
    client = sign_in(world.lurah)
    client.post(at(report), {"do": "write", "words": TEXT})
    triage.unsupport(report, actor=world.liaison, offices=[world.kelurahan])
    assert client.get(at(report)).status_code == 404
    assert client.post(at(report), {"do": "write", "words": TEXT}).status_code == 404
    assert TEXT not in sign_in(world.liaison).get(at(report)).text


def test_another_office_neither_reads_nor_takes_it(world, helped):
    report, _ = helped
    sign_in(world.lurah).post(at(report), {"do": "write", "words": TEXT})
    key = Draft.objects.get(state="writing").pk
    assert sign_in(world.stranger).get(at(report)).status_code == 404
    above = sign_in(world.overseer)
    assert TEXT not in above.get(at(report)).text
    assert above.post(at(report), {"do": "take", "key": key}).status_code == 409
    helper = sign_in(world.lurah)
    assert helper.post(at(report), {"do": "take", "key": key}).status_code == 409
