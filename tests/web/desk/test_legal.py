"""A new version of a text: looked at, put in force from a day on, never instead of an old one."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lapor.agencies.models import Change, LegalText
from lapor.project.seed import legal as seed
from tests.web.desk.officers import sign_in
from tests.web.public.pages import browser

pytestmark = pytest.mark.django_db
PAGE = "/desk/aturan/ketentuan"


@pytest.fixture
def nation(world):
    seed.load()
    return sign_in(world.national)


def typed(**fields: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "kind": "terms",
        "seen": seed.VERSION,
        "version": "2027-01",
        "valid_from": f"{day:%d/%m/%Y}",
        "title_id": "Ketentuan kami",
        "body_id": "## Bagian\n\nIsi <b>tebal</b>.",
        "title_en": "Our terms",
        "body_en": "## Part\n\nText.",
        "why": "Keputusan nomor 7",
        "do": "save",
    } | fields


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("who", ["admin", "liaison"])
def test_only_the_nation_finds_this_page(world, who):
    client = sign_in(getattr(world, who))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, typed()).status_code == 404
    assert not LegalText.objects.exists()


def test_the_list_names_every_version_and_which_is_in_force(nation):
    page = text(nation.get(PAGE))
    assert page.count(f"<b>{seed.VERSION}</b>") == 4
    assert "berlaku sejak" in page


def test_a_new_version_begins_with_the_text_in_force(nation):
    page = text(nation.get(f"{PAGE}?jenis=terms"))
    assert 'value="Ketentuan layanan"' in page
    assert "Laporan tidak ditolak diam-diam." in page
    assert 'value="Terms of service"' in page


def test_it_is_looked_at_before_anything_is_saved(nation):
    page = text(nation.post(PAGE, typed(do="preview")))
    assert "<h2>Bagian</h2>" in page
    assert "Isi &lt;b&gt;tebal&lt;/b&gt;." in page
    assert '<article class="panel" lang="en"><h3>Our terms</h3>' in page
    assert not LegalText.objects.filter(version="2027-01").exists()
    back = text(nation.post(PAGE, typed(do="edit")))
    assert 'value="2027-01"' in back
    assert "Keputusan nomor 7" in back


def test_what_is_saved_holds_from_its_day_in_both_languages_and_is_on_record(nation, world):
    assert nation.post(PAGE, typed()).status_code == 302
    rows = LegalText.objects.filter(version="2027-01")
    assert {(row.language, row.title) for row in rows} == {
        ("id", "Ketentuan kami"),
        ("en", "Our terms"),
    }
    change = Change.objects.get(topic=Change.Topic.LEGAL)
    assert (change.why, change.user) == ("Keputusan nomor 7", world.national.user)
    assert "<h1>Ketentuan layanan</h1>" in text(browser().get("/tentang/ketentuan")), "not yet"
    assert "mulai berlaku" in text(nation.get(PAGE))


def test_a_second_click_makes_no_second_version(nation):
    nation.post(PAGE, typed())
    again = nation.post(PAGE, typed())
    assert again.status_code == 422
    assert "Sudah ada versi 2027-01" in text(again)
    once_more = nation.post(PAGE, typed(seen="2027-01"))
    assert "Versi dengan nama ini sudah ada." in text(once_more)
    assert Change.objects.filter(topic=Change.Topic.LEGAL).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("version", "", "Tulis nama versinya."),
        ("version", "dua kata", "Pakai huruf, angka, dan tanda hubung saja"),
        ("valid_from", "01/01/2020", "Pilih tanggal hari ini atau sesudahnya."),
        ("valid_from", "kapan-kapan", "Tulis tanggal seperti"),
        ("title_id", "", "Tulis judulnya."),
        ("body_id", " ", "Tulis isinya."),
        ("body_en", "", "atau kosongkan keduanya"),
        ("why", "", "Tulis dasar atau alasannya."),
        ("kind", "lain", "lain"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(nation, field, value, says):
    answer = nation.post(PAGE, typed(**{field: value}))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "Isi &lt;b&gt;tebal&lt;/b&gt;." in text(answer) or field == "body_id"
    assert not LegalText.objects.filter(version="2027-01").exists()


def test_english_may_be_left_out_whole(nation):
    assert "Tanpa teks bahasa Inggris" in text(
        nation.post(PAGE, typed(title_en="", body_en="", do="preview"))
    )
    nation.post(PAGE, typed(title_en="", body_en=""))
    assert LegalText.objects.filter(version="2027-01").count() == 1
