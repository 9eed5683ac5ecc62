"""Which passwords are taken: long ones of any kind, and none that everybody thinks of."""

from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lapor.accounts.passwords import WORDS_OF_THIS_PLACE
from lapor.project.settings import PASSWORD_HASHERS
from tests.web.desk.officers import HOST, with_password

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "accounts.md"


@pytest.mark.parametrize(
    "password",
    ["1234567890", "password123", "P@ssw0rd2024!", "sayang2024!!", "  iloveyou99", "Bismillah#1"],
)
def test_what_everybody_uses_is_refused_with_figures_and_signs_around_it_too(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["lapor-2024!", "AdminKelurahan1", "sp4n-lapor-2025", "Inspektorat#77", "kota.kota.kota"],
)
def test_words_of_this_place_are_no_password(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "LAPOR" in str(refused.value) or "banyak orang" in str(refused.value)


def test_nine_signs_are_too_few():
    validate_password("kerbaubiru")
    with pytest.raises(ValidationError):
        validate_password("kerbaubir")


def test_the_words_of_this_place_stand_in_the_documentation():
    page = PAGE.read_text()
    assert [word for word in WORDS_OF_THIS_PLACE if f"`{word}`" not in page] == []


@pytest.mark.parametrize(
    "password",
    [
        "tujuhkerbaubiru", "8842097713", "~~;;^^%%((!!", "KERBAUBIRUTUJUH", "kerbau biru di sawah",
        "ꦱꦮꦃꦧꦶꦫꦸꦏꦼꦧꦺꦴ", "kantor kami di tepi sungai", "k" + "erbau biru " * 9,
    ],
)  # fmt: skip
def test_any_composition_of_ten_to_a_hundred_signs_is_taken(password):
    validate_password(password)


@pytest.mark.django_db
def test_a_password_counts_exactly_as_it_was_typed_and_is_kept_by_argon2(world, settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    user = with_password(world.admin)
    typed = "  Kerbau Biru di Sawah " + "x" * 100
    user.set_password(typed)
    user.save()
    browser = Client(headers=HOST)
    for other in (typed.strip(), typed.lower(), typed[:-1], typed[:72]):
        sent = {"login": user.username, "password": other}
        assert browser.post(reverse("account_login"), sent).status_code == 422
    sent = {"login": user.username, "password": typed}
    assert browser.post(reverse("account_login"), sent).status_code == 302
    assert user.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
def test_a_password_is_typed_unseen_and_a_browser_may_fill_it_in(world):
    page = Client(headers=HOST).get(reverse("account_login")).text
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


@pytest.mark.django_db
def test_there_is_no_person_that_nobody_made(db):
    for name in ("admin", "root", "sa", "postgres", "lapor", "test"):
        assert authenticate(username=name, password=name) is None
