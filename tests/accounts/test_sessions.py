"""What lies in the table of sessions opens no session."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.accounts.sessions import SessionStore, kept_under
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db


def with_key(key):
    browser = Client(headers=HOST)
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def test_the_key_in_the_table_lets_nobody_in_and_the_browsers_does(world):
    officer = sign_in(world.admin)
    key = officer.cookies[settings.SESSION_COOKIE_NAME].value
    (row,) = Session.objects.all()
    assert row.session_key == kept_under(key) != key
    assert with_key(key).get("/desk/").status_code == 200
    assert with_key(row.session_key).get("/desk/").status_code == 302


def test_a_row_tells_neither_who_nor_when(world):
    sign_in(world.admin)
    (row,) = Session.objects.all()
    assert row.get_decoded() == {}, "the library alone, without our key, reads nothing"
    assert "auth_user" in str(SessionStore().decode(row.session_data))
    assert (row.expire_date.minute, row.expire_date.second, row.expire_date.microsecond) == (
        0,
        0,
        0,
    )


def test_another_key_ends_every_session(world, settings):
    officer = sign_in(world.admin)
    settings.MFA_KEY = bytes(32)
    assert officer.get("/desk/").status_code == 302


def test_another_pepper_ends_every_session(world, settings):
    officer = sign_in(world.admin)
    settings.PEPPER = b"another"
    assert officer.get("/desk/").status_code == 302


def test_who_signs_out_leaves_no_row_and_no_key_that_works(world):
    officer = sign_in(world.admin)
    key = officer.cookies[settings.SESSION_COOKIE_NAME].value
    assert officer.post(reverse("account_logout")).status_code == 302
    assert not Session.objects.exists()
    assert with_key(key).get("/desk/").status_code == 302


def test_a_new_key_takes_the_place_of_the_old_one(world):
    officer = sign_in(world.admin)
    session = officer.session
    old = session.session_key
    session.cycle_key()
    assert [row.session_key for row in Session.objects.all()] == [
        kept_under(str(session.session_key))
    ]
    assert with_key(old).get("/desk/").status_code == 302
    assert with_key(session.session_key).get("/desk/").status_code == 200


def test_a_key_that_somebody_chose_becomes_nobodys_session(world):
    session = SessionStore("a" * 32)
    session["post"] = world.admin.post.pk
    session.save()
    (row,) = Session.objects.all()
    assert row.session_key == kept_under(str(session.session_key))
    assert session.session_key != "a" * 32


def test_an_ended_session_lets_nobody_in_and_is_cleared_at_night(world):
    officer = sign_in(world.admin)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert officer.get("/desk/").status_code == 302
    call_command("clearsessions")
    assert not Session.objects.exists()
