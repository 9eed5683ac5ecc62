"""A citizen's account: an address and six digits, no password, and nobody learns of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from lapor.accounts import citizens
from lapor.accounts.models import SignedIn, SignIn, SignInCode, User
from lapor.channels import wording
from lapor.kit.seal import unseal
from lapor.outbox.models import Contact, Message
from lapor.project.tasks import clear_sessions
from lapor.reports.models import Report
from tests.factories import make_officer
from tests.web.desk.officers import sign_in
from tests.web.public.accounts import (
    ADDRESS,
    CODE,
    ENTER,
    MINE,
    citizen,
    enter,
    newest_digits,
    wrong_digits,
)
from tests.web.public.pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def test_a_code_from_the_mailbox_opens_an_account_that_was_not_there(world):
    client = browser()
    assert "tidak perlu akun untuk melapor" in client.get(ENTER).text
    asked = client.post(ENTER, {"email": ADDRESS})
    assert asked.headers["Location"] == CODE
    assert not User.objects.filter(citizen=True).exists(), "not before the digits are right"
    assert ADDRESS in client.get(CODE).text
    answer = client.post(CODE, {"code": newest_digits()})
    assert answer.headers["Location"] == MINE
    assert "Belum ada laporan di akun ini" in client.get(MINE).text
    assert ADDRESS in client.get("/akun/").text


def test_the_head_of_a_page_tells_the_way_of_a_citizen_from_that_of_officers(world):
    page = browser().get("/").text
    assert '<a href="/akun/">Akun</a>' in page
    assert 'aria-label="Masuk untuk petugas">Petugas</a>' in page


def test_the_letter_carries_the_digits_and_no_row_does(world):
    client = browser()
    client.post(ENTER, {"email": ADDRESS})
    letter = wording.write(Message.objects.get())
    assert letter.body.startswith(newest_digits())
    assert newest_digits() not in letter.subject
    assert newest_digits() not in str(Message.objects.values().get())
    assert newest_digits() not in str(SignInCode.objects.values().get())
    assert ADDRESS not in str(SignInCode.objects.values().get())


@pytest.mark.django_db(transaction=True)
def test_the_letter_goes_out_by_the_courier_alone(world, work):
    call_command("createcachetable", verbosity=0)
    client = browser()
    client.post(ENTER, {"email": ADDRESS})
    assert not mail.outbox, "the web process sends nothing"
    work()
    [letter] = mail.outbox
    assert letter.to == [ADDRESS]
    assert newest_digits() in letter.body


def test_nothing_tells_whether_an_address_has_an_account(world):
    enter()
    pages = []
    for address in (ADDRESS, "belum.ada@example.org", world.admin.user.email):
        client = browser()
        answer = client.post(ENTER, {"email": address})
        page = client.get(CODE).text.replace(address, "…")
        pages.append((answer.status_code, answer.headers["Location"], "Enam angka dikirim" in page))
        assert "belum.ada" not in page
    assert len(set(pages)) == 1


def test_the_same_address_is_the_same_account_however_it_is_typed(world):
    enter()
    enter(ADDRESS.upper())
    assert User.objects.filter(citizen=True).count() == 1


def test_wrong_digits_say_so_five_times_and_then_the_code_is_over(world):
    client = browser()
    client.post(ENTER, {"email": ADDRESS})
    right = newest_digits()
    for _n in range(4):
        answer = client.post(CODE, {"code": wrong_digits()})
        assert answer.status_code == 422
        assert "Kode tidak cocok" in answer.text
    assert "tidak berlaku lagi" in client.post(CODE, {"code": wrong_digits()}).text
    assert client.post(CODE, {"code": right}).status_code == 422
    assert not User.objects.filter(citizen=True).exists()


def test_what_is_no_six_digits_uses_no_try_up(world):
    client = browser()
    client.post(ENTER, {"email": ADDRESS})
    for _n in range(8):
        assert "enam angka" in client.post(CODE, {"code": "12"}).text
    spaced = f"{newest_digits()[:3]} {newest_digits()[3:]}"
    assert client.post(CODE, {"code": spaced}).status_code == 302


def test_a_code_works_once_for_ten_minutes_and_in_the_browser_that_asked(world):
    client, other = browser(), browser()
    client.post(ENTER, {"email": ADDRESS})
    digits = newest_digits()
    assert other.post(CODE, {"code": digits}).headers["Location"] == ENTER
    kept = client.cookies["kode_masuk"].value
    assert client.post(CODE, {"code": digits}).status_code == 302
    again = browser()
    again.cookies["kode_masuk"] = kept
    assert again.post(CODE, {"code": digits}).status_code == 422
    again.post(ENTER, {"email": ADDRESS})
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert again.post(CODE, {"code": newest_digits()}).status_code == 422


def test_a_forged_cookie_waits_for_no_code(world):
    client = browser()
    for forged in ("x", "AAAA", ""):
        client.cookies["kode_masuk"] = forged
        assert client.get(CODE).headers["Location"] == ENTER


def test_a_mailbox_is_not_flooded_and_the_address_stays_typed(world):
    for _n in range(3):
        assert browser().post(ENTER, {"email": ADDRESS}).status_code == 302
    answer = browser().post(ENTER, {"email": ADDRESS})
    assert answer.status_code == 429
    assert f'value="{ADDRESS}"' in answer.text
    assert SignInCode.objects.count() == 3


def ask_from(network, address=ADDRESS):
    return browser().post(ENTER, {"email": address}, REMOTE_ADDR=network).status_code


def test_a_stranger_elsewhere_does_not_keep_somebody_out_of_their_account(world):
    assert [ask_from("198.51.100.7") for _n in range(4)] == [302, 302, 302, 429]
    assert ask_from("203.0.113.9") == 302
    for n in range(1, 20):
        with time_machine.travel(timezone.now() + timedelta(minutes=16 * n)):
            ask_from("198.51.100.7")
    with time_machine.travel(timezone.now() + timedelta(minutes=16 * 20)):
        assert ask_from("203.0.113.9") == 302


def test_from_everywhere_a_mailbox_gets_so_many_codes_and_no_more(world):
    answers = [ask_from(f"10.{n}.1.1") for n in range(13)]
    assert answers == [302] * 12 + [429]


def test_the_code_goes_to_the_address_of_the_account_and_no_other_mailbox(world, settings):
    client = browser()
    client.post(ENTER, {"email": "\N{KELVIN SIGN}enari@Example.ORG"})
    [kept] = Contact.objects.all()
    sent_to = unseal(bytes(kept.sealed), key=settings.COURIER_KEY, about=kept.pk.bytes)
    assert sent_to.decode() == "kenari@example.org"
    assert "kenari@example.org" in client.get(CODE).text


def test_what_is_no_address_is_said_at_the_field(world):
    answer = browser().post(ENTER, {"email": "bukan alamat"})
    assert answer.status_code == 422
    assert 'id="email-e"' in answer.text
    assert 'value="bukan alamat"' in answer.text


def test_the_account_keeps_an_address_and_no_more(world):
    enter()
    person = citizen()
    assert (person.name, person.last_login, person.has_usable_password()) == ("", None, False)
    assert person.date_joined == citizens.NO_MOMENT, "it would stand beside an anonymous report"
    assert not SignIn.objects.filter(user=person).exists()
    assert not Contact.objects.exists(), "where the code went is forgotten"


def test_a_citizen_never_gets_to_a_desk(world):
    client = enter()
    for path in ("/desk/", "/desk/laporan/AAAA0000", "/desk/jabatan/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "Halaman ini untuk petugas" in answer.text
    assert ADDRESS in client.get("/akun/").text, "and stays signed in"


def test_a_citizen_is_never_seated_in_a_post(world):
    enter()
    admin = sign_in(world.admin)
    post = world.liaison.post
    typed = {"username": citizen().username, "why": "x"}
    answer = admin.post(f"/desk/jabatan/{post.pk}/serah", typed)
    assert answer.status_code == 422
    assert "Tidak ada akun bernama" in answer.text


def test_an_officer_at_the_desk_is_no_citizen(world):
    client = sign_in(world.admin)
    for path in (ENTER, MINE, "/akun/", "/akun/hapus"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "Akun warga terpisah dari akun petugas" in answer.text


def test_who_is_both_has_two_accounts(world):
    officer = make_officer(world.liaison.role, world.works, "dua-topi").user
    assert officer
    enter(officer.email)
    assert User.objects.filter(email=officer.email).count() == 2
    assert citizen(officer.email) != officer


def test_who_wanted_a_page_gets_there_and_no_other_site(world):
    client = browser()
    asked = client.get("/akun/peramban")
    assert asked.headers["Location"] == f"{ENTER}?ke=%2Fakun%2Fperamban"
    for wanted, reached in (("/akun/peramban", "/akun/peramban"), ("https://x.example/akun/", MINE),
                            ("//x.example", MINE), ("/desk/", MINE)):  # fmt: skip
        client = browser()
        client.post(ENTER, {"email": f"a{abs(hash(wanted))}@example.org", "ke": wanted})
        answer = client.post(CODE, {"code": newest_digits()})
        assert answer.headers["Location"] == reached


def test_signing_out_ends_it(world):
    client = enter()
    assert client.post("/akun/keluar").headers["Location"] == ENTER
    assert client.get(MINE).status_code == 302
    assert not SignedIn.objects.exists()


def test_an_account_is_deleted_with_all_that_is_kept_of_its_person(world):
    client, other = enter(), enter()
    assert "Hapus akun ini?" in client.get("/akun/hapus").text
    answer = client.post("/akun/hapus", {})
    assert answer.status_code == 422
    assert "Centang dulu" in answer.text
    assert client.post("/akun/hapus", {"yakin": "on"}).headers["Location"] == ENTER
    assert not User.objects.filter(citizen=True).exists()
    assert not SignedIn.objects.exists()
    assert other.get(MINE).status_code == 302
    assert not Report.objects.exclude(account=None).exists()


def test_what_decides_who_comes_in_later_asks_for_a_new_code(world):
    client = enter()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        answer = client.get("/akun/hapus")
        assert answer.headers["Location"] == "/akun/masuk/ulang?ke=%2Fakun%2Fhapus"
        assert ADDRESS in client.get(answer.headers["Location"]).text
        sent = client.post("/akun/masuk/ulang", {"ke": "/akun/hapus"})
        assert sent.headers["Location"] == CODE
        back = client.post(CODE, {"code": newest_digits()})
        assert back.headers["Location"] == "/akun/hapus"
        assert client.get("/akun/hapus").status_code == 200


def carried_from_another(client):
    """Let this browser wait for a code that somebody else was sent to show that it is they."""
    thief = enter("orang.lain@example.org")
    thief.post("/akun/masuk/ulang", {"ke": "/akun/"})
    client.cookies["kode_masuk"] = thief.cookies["kode_masuk"].value
    return newest_digits()


def test_a_code_of_another_mailbox_does_not_prove_who_is_signed_in(world):
    client = enter()
    digits = carried_from_another(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.get("/akun/hapus").status_code == 302
        assert client.post(CODE, {"code": digits}).headers["Location"] == ENTER
        assert client.get("/akun/hapus").status_code == 302


def test_no_mailbox_proves_an_officer(world):
    client = sign_in(world.admin)
    digits = carried_from_another(client)
    before = client.session["account_authentication_methods"]
    assert client.post(CODE, {"code": digits}).headers["Location"] == ENTER
    assert client.session["account_authentication_methods"] == before


def test_codes_of_other_days_and_where_they_went_are_forgotten_at_night(world):
    browser().post(ENTER, {"email": ADDRESS})
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        clear_sessions(0)
    assert not SignInCode.objects.exists()
    assert not Contact.objects.exists()
