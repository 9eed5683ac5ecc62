"""Whatever people and machines send, in any order: no word is lost and nothing is filed twice."""

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.commands import BY_FORM, read
from lapor.channels.dialogue.days import day_in
from lapor.channels.dialogue.effects import Heard, Manner
from lapor.channels.dialogue.memory import Focus, News, Who, from_json, to_json
from tests.channels.dialogue.talk import TODAY, Talk

AROUND = re.compile(r"\A[\s#/.:,;!]+|[\s#/.:,;!]+\Z")
COMMANDS = sorted(BY_FORM)
ANYTHING = st.one_of(
    st.sampled_from(COMMANDS),
    st.sampled_from(["1", "2", "3", "9", "cek 7KM4Q2T1", "balas 7KM4-Q2T1 masih rusak", "serang"]),
    st.sampled_from(["kemarin selokan mampet di Kota Serang, air masuk kelas", "Sawah Luhur"]),
    st.sampled_from(["betul", "ubah-tempat", "ubah-tujuan", "lain", "tanggapan", "baru", "36.73"]),
    st.sampled_from(["ubah-nama", "ubah-cerita", "tambahan", "lanjut", "tampil", "sembunyi"]),
    st.sampled_from(["Siti Aminah", "jangan tampilkan nama saya", "tolong kebakaran", "tks"]),
    st.text(max_size=60),
)
MESSAGES = st.lists(
    st.tuples(
        ANYTHING, st.booleans(), st.integers(0, 3), st.sampled_from([None, *News]), st.booleans()
    ),
    max_size=25,
)


@given(MESSAGES, st.booleans())
def test_any_conversation_goes_on_and_files_each_draft_once(messages, terse):
    talk = Talk(terse=terse)
    for text, is_pressed, days, news, with_photo in messages:
        talk.today += timedelta(days=days)
        photo = (f"file-{talk.count}",) if with_photo else ()
        talk.says("" if is_pressed else text, pressed=text if is_pressed else "", files=photo)
        assert from_json(to_json(talk.memory)) == talk.memory
        if news and talk.memory.own:
            number = talk.memory.own[0].number
            focus = Focus(number, news, talk.today.isoformat(), ("Pagi", "Malam"))
            talk.memory = engine.told_news(talk.memory, focus)
    keys = [draft.key for draft in talk.filed]
    assert len(keys) == len(set(keys))
    assert all(draft.story for draft in talk.filed)
    assert all(draft.name for draft in talk.filed if draft.who is Who.NAMED)
    assert not any(draft.name for draft in talk.filed if draft.who is not Who.NAMED)
    own = {own.number for own in talk.memory.own}
    assert {step.own.number for step in talk.steps} <= own


@given(st.lists(st.text(min_size=26, max_size=60), min_size=1, max_size=4), st.booleans())
def test_every_word_of_a_story_stands_in_the_report(parts, terse):
    talk = Talk(terse=terse)
    stories = [part for part in dict.fromkeys(parts) if read(part).verb is None]
    stories = [part for part in stories if len(read(part).whole) > 25]
    for story in stories:
        talk.says(f"LAPOR {story}")
    drafts = [*talk.filed, *([talk.memory.draft] if talk.memory.draft else [])]
    kept = "\n".join(draft.story for draft in drafts)
    assert all(AROUND.sub("", read(story).whole) in kept for story in stories)


@given(st.text(max_size=80))
def test_any_text_is_read_and_no_day_is_to_come(text):
    said = read(text)
    assert len(said.rest) <= len(said.whole)
    day = day_in(text, TODAY)
    assert day is None or day <= TODAY


@given(st.lists(ANYTHING, max_size=15))
def test_a_step_is_the_same_for_the_same_memory_and_message(texts):
    talk = Talk()
    for text in texts:
        heard = Heard(key="again", day=talk.today, text=text)
        one = engine.step(talk.memory, heard, talk.country, Manner())
        assert one == engine.step(talk.memory, heard, talk.country, Manner())
        talk.says(text)
