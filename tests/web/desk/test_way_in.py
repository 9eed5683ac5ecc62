"""Every desk page asks for a sign-in, the second factor and a post; what was typed is kept."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.accounts.adapters import SEEN_AT, SIGNED_IN_AT
from lapor.accounts.models import User
from lapor.accounts.second_factor import enroll
from lapor.web.desk import session as limits
from lapor.web.desk.urls import urlpatterns
from tests.factories import make_report
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db
# The pages by which one comes in and goes out; all others need the second factor.
WAY_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_add_webauthn",
    "desk-institutions",
    "desk-institution-go",
    "desk-institution-back",
}
# Whose address says it all; tested with what they open.
BY_TOKEN = {"desk-calendar-feed", "desk-invitation"}
GUARDED = sorted({str(pattern.name) for pattern in urlpatterns} - WAY_IN - BY_TOKEN)
ARGUMENTS: dict[str, list[str | int]] = {
    "desk-case": ["AAAA0000"],
    "desk-act": ["AAAA0000", "note"],
    "desk-split": ["AAAA0000"],
    "desk-proposals": ["AAAA0000"],
    "desk-parties": ["AAAA0000"],
    "desk-party-file": ["AAAA0000", 1, 1],
    "desk-draft-file": [1, 1],
    "desk-answer-check": ["AAAA0000"],
    "desk-draft": [1],
    "desk-name": ["AAAA0000"],
    "desk-quality-one": [1],
    "desk-sealed": ["AAAA0000"],
    "desk-reveal": ["00000000-0000-7000-8000-000000000000"],
    "desk-original": ["00000000-0000-7000-8000-000000000000"] * 2,
    "desk-seal-paper": ["00000000-0000-7000-8000-000000000000"],
    "desk-file": ["AAAA0000", 1],
    "desk-file-small": ["AAAA0000", 1],
    "desk-file-seen": ["AAAA0000", 1],
    "desk-file-cover": ["AAAA0000", 1],
    "desk-file-result": ["AAAA0000", 1],
    "desk-follow": ["AAAA0000"],
    "desk-present": ["AAAA0000"],
    "desk-colleagues": ["AAAA0000"],
    "desk-similar": ["AAAA0000"],
    "desk-suggestion": ["AAAA0000"],
    "desk-why": ["AAAA0000"],
    "desk-problem": [1],
    "desk-problem-act": [1, "tutup"],
    "desk-batch": ["00000000-0000-7000-8000-000000000000"],
    "desk-view-rename": [1],
    "desk-view-drop": [1],
    "desk-letter-again": ["00000000-0000-7000-8000-000000000000"],
    "desk-channel-new": ["telegram"],
    "desk-channel": [1],
    "desk-channel-sent": [1],
    "desk-channel-again": [1, "00000000-0000-7000-8000-000000000000"],
    "desk-channel-act": [1, "ubah"],
    "desk-rule-book": ["hari-libur"],
    "desk-rule": ["hari-libur", "baru"],
    "desk-rule-undo": [1],
    "desk-post": [1],
    "desk-post-new": [1],
    "desk-post-act": [1, "serah"],
    "desk-stand-in-end": [1],
    "desk-person": [1],
    "desk-person-act": [1, "atur-ulang"],
    "desk-office": [1],
    "desk-office-act": [1, "gabung"],
    "desk-plan-cancel": [1],
    "mfa_remove_webauthn": [1],
    "desk-provider": [1],
}


def address(name):
    return reverse(name, args=ARGUMENTS.get(name, []))


@pytest.mark.parametrize("name", GUARDED)
def test_who_has_not_signed_in_is_asked_to(name):
    answer = Client(headers=HOST).get(address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", GUARDED)
def test_who_has_no_second_factor_is_led_to_setting_it_up(world, name):
    answer = sign_in(world.admin, factor=False).get(address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_activate_totp"))


@pytest.mark.parametrize("name", GUARDED)
def test_who_has_a_factor_but_has_not_shown_it_is_asked_for_a_code(world, name):
    client = sign_in(world.admin, factor=False)
    enroll(world.admin.user)
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("name", GUARDED)
def test_no_desk_page_is_kept_by_a_browser(world, name):
    answer = sign_in(world.admin).get(address(name))
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["desk-inbox", "desk-search", "desk-case", "desk-act"])
def test_a_person_without_a_post_is_told_so(db, name):
    user = User.objects.create(username="tanpa-jabatan", name="Tanpa Jabatan")
    answer = sign_in(user).get(address(name))
    assert answer.status_code == 403
    assert "belum memegang jabatan" in answer.text


def test_the_shown_factor_of_one_person_is_not_that_of_another(world):
    client = sign_in(world.admin)
    session = client.session
    session["account_authentication_methods_user"] = str(world.liaison.user.pk)
    session.save()
    assert client.get("/desk/").headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_factor_that_was_taken_away_ends_its_sessions(world):
    client = sign_in(world.admin)
    world.admin.user.authenticator_set.all().delete()
    assert client.get("/desk/").headers["Location"].startswith(reverse("mfa_activate_totp"))


@pytest.mark.parametrize(
    ("key", "age"), [(SEEN_AT, limits.IDLE), (SIGNED_IN_AT, limits.LONGEST)], ids=["idle", "long"]
)
def test_a_session_ends_by_itself(world, key, age):
    client = sign_in(world.admin)
    session = client.session
    session[key] = int(time.time()) - age + 30
    session.save()
    assert client.get("/desk/").status_code == 200
    session = client.session
    session[key] = int(time.time()) - age - 30
    session.save()
    assert client.get("/desk/").status_code == 302


def test_a_session_that_does_not_say_when_it_began_is_over(world):
    client = sign_in(world.admin)
    session = client.session
    del session[SIGNED_IN_AT]
    session.save()
    assert client.get("/desk/").status_code == 302


def test_being_here_is_noted_at_most_once_a_minute(world, django_assert_num_queries):
    client = sign_in(world.admin)
    noted = client.session[SEEN_AT]
    client.get("/desk/akun")
    assert client.session[SEEN_AT] == noted
    session = client.session
    session[SEEN_AT] = noted - 2 * limits.NOTED_EVERY
    session.save()
    client.get("/desk/akun")
    assert client.session[SEEN_AT] >= noted


def test_a_form_sent_after_the_session_ended_gives_the_words_back(world):
    report, _reporter = make_report(world, at=timezone.now())
    typed = {"seen": 1, "words": "Catatan yang saya tulis sejam <lamanya>"}
    where = reverse("desk-act", args=[report.number, "note"])
    answer = Client(headers=HOST).post(where, typed)
    assert answer.status_code == 403
    assert "Anda perlu masuk lagi" in answer.text
    assert "Catatan yang saya tulis sejam &lt;lamanya&gt;" in answer.text
    back = reverse("desk-case", args=[report.number]).replace("/", "%2F")
    assert f'href="{reverse("account_login")}?next={back}"' in answer.text
    assert not report.events.filter(move="note").exists()


def test_a_form_of_an_older_session_gives_the_words_back(world):
    client = Client(headers=HOST, enforce_csrf_checks=True)
    where = reverse("desk-act", args=["AAAA0000", "note"])
    answer = client.post(where, {"words": "Catatan yang saya tulis", "password": "jangan tampil"})
    assert answer.status_code == 403
    assert "Catatan yang saya tulis" in answer.text
    assert "jangan tampil" not in answer.text


def test_signing_out_ends_the_session(world):
    client = sign_in(world.admin)
    client.post(reverse("account_logout"))
    assert client.get("/desk/").status_code == 302


def test_the_head_shows_the_post_and_only_pages_that_this_post_has(world):
    page = sign_in(world.handler).get("/desk/").text
    assert world.handler.post.title in page
    assert "WIB" in page
    assert "Surel gagal" not in page
