"""What the console script's own commands do, and what they refuse."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lapor.accounts.demo import PASSWORD
from lapor.accounts.models import User
from lapor.accounts.second_factor import current_code, enroll
from lapor.agencies.models import Agency, Post, Role, Tenure
from lapor.project import demo
from lapor.project.management.commands.run import Command

pytestmark = pytest.mark.django_db


def run(*command, **options):
    said = StringIO()
    call_command(*command, stdout=said, **options)
    return said.getvalue()


def seat(username, root):
    user = User.objects.create(username=username)
    post = Post.objects.create(agency=root, role=Role.NATIONAL_ADMIN, title="Admin nasional")
    Tenure.objects.create(post=post, person=user, since=timezone.now())
    return user


@pytest.fixture
def root():
    return Agency.objects.create(name="Nasional", slug="nasional", kind=Agency.Kind.ROOT)


@pytest.fixture
def in_demo(settings):
    settings.DEMO = True


def test_the_first_administrator_is_seated_at_the_root(root, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("kunci-yang-panjang-9\n"))
    run("admin", "create", "sekar", "sekar@example.go.id")
    tenure = Tenure.objects.get(person__username="sekar", until=None)
    assert (tenure.post.agency, tenure.post.role) == (root, Role.NATIONAL_ADMIN)
    assert tenure.person.check_password("kunci-yang-panjang-9")
    with pytest.raises(CommandError, match="exists already"):
        run("admin", "create", "sekar", "sekar@example.go.id")


def test_a_weak_password_makes_nobody(root, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("12345678\n"))
    with pytest.raises(CommandError):
        run("admin", "create", "sekar", "sekar@example.go.id")
    assert not User.objects.exists()


def test_without_the_national_root_there_is_nothing_to_administrate():
    with pytest.raises(CommandError, match="lapor seed"):
        run("admin", "create", "sekar", "sekar@example.go.id")


def test_time_is_moved_in_the_demo_only(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="LAPOR_DEMO=1"):
        run("timers", "run", "--at", "2026-03-25T09:00")


def test_the_clock_runs_as_if_it_were_then(in_demo):
    assert "0 steps." in run("timers", "run", "--at", "2026-03-25T09:00")


def test_the_demo_tells_sign_ins_and_codes_of_its_people(root, in_demo):
    user = seat("demo-admin", root)
    enroll(user)
    assert demo.sign_ins() == [("Admin nasional, Nasional", "demo-admin", PASSWORD)]
    assert "demo-admin" in run("demo", "sign-ins")
    assert run("demo", "code", "demo-admin").strip() == current_code(user)


def test_the_greeting_of_a_demo_tells_where_its_codes_and_its_mail_are(settings):
    said = StringIO()
    Command(stdout=said).welcome([("Admin nasional", "demo-admin", PASSWORD)])
    assert f"{settings.ADDRESS}/dev/codes" in said.getvalue()
    assert f"{settings.ADDRESS}/dev/mail" in said.getvalue()


def test_the_greeting_without_a_demo_names_no_page_that_is_not_there():
    said = StringIO()
    Command(stdout=said).welcome([])
    assert "/dev/" not in said.getvalue()


def test_a_real_persons_code_is_not_told_even_in_the_demo(root, in_demo):
    enroll(seat("sekar", root))
    with pytest.raises(CommandError, match="begin with demo-"):
        run("demo", "code", "sekar")


def test_outside_the_demo_no_code_is_told(settings, root):
    settings.DEMO = False
    enroll(seat("demo-admin", root))
    with pytest.raises(CommandError, match="no demo here"):
        run("demo", "code", "demo-admin")


def test_who_left_the_post_is_no_sign_in_any_more(root, in_demo):
    seat("demo-admin", root)
    Tenure.objects.update(until=timezone.now() + timedelta(minutes=1))
    assert demo.sign_ins() == []


def test_a_healthy_installation_passes_its_check():
    run("check")


def test_a_worker_of_some_queues_is_told_which_there_are():
    with pytest.raises(CommandError, match=r"No queue is called letter\. There are: .*delivery"):
        run("worker", "--queues", "delivery,letter")
