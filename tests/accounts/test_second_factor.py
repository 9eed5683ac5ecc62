"""Signing in takes a password and a code; nothing secret lies in clear."""

import base64
import json
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from lapor.accounts.models import User
from lapor.accounts.sealing import open_secret, seal_secret
from lapor.accounts.second_factor import (
    PERIOD,
    code_of,
    current_code,
    current_codes,
    enroll,
    is_enrolled,
)
from lapor.accounts.sessions import SessionStore
from tests.web.desk.officers import HOST, PASSWORD, sign_in, with_password

pytestmark = pytest.mark.django_db
LOGIN = "/desk/masuk"


def code_of_neighbour(user):
    """Return the code of the period before, which a phone that is slow still shows."""
    return current_code(user, now=time.time() - PERIOD)


@pytest.fixture
def browser():
    return Client(headers=HOST)


def give_password(browser, user, password=PASSWORD, **query):
    where = f"{LOGIN}?next={query['next']}" if query else LOGIN
    return browser.post(where, {"login": user.username, "password": password, **query})


def test_the_secret_of_a_second_factor_is_sealed_in_the_database(world):
    user = world.admin.user
    enroll(user, b"01234567890123456789")
    stored = json.dumps(Authenticator.objects.get(user=user).data)
    assert base64.b32encode(b"01234567890123456789").decode() not in stored


def test_a_sealed_secret_opens_only_for_its_own_use():
    with pytest.raises(InvalidTag):
        open_secret(seal_secret("rahasia", b"this"), b"that")
    assert open_secret(seal_secret("rahasia")) == "rahasia"


def test_the_code_is_the_one_of_rfc_6238(world):
    enroll(world.admin.user, b"12345678901234567890")
    assert current_code(world.admin.user, now=59) == "287082"
    assert current_code(world.admin.user, now=1111111109) == "081804"


def test_codes_of_many_people_cost_one_statement(world, django_assert_num_queries):
    people = [world.admin.user, world.liaison.user, world.handler.user]
    for user in people[:2]:
        enroll(user)
    with django_assert_num_queries(1):
        assert current_codes(people).keys() == {user.pk for user in people[:2]}


def test_who_has_no_second_factor_has_no_code(world):
    with pytest.raises(LookupError):
        current_code(world.admin.user)


def test_enrolling_again_ends_the_earlier_factor(world):
    enroll(world.admin.user, b"12345678901234567890")
    first = current_code(world.admin.user, now=59)
    enroll(world.admin.user, b"a-different-secret!!")
    assert current_code(world.admin.user, now=59) != first


def test_a_password_and_a_code_lead_to_where_one_wanted_to_go(world, browser):
    user = with_password(world.admin)
    enroll(user)
    asked = give_password(browser, user, next="/desk/cari")
    assert asked.headers["Location"] == reverse("mfa_authenticate")
    answer = browser.post(asked.headers["Location"], {"code": current_code(user)})
    assert answer.headers["Location"] == "/desk/cari"
    assert browser.get("/desk/").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_name(world, browser):
    user = with_password(world.admin)
    answer = give_password(browser, user, "salah")
    assert answer.status_code == 422
    assert "tidak cocok" in answer.text
    assert f'value="{user.username}"' in answer.text


