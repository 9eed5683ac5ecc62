"""An SMS is counted and cut as the network does it."""

from hypothesis import given
from hypothesis import strategies as st

from lapor.kit.sms import ALONE, COST, JOINED, is_gsm, parts, plainer


def test_one_hundred_and_sixty_letters_are_one_part_and_one_more_makes_two():
    assert len(parts("a" * 160)) == 1
    assert [len(part) for part in parts("a" * 161)] == [153, 8]


def test_braces_and_the_euro_count_twice():
    assert len(parts("€" * 80)) == 1
    assert len(parts("€" * 81)) == 2


def test_a_letter_outside_the_alphabet_makes_all_of_it_wide():
    assert len(parts("ę" + "a" * 69)) == 1
    assert [len(part) for part in parts("ę" + "a" * 70)] == [67, 4]


def test_an_emoji_is_never_cut_through():
    cut = parts("a" * 66 + "😀" * 10)
    assert [len(part.encode("utf-16-le")) // 2 for part in cut] == [66, 20]


def test_typed_quotation_marks_become_plain_ones():
    assert plainer("“sudah” – ’kan…") == '"sudah" - \'kan...'
    assert is_gsm(plainer("“sudah” – ’kan…"))


@given(st.text(max_size=700))
def test_nothing_is_lost_and_no_part_is_too_long(text):
    cut = parts(text)
    assert "".join(cut) == text
    if is_gsm(text):
        most = ALONE if len(cut) == 1 else JOINED
        assert all(sum(COST[letter] for letter in part) <= most for part in cut)
    else:
        most = 70 if len(cut) == 1 else 67
        assert all(len(part.encode("utf-16-le")) // 2 <= most for part in cut)
