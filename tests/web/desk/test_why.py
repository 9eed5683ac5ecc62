"""Mengapa ke sini? on every case, for officers and reporters; no more than each may see."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency
from lapor.reports import suggested, triage
from lapor.reports.terms import Kind
from tests.atlas import rule
from tests.factories import make_report
from tests.web.desk.officers import sign_in
from tests.web.public.threads import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
WORDS: dict[str, Any] = {
    "title": "Guru tidak masuk",
    "body": "Sekolah anak saya kosong sejak Senin.",
}


@pytest.fixture
def made(world):
    codes: list[str] = []
    return make_report(world, timezone.now(), keep_code=codes.append, **WORDS)[0], codes[0]


def page(report):
    return reverse("desk-why", args=[report.number])


def told(person, report):
    return sign_in(person).get(page(report)).text.partition("<main")[2]


def read(code):
    return follow(code).get("/lacak/percakapan").text


def hand_on(world, report, to, words=""):
    suggested.prepare(timezone.now())
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=to, words=words)


def test_a_new_report_is_where_the_reporter_sent_it(world, made):
    report, code = made
    assert "Pelapor menujukannya ke" in told(world.admin, report)
    assert "Pelapor menujukannya ke" in read(code)


def test_the_suggestion_that_was_followed_is_told_with_its_words(world, made):
    report, code = made
    schools = Agency.objects.get(name="Dinas Pendidikan")
    hand_on(world, report, schools)
    for text in (told(world.admin, report), read(code)):
        assert "Kantor ini saran pertama sistem." in text
        assert "Kata-katanya menunjuk urusan: Pendidikan." in text
        assert "<mark>Guru</mark>" in text
        assert "<mark>Sekolah</mark>" in text
        assert "Di sini kantor ini yang mengerjakannya." in text


def test_a_rule_is_named_to_officers_and_not_to_the_reporter(world, made):
    report, code = made
    named = rule(world.city, words_any=["guru"], to=world.works)
    hand_on(world, report, world.works)
    text = told(world.admin, report)
    assert f"Aturan “{named.name}”" in text
    assert "Menurut aturan penyaluran" in text
    theirs = read(code)
    assert "Menurut aturan penyaluran" in theirs
    assert named.name not in theirs


def test_an_officers_own_choice_is_told_with_the_reason(world, made):
    report, code = made
    hand_on(world, report, world.works, words="Gedungnya yang rusak.")
    text = told(world.admin, report)
    assert "Petugas memilih sendiri; sistem menyarankan Dinas Pendidikan" in text
    assert "Gedungnya yang rusak." in text
    theirs = read(code)
    assert "Petugas memilih sendiri, tidak menurut saran sistem." in theirs
    assert "Gedungnya yang rusak." not in theirs, "said to the office alone"


def test_what_is_not_ours_says_who_passed_it_on_and_why(world, made):
    report, code = made
    hand_on(world, report, world.works)
    triage.decline(
        report, actor=world.liaison, reason="other_office", words="Bukan jalan.", to=world.city
    )
    assert "bukan wewenangnya, lalu meneruskannya" in told(world.admin, report)
    assert "bukan wewenangnya, lalu meneruskannya" in read(code)


def test_what_was_masked_since_is_not_told_as_a_word(world, made):
    report, _code = made
    hand_on(world, report, Agency.objects.get(name="Dinas Pendidikan"))
    report.body = "[disamarkan: nama] anak saya kosong sejak Senin."
    report.save(update_fields=["body"])
    assert "<mark>[disam" not in told(world.admin, report)
    assert "<mark>disam" not in told(world.admin, report)


def test_who_may_not_open_the_report_may_not_ask(world, made):
    report, _code = made
    assert sign_in(world.stranger).get(page(report)).status_code == 404
    assert sign_in(world.admin).get("/desk/laporan/AAAA0000/mengapa").status_code == 404


def test_the_case_page_leads_there_without_a_statement_more(
    world, made, django_assert_max_num_queries
):
    report, _code = made
    officer = sign_in(world.admin)
    with django_assert_max_num_queries(15):
        text = officer.get(reverse("desk-case", args=[report.number])).text
    assert page(report) in text
    with django_assert_max_num_queries(16):
        officer.get(page(report))
