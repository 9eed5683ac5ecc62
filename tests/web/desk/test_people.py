"""The pages of people who hold posts: invitations, a choice of posts, a lost phone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lapor.accounts import second_factor
from lapor.accounts.models import User
from lapor.agencies.models import Post, Role, Tenure
from lapor.channels.delivery import deliver
from lapor.outbox.models import Message
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


def test_a_new_person_gets_a_link_once_by_mail_and_on_the_page(world):
    admin = sign_in(world.admin)
    told = {
        "username": "bayu", "is_new": "on", "name": "Bayu Contoh", "email": "bayu@example.go.id",
    }  # fmt: skip
    page = admin.post(url(world.liaison.post, "serah"), told)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    link = re.search(r"http://[^<\s]+(/desk/undangan/[^<\s]+)", page.text)
    assert link
    deliver(str(Message.objects.get(template="invite/person").pk))
    [letter] = [row for row in mail.outbox if row.to == ["bayu@example.go.id"]]
    assert "/desk/undangan/" in letter.body
    assert "token" not in str(Message.objects.get(template="invite/person").context)
    guest = Client(headers=HOST)
    assert "bayu" in guest.get(link[1]).text
    weak = guest.post(link[1], {"password1": "bayu", "password2": "bayu"})
    assert weak.status_code == 422
    unlike = guest.post(link[1], {"password1": PASSWORD, "password2": PASSWORD + "x"})
    assert "tidak sama" in unlike.text
    done = guest.post(link[1], {"password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302
    assert done.headers["Location"] == "/desk/masuk"
    person = User.objects.get(username="bayu")
    assert person.check_password(PASSWORD)
    again = guest.post(link[1], {"password1": PASSWORD, "password2": PASSWORD})
    assert again.status_code == 410
    assert "tidak berlaku lagi" in again.text
    signed = sign_in(person, factor=False).get("/desk/")
    assert signed.headers["Location"].startswith("/desk/akun/faktor-kedua")


@pytest.mark.parametrize("link", ["MQ/abc-def", "xx/yy", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA/a-b"])
def test_a_link_of_nobody_opens_nothing(db, link):
    assert Client(headers=HOST).get(f"/desk/undangan/{link}").status_code == 410


def test_a_link_is_good_for_seven_days(world, time_machine):
    admin = sign_in(world.admin)
    told = {"username": "bayu", "is_new": "on", "name": "B", "email": "bayu@example.go.id"}
    page = admin.post(url(world.liaison.post, "serah"), told)
    link = re.search(r"(/desk/undangan/[^<\s]+)", page.text)
    assert link
    now = timezone.now()
    time_machine.move_to(now + timedelta(days=6, hours=23))
    assert Client(headers=HOST).get(link[1]).status_code == 200
    time_machine.move_to(now + timedelta(days=7, minutes=1))
    assert Client(headers=HOST).get(link[1]).status_code == 410


def test_only_the_one_who_fills_all_posts_of_a_person_opens_their_account(world):
    page = f"{LIST}orang/{world.liaison.user.pk}"
    assert sign_in(world.admin).get(page).status_code == 200
    for other in (world.stranger, world.lurah, world.overseer, world.handler):
        assert sign_in(other).get(page).status_code == 404
        assert sign_in(other).post(f"{page}/atur-ulang", {"why": "x"}).status_code == 404
    assert Client(headers=HOST).get(page).status_code == 302


def test_a_lost_phone_ends_every_session_and_is_told_by_mail(world):
    victim, admin = sign_in(world.liaison), sign_in(world.admin)
    assert victim.get("/desk/").status_code == 200
    page = f"{LIST}orang/{world.liaison.user.pk}/atur-ulang"
    assert admin.post(page, {"why": ""}).status_code == 422
    done = admin.post(page, {"why": "ponsel hilang"}, follow=True)
    assert "dikirim ke surelnya" in done.text
    assert "/desk/undangan/" not in done.text, "who resets does not see the link"
    assert victim.get("/desk/").status_code == 302
    assert not second_factor.is_enrolled(world.liaison.user)
    deliver(str(Message.objects.get(template="reset/person").pk))
    link = re.search(r"(/desk/undangan/\S+)", str(mail.outbox[-1].body))
    assert link
    assert Client(headers=HOST).get(link[1]).status_code == 200


def test_an_account_is_closed_and_opened_again(world):
    admin, person = sign_in(world.admin), world.liaison.user
    page = f"{LIST}orang/{person.pk}"
    refused = admin.post(f"{page}/tutup", {"why": "pensiun"})
    assert "masih memegang jabatan" in refused.text
    admin.post(url(world.liaison.post, "kosongkan"), {"why": "pensiun"})
    assert "Akun ini ditutup" in admin.post(f"{page}/tutup", {"why": "x"}, follow=True).text
    assert "Akun ini dibuka lagi" in admin.post(f"{page}/buka", {"why": "x"}, follow=True).text


def test_an_invitation_is_made_again_and_the_first_no_longer_fits(world):
    admin = sign_in(world.admin)
    told = {"username": "bayu", "is_new": "on", "name": "B", "email": "bayu@example.go.id"}
    first = re.search(
        r"(/desk/undangan/[^<\s]+)", admin.post(url(world.liaison.post, "serah"), told).text
    )
    person = User.objects.get(username="bayu")
    page = admin.post(f"{LIST}orang/{person.pk}/undang", {"why": "surel belum ada"})
    second = re.search(r"(/desk/undangan/[^<\s]+)", page.text)
    assert first
    assert second
    assert Client(headers=HOST).get(first[1]).status_code == 410
    assert Client(headers=HOST).get(second[1]).status_code == 200


def test_a_person_of_two_posts_chooses_and_never_has_both(world):
    second = Post.objects.create(agency=world.kelurahan, role=Role.HANDLER, title="Pelaksana Dua")
    Tenure.objects.create(post=second, person=world.liaison.user, since=timezone.now())
    client = sign_in(world.liaison)
    page = client.get("/desk/").text
    assert "Pelaksana Dua" in page
    assert f'value="{world.liaison.post.pk}" selected' in page
    assert client.post(f"{LIST}pilih", {"jabatan": second.pk}).status_code == 302
    assert f'value="{second.pk}" selected' in client.get("/desk/").text
    client.post(f"{LIST}pilih", {"jabatan": world.admin.post.pk})
    assert f'value="{second.pk}" selected' in client.get("/desk/").text
    for wrong in ("", "x", "9" * 30):
        assert client.post(f"{LIST}pilih", {"jabatan": wrong}).status_code == 302
    Tenure.objects.filter(post=second).update(until=timezone.now())
    assert world.liaison.post.title in client.get("/desk/").text


def test_choosing_asks_for_the_forms_own_token(world):
    client = Client(headers=HOST, enforce_csrf_checks=True)
    assert client.post(f"{LIST}pilih", {"jabatan": "1"}).status_code == 403


def test_the_failed_letters_of_a_person_are_listed_without_their_name(world):
    person = world.liaison.user
    Message.objects.create(
        person=person, audience="person", template="seated/person", state="dead", fault="refused"
    )
    page = sign_in(world.national).get("/desk/surat")
    assert page.status_code == 200
    assert "Petugas" in page.text
    assert person.email not in page.text