def test_a_wrong_code_leaves_one_outside(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    answer = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 422
    assert browser.get("/desk/").status_code == 302


def test_a_code_works_once(world, browser):
    user = with_password(world.admin)
    enroll(user)
    code = current_code(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    other = Client(headers=HOST)
    give_password(other, user)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_a_code_does_not_work_again_while_a_slow_clock_would_still_show_it(world, browser):
    user = with_password(world.admin)
    enroll(user)
    code = current_code(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    with time_machine.travel(time.time() + PERIOD + 1, tick=False):
        assert code_of_neighbour(user) == code
        other = Client(headers=HOST)
        give_password(other, user)
        assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_a_password_cannot_be_guessed_at_leisure(world, browser):
    user = with_password(world.admin)
    answers = [give_password(browser, user, f"salah {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Tunggu lima menit" in answers[-1].text
    assert give_password(browser, user).status_code == 429


def test_neither_can_a_code(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    codes = [browser.post(reverse("mfa_authenticate"), {"code": "000000"}) for _n in range(6)]
    assert [answer.status_code for answer in codes] == [422] * 5 + [429]


def test_many_sign_ins_from_one_address_get_a_page_that_says_so(world, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [Client(headers=HOST).post(LOGIN, {}) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert "Terlalu banyak percobaan" in answers[-1].text


def test_a_first_sign_in_leads_to_setting_up_the_factor_and_to_recovery_codes(world, browser):
    user = with_password(world.admin)
    give_password(browser, user)
    page = browser.get("/desk/", follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_activate_totp")
    form = page.context["form"]
    assert all(part in page.text for part in form.spelled.split())
    code = code_of(form.secret)
    sent = {"sealed": form.sealed_secret, "code": code}
    codes = browser.post(reverse("mfa_activate_totp"), sent, follow=True)
    assert codes.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert len(codes.context["unused_codes"]) == 10
    assert is_enrolled(user)
    assert browser.get("/desk/").status_code == 200
    again = browser.get(reverse("mfa_view_recovery_codes"))
    assert codes.context["unused_codes"][0] not in again.text


def test_the_new_secret_is_never_in_the_session(world, browser):
    user = with_password(world.admin)
    give_password(browser, user)
    form = browser.get(reverse("mfa_activate_totp")).context["form"]
    for session in Session.objects.all():
        assert form.secret not in json.dumps(SessionStore().decode(session.session_data))


def test_a_wrong_code_keeps_the_drawing_that_was_scanned(world, browser):
    user = with_password(world.admin)
    give_password(browser, user)
    form = browser.get(reverse("mfa_activate_totp")).context["form"]
    sent = {"sealed": form.sealed_secret, "code": "000000"}
    answer = browser.post(reverse("mfa_activate_totp"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].secret == form.secret


def test_a_secret_sealed_for_somebody_else_is_not_taken(world, browser):
    user = with_password(world.admin)
    give_password(browser, user)
    foreign = seal_secret("A" * 32, f"new second factor of {world.liaison.user.pk}".encode())
    sent = {"sealed": foreign, "code": code_of("A" * 32)}
    answer = browser.post(reverse("mfa_activate_totp"), sent)
    assert answer.status_code == 422
    assert not is_enrolled(user)


def test_a_recovery_code_opens_the_door_once(world, browser):
    user = with_password(world.admin)
    give_password(browser, user)
    form = browser.get(reverse("mfa_activate_totp")).context["form"]
    sent = {"sealed": form.sealed_secret, "code": code_of(form.secret)}
    shown = browser.post(reverse("mfa_activate_totp"), sent, follow=True)
    spare = shown.context["unused_codes"][0]
    for expected in (302, 422):
        other = Client(headers=HOST)
        give_password(other, user)
        assert other.post(reverse("mfa_authenticate"), {"code": spare}).status_code == expected


def test_who_changes_phones_must_set_up_the_new_one(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    page = browser.post(reverse("mfa_deactivate_totp"), follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_activate_totp")


def test_nobody_signs_up(browser):
    assert browser.get("/desk/daftar").status_code == 404
    assert browser.get("/accounts/signup/").status_code == 404


def test_the_password_can_be_changed(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    new = "kata kunci yang lain sekali"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    page = browser.post(reverse("account_change_password"), sent, follow=True)
    assert "Kata sandi baru sudah berlaku" in page.text
    user.refresh_from_db()
    assert user.check_password(new)


def test_later_a_factor_is_changed_only_by_who_shows_it_again(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    changes = ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn")
    with time_machine.travel(time.time() + 20 * 60):
        for name in changes:
            asked = browser.post(reverse(name))
            again = (reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))
            assert asked.headers["Location"].partition("?")[0] in again, name
        assert is_enrolled(user)


def test_another_password_ends_every_other_session(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    elsewhere = sign_in(world.admin)
    assert elsewhere.get("/desk/").status_code == 200
    new = "kata kunci yang lain sekali"
    wrong = {"oldpassword": "salah", "password1": new, "password2": new}
    assert browser.post(reverse("account_change_password"), wrong).status_code == 422
    browser.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})
    assert browser.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


def test_spare_codes_are_many_enough_to_guess_and_sealed(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    made = browser.post(reverse("mfa_generate_recovery_codes"), follow=True).context["unused_codes"]
    assert all(len(code.replace("-", "")) >= 8 for code in made)
    kept = json.dumps(Authenticator.objects.get(user=user, type="recovery_codes").data)
    assert not [code for code in made if code in kept]


def test_every_page_of_the_desk_has_the_way_out(world):
    desk = sign_in(world.admin)
    for path in ("/desk/", "/desk/akun", "/desk/cari", "/desk/jabatan/"):
        assert f'href="{reverse("account_logout")}"' in desk.get(path).text, path


def test_who_shows_the_factor_again_gets_another_key_of_the_session(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    old = browser.cookies[settings.SESSION_COOKIE_NAME].value
    with time_machine.travel(time.time() + 90, tick=False):
        browser.post(reverse("mfa_reauthenticate"), {"code": current_code(user)})
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != old
    assert len(old) >= 32
    assert browser.get("/desk/").status_code == 200
    stolen = Client(headers=HOST)
    stolen.cookies[settings.SESSION_COOKIE_NAME] = old
    assert stolen.get("/desk/").status_code == 302


def test_a_closed_account_ends_its_sessions_at_once(world):
    desk = sign_in(world.liaison)
    assert desk.get("/desk/").status_code == 200
    User.objects.filter(pk=world.liaison.user.pk).update(is_active=False)
    assert desk.get("/desk/").headers["Location"].startswith(LOGIN)


def test_the_cookie_of_a_session_is_closed_to_scripts_and_to_other_sites(world, browser):
    user = with_password(world.admin)
    enroll(user)
    give_password(browser, user)
    browser.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    browser.get(reverse("account_change_password"))
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = browser.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
