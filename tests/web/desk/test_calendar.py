"""Due dates in a calendar: numbers and clocks alone, for one post, while its person holds it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from lapor.accounts import invitations
from lapor.agencies.models import Tenure
from lapor.reports import closure, feeds, triage
from lapor.reports.models import CalendarFeed, Report
from lapor.reports.terms import Kind
from tests.factories import make_report
from tests.web.desk.officers import HOST, sign_in, with_password

pytestmark = pytest.mark.django_db
PAGE = "/desk/kalender"


def address(client):
    """Make an address on the page and return its path."""
    shown = client.post(PAGE).context["address"]
    return shown[shown.index("/desk/") :]


def read(path, **headers):
    return Client(headers=HOST | headers).get(path)


def events(path):
    return list(Calendar.from_ical(read(path).content).walk("VEVENT"))


def test_a_calendar_reads_the_dates_of_the_desk_by_number_and_clock_alone(world):
    report = make_report(
        world, at=timezone.now(), title="Zamrud rahasia", region=world.place, confidential=True
    )[0]
    path = address(sign_in(world.admin))
    [event] = events(path)
    assert str(event["SUMMARY"]) == f"Verifikasi · {report.number[:4]}-{report.number[4:]}"
    assert str(event["URL"]).endswith(f"/desk/laporan/{report.number}")
    report.refresh_from_db()
    assert event.decoded("DTSTART") == timezone.localtime(report.due_at).date()
    text = read(path).content.decode()
    assert "Zamrud" not in text
    assert "Sukamaju" not in text
    assert read(path).headers["Content-Type"].startswith("text/calendar")


def test_what_only_protectors_know_changes_no_calendar(world):
    report, reporter = make_report(world, at=timezone.now())
    path = address(sign_in(world.admin))
    before = read(path).content
    closure.retaliation(report, actor=reporter, words="Saya diancam.")
    assert read(path).content == before


def test_a_date_that_moves_stays_one_event(world):
    report = make_report(world, at=timezone.now())[0]
    path = address(sign_in(world.admin))
    [before] = events(path)
    Report.objects.filter(pk=report.pk).update(due_at=report.due_at + timedelta(days=2))
    [after] = events(path)
    assert before["UID"] == after["UID"]
    assert before.decoded("DTSTART") != after.decoded("DTSTART")


def test_only_the_own_desk_is_read_not_the_units_below(world):
    report = make_report(world, at=timezone.now())[0]
    path = address(sign_in(world.admin))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    assert events(path) == []
    assert len(events(address(sign_in(world.liaison)))) == 1


def test_an_address_is_shown_once_and_kept_as_a_digest(world):
    client = sign_in(world.admin)
    path = address(client)
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert token not in client.get(PAGE).text
    assert token.encode() not in bytes(CalendarFeed.objects.get().token_hmac)
    assert len(token) >= 22, "128 bits"


def test_a_new_address_ends_the_old_one_and_it_can_be_ended(world):
    client = sign_in(world.admin)
    first, second = address(client), address(client)
    assert read(first).status_code == 404
    assert read(second).status_code == 200
    client.post(f"{PAGE}/hentikan")
    assert read(second).status_code == 404
    assert "Belum ada alamat" in client.get(PAGE).text


def test_it_is_dead_at_once_when_its_person_leaves_the_post(world):
    path = address(sign_in(world.admin))
    Tenure.objects.filter(person=world.admin.user).update(until=timezone.now())
    assert read(path).status_code == 404


def test_it_is_dead_when_the_account_is_closed(world):
    path = address(sign_in(world.admin))
    world.admin.user.is_active = False
    world.admin.user.save()
    assert read(path).status_code == 404


def new_password(person):
    person.set_password("sandi lain yang panjang")
    person.save()


def way_in_taken_back(person):
    invitations.forget_way_in(person)


def left_and_came_back(person):
    """As after an account was closed, which nobody can who still holds a post."""
    post = Tenure.objects.get(person=person).post
    Tenure.objects.filter(person=person).update(until=timezone.now())
    Tenure.objects.create(post=post, person=person, since=timezone.now())


@pytest.mark.parametrize("change", [new_password, way_in_taken_back, left_and_came_back])
def test_it_is_dead_for_good_when_its_person_comes_in_another_way(world, change):
    with_password(world.admin)
    path = address(sign_in(world.admin))
    assert read(path).status_code == 200
    change(world.admin.user)
    assert read(path).status_code == 404
    client = sign_in(world.admin)
    assert "Belum ada alamat" in client.get(PAGE).text
    assert read(address(client)).status_code == 200, "a new one can be made"
    assert read(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 300, "é", "%00"])
def test_a_token_that_never_was_opens_nothing(world, token):
    assert read(f"{PAGE}/{token}.ics").status_code == 404


def test_an_unchanged_calendar_is_not_sent_again_nor_kept_by_others(world):
    make_report(world, at=timezone.now())
    path = address(sign_in(world.admin))
    first = read(path)
    assert "no-store" in first.headers["Cache-Control"]
    again = read(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_report(world, at=timezone.now())
    assert read(path, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_there_is_an_end_to_dates(world, monkeypatch, django_assert_max_num_queries):
    for _n in range(4):
        make_report(world, at=timezone.now())
    path = address(sign_in(world.admin))
    monkeypatch.setattr(feeds, "MOST", 3)
    with django_assert_max_num_queries(4):
        assert len(events(path)) == 3


def test_a_stranger_has_no_page(world):
    assert Client(headers=HOST).get(PAGE).status_code == 302
    assert Client(headers=HOST).post(PAGE).status_code == 403
    assert not CalendarFeed.objects.exists()


def test_an_address_in_clear_is_not_led_to_https_but_refused(world, settings):
    path = address(sign_in(world.admin))
    settings.SECURE = settings.SECURE_SSL_REDIRECT = True
    assert read(path).status_code == 404
    assert Client(headers=HOST).get(path, secure=True).status_code == 200
    assert read("/lapor").status_code == 301
