"""What a reporter who hides writes later is asked about, covered and sealed as the report is."""

import hashlib

import pytest

from lapor.kit.betrays import MARKS, Betraying
from lapor.reports.models import Event, Sealed, Words
from tests.web.public.test_telling import asked
from tests.web.public.test_telling import opened as unsealed
from tests.web.public.threads import answered, opened, send

pytestmark = pytest.mark.django_db
SAID = "HP saya 0812-3456-7890, tanya Bu Rina Kartika."
PHONE, NAME = "0812-3456-7890", "Rina Kartika"
MASKED = SAID.replace(PHONE, MARKS[Betraying.PHONE])


def test_words_of_a_step_are_asked_about_once_and_nothing_is_taken_meanwhile(world):
    client, report, _key = opened(world)
    page = send(client, {"move": "add", "words": SAID})
    assert page.status_code == 422
    assert asked(page) == ([PHONE, NAME], [PHONE])
    assert SAID in page.content.decode()
    assert not Words.objects.filter(report=report).exists()


def test_what_is_ticked_is_covered_for_offices_and_sealed_with_its_step(world):
    client, report, _key = opened(world)
    form = {"move": "add", "words": SAID, "mask": [PHONE], "mask_seen": [PHONE, NAME]}
    assert send(client, form).status_code == 302
    words = Words.objects.get(report=report)
    assert words.text == MASKED
    digest = hashlib.sha256(bytes(words.salt) + MASKED.encode()).digest()
    assert bytes(words.event.words_hash or b"") == digest
    sealed = Sealed.objects.get(part="words")
    assert sealed.event == words.event
    assert unsealed(sealed) == {"words": SAID}


@pytest.mark.parametrize(
    "form",
    [
        {"move": "reply"},
        {"move": "close", "outcome": "done"},
        {"move": "withdraw", "sure": "on"},
        {"move": "retaliation"},
    ],
    ids=lambda form: form["move"],
)
def test_every_step_with_words_asks_and_then_keeps_what_was_chosen(world, form):
    client, report = answered(world)
    page = send(client, form | {"words": SAID})
    assert (page.status_code, asked(page)[0]) == (422, [PHONE, NAME])
    taken = send(client, form | {"words": SAID, "mask": [PHONE], "mask_seen": [PHONE, NAME]})
    assert taken.status_code == 302
    event = Event.objects.filter(report=report, move=form["move"]).get()
    assert event.words.text == MASKED
    assert unsealed(Sealed.objects.get(event=event)) == {"words": SAID}


def test_another_fault_keeps_what_was_ticked(world):
    client, _report = answered(world)
    form = {"move": "withdraw", "words": SAID, "mask": [NAME], "mask_seen": [PHONE, NAME]}
    page = send(client, form)
    assert page.status_code == 422
    assert asked(page) == ([PHONE, NAME], [NAME])


def test_who_gave_the_name_openly_is_not_held_up(world):
    client, report, _key = opened(world, who="named", name="Siti Aminah")
    assert send(client, {"move": "add", "words": SAID}).status_code == 302
    assert Words.objects.get(report=report).text == SAID


def test_a_step_sent_twice_is_taken_and_sealed_once(world):
    client, report, _key = opened(world)
    page = client.get("/lacak/percakapan")
    form = {"move": "add", "words": SAID, "mask": [PHONE], "mask_seen": [PHONE, NAME]}
    form |= {"number": report.number, "seen": str(page.context["seen"])}
    answers = [client.post("/lacak/percakapan", form).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert Sealed.objects.filter(part="words").count() == 1
