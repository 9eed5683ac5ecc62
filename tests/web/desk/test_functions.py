"""Urusan dan katanya: the nation's words, an institution's own, tried before they are saved."""

import pytest
from django.utils import timezone

from lapor.agencies.models import Change, DecidingWord, Function
from lapor.agencies.rules import rules
from lapor.reports.suggesting import Sought, suggest
from tests.factories import make_report
from tests.web.desk.officers import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
HOME = "/desk/aturan/urusan/"


def typed(code, owner=None):
    rows = DecidingWord.objects.filter(function=code, owner=owner, valid_to=None)
    return " ; ".join(f"{row.words}*{row.weight}" for row in rows)


def send(actor, key, do="save", **fields):
    client = sign_in(actor)
    seen = client.get(HOME + key).text.partition('name="seen" value="')[2].partition('"')[0]
    told = {"why": "Perwal 7/2026", "seen": seen or "0", "do": do} | fields
    return client.post(HOME + key, told, follow=True)


def nation(actor, code, words, do="save", **fields):
    row = Function.objects.get(pk=code)
    told = {"name": row.name, "office_names": row.office_names, "active": "on"} | fields
    return send(actor, code, do, words=words, **told)


def first(world, title, *, everywhere=False):
    government = None if everywhere else world.city
    sought = Sought(title=title, body="", received=timezone.now(), government=government)
    return suggest(sought, rules().version).function


def test_the_nation_edits_the_standard_and_it_counts_at_once(world):
    assert first(world, "Becak parkir liar") != "PENDIDIKAN"
    words = typed("PENDIDIKAN") + " ; becak*3"
    assert "Tersimpan" in nation(world.national, "PENDIDIKAN", words).text
    assert first(world, "Becak di gang") == "PENDIDIKAN"
    row = DecidingWord.objects.get(words="becak")
    assert (row.weight, row.owner, row.entered_by) == (3, None, world.national.post)
    change = Change.objects.get(topic="function")
    assert "becak*3" in str(change.after)
    assert "becak*3" in sign_in(world.national).get(HOME).text


def test_what_is_taken_away_or_weighs_anew_is_ended_and_not_deleted(world):
    words = typed("DAMKAR").replace("pemadam*2", "pemadam*1")
    before = DecidingWord.objects.filter(function="DAMKAR").count()
    nation(world.national, "DAMKAR", words + " ; selang*2")
    nation(world.national, "DAMKAR", "selang*3")
    rows = DecidingWord.objects.filter(function="DAMKAR")
    assert [row.weight for row in rows.filter(valid_to=None)] == [3]
    assert rows.count() >= before + 2
    assert first(world, "Pemadam datang") != "DAMKAR"


def test_an_institution_adds_words_for_its_own_tree_alone(world):
    key = f"DISHUB-{world.city.pk}"
    assert "Tersimpan" in send(world.admin, key, words="becak listrik*3").text
    assert first(world, "Becak listrik mogok") == "DISHUB"
    assert first(world, "Becak listrik mogok", everywhere=True) == "PLN"
    text = sign_in(world.admin).get(HOME).text
    assert "becak listrik*3" in text
    assert send(world.admin, key, words="").status_code == 200
    assert first(world, "Becak listrik mogok") == "PLN"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("sekolah", "sudah menunjuk urusan Pendidikan"),
        ("ab", "terlalu pendek"),
        ("satu dua tiga empat", "terlalu panjang"),
        ("becak*9", "tidak terbaca"),
        ("becak ; becak", "tertulis dua kali"),
        ("be@cak", "tanda baca"),
        ("dinas pekerjaan umum", "nama unit"),
        ("angkot", "sudah ada di daftar kata seluruh negeri"),
    ],
)
def test_a_word_that_tells_nothing_or_another_thing_is_refused(world, words, says):
    answer = send(world.admin, f"DISHUB-{world.city.pk}", words=words)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Perwal 7/2026" in answer.text, "nothing typed is lost"
    assert not DecidingWord.objects.filter(owner=world.city).exists()


def test_it_is_tried_on_past_reports_before_it_is_saved(world):
    for _number in range(3):
        make_report(world, timezone.now(), title="Becak menghalangi", body="Becak di simpang.")
    make_report(world, timezone.now(), confidential=True, title="Becak", body="Becak itu.")
    answer = send(world.admin, f"DISHUB-{world.city.pk}", "preview", words="becak*3")
    assert "Dibaca ulang 3 laporan" in answer.text
    assert "3 akan menunjuk urusan ini yang dulu tidak; 0 tidak lagi." in answer.text
    assert "Kota Serang memegang 3" in answer.text
    assert not DecidingWord.objects.filter(owner=world.city).exists()


def test_a_new_function_can_be_made_and_a_function_put_aside(world):
    told = {
        "name": "Parkir",
        "basis": "pilihan",
        "words": "andong*3",
        "office_names": "parkir",
    }
    assert "Tersimpan" in send(world.national, "baru", code="PARKIR", **told).text
    assert first(world, "Andong memaksa", everywhere=True) == "PARKIR"
    again = send(world.national, "baru", code="PARKIR", **told)
    assert "sudah dipakai urusan lain" in again.text
    assert send(world.national, "baru", code="par kir", **told).status_code == 422
    nation(world.national, "PARKIR", "andong*3", active="", office_names="parkir")
    assert "tidak dipakai" in sign_in(world.national).get(HOME).text
    assert first(world, "Andong memaksa", everywhere=True) == ""


def test_a_pattern_that_cannot_be_read_is_refused(world):
    answer = nation(world.national, "DISHUB", typed("DISHUB"), office_names="dinas (")
    assert answer.status_code == 422
    assert "Pola ini tidak terbaca" in answer.text


def test_who_may_change_which(world):
    admin, stranger = sign_in(world.admin), sign_in(world.stranger)
    assert admin.get(f"{HOME}DISHUB").status_code == 404
    assert admin.get(f"{HOME}baru").status_code == 404
    assert admin.get(f"{HOME}DISHUB-{world.city.pk}").status_code == 200
    assert stranger.get(f"{HOME}DISHUB-{world.city.pk}").status_code == 404
    assert sign_in(world.liaison).get(HOME).status_code == 404
    assert admin.get(f"{HOME}DISHUB-{world.works.pk}").status_code == 404
    for broken in ("XX", "DISHUB-x", f"DISHUB-{'9' * 30}", "DISHUB-0"):
        assert sign_in(world.national).get(HOME + broken).status_code == 404


def test_who_was_overtaken_is_told_and_loses_nothing(world):
    page = f"{HOME}DISHUB-{world.city.pk}"
    client = sign_in(world.admin)
    client.get(page)
    send(world.national, f"DISHUB-{world.city.pk}", words="becak")
    answer = client.post(page, {"words": "pedati", "why": "Perwal 8", "seen": "0", "do": "save"})
    assert answer.status_code == 409
    assert "pedati" in answer.text
