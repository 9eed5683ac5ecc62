"""The form: what it asks, keeps and refuses, and the receipt that answers it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.models import Region
from lapor.agencies.rules import rules
from lapor.outbox.models import Message
from lapor.reports.models import Report, Sealed, Stake, Vault
from tests.factories import make_agency
from tests.web.public.pages import browser, filled

pytestmark = pytest.mark.django_db
AHEAD = f"{date.today() + timedelta(days=2):%d/%m/%Y}"  # noqa: DTZ011 - tomorrow anywhere


def test_the_front_page_carries_the_words_to_the_form_without_an_address(world):
    answer = browser().post("/lapor", {"mulai": "1", "body": "Lampu\npadam", "place": "Sukamaju"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Lampu\npadam" in page
    assert 'value="Sukamaju"' in page
    assert "Galat:" not in page
    assert not Report.objects.exists()


def test_a_report_is_answered_by_its_receipt_once(world):
    answer = browser().post("/lapor", filled())
    report = Report.objects.get()
    page = answer.content.decode()
    assert f"{report.number[:4]}-{report.number[4:]}" in page
    assert "Kunci balasan" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert report.occurred_on == date(2026, 3, 2)
    assert report.anonymous
    assert not Sealed.objects.exists()
    assert report.contact is None


def test_a_double_click_a_repeat_and_the_back_button_give_one_report(world):
    client, form = browser(), filled()
    first, second = client.post("/lapor", form), client.post("/lapor", form)
    assert Report.objects.count() == 1
    assert key_in(first) == key_in(second)
    assert "berbeda" not in second.content.decode()


def test_another_story_from_the_same_page_is_not_lost(world):
    client, form = browser(), filled()
    client.post("/lapor", form)
    answer = client.post("/lapor", form | {"body": "Cerita yang sama sekali lain."})
    page = answer.content.decode()
    assert Report.objects.count() == 1
    assert "Tulisan Anda yang terakhir berbeda" in page
    assert "Cerita yang sama sekali lain." in page
    fresh = page.split('name="client_key" value="')[1].split('"')[0]
    client.post("/lapor", form | {"body": "Cerita lain.", "client_key": fresh})
    assert Report.objects.count() == 2


def test_a_name_given_only_with_the_second_click_is_not_said_to_be_kept(world):
    client, form = browser(), filled()
    client.post("/lapor", form)
    page = client.post("/lapor", form | {"who": "named", "name": "Budi"}).content.decode()
    assert "Tulisan Anda yang terakhir berbeda" in page
    assert "Tidak disimpan" in page
    named = filled(who="named", name="Budi", place="Sukamaju", address="budi@example.org")
    client.post("/lapor", named)
    page = client.post("/lapor", named).content.decode()
    assert "Tulisan Anda yang terakhir berbeda" not in page
    assert "Tidak disimpan" not in page


@pytest.mark.parametrize("key", ["", "bukan-kunci", None])
def test_a_lost_client_key_is_made_anew_and_the_form_shown_again(world, key):
    answer = browser().post("/lapor", filled(client_key=key))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kirim sekali lagi" in page
    assert "Selokan depan sekolah" in page
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": " "}, "Tulis judul singkat"),
        ({"title": "x" * 151}, "Paling banyak 150 huruf"),
        ({"body": ""}, "Ceritakan apa yang terjadi"),
        ({"kind": None}, "Pilih satu jenis laporan"),
        ({"occurred_on": ""}, "Isi tanggal kejadian"),
        ({"occurred_on": "kemarin"}, "Tulis tanggal seperti"),
        ({"occurred_on": AHEAD}, "Isi tanggal yang sudah lewat"),
        ({"occurred_on": "01/01/0026"}, "Periksa tahunnya"),
        ({"address": "bukan surel"}, "Tulis alamat surel lengkap"),
        ({"who": "named"}, "Tulis nama Anda"),
        ({"truth": None}, "Centang pernyataan"),
        ({"agency": "Kantor Antah Berantah"}, "tidak ada di daftar kami"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_lost(world, fields, says):
    form = filled(**{"landmark": "dekat pasar"} | fields)
    answer = browser().post("/lapor", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Galat: Buat laporan" in page
    assert page.count(says) >= 2  # in the summary and at the field
    assert "dekat pasar" in page
    assert not Report.objects.exists()


def test_the_summary_links_to_fields_that_are_there(world):
    page = browser().post("/lapor", {"kind": "x", "address": "x"}).content.decode()
    anchors = [part.split('"')[0] for part in page.split('href="#f-')[1:]]
    assert anchors
    assert all(f'id="f-{anchor}"' in page for anchor in anchors)


@pytest.mark.parametrize("typed", ["2026-03-02", "02/03/2026", "2-3-2026", " 2.3.2026 "])
def test_a_day_may_be_written_in_several_ways(world, typed):
    browser().post("/lapor", filled(occurred_on=typed))
    assert Report.objects.get().occurred_on == date(2026, 3, 2)


def test_a_wish_needs_no_day(world):
    browser().post("/lapor", filled(kind="aspiration", occurred_on=""))
    assert Report.objects.get().occurred_on is None


def test_a_typed_place_that_fits_once_is_found(world):
    browser().post("/lapor", filled(place="kel. sukamaju, kota serang"))
    assert Report.objects.get().region == world.place


def test_a_place_that_fits_several_is_offered_and_picked(world):
    twin = Region.objects.create(
        code="36.04.01.2001", name="Sukamaju", level=4, label="Sukamaju, Ciruas, Kabupaten Serang"
    )
    client, form = browser(), filled(place="Sukamaju")
    page = client.post("/lapor", form).content.decode()
    assert "Ada beberapa tempat yang cocok" in page
    assert world.place.label in page
    picked = form | {"place_for": "Sukamaju", "place_pick": twin.pk}
    client.post("/lapor", picked)
    assert Report.objects.get().region == twin


def test_a_pick_made_for_other_words_does_not_count(world):
    form = filled(place="Sukamaju", place_for="Ciruas", place_pick="36.04.01.2001")
    browser().post("/lapor", form)
    assert Report.objects.get().region == world.place


def test_a_place_that_no_list_knows_becomes_the_landmark(world):
    browser().post("/lapor", filled(place="Gang Buntu Dua", landmark="dekat sumur"))
    report = Report.objects.get()
    assert report.region is None
    assert report.landmark == "Gang Buntu Dua, dekat sumur"


def test_an_institution_is_found_by_its_name_or_short_name(world):
    world.works.short_name = "DPU"
    world.works.save()
    browser().post("/lapor", filled(agency="dpu"))
    browser().post("/lapor", filled(agency="Dinas Pekerjaan Umum"))
    browser().post("/lapor", filled(agency="Dinas Pekerjaan Umum, Kota Serang"))
    assert {r.requested_agency for r in Report.objects.all()} == {world.works}


def test_an_institution_with_a_twin_is_asked_for(world):
    twin = make_agency("Dinas Pekerjaan Umum", world.other)
    form = filled(agency="Dinas Pekerjaan Umum")
    client = browser()
    page = client.post("/lapor", form).content.decode()
    assert "Dinas Pekerjaan Umum, Kota Cilegon" in page
    client.post("/lapor", form | {"agency_for": form["agency"], "agency_pick": str(twin.pk)})
    assert Report.objects.get().requested_agency == twin


def test_an_office_that_no_list_knows_is_told_to_the_verifier(world):
    form = filled(subject_1="UPT Antah", subject_1_for="UPT Antah", subject_1_pick="none")
    browser().post("/lapor", form)
    assert "Kantor yang diadukan pelapor: UPT Antah." in Report.objects.get().body


def test_an_office_complained_of_is_never_the_holder(world):
    form = filled(agency="Kota Serang", subject_1="Kota Serang", subject_2="Kota Cilegon")
    browser().post("/lapor", form)
    report = Report.objects.get()
    assert report.holder == world.root
    subjects = Stake.objects.filter(report=report, why=Stake.Why.SUBJECT)
    assert {stake.agency for stake in subjects} == {world.city, world.other}


def test_a_name_is_kept_only_where_the_reporter_chose_so_and_sealed(world):
    browser().post("/lapor", filled(who="nobody", name="Budi Hartono"))
    assert not Sealed.objects.exists()
    answer = browser().post("/lapor", filled(who="named", name="Budi Hartono"))
    assert Sealed.objects.count() == 1
    assert "Budi Hartono" not in answer.content.decode()
    assert Report.objects.filter(anonymous=True).count() == 1


def test_the_letters_of_who_gave_no_name_leave_out_the_title(world):
    for who in ("nobody", "named"):
        browser().post("/lapor", filled(who=who, name="Budi", address="budi@example.org"))
        named = Message.objects.filter(contact__isnull=False, context__has_key="title")
        assert named.exists() == (who == "named")


def test_the_receipt_of_a_repeat_does_not_look_at_what_is_sealed(world):
    client, form = browser(), filled(who="named", name="Budi Hartono")
    client.post("/lapor", form)
    with CaptureQueriesContext(connection) as statements:
        page = client.post("/lapor", form).content.decode()
    sealed = [row["sql"] for row in statements.captured_queries if "ciphertext" in row["sql"]]
    assert not sealed
    assert "Dapat dibaca kantor yang menangani" in page


WAYS = {
    "nobody": ("Tidak disimpan", "Anda tidak menyebut nama"),
    "sealed": ("hanya dua pemegang kunci", "disegel dari semua kantor"),
    "named": ("Dapat dibaca kantor yang menangani", "hanya kantor yang memeriksa"),
}


@pytest.mark.parametrize("who", WAYS)
def test_receipt_and_thread_say_what_became_of_the_name(world, who):
    client = browser()
    answer = client.post("/lapor", filled(who=who, name="Budi Hartono"))
    on_receipt, on_thread = WAYS[who]
    assert on_receipt in answer.text
    client.post("/lacak", {"kode": key_in(answer)})
    thread = client.get("/lacak/percakapan").text
    assert on_thread in thread
    assert "Budi Hartono" not in thread
    report = Report.objects.get()
    assert report.anonymous == (who != "named")
    assert report.sealed.exists() == (who != "nobody")


def test_a_confidential_name_is_sealed_for_two(world):
    answer = browser().post("/lapor", filled(who="named", name="Budi Hartono", confidential="on"))
    assert "hanya dua pemegang kunci" in answer.text
    assert Vault.objects.get().half_b


def test_without_custodians_a_sealed_name_is_not_offered_nor_taken(world, settings):
    settings.CUSTODIANS = ()
    form = browser().get("/lapor").text
    assert 'value="sealed"' not in form
    assert "pemegang kunci" not in form
    answer = browser().post("/lapor", filled(who="sealed", name="Budi Hartono"))
    assert (answer.status_code, "belum dapat kami terima" in answer.text) == (422, True)
    assert "Budi Hartono" in answer.text, "nothing that was typed is lost"
    assert not Report.objects.exists()


def test_a_confidential_report_says_so(world):
    answer = browser().post("/lapor", filled(confidential="on"))
    assert Report.objects.get().confidential
    assert "laporan ini rahasia" in answer.content.decode()


def test_a_form_without_its_token_is_shown_again_as_typed(world):
    client = browser(enforce_csrf_checks=True)
    answer = client.post("/lapor", filled(address="budi@example.org"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "belum terkirim" in page
    assert "Selokan depan sekolah" in page
    assert "budi@example.org" in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    client.post("/lapor", filled(csrfmiddlewaretoken=token))
    assert Report.objects.count() == 1


def test_the_front_page_without_its_token_still_carries_the_words(world):
    client = browser(enforce_csrf_checks=True)
    answer = client.post("/lapor", {"mulai": "1", "body": "Lampu padam"})
    assert "Lampu padam" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("extra", [{}, {"address": "budi@example.org"}, {"who": "named"}])
def test_accepting_a_report_takes_at_most_fourteen_statements(world, extra):
    rules()
    form = filled(**extra, name="Budi") if extra else filled()
    with CaptureQueriesContext(connection) as statements:
        answer = browser().post("/lapor", form)
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    said = [row["sql"][:90] for row in statements.captured_queries]
    assert len(said) <= 14, said


@pytest.mark.django_db(transaction=True)
def test_typed_names_cost_one_statement_each_kind(world):
    rules()
    form = filled(place="Sukamaju", agency="Kota Serang", subject_1="Kota Cilegon")
    with CaptureQueriesContext(connection) as plain:
        browser().post("/lapor", filled())
    with CaptureQueriesContext(connection) as typed:
        browser().post("/lapor", form)
    assert len(typed) <= len(plain) + 3  # place, offices, and the stake of the subject


def test_every_form_has_its_own_key_made_before_the_first_attempt(world):
    keys = {browser().get("/lapor").content.decode().split('client_key" value="')[1][:36]}
    keys |= {browser().get("/lapor").content.decode().split('client_key" value="')[1][:36]}
    assert len(keys) == 2
    assert str(uuid4()) not in keys


def key_in(answer: Any) -> str:
    return str(answer.context["code"])
