"""Which office probably handles it, told on the form while typing, or by its button."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency
from lapor.reports.models import Report, Suggestion
from tests.atlas import rule
from tests.factories import make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
WORDS = {
    "title": "Guru tidak masuk",
    "body": "Sekolah anak saya kosong sejak Senin.",
    "place": "Sukamaju, Serang, Kota Serang",
}


def ask(client, **fields):
    return client.post(reverse("likely"), WORDS | fields)


def test_the_office_and_the_words_that_decided_are_told(client):
    text = ask(client).text
    assert "Kemungkinan ditangani oleh" in text
    assert "Dinas Pendidikan" in text
    assert "karena Anda menulis tentang “guru”, “sekolah” di Sukamaju" in text
    assert not Suggestion.objects.exists(), "nothing is kept of what is typed"


def test_the_words_that_decided_are_no_reason_for_another_office(client):
    told = {"title": "Guru tidak masuk", "body": "Guru dan sekolah: jalan berlubang di depannya."}
    text = ask(client, **told).text
    assert text.count("karena Anda menulis") == 1
    assert "bila ini terutama tentang “jalan berlubang”" in text


def test_without_a_place_it_is_asked_for(client):
    assert "Sebutkan tempatnya" in ask(client, place="").text


def test_too_few_words_ask_for_more(client):
    assert "Tulis dulu ceritanya" in ask(client, title="Ada", body="").text


def test_an_office_complained_of_is_not_offered(client):
    assert "Dinas Pendidikan" not in ask(client, subject_1="Dinas Pendidikan").text


def test_an_office_complained_of_by_a_name_that_others_share_is_not_offered(client, world, atlas):
    make_agency("Dinas Pendidikan", world.other)
    assert "Dinas Pendidikan" not in ask(client, subject_1="Dinas Pendidikan").text
    label = "Dinas Pendidikan, Kota Serang"
    picked = {"subject_1": label, "subject_1_for": label, "subject_1_pick": atlas["schools"].pk}
    assert "Dinas Pendidikan" not in ask(client, **picked).text.replace(label, "")


def test_a_rule_is_told_without_its_inside(client, world):
    rule(world.city, name="Aturan-rahasia-kantor", words_any=["guru"], to=world.works)
    text = ask(client).text
    assert "Dinas Pekerjaan Umum" in text
    assert "Aturan-rahasia-kantor" not in text


@pytest.mark.parametrize(
    "fields",
    [{"category": "x" * 40}, {"category": "9" * 40}, {"place_pick": "'; --"}, {"kind": "x" * 9000}],
)
def test_broken_fields_are_no_fault(client, fields):
    assert ask(client, **fields).status_code == 200


def test_the_button_of_the_form_tells_it_without_scripts_and_keeps_what_was_typed(client):
    page = client.post("/lapor", WORDS | {"cari_unit": "1"}).text
    assert "Kemungkinan ditangani oleh" in page
    assert "Sekolah anak saya kosong sejak Senin." in page
    assert not Report.objects.exists()


def test_the_office_is_taken_into_the_form_and_may_be_changed(client):
    schools = Agency.objects.get(name="Dinas Pendidikan")
    page = client.post("/lapor", WORDS | {"pilih_unit": schools.pk, "agency": "Lain"}).text
    assert 'value="Dinas Pendidikan, Kota Serang"' in page
    assert "Sekolah anak saya kosong sejak Senin." in page


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
def test_a_key_that_is_none_changes_nothing(client, key):
    page = client.post("/lapor", WORDS | {"pilih_unit": key, "agency": "Kantor-lain"}).text
    assert 'value="Kantor-lain"' in page


def test_an_ended_office_is_not_taken(client, world):
    schools = Agency.objects.get(name="Dinas Pendidikan")
    Agency.objects.filter(pk=schools.pk).update(ended_at=timezone.now(), successor=world.works)
    page = client.post("/lapor", WORDS | {"pilih_unit": schools.pk}).text
    assert 'value="Dinas Pendidikan' not in page
