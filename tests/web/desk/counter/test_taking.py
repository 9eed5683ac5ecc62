"""Writing down what people tell: who may, what is asked, what is kept, what is printed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.outbox.models import ChannelAccount, Contact, Message
from lapor.reports import naming, triage
from lapor.reports.models import Event, Report, Sealed, TakenDown
from lapor.reports.terms import Channel, Clock, Kind
from tests.factories import make_officer, make_report
from tests.web.desk.counter.form import COUNTER, SPEAK, filled, key_of
from tests.web.desk.officers import sign_in
from tests.web.public.pages import make_published

pytestmark = pytest.mark.django_db
OTHERS = ("national", "admin", "liaison", "handler", "lurah", "overseer", "stranger")


@pytest.fixture
def operator(world):
    return make_officer(Role.OPERATOR, world.kelurahan)


@pytest.fixture
def desk(operator):
    return sign_in(operator)


@pytest.fixture
def number(world):
    """A short number of ours that sends."""
    return ChannelAccount.objects.create(
        channel="sms", slug="1708", label="1708", sends=True, said={"number": "1708"}
    )


def day(back):
    return f"{timezone.localdate() - timedelta(days=back):%d/%m/%Y}"


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_opens_the_counter(world, who):
    browser = sign_in(getattr(world, who))
    assert browser.get(COUNTER).status_code == 404
    assert browser.post(COUNTER, filled()).status_code == 404
    assert browser.get(SPEAK).status_code == 404
    assert browser.post(f"{COUNTER}serupa").status_code == 404
    assert browser.post(f"{COUNTER}kantor").status_code == 404
    assert COUNTER not in browser.get("/desk/").text
    assert not Report.objects.exists()


def test_an_operator_is_led_to_the_counter_and_sees_no_report(world, desk):
    report, _reporter = make_report(world)
    assert desk.get("/desk/").url == COUNTER
    assert 'href="/desk/loket/" aria-current="page"' in desk.get(COUNTER).text
    assert desk.get(f"/desk/laporan/{report.number}").status_code == 404


def test_a_walk_in_becomes_a_report_with_a_receipt_to_print(desk, operator):
    answer = desk.post(COUNTER, filled())
    report = Report.objects.get()
    assert answer.status_code == 200
    assert f"{report.number[:4]}-{report.number[4:]}" in answer.text
    assert f"/lacak/qr/{report.number}.svg" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert (report.channel, report.anonymous, report.contact) == (Channel.COUNTER, True, None)
    first = Event.objects.get(report=report)
    assert (first.role, first.post, first.move) == (Role.OPERATOR, operator.post, "receive")
    assert TakenDown.objects.get(report=report).letter_on is None


def test_a_form_sent_twice_is_one_report_with_one_receipt(desk):
    told = filled()
    keys = {key_of(desk.post(COUNTER, told).text) for _time in range(2)}
    assert len(keys) == 1
    assert Report.objects.count() == TakenDown.objects.count() == 1


def test_a_form_sent_again_that_says_something_else_is_given_back(desk):
    told = filled(who="named", name="Siti-Aminah")
    desk.post(COUNTER, told)
    answer = desk.post(COUNTER, told | {"body": "Bukan bambu, tetapi kayu-besi."}).text
    assert "Siti-Aminah" not in answer
    assert "Kirim sebagai laporan baru" in answer
    assert "Bukan bambu, tetapi kayu-besi." in answer
    assert Report.objects.count() == 1


def test_an_old_form_gives_no_key_though_its_report_is_backdated(desk):
    told = filled(told_on=day(3))
    desk.post(COUNTER, told)
    TakenDown.objects.update(written_at=timezone.now() - timedelta(hours=1))
    answer = desk.post(COUNTER, told)
    assert answer.status_code == 422
    assert "sudah kami terima sebelumnya" in answer.text


def test_clocks_run_from_the_day_on_which_it_was_told(world, desk):
    desk.post(COUNTER, filled(channel="letter", told_on=day(7), letter_on=day(9)))
    report = Report.objects.get()
    assert timezone.localdate(report.received_at) == timezone.localdate() - timedelta(days=7)
    taken = TakenDown.objects.get(report=report)
    assert timezone.localdate(taken.written_at) == timezone.localdate()
    assert taken.letter_on == timezone.localdate() - timedelta(days=9)
    verify = report.deadlines.get(clock=Clock.VERIFY)
    assert verify.counted_from == report.received_at
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    shown = sign_in(world.liaison).get(f"/desk/laporan/{report.number}").text
    assert "surat bertanggal" in shown
    assert "dicatat petugas" in shown
    assert "12.00" not in shown, "nobody noted the hour"
    assert Event.objects.get(move="receive").at == report.received_at


def test_the_summary_of_faults_names_the_fields_in_the_order_of_the_page(desk):
    wrong = {"told_on": "kemarin dulu", "occurred_on": "dulu", "letter_on": "lama", "title": ""}
    shown = desk.post(COUNTER, filled(**wrong)).text
    order = [
        "Tanggal diterima: Tulis tanggal seperti",
        "Tanggal surat: Tulis tanggal seperti",
        "Tulis judul singkat",
        "Tanggal kejadian: Tulis tanggal seperti",
    ]
    places = [shown.find(says) for says in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_receipt_says_where_to_come_back_to(world, desk, settings):
    told = filled(channel="letter", told_on=day(1), letter_on=day(9))
    told |= {"who": "named", "name": "Siti-Aminah", "behalf": "Ibu-Ani"}
    shown = desk.post(COUNTER, told).text
    assert f"{settings.ADDRESS.rstrip('/')}/lacak" in shown
    assert world.kelurahan.name in shown
    assert "Tanggal surat" in shown
    assert "Orang lain, disimpan bersama nama Anda" in shown
    assert "Ibu-Ani" not in shown


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"told_on": day(-1)}, "Tanggal ini belum tiba"),
        ({"told_on": day(15)}, "Paling lama 14 hari yang lalu"),
        ({"told_on": "kemarin dulu"}, "Tulis tanggal seperti"),
        ({"letter_on": day(1)}, "hanya untuk laporan lewat surat"),
        ({"channel": "letter", "letter_on": day(-2)}, "tidak boleh sesudah tanggal diterima"),
        ({"channel": None}, "Pilih bagaimana laporan ini datang"),
        ({"channel": "web"}, "Select a valid choice|Masukkan pilihan|pilihan"),
        ({"body": ""}, "Ceritakan apa yang terjadi"),
        ({"truth": None}, "Bacakan kembali dulu"),
        ({"reach": "email"}, "Tulis alamat surelnya"),
        ({"reach": "email", "address": "bukan"}, "Tulis alamat surel lengkap"),
        ({"reach": "sms", "phone": "0812 3456 7890"}, "SMS belum dapat dikirim dari sini"),
        ({"address": "siti@example.org"}, "Kabar dikirim dengan cara lain"),
        ({"reach": "phone", "phone": "0812 3456 7890"}, "hanya bila namanya disebut"),
        ({"who": "named"}, "Tulis namanya"),
        ({"name": "Siti-Aminah"}, "Laporan ini tanpa nama"),
        ({"behalf": "Pak-Udin"}, "Laporan ini tanpa nama"),
        ({"who": "named", "name": "S", "reach": "phone"}, "Tulis nomor teleponnya"),
        ({"who": "named", "name": "S", "reach": "phone", "phone": "12"}, "Tulis nomor telepon"),
        ({"who": "named", "name": "S", "reach": "post"}, "Tulis alamat posnya"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, fields, says):
    answer = desk.post(COUNTER, filled(title="Judul-yang-tinggal", **fields))
    assert answer.status_code == 422
    assert any(part in answer.text for part in says.split("|"))
    assert "Judul-yang-tinggal" in answer.text
    assert not Report.objects.exists()


def test_a_name_is_sealed_with_whom_it_speaks_for_and_never_shown_again(desk, world):
    told = {
        "who": "named",
        "name": "Siti-Aminah",
        "behalf": "Pak-Udin, RT 03",
        "reach": "phone",
        "phone": "0812 3456 7890",
    }
    answer = desk.post(COUNTER, filled(**told)).text
    report = Report.objects.get()
    for secret in ("Siti-Aminah", "Pak-Udin", "3456"):
        assert secret not in answer
        assert all(secret.encode() not in bytes(row.ciphertext) for row in Sealed.objects.all())
    assert report.contact is None
    assert not report.anonymous
    read = naming.read_name(report.number, world.national, timezone.now())
    assert read.name == "Siti-Aminah; mewakili Pak-Udin, RT 03; telepon +6281234567890"


def test_word_goes_by_sms_to_a_number_that_nobody_has_proved(desk, number):
    shown = desk.get(COUNTER).text
    assert 'value="sms"' in shown
    desk.post(COUNTER, filled(reach="sms", phone="0812 3456 7890"))
    contact = Contact.objects.get()
    assert (contact.channel, contact.account, contact.proved_at) == ("sms", number, None)
    assert Message.objects.filter(contact=contact, template="receive/reporter").exists()


def test_without_an_account_that_sends_no_sms_is_offered(desk, number):
    number.sends = False
    number.save()
    assert 'value="sms"' not in desk.get(COUNTER).text


def test_a_scanned_letter_comes_along_and_stays_after_a_fault(desk):
    scan = SimpleUploadedFile("surat.txt", b"Kepada Yth. Dinas, jembatan patah.", "text/plain")
    first = desk.post(COUNTER, filled(channel="letter", truth=None, upload=scan))
    assert first.status_code == 422
    token = first.context["form"].waiting[0].token
    desk.post(COUNTER, filled(channel="letter", files=token))
    assert Report.objects.get().attachments.count() == 1


def test_words_that_tell_who_hides_are_asked_about_once(desk):
    told = filled(body="Rumah saya, telepon 081234567890, terendam sejak Senin.")
    first = desk.post(COUNTER, told)
    assert first.status_code == 422
    assert "Samarkan" in first.text
    again = desk.post(COUNTER, told | {"mask_seen": "081234567890", "mask": "081234567890"})
    assert again.status_code == 200
    assert "081234567890" not in Report.objects.get().body


def test_a_published_report_like_it_is_shown_before_it_is_sent(desk, world):
    story = "Banjir setinggi lutut di pasar sejak Senin pagi, air masuk ke kios dan jalan ditutup."
    at = timezone.now() - timedelta(days=2)
    make_published(world, at=at, region=world.place, title="Banjir pasar", body=story)
    told = filled(title="Banjir pasar", body=story, place="Sukamaju, Serang, Kota Serang")
    live = desk.post(f"{COUNTER}serupa", told).text
    assert "Laporan yang mirip" in live
    assert "Ini juga saya alami" not in live
    first = desk.post(COUNTER, told)
    assert first.status_code == 422
    assert "Laporan yang mirip" in first.text


def test_who_probably_handles_it_is_asked_and_taken_without_sending(desk, world):
    asked = desk.post(COUNTER, filled(cari_unit="1"))
    assert asked.status_code == 200
    assert "Jembatan bambu patah" in asked.text
    taken = desk.post(COUNTER, filled(pilih_unit=str(world.works.pk)))
    assert f'name="agency_pick" value="{world.works.pk}"' in taken.text
    assert desk.post(f"{COUNTER}kantor", filled()).status_code == 200
    assert not Report.objects.exists()


def test_who_hides_is_not_placed_at_a_counter(world, desk, operator):
    desk.post(COUNTER, filled(requested_agency="", agency=world.city.name))
    report = Report.objects.get()
    shown = sign_in(world.admin).get(f"/desk/laporan/{report.number}").text
    assert "Petugas loket mencatat laporan dari pelapor" in shown
    assert operator.post.title not in shown
    desk.post(COUNTER, filled(agency=world.city.name, who="named", name="Siti-Aminah"))
    named = Report.objects.get(anonymous=False)
    shown = sign_in(world.admin).get(f"/desk/laporan/{named.number}").text
    assert operator.post.title in shown
