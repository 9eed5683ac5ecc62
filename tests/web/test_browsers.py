"""In which browsers a person is signed in, and how one of them ends from another, at once."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lapor.accounts.browsers import family_of
from lapor.accounts.models import SignedIn
from lapor.accounts.second_factor import current_code, enroll
from tests.web.desk.officers import HOST, PASSWORD, with_password
from tests.web.public.accounts import enter

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
DESK, ACCOUNT = "/desk/akun/peramban", "/akun/peramban"


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def sign_in_by_hand(user, agent=FIREFOX):
    """Return a browser that came in by password and code; each code works once."""
    client = Client(headers=HOST | {"user-agent": agent}, REMOTE_ADDR="203.0.113.9")
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    sent = client.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    assert sent.status_code == 302
    return client


@pytest.fixture
def two(world):
    """Two browsers of one officer."""
    user = with_password(world.admin)
    enroll(user)
    first = sign_in_by_hand(user)
    with time_machine.travel(time.time() + 90, tick=False):
        return first, sign_in_by_hand(user, "Mozilla/5.0 Chrome/120 Safari/537 Edg/120")


def test_an_officer_sees_where_they_are_signed_in_by_family_and_hour_alone(two):
    first, _second = two
    page = first.get(DESK).text
    assert "Firefox" in page
    assert "Edge" in page
    assert page.count("Peramban ini") == 1
    for told in ("203.0.113", "128.0", "Linux", "rv:"):
        assert told not in str(list(SignedIn.objects.values()))
        assert told not in page
    assert all(row.seen_at.minute == row.since.minute == 0 for row in SignedIn.objects.all())


def test_one_browser_signs_the_other_out_at_once(two):
    first, second = two
    assert second.get("/desk/").status_code == 200
    other = next(place for place in first.get(DESK).context["places"] if not place.is_this)
    answer = first.post(DESK, {"sesi": other.key}, follow=True)
    assert "Peramban itu sudah dikeluarkan" in answer.text
    assert second.get("/desk/").status_code == 302
    assert first.get("/desk/").status_code == 200
    assert "memang sudah keluar" in first.post(DESK, {"sesi": other.key}, follow=True).text


def test_all_others_are_signed_out_together(two):
    first, second = two
    assert "1 peramban dikeluarkan" in first.post(DESK, {"semua": "1"}, follow=True).text
    assert second.get("/desk/").status_code == 302
    assert Session.objects.count() == SignedIn.objects.count() == 1


def test_nobody_ends_a_session_of_somebody_else_nor_the_one_in_use(two, world):
    first, _second = two
    citizen = enter()
    theirs = SignedIn.objects.get(user__citizen=True)
    mine = next(place for place in first.get(DESK).context["places"] if place.is_this)
    for key in (theirs.pk, mine.key, "x", "9" * 30):
        first.post(DESK, {"sesi": key})
    assert citizen.get("/akun/").status_code == 200
    assert first.get("/desk/").status_code == 200


def test_a_citizen_has_the_same_page(world):
    one, other = enter(), enter()
    assert one.get(ACCOUNT).text.count("Peramban ini") == 1
    one.post(ACCOUNT, {"semua": "1"})
    assert other.get("/akun/").status_code == 302
    assert one.get("/akun/").status_code == 200


def test_a_changed_key_stays_on_the_list(two):
    first, _second = two
    new = "kata kunci yang lain sekali"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    first.post(reverse("account_change_password"), sent)
    places = first.get(DESK).context["places"]
    assert [place.is_this for place in places].count(True) == 1


def test_use_is_noted_once_an_hour(two):
    first, _second = two
    first.get("/desk/")
    before = set(SignedIn.objects.values_list("pk", "seen_at"))
    with CaptureQueriesContext(connection) as made:
        first.get("/desk/akun")
    assert not [q for q in made.captured_queries if "accounts_signedin" in q["sql"]]
    assert set(SignedIn.objects.values_list("pk", "seen_at")) == before
    citizen = enter()
    row = SignedIn.objects.get(user__citizen=True)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        citizen.get("/akun/")
        assert SignedIn.objects.get(pk=row.pk).seen_at > row.seen_at


def test_a_session_that_ended_by_itself_is_off_the_list(two):
    first, _second = two
    this = next(p for p in first.get(DESK).context["places"] if p.is_this)
    kept = SignedIn.objects.get(pk=this.key).session
    Session.objects.exclude(session_key=kept).update(expire_date=timezone.now())
    assert len(first.get(DESK).context["places"]) == 1
    call_command("clearsessions")
    assert SignedIn.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "family"),
    [
        (FIREFOX, "Firefox"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/125 Mobile Safari/537", "Chrome"),
        ("Mozilla/5.0 SamsungBrowser/25 Chrome/121 Safari/537", "Samsung Internet"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Version/17 Mobile Safari/604", "Safari"),
        ("Mozilla/5.0 Chrome/120 Safari/537 Edg/120", "Edge"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_its_family(said, family):
    assert family_of(said) == family


def test_later_an_officer_shows_the_factor_before_another_browser_is_put_out(two):
    first, _second = two
    with time_machine.travel(time.time() + 20 * 60):
        asked = first.post(DESK, {"semua": "1"})
        assert (
            asked.headers["Location"]
            == f"{reverse('mfa_reauthenticate')}?next=%2Fdesk%2Fakun%2Fperamban"
        )
        assert SignedIn.objects.count() == 2
        person = SignedIn.objects.all()[0].user
        code = {"code": current_code(person)}
        assert first.post(asked.headers["Location"], code).headers["Location"] == DESK
        first.post(DESK, {"semua": "1"})
    assert SignedIn.objects.count() == 1


def test_later_a_citizen_proves_it_before_another_browser_is_put_out(db):
    first, _second = enter(), enter()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        asked = first.post(ACCOUNT, {"semua": "1"})
        assert asked.headers["Location"] == "/akun/masuk/ulang?ke=%2Fakun%2Fperamban"
        assert SignedIn.objects.count() == 2
        assert first.get(ACCOUNT).status_code == 200
