"""Failed letters: who sees which, what is not shown, and trying again."""

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.agencies.models import Role
from lapor.kit.ids import new_id
from lapor.outbox.models import EscrowCheck, Message
from lapor.outbox.queue import keep_contact
from lapor.web.desk.letters import PAGE
from tests.factories import make_agency, make_officer, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
LETTERS = "/desk/surat"
OFFICERS = ("national", "admin", "liaison", "handler", "lurah", "overseer", "stranger")
PLACES = ("root", "city", "works", "kelurahan", "inspectorate", "other")


def fail(agency=None, **fields):
    fields = {
        "audience": "holder" if agency else "reporter",
        "template": "assign/holder" if agency else "follow_up/reporter",
        "contact": None if agency else keep_contact("budi@example.org"),
        "agency_id": agency.pk if agency else None,
        "context": {"number": "7KM4Q2TX", "title": "Lampu jalan padam"},
        "state": Message.State.DEAD,
        "fault": Message.Fault.REFUSED,
        "settled_at": timezone.now(),
    } | fields
    return Message.objects.create(**fields)


def again(message):
    return reverse("desk-letter-again", args=[message.pk])


@pytest.mark.parametrize("who", OFFICERS)
def test_who_sees_which_letters_and_may_try_them_again(world, who):
    sees = {
        "national": {*PLACES, "reporter"},
        "admin": {"city", "works", "kelurahan"},
        "stranger": {"other"},
    }.get(who, set())
    officer = sign_in(getattr(world, who))
    for place in (*PLACES, "reporter"):
        message = fail(getattr(world, place, None))
        shown = again(message) in officer.get(LETTERS).text
        tried = officer.post(again(message)).status_code
        assert (shown, tried) == ((True, 302) if place in sees else (False, 404)), place
    assert officer.get(LETTERS).status_code == (200 if sees else 404)


def test_a_failed_letter_tells_no_admin_that_somebody_watches(world):
    below = make_agency("Irban", world.inspectorate)
    told = [fail(below), fail(world.inspectorate), fail(world.city, audience="overseer")]
    for admin in (world.admin, make_officer(Role.AGENCY_ADMIN, world.works)):
        officer = sign_in(admin)
        page = officer.get(LETTERS).text
        for message in told:
            assert again(message) not in page
            assert officer.post(again(message)).status_code == 404
    own = sign_in(make_officer(Role.AGENCY_ADMIN, world.inspectorate)).get(LETTERS).text
    assert again(told[0]) in own
    assert again(told[1]) in own
    seen = sign_in(world.national).get(LETTERS).text
    assert all(again(message) in seen for message in told)


def test_a_stranger_is_led_to_the_sign_in(world, client):
    answer = client.get(LETTERS, headers={"host": "localhost"})
    assert answer.status_code == 302
    assert answer.url.startswith("/desk/masuk")
    half = sign_in(world.admin, factor=False)
    assert half.get(LETTERS).status_code == 302


def test_a_line_tells_what_when_and_why_and_nothing_of_the_report(world):
    fail()
    fail(world.works, state=Message.State.UNHEARD, fault=Message.Fault.NOBODY)
    page = sign_in(world.national).get(LETTERS).text
    assert "Instansi meneruskan laporan ke unit penanggung jawab" in page
    assert "Dinas Pekerjaan Umum (penanggung jawab)" in page
    assert "Alamat penerima ditolak" in page
    assert "Tidak ada pejabat di jabatan ini dan di atasnya" in page
    assert "Untuk Pelapor" in page
    for secret in ("budi", "7KM4", "Lampu"):
        assert secret not in page


def test_every_letter_of_the_table_has_words(world):
    for template in ("remind/holder", "escalate/above", "decline/previous", "strange/holder"):
        fail(world.works, template=template, audience=template.partition("/")[2])
    page = sign_in(world.admin).get(LETTERS).text
    assert "Pengingat: tanggal janji hampir tiba" in page
    assert "naik ke atasan unit penanggung jawab" in page
    assert "Kabar tentang laporan" in page
    assert "%(" not in page


def test_sent_and_waiting_letters_are_not_listed(world):
    for state in (Message.State.QUEUED, Message.State.SENDING, Message.State.SENT):
        fail(world.works, state=state)
    assert "Tidak ada surel yang gagal" in sign_in(world.admin).get(LETTERS).text


def test_trying_again_queues_it_once(world):
    message = fail(world.works)
    officer = sign_in(world.admin)
    first = officer.post(again(message), follow=True)
    assert "Surel itu masuk antrean lagi." in first.text
    second = officer.post(again(message), follow=True)
    assert "tidak ada yang perlu dicoba lagi" in second.text
    message.refresh_from_db()
    assert message.state == Message.State.QUEUED
    assert ProcrastinateJob.objects.filter(args={"message_id": str(message.pk)}).count() == 1
    assert officer.get(again(message)).status_code == 405


def test_what_is_not_there_is_not_found(world):
    officer = sign_in(world.national)
    assert officer.post(again(Message(pk=new_id()))).status_code == 404


def test_pages_go_on_from_the_last_line(world):
    messages = sorted((fail(world.works) for _each in range(PAGE + 2)), key=lambda row: row.pk)
    officer = sign_in(world.admin)
    first = officer.get(LETTERS).text
    assert again(messages[-1]) in first
    assert again(messages[1]) not in first
    second = officer.get(LETTERS, {"sesudah": str(messages[2].pk)}).text
    assert again(messages[1]) in second
    assert again(messages[2]) not in second
    beyond = officer.get(LETTERS, {"sesudah": str(messages[0].pk)}).text
    assert "Tidak ada surel gagal yang lebih lama" in beyond
    assert officer.get(LETTERS, {"sesudah": "x"}).status_code == 200


def test_more_letters_cost_no_more_statements(world, django_assert_max_num_queries):
    officer = sign_in(world.national)
    fail(world.works)
    with django_assert_max_num_queries(9):
        officer.get(LETTERS)
    for place in PLACES * 4:
        fail(getattr(world, place))
    with django_assert_max_num_queries(9):
        officer.get(LETTERS)


def test_the_nation_sees_a_red_mark_where_openings_do_not_match(world):
    mark = "Pembukaan alamat tersegel tidak cocok dengan surel."
    officer = sign_in(world.national)
    EscrowCheck.objects.create(at=timezone.now(), uses=3, messages=3, unmatched=0)
    assert mark not in officer.get(LETTERS).text
    EscrowCheck.objects.create(at=timezone.now(), uses=4, messages=3, unmatched=1)
    assert mark in officer.get(LETTERS).text
    assert mark not in sign_in(world.admin).get(LETTERS).text


def test_a_real_failed_letter_is_listed(world):
    make_report(world)
    Message.objects.update(state=Message.State.DEAD)
    page = sign_in(world.national).get(LETTERS).text
    assert page.count("Pelapor mengirim laporan") >= 2
