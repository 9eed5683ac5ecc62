"""Who sits where, by command: seating, taking over, leaving, and what is refused."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lapor.accounts.models import User
from lapor.agencies.models import Agency, Change, Post, Role, Tenure
from tests.factories import make_rules
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
NEW = ("--email", "sekar@example.go.id")


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("kunci-yang-panjang-9\n" * 9))


@pytest.fixture
def city():
    make_rules()
    root = Agency.objects.create(name="Nasional", slug="nasional", kind=Agency.Kind.ROOT)
    return Agency.objects.create(
        name="Kota Serang", slug="kota-serang", kind=Agency.Kind.CITY, parent=root
    )


def seat(username, *options, role="agency_admin", agency="kota-serang"):
    said = StringIO()
    place = ("--role", role, "--agency", agency)
    call_command("admin", "seat", username, *place, *options, stdout=said)
    return said.getvalue()


def leave(username):
    said = StringIO()
    call_command("admin", "leave", username, stdout=said)
    return said.getvalue()


def who_sits(agency):
    rows = Tenure.objects.filter(post__agency=agency, until=None)
    return [row.person.username for row in rows.order_by("pk")]


def test_a_new_person_is_made_and_seated(city):
    assert "Admin instansi, Kota Serang" in seat("sekar", *NEW, "--name", "Sekar Contoh")
    tenure = Tenure.objects.get(until=None)
    assert (tenure.post.agency, tenure.post.role) == (city, Role.AGENCY_ADMIN)
    assert tenure.person.name == "Sekar Contoh"
    assert tenure.person.check_password("kunci-yang-panjang-9")
    page = sign_in(tenure.person).get("/desk/")
    assert page.status_code == 200
    assert "Kota Serang" in page.text


def test_a_known_person_keeps_the_password(city):
    User.objects.create_user("sekar", "sekar@example.go.id", "sandi yang lama sekali")
    seat("sekar", "--title", "Kepala Bidang Pengaduan")
    tenure = Tenure.objects.get(until=None)
    assert tenure.post.title == "Kepala Bidang Pengaduan"
    assert tenure.person.check_password("sandi yang lama sekali")


def test_a_seat_that_is_taken_passes_on_only_where_that_is_asked(city):
    seat("sekar", *NEW)
    with pytest.raises(CommandError, match=r"sekar is Admin instansi.*--replace"):
        seat("bayu", "--email", "bayu@example.go.id")
    assert not User.objects.filter(username="bayu").exists(), "nothing is half done"
    seat("bayu", "--email", "bayu@example.go.id", "--replace")
    assert who_sits(city) == ["bayu"]
    assert Post.objects.count() == 1
    assert Tenure.objects.exclude(until=None).get().person.username == "sekar"


def test_who_leaves_holds_nothing_and_may_be_seated_again(city):
    seat("sekar", *NEW)
    assert "no longer Admin instansi, Kota Serang" in leave("sekar")
    assert who_sits(city) == []
    page = sign_in(User.objects.get()).get("/desk/")
    assert "Anda belum memegang jabatan" in page.text
    seat("sekar", role="liaison")
    assert who_sits(city) == ["sekar"]


def test_a_person_may_hold_several_posts_but_none_twice(city):
    seat("sekar", *NEW)
    with pytest.raises(CommandError, match="already"):
        seat("sekar")
    seat("sekar", role="overseer")
    assert who_sits(city) == ["sekar", "sekar"]


def test_what_the_machine_seats_is_in_the_record(city):
    seat("sekar", *NEW)
    kept = Change.objects.filter(topic=Change.Topic.POST).order_by("pk")
    assert [(row.after or {}).get("holder") for row in kept] == [None, "sekar"]
    assert all(row.user is None for row in kept)


def test_of_several_posts_the_free_one_is_meant_else_a_title_is_asked_for(city):
    for title in ("Pelaksana Barat", "Pelaksana Timur"):
        Post.objects.create(agency=city, role=Role.HANDLER, title=title)
    with pytest.raises(CommandError, match="--title: Pelaksana Barat, Pelaksana Timur"):
        seat("sekar", *NEW, role="handler")
    seat("sekar", *NEW, "--title", "Pelaksana Timur", role="handler")
    seat("bayu", "--email", "bayu@example.go.id", role="handler")
    assert Tenure.objects.get(person__username="bayu").post.title == "Pelaksana Barat"


@pytest.mark.parametrize(
    ("options", "place", "says"),
    [
        ((), {}, "Give --email"),
        (("--email", "bukan surel"), {}, "email"),
        (NEW, {"agency": "serang"}, "There are: kota-serang"),
        (NEW, {"agency": "antah"}, "/instansi/"),
        (NEW, {"role": "national_admin"}, "sits at the root"),
        (NEW, {"agency": "nasional"}, "sits at the root"),
        (NEW, {"role": "reporter"}, "invalid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(city, options, place, says):
    with pytest.raises(CommandError, match=says):
        seat("sekar", *options, **place)
    assert not User.objects.exists()


def test_who_is_not_there_cannot_leave(city):
    with pytest.raises(CommandError, match="There is no sekar"):
        leave("sekar")
    User.objects.create(username="sekar")
    with pytest.raises(CommandError, match="holds no post"):
        leave("sekar")


def test_nobody_is_given_a_name_that_would_stay_outside(city, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="begin with demo-"):
        seat("demo-sekar", *NEW)
