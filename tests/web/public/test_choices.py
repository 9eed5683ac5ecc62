"""A question that offers choices: asked at the desk, answered on the reporter's page, in words."""

import pytest
from django.core.management import call_command

from lapor.reports import triage
from lapor.reports.models import Question
from lapor.reports.terms import Status
from tests.web.desk.cases import hand_to, page_of
from tests.web.desk.cases import send as take
from tests.web.desk.officers import sign_in
from tests.web.public.threads import opened, send

pytestmark = pytest.mark.django_db
THREAD = "/lacak/percakapan"
LAMPS = ["Satu lampu", "Dua lampu", "Semua lampu"]


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def asked(world, *, several=False):
    client, report, _key = opened(world, agency="Kota Serang")
    hand_to(world, report, world.works)
    triage.hold(
        report, actor=world.liaison, question="Berapa lampu?", choices=LAMPS, several=several
    )
    return client, report


def said(report):
    return report.words.filter(event__move="resume").values_list("text", flat=True).last()


def test_an_officer_offers_choices_and_the_case_shows_them(world):
    _client, report, _key = opened(world, agency="Kota Serang")
    hand_to(world, report, world.works)
    desk = sign_in(world.liaison)
    typed = {"words": "Berapa lampu?", "choices": [*LAMPS, "", ""], "several": "on"}
    assert take(desk, report, "hold", **typed).status_code == 302
    kept = Question.objects.get(event__report=report)
    assert (kept.choices, kept.several) == (LAMPS, True)
    assert "Satu lampu · Dua lampu · Semua lampu" in desk.get(page_of(report)).text


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        (["Satu lampu"], "paling sedikit dua"),
        (["Satu lampu", "satu  lampu"], "Dua pilihan sama"),
        ([f"Pilihan ke-{n}" for n in range(7)], "Paling banyak 6"),
        (["Satu lampu", "x" * 81], "paling panjang 80"),
    ],
)
def test_choices_that_are_none_are_refused_at_the_field_and_nothing_typed_is_lost(
    world, choices, says
):
    _client, report, _key = opened(world, agency="Kota Serang")
    hand_to(world, report, world.works)
    answer = take(sign_in(world.liaison), report, "hold", words="Berapa?", choices=choices)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'href="#hold-choices"' in answer.text
    assert all(f'value="{choice}"' in answer.text for choice in choices)
    report.refresh_from_db()
    assert report.status == Status.ASSIGNED


def test_the_reporter_chooses_and_the_answer_says_it_in_words(world):
    client, report = asked(world)
    page = client.get(THREAD).text
    assert page.count('type="radio" name="chosen"') == 3
    assert "Jawab paling lambat" in page
    send(client, {"move": "resume", "chosen": "1", "words": "Yang dekat pos."})
    report.refresh_from_db()
    assert report.status == Status.ASSIGNED
    assert said(report) == "• Dua lampu\n\nYang dekat pos."
    kept = Question.objects.get(event__report=report)
    assert kept.chosen == [1]
    assert kept.answer == report.events.get(move="resume")
    assert "• Dua lampu" in sign_in(world.liaison).get(page_of(report)).text


def test_a_choice_alone_is_an_answer_and_so_are_words_alone(world):
    client, report = asked(world, several=True)
    send(client, {"move": "resume", "chosen": ["2", "0"]})
    assert said(report) == "• Satu lampu\n• Semua lampu"
    triage.hold(report, actor=world.liaison, question="Sejak kapan?", choices=LAMPS)
    send(client, {"move": "resume", "words": "Tidak tahu."})
    assert said(report) == "Tidak tahu."
    assert [row.chosen for row in Question.objects.order_by("pk")] == [[0, 2], []]


@pytest.mark.parametrize(("chosen", "says"), [(["9"], "tersedia"), (["0", "1"], "satu jawaban")])
def test_what_was_not_offered_cannot_be_chosen(world, chosen, says):
    client, report = asked(world)
    answer = send(client, {"move": "resume", "chosen": chosen, "words": "Dekat pos."})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Dekat pos." in answer.text
    report.refresh_from_db()
    assert report.status == Status.HELD


def test_nothing_chosen_and_nothing_written_is_no_answer(world):
    client, _report = asked(world)
    answer = send(client, {"move": "resume", "words": " "})
    assert answer.status_code == 422
    assert "Jawaban Anda masih kosong." in answer.text


def test_a_forged_choice_where_none_were_offered_changes_nothing_of_the_words(world):
    client, report, _key = opened(world, agency="Kota Serang")
    hand_to(world, report, world.works)
    triage.hold(report, actor=world.liaison, question="Di mana?")
    send(client, {"move": "resume", "chosen": "0", "words": "Di pos."})
    assert said(report) == "Di pos."


def test_choices_of_an_earlier_question_are_not_those_of_a_later_one(world):
    client, report = asked(world)
    triage.resume(report, actor=world.liaison)
    triage.hold(report, actor=world.liaison, question="Di mana?")
    assert 'name="chosen"' not in client.get(THREAD).text
