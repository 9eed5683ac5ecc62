"""What all forms share: words that are far too long, days that are far away."""

from datetime import date

import pytest
from django import forms
from django.utils import timezone

from lapor.web.forms import ROOM, DayField, LineField, WordsField


def test_words_that_are_far_too_long_are_refused_as_they_came():
    with pytest.raises(forms.ValidationError, match="Paling banyak 10 huruf; tulisan Anda 41"):
        WordsField(most=10).clean(" " * (ROOM * 10) + "a")


def test_words_typed_in_parts_are_as_long_as_they_read():
    assert WordsField(most=10).clean("e\u0301" * 10) == "é" * 10


def test_a_line_stays_one_line_whatever_is_pasted_into_it():
    pasted = "Lampu padam\r\n\r\nTenggat\u2028dicabut\x85 .\t"
    assert LineField(most=60).clean(pasted) == "Lampu padam Tenggat dicabut ."
    assert "\n" in WordsField(most=60).clean(pasted)


def test_a_day_is_read_as_people_write_it():
    assert DayField().clean("20/08/2026") == DayField().clean("2026-08-20") == date(2026, 8, 20)


@pytest.mark.parametrize("typed", ["31/12/9999", "01/01/0001"])
def test_a_year_that_is_a_slip_is_refused_at_the_field(typed):
    with pytest.raises(forms.ValidationError, match="Periksa tahunnya"):
        DayField().clean(typed)


def test_five_years_ahead_can_be_promised():
    assert DayField().clean(f"01/01/{timezone.localdate().year + 5}")
