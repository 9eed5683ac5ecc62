"""An answer that everybody reads at once asks first about what tells who somebody is."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.kit.betrays import MARKS, Betraying
from lapor.reports import publication
from lapor.reports.models import PublishedReport, Words
from tests.factories import make_report
from tests.web.desk.cases import hand_to, send
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
PHONE, NAME, OFFICIAL = "0812-3456-7890", "Rina Kartika", "Tono Subagyo"
BODY = f"Kata Bu {NAME} lampunya mati. Hubungi {PHONE}."
SAID = f"Bapak {OFFICIAL} sudah menemui Ibu {NAME} dan menelepon 0857-1111-2222."
DONE = {"outcome": "done", "words": SAID}


@pytest.fixture
def report(world):
    made = make_report(world, at=timezone.now() - timedelta(hours=2), body=BODY)[0]
    hand_to(world, made, world.works)
    publication.publish(made, actor=world.admin, title="Lampu mati", redactions=[PHONE])
    made.refresh_from_db()
    return made


def asked(page):
    return re.findall(r'<input type="checkbox" name="mask" value="([^"]+)"( checked)?', page.text)


def test_it_asks_once_with_nothing_ticked_and_nothing_is_sent_meanwhile(world, report):
    page = send(sign_in(world.liaison), report, "follow_up", **DONE)
    assert page.status_code == 422
    assert asked(page) == [(NAME, ""), ("0857-1111-2222", "")]
    assert SAID in page.text
    assert not Words.objects.exists()


def test_what_is_ticked_is_covered_for_everybody_and_the_rest_is_sent(world, report):
    chosen = {"mask": ["0857-1111-2222"], "mask_seen": [NAME, "0857-1111-2222"]}
    assert send(sign_in(world.liaison), report, "follow_up", **DONE, **chosen).status_code == 302
    said = SAID.replace("0857-1111-2222", MARKS[Betraying.PHONE])
    words = Words.objects.get()
    assert (words.text, words.public_text) == (said, said)
    publication.refresh(str(report.pk))
    assert "0857-1111-2222" not in str(PublishedReport.objects.get().story)


def test_what_the_report_masks_already_is_covered_without_a_question(world, report):
    words = f"Kami sudah menelepon {PHONE} kemarin."
    client = sign_in(world.liaison)
    assert send(client, report, "follow_up", outcome="done", words=words).status_code == 302
    assert Words.objects.get().public_text == "Kami sudah menelepon [disamarkan] kemarin."


def test_an_answer_that_only_its_reporter_reads_is_not_held_up(world, report):
    publication.unpublish(report, actor=world.admin)
    assert send(sign_in(world.liaison), report, "follow_up", **DONE).status_code == 302


def test_progress_asks_alike(world, report):
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    typed = {"words": "Hubungi saya di 0857-1111-2222.", "promised_at": day}
    page = send(sign_in(world.liaison), report, "progress", **typed)
    assert (page.status_code, asked(page)) == (422, [("0857-1111-2222", "")])
    seen = ["0857-1111-2222"]
    answer = send(sign_in(world.liaison), report, "progress", mask_seen=seen, **typed)
    assert answer.status_code == 302


def test_plain_answers_are_sent_at_once(world, report):
    words = "Lampu sudah kami ganti kemarin."
    client = sign_in(world.liaison)
    assert send(client, report, "follow_up", outcome="done", words=words).status_code == 302
