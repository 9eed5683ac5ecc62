"""Every text of the dialogue is there, in both languages, and fits its channel."""

import pytest

from lapor.agencies.rulebook_said import SAMPLES
from lapor.channels import summary
from lapor.channels.dialogue.texts import Text
from lapor.kit.places import fill, places_in
from lapor.kit.sms import is_gsm, parts
from lapor.project.seed.letters import dialogue

# As long as they come; the page on which texts are edited measures with the same.
LONGEST = SAMPLES | {"summary": "x" * summary.ROOM, "proposed": "x" * summary.ROOM_OF_A_RECEIPT}
ROWS = {(row.move, row.audience, row.language): row for row in dialogue()}


@pytest.mark.parametrize("name", list(Text))
def test_each_text_that_is_said_is_kept_in_both_languages(name):
    assert all((name, "chat", language) in ROWS for language in ("id", "en"))


@pytest.mark.parametrize("key", [key for key in ROWS if key[1] == "sms"])
def test_an_sms_is_one_part_of_plain_letters(key):
    body = fill(ROWS[key].body, LONGEST)
    assert is_gsm(body)
    assert len(parts(body)) == 1, len(body)


def test_both_languages_say_the_same_things_with_the_same_places():
    ours = {key[:2]: places_in(row.body) for key, row in ROWS.items() if key[2] == "id"}
    theirs = {key[:2]: places_in(row.body) for key, row in ROWS.items() if key[2] == "en"}
    assert ours.keys() == theirs.keys()
    assert all(set(ours[key]) == set(theirs[key]) for key in ours)
