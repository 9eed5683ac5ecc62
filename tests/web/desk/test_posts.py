"""The pages of posts: hand-over, vacancies, standing in, choosing a post, invitations."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Delegation, Post, Role, Tenure
from lapor.outbox.models import Message
from lapor.reports import access, closure, handling, triage, workload
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome
from tests.factories import actor_of, make_agency, make_officer, make_report
from tests.web.desk.officers import HOST, PASSWORD, sign_in

pytestmark = pytest.mark.django_db
LIST = "/desk/jabatan/"


def url(post, step=""):
    return f"{LIST}{post.pk}" + (f"/{step}" if step else "")


@pytest.fixture
def newcomer(db):
    return User.objects.create(username="sekar", name="Sekar Contoh", email="sekar@example.go.id")


def letters_of(person):
    return [row.template for row in Message.objects.filter(person=person).order_by("pk")]


def test_one_hand_over_and_the_next_second_the_other_has_the_work(world, newcomer):
    numbers = []
    for _each in range(3):
        report, _ = make_report(world, at=timezone.now())
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
        triage.assign(report, to=world.works, actor=world.admin)
        numbers.append(report.number)
    leaver = sign_in(world.liaison)
    assert leaver.get(f"/desk/laporan/{numbers[0]}").status_code == 200
    told = {"username": "sekar", "why": "SK 12/2026"}
    response = sign_in(world.admin).post(url(world.liaison.post, "serah"), told, follow=True)
    assert "Sekar Contoh memegang jabatan ini mulai" in response.text
    assert leaver.get(f"/desk/laporan/{numbers[0]}").status_code == 403
    taker = sign_in(newcomer)
    inbox = taker.get("/desk/").text
    assert all(f"/desk/laporan/{number}" in inbox for number in numbers)
    assert letters_of(newcomer) == ["seated/person"]
    assert letters_of(world.liaison.user) == ["left/person"]


def test_where_mail_goes_out_the_link_is_in_the_letter_alone(world, settings):
    settings.EMAIL_URL = "smtp://mail.example.org"
    admin = sign_in(world.admin)
    told = {"username": "bayu", "is_new": "on", "name": "B", "email": "bayu@example.go.id"}
    page = admin.post(url(world.liaison.post, "serah"), told, follow=True).text
    assert "dikirim ke bayu@example.go.id" in page
    assert "/desk/undangan/" not in page
    person = User.objects.get(username="bayu")
    page = admin.post(f"{LIST}orang/{person.pk}/undang", {"why": "hilang"}, follow=True).text
    assert "/desk/undangan/" not in page
    assert letters_of(person) == ["invite/person"] * 2


@pytest.mark.parametrize("step", ["serah", "wakil"])
@pytest.mark.parametrize("role", [Role.OVERSEER, Role.LIAISON])
def test_whoever_watches_comes_in_by_a_way_that_whom_they_watch_never_had(
    world, settings, step, role
):
    """An admin could else begin an account, keep its password, and wait until it is promoted."""
    settings.EMAIL_URL = "smtp://mail.example.org"
    told = {"username": "bayu", "is_new": "on", "name": "B", "email": "bayu@example.go.id"}
    sign_in(world.admin).post(url(world.liaison.post, "serah"), told)
    person = User.objects.get(username="bayu")
    person.set_password(PASSWORD)
    person.save()
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    told = {"username": "bayu", "until": until, "why": "cuti"}
    watching = make_officer(role, world.inspectorate, "pengawas").post
    shown = sign_in(world.national).post(url(watching, step), told, follow=True).text
    assert "Pastikan alamatnya benar" in shown
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert "reset/person" in letters_of(person)
    person.set_password(PASSWORD)
    person.save()
    second = make_officer(Role.OVERSEER, world.ombudsman).post
    sign_in(world.national).post(url(second, "serah"), {"username": "bayu"})
    person.refresh_from_db()
    assert person.has_usable_password(), "once: it is their own now"


def test_where_no_mail_goes_out_the_nation_is_shown_the_new_link_of_who_is_to_watch(world):
    told = {"username": "bayu", "is_new": "on", "name": "B", "email": "bayu@example.go.id"}
    sign_in(world.admin).post(url(world.liaison.post, "serah"), told)
    shown = sign_in(world.national).post(url(world.overseer.post, "serah"), {"username": "bayu"})
    link = re.search(r"(/desk/undangan/[^<\s]+)", shown.text)
    assert link
    assert Client(headers=HOST).get(link[1]).status_code == 200


def test_a_departure_on_a_later_day_can_be_taken_back(world):
    admin, post = sign_in(world.admin), world.liaison.post
    later = (timezone.localdate() + timedelta(days=20)).isoformat()
    admin.post(url(post, "kosongkan"), {"until": later, "why": "pensiun"})
    assert 'id="batal"' in admin.get(url(post)).text
    done = admin.post(url(post, "batal"), {"why": "diperpanjang"}, follow=True).text
    assert "liaison tetap memegang jabatan ini" in done
    assert 'id="batal"' not in done
    assert Tenure.objects.get(post=post).until is None
    again = admin.post(url(post, "batal"), {"why": "x"})
    assert again.status_code == 404


def test_a_second_click_is_no_second_hand_over(world, newcomer):
    admin, page = sign_in(world.admin), url(world.liaison.post, "serah")
    for _click in range(2):
        assert admin.post(page, {"username": "sekar"}).status_code == 302
    told = {"username": "bayu", "is_new": "on", "name": "B", "email": "bayu@example.go.id"}
    links = {
        re.search(r"(/desk/undangan/[^<\s]+)", admin.post(page, told).text) is not None
        for _click in range(2)
    }
    assert links == {True}
    assert Tenure.objects.filter(post=world.liaison.post).count() == 3
    assert Message.objects.filter(template="invite/person").count() == 1


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"username": "tidak-ada"}, "Tidak ada akun bernama tidak-ada"),
        ({"username": ""}, "Isi bagian ini"),
        ({"username": "liaison"}, "sudah memegang jabatan ini"),
        ({"username": "admin"}, "mendudukkan diri sendiri"),
        ({"username": "handler", "since": "kemarin"}, "Tulis tanggal seperti"),
        ({"username": "handler", "since": "2020-01-01"}, "hari ini atau sesudahnya"),
        (
            {"username": "handler", "is_new": "on", "name": "A", "email": "a@b.go.id"},
            "sudah dipakai",
        ),
        ({"username": "baru", "is_new": "on", "name": "A", "email": "surel"}, "alamat surel dinas"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(world, told, says):
    page = sign_in(world.admin).post(url(world.liaison.post, "serah"), {"why": "SK 9", **told})
    assert page.status_code == 422
    assert says in page.text
    assert 'value="SK 9"' in page.text
    assert actor_of(world.liaison.user).post == world.liaison.post
    assert not User.objects.filter(username="baru").exists()


REACH = {  # who opens which post's page, and what may be done there
    ("national", "admin"): {"serah", "kosongkan", "wakil", "ganti-nama"},
    ("national", "overseer"): {"serah", "kosongkan", "wakil", "ganti-nama"},
    ("national", "national"): {"wakil"},
    ("admin", "liaison"): {"serah", "kosongkan", "wakil", "ganti-nama"},
    ("admin", "lurah"): {"serah", "kosongkan", "wakil", "ganti-nama"},
    ("admin", "admin"): {"wakil"},
    ("admin", "overseer"): set(),
    ("admin", "stranger"): None,
    ("admin", "national"): None,
    ("liaison", "liaison"): {"wakil"},
    ("liaison", "handler"): None,
    ("overseer", "overseer"): {"wakil"},
    ("overseer", "admin"): None,
    ("stranger", "liaison"): None,
}


@pytest.mark.parametrize(("who", "whose"), REACH)
def test_every_act_is_offered_and_taken_by_whom_the_rule_names(world, who, whose):
    offered = REACH[who, whose]
    client, post = sign_in(getattr(world, who)), getattr(world, whose).post
    page = client.get(url(post))
    assert page.status_code == (404 if offered is None else 200)
    shown = set(re.findall(r'<details class="act" id="([\w-]+)"', page.text))
    assert shown == (offered or set())
    for step in ("serah", "kosongkan", "ganti-nama", "wakil", "akhiri", "batal"):
        if step not in (offered or set()):
            assert client.post(url(post, step), {"username": "sekar"}).status_code == 404


def test_a_vacant_post_is_seen_on_the_list_and_filtered(world):
    Tenure.objects.filter(post=world.lurah.post).update(until=timezone.now())
    admin = sign_in(world.admin)
    page = admin.get(LIST).text
    assert "Kosong" in page
    only = admin.get(LIST, {"kosong": "1"}).text
    assert world.lurah.post.title in only
    assert world.liaison.post.title not in only
    found = admin.get(LIST, {"q": "liaison"}).text
    assert world.liaison.post.title in found
    assert world.lurah.post.title not in found


def test_a_page_names_the_last_day_that_a_post_is_held_and_who_stands_in(world):
    """`until` is the first moment of the day after."""
    post, zone = world.liaison.post, ZoneInfo(world.works.time_zone)
    over = datetime.combine(date(2027, 3, 9), time(), zone)
    Tenure.objects.filter(post=post).update(until=over)
    shown = sign_in(world.admin).get(url(post)).text
    assert shown.count("8 Maret 2027") == 2
    assert "9 Maret 2027" not in shown
    shown = sign_in(world.admin).get(f"{LIST}orang/{world.liaison.user.pk}").text
    assert "8 Mar 2027" in shown


def test_the_list_shows_ones_own_tree_and_nothing_else(world):
    page = sign_in(world.admin).get(LIST).text
    assert world.liaison.post.title in page
    assert world.stranger.post.title not in page
    own = sign_in(world.liaison).get(LIST).text
    assert world.liaison.post.title in own
    assert world.handler.post.title not in own
    below = sign_in(world.admin).get(LIST, {"unit": world.works.pk}).text
    assert world.lurah.post.title not in below


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(world, count, django_assert_max_num_queries):
    for number in range(count):
        office = make_agency(f"Seksi {number}", world.works)
        make_officer(Role.LIAISON, office)
    client = sign_in(world.admin)
    client.get(LIST)
    with django_assert_max_num_queries(15):
        client.get(LIST)


def test_the_list_goes_on_page_by_page(world):
    for number in range(60):
        Post.objects.create(agency=world.works, role=Role.HANDLER, title=f"Juru {number:02}")
    client, seen, page = sign_in(world.admin), [], LIST
    while page:
        text = client.get(page).text
        seen += re.findall(r"Juru \d\d", text)
        more = re.search(r'href="(\?[^"]*sesudah=\d+)"', text)
        page = f"{LIST}{more[1]}" if more else ""
    assert seen == sorted(set(seen))
    assert len(seen) == 60


def test_who_goes_on_leave_names_who_stands_in(world, newcomer):
    client = sign_in(world.liaison)
    until = timezone.localdate() + timedelta(days=3)
    told = {"username": "sekar", "until": until.isoformat(), "why": "cuti tahunan"}
    page = client.post(url(world.liaison.post, "wakil"), told, follow=True)
    assert "menjadi pelaksana harian" in page.text
    row = Delegation.objects.get()
    assert letters_of(newcomer) == ["stands_in/person"]
    assert actor_of(newcomer).post == world.liaison.post
    end = f"{LIST}harian/{row.pk}/selesai"
    assert sign_in(world.stranger).post(end).status_code == 404
    assert sign_in(newcomer).post(end, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.until > timezone.now(), "who stands in does not decide"
    assert "berakhir" in client.post(end, follow=True).text
    assert actor_of(newcomer).post is None


def test_a_post_is_made_renamed_and_ended(world):
    admin = sign_in(world.admin)
    new = f"{LIST}baru/{world.works.pk}"
    assert "overseer" not in admin.get(new).text
    made = admin.post(new, {"role": "handler", "title": "Pelaksana Jalan"}, follow=True)
    assert "Jabatan dibuat" in made.text
    post = Post.objects.get(title="Pelaksana Jalan")
    assert admin.post(new, {"role": "handler", "title": "Pelaksana Jalan"}).status_code == 422
    assert admin.post(new, {"role": "overseer", "title": "Pengawas"}).status_code == 422
    admin.post(url(post, "ganti-nama"), {"title": "Pelaksana Jembatan"})
    post.refresh_from_db()
    assert post.title == "Pelaksana Jembatan"
    assert "Nama diganti dari" in admin.get(url(post)).text
    admin.post(url(post, "akhiri"), {"why": "perampingan"})
    assert "Berakhir" in admin.get(url(post)).text
    assert sign_in(world.stranger).get(new).status_code == 404


@pytest.mark.parametrize("another", [True, False])
def test_ending_a_post_tells_nothing_of_confidential_work_and_leaves_none_behind(world, another):
    """What may not be read may not be counted either, nor felt by a refusal."""
    admin, post = sign_in(world.admin), world.liaison.post
    admin.post(url(post, "kosongkan"))
    if not another:
        Post.objects.filter(pk=world.handler.post.pk).update(ended_at=timezone.now())
    idle = admin.get(url(post)).text
    secret, _ = make_report(world, at=timezone.now(), confidential=True)
    triage.verify(secret, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(secret, to=world.works, actor=world.admin)
    secret.refresh_from_db()
    Report.objects.filter(pk=secret.pk).update(handler=post)
    shown = admin.get(url(post)).text
    assert "rahasia" not in shown
    assert len(shown.splitlines()) == len(idle.splitlines())
    done = admin.post(url(post, "akhiri"), {"why": "perampingan"}, follow=True).text
    assert "Jabatan ini berakhir" in done
    assert "rahasia" not in done
    secret.refresh_from_db()
    opens = world.handler if another else world.admin
    assert (secret.holder, secret.handler) == (opens.agency, opens.post)
    assert access.get_report(secret.number, opens)


def test_the_open_reports_of_a_post_that_ended_wait_for_a_handler(world):
    report, _ = make_report(world, at=timezone.now())
    over, reporter = make_report(world, at=timezone.now())
    for each in (report, over):
        triage.verify(each, actor=world.admin, kind=Kind.COMPLAINT)
        triage.assign(each, to=world.works, actor=world.admin)
        triage.take(each, actor=world.liaison, handler=world.handler.post)
    handling.follow_up(over, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    closure.close(over, actor=reporter, outcome=Outcome.DONE)
    admin = sign_in(world.admin)
    for step in ("kosongkan", "akhiri"):
        admin.post(url(world.handler.post, step), {"why": "perampingan"})
    load = workload.workload(world.liaison, timezone.now())
    assert load
    assert load.unhandled.open == 1
    closure.reopen(over, actor=reporter, words="Padam lagi.")
    load = workload.workload(world.liaison, timezone.now())
    assert load
    assert load.unhandled.open == 2, "nor does what is opened again go to who is no more"
