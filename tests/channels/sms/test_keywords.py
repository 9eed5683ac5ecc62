"""Codes of governments: `TANGKAB isi aduan`, however it is typed; what is no code stays text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.conversing import codes_of
from lapor.channels.dialogue.commands import BY_FORM, read
from lapor.channels.models import Conversation
from lapor.outbox.models import ChannelAccount
from tests.channels.dialogue.talk import PLACES, Talk

CODE = "KOTASERANG"
STORY = "lampu jalan padam sudah empat minggu, gelap sekali"
GAPS = st.sampled_from(
    [
        " ",
        "  ",
        "#",
        ".",
        " # ",
        "\n",
        ": ",
        "(spasi)",
        " (spasi) ",
        "(SPASI)",
        "<spasi>",
        " spasi ",
    ]
)
BEFORE = st.sampled_from(["", " ", "#", "LAPOR ", "lapor#", "Lapor (spasi) ", "ADUAN: "])
CASED = st.lists(st.booleans(), min_size=len(CODE), max_size=len(CODE)).map(
    lambda large: "".join(
        letter if up else letter.lower() for letter, up in zip(CODE, large, strict=True)
    )
)


@given(BEFORE, CASED, GAPS)
def test_a_code_names_the_place_however_it_is_typed(before, code, gap):
    talk = Talk(terse=True)
    talk.says(f"{before}{code}{gap}{STORY}")
    [draft] = talk.filed
    assert (draft.place, draft.story) == (PLACES[1], STORY)


@given(st.from_regex(r"[A-Za-z0-9]{2,12}", fullmatch=True), GAPS)
def test_what_is_no_code_stays_in_the_words(word, gap):
    if word.upper() == CODE or word.lower() in BY_FORM:
        return
    talk = Talk(terse=True)
    talk.says(f"{word}{gap}{STORY}")
    story = talk.filed[0].story if talk.filed else talk.draft.story
    assert story.startswith(word)
    assert story.endswith(STORY)


@given(st.text(max_size=60), GAPS)
def test_the_words_after_a_code_are_kept_to_the_letter(words, gap):
    talk = Talk(terse=True)
    talk.says(f"{CODE}{gap}x {words} {STORY}")
    drafts = [*talk.filed, *([talk.memory.draft] if talk.memory.draft else [])]
    kept = "\n".join(draft.story for draft in drafts)
    whole = read(f"x {words} {STORY}").whole
    assert re.sub(r"\s+", " ", whole) in re.sub(r"\s+", " ", kept)


def test_a_code_alone_asks_for_the_story_and_keeps_the_place():
    talk = Talk(terse=True)
    assert talk.says(CODE) == ["story"]
    assert talk.says(STORY) == ["confirm"]
    assert talk.says("ya") == ["sent"]
    assert talk.filed[0].place == PLACES[1]


def test_a_report_without_any_code_is_a_report():
    talk = Talk(terse=True)
    assert talk.says(f"Di Sawah Luhur {STORY}") == ["sent"]


def test_the_codes_of_an_account_are_data_and_each_alias_is_one_more():
    account = ChannelAccount(channel="sms", said={"codes": {"Tangkab": "36.03", "KABTNG": "36.03"}})
    codes = codes_of(Conversation(account=account))
    assert codes == {"TANGKAB": "36.03", "KABTNG": "36.03"}
