"""What one agrees to: the version in force, those before it, and the one kept with a report."""

from datetime import date, timedelta

import pytest
from django.core.signing import Signer
from django.utils import timezone

from lapor.agencies.models import Change, LegalText
from lapor.project.seed import legal as seed
from lapor.reports.models import Report
from lapor.web.markdown import drawn
from tests.web.public.pages import browser, filled

pytestmark = pytest.mark.django_db
NAMES = ("privasi", "ketentuan", "aksesibilitas", "lisensi")


@pytest.fixture
def seeded(world):
    seed.load()
    return world


def put(kind: LegalText.Kind, version: str, day: date, title: str, language: str = "id") -> None:
    LegalText.objects.create(
        kind=kind, version=version, language=language, title=title, body="Isi.", valid_from=day
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_text_is_there_in_both_languages_with_its_version_and_date(seeded, name, language):
    client = browser()
    client.cookies["bahasa"] = language
    page = client.get(f"/tentang/{name}").content.decode()
    kind = LegalText.objects.get(
        kind={"privasi": "privacy", "ketentuan": "terms", "lisensi": "licence"}.get(
            name, "accessibility"
        ),
        language=language,
    )
    assert f"<h1>{kind.title}</h1>" in page
    assert seed.VERSION in page
    assert f"{timezone.localdate().year}" in page
    assert page.count("<h1") == 1


def test_where_nothing_is_seeded_the_page_says_so(world):
    page = browser().get("/tentang/privasi")
    assert page.status_code == 200
    assert "belum ditetapkan" in page.content.decode()
    assert "Dengan mengirim" not in browser().get("/lapor").content.decode()


def test_the_newest_version_that_has_begun_is_in_force_and_earlier_ones_stay_readable(seeded):
    today = timezone.localdate()
    put(LegalText.Kind.TERMS, "lama", today - timedelta(days=400), "Ketentuan lama")
    put(LegalText.Kind.TERMS, "nanti", today + timedelta(days=9), "Ketentuan nanti")
    page = browser().get("/tentang/ketentuan").content.decode()
    assert "<h1>Ketentuan layanan</h1>" in page
    assert "/tentang/ketentuan/lama" in page
    assert "nanti" not in page
    old = browser().get("/tentang/ketentuan/lama").content.decode()
    assert "<h1>Ketentuan lama</h1>" in old
    assert "Ini versi lama" in old
    assert browser().get("/tentang/ketentuan/nanti").status_code == 404
    assert browser().get("/tentang/ketentuan/tidak-ada").status_code == 404


def test_a_version_without_english_is_shown_in_indonesian_and_says_so(seeded):
    put(LegalText.Kind.TERMS, "baru", timezone.localdate(), "Ketentuan baru")
    client = browser()
    client.cookies["bahasa"] = "en"
    page = client.get("/tentang/ketentuan").content.decode()
    assert '<h1 lang="id">Ketentuan baru</h1>' in page
    assert "not available in English" in page


def test_the_version_that_the_form_showed_is_kept_with_the_report(seeded):
    client = browser()
    page = client.get("/lapor").content.decode()
    assert f"Ketentuan layanan versi {seed.VERSION}" in page
    signed = page.split('name="terms" value="')[1].split('"')[0]
    put(LegalText.Kind.TERMS, "baru", timezone.localdate(), "Ketentuan baru")
    assert client.post("/lapor", filled(terms=signed)).status_code == 200
    assert Report.objects.get().consent == seed.VERSION, "what was shown, not what came since"


def test_a_version_that_no_form_showed_is_not_kept_and_the_report_is_not_lost(seeded):
    typed = ["", "9999", Signer(salt="another").sign("9999")]
    for terms in typed:
        assert browser().post("/lapor", filled(terms=terms)).status_code == 200
    assert [report.consent for report in Report.objects.all()] == [""] * len(typed)


def test_every_page_leads_to_the_four_texts(world):
    page = browser().get("/lacak").content.decode()
    assert all(f'href="/tentang/{name}"' in page for name in NAMES)


def test_what_is_there_already_is_the_operators(world):
    put(LegalText.Kind.TERMS, "punya-kami", timezone.localdate(), "Ketentuan kami")
    assert seed.load() == 6
    assert seed.load() == 0
    assert LegalText.objects.filter(kind="terms").count() == 1
    assert not Change.objects.exists()


def test_markdown_lets_no_html_no_script_and_no_picture_through():
    page = drawn(
        "# Judul\n\n<script>x()</script>\n\n[tekan](javascript:x()) ![gambar](https://x/y.png)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- satu\n"
    )
    assert "<h2>Judul</h2>" in page
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert '<table class="table table-words">' in page
    assert '<ul class="bullets">' in page
