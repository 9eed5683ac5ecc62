"""A location that is sent alone once a report was sent belongs to that report, and none is lost."""

import pytest

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.effects import Adopted, Heard, Manner
from lapor.channels.dialogue.memory import Focus, News, Own, Step
from tests.channels.dialogue.talk import news_of, told

HERE = (-6.12345, 106.15432)


@pytest.mark.parametrize(
    ("news", "verb"), [(None, "add"), (News.ASKED, "answer"), (News.ANSWERED, "reply")]
)
def test_a_location_goes_to_the_report_of_the_last_news(news, verb):
    talk, number = told(news)
    assert talk.says(point=HERE) == ["told"]
    [step] = talk.steps
    assert (step.verb, step.own.number, step.words, step.point) == (verb, number, "", HERE)


def test_a_location_answers_what_is_missing():
    talk, _number = told(News.ANSWERED)
    talk.says("belum")
    assert talk.says(point=HERE) == ["told"]
    assert talk.steps[-1].point == HERE


def test_a_location_goes_along_with_words_and_with_a_reply_to_a_number():
    talk, number = told()
    assert talk.says("saya mau tambah keterangan, di sini tempatnya", point=HERE) == ["told"]
    assert talk.says(f"BALAS {number}", point=HERE) == ["told"]
    assert [step.point for step in talk.steps] == [HERE, HERE]


def test_a_location_is_kept_until_it_is_clear_what_it_is_for():
    talk, number = told(News.CLOSED)
    assert talk.says(point=HERE) == ["which_closed"]
    assert talk.says("1") == ["told"]
    assert (talk.steps[-1].verb, talk.steps[-1].point) == ("reopen", HERE)
    news_of(talk, number, News.CLOSED)
    talk.says(point=HERE)
    talk.says("2")
    assert talk.draft.point == HERE


def test_a_location_or_a_photo_in_the_place_of_stars_is_not_swallowed():
    for more in ({"point": HERE}, {"files": ("foto",)}):
        talk, _number = told(News.ANSWERED)
        talk.says("selesai")
        assert talk.memory.step is Step.STARS
        assert talk.says(**more) == ["which_closed"]
        assert talk.memory.held_point or talk.memory.held_files


def test_a_location_for_a_report_that_a_link_brought_is_asked_about():
    talk, number = told()
    heard = Heard(key="m", day=talk.today)
    brought = Adopted(Own(number, "secret"), "Diverifikasi")
    talk.memory = engine.after(talk.memory, brought, heard, Manner()).memory
    assert talk.says(point=HERE) == ["which"]
    assert talk.says("1") == ["told"]
    assert talk.steps[-1].point == HERE


def test_news_in_between_keeps_the_location_as_words():
    talk, number = told(News.CLOSED)
    talk.says(point=HERE)
    talk.memory = engine.told_news(
        talk.memory, Focus(number, News.ANSWERED, talk.today.isoformat())
    )
    assert talk.memory.waiting == "-6.123, 106.154", "rounded, as it may be of who hides"
