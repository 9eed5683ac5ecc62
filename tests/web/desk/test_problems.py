"""Problems at the desk: from a case and from the list, one answer to all, and out again."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.reports import grouping, joining, taking
from lapor.reports.models import Batch, Problem, Report
from lapor.web.desk.session import BY_ITSELF
from tests.factories import make_report, make_world
from tests.reports.test_grouping import with_works
from tests.reports.test_similar import AGAIN, FLOOD
from tests.web.desk.officers import sign_in
from tests.web.public.pages import make_published

pytestmark = pytest.mark.django_db
SUBSTANCE = "Pada 2 Maret 2026 petugas kami sudah mengeruk selokan pasar sepanjang 80 meter."


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def flood(world):
    """Return two reports of one flood that the office of works holds."""
    told = {"region": world.place, "title": "Banjir pasar"}
    return [with_works(world, body=words, **told)[0] for words in (FLOOD, AGAIN)]


def done(batch=None):
    batch = batch or Batch.objects.latest("made_at")
    while taking.take_some(str(batch.pk)):
        pass
    return [(row.state, row.says) for row in batch.rows.order_by("place")]


def put_together(world, reports, title="Banjir pasar"):
    key = grouping.begin(world.admin, title)
    for report in reports:
        grouping.group(report, actor=world.admin, problem=key)
    return key


def test_beside_a_case_stands_what_is_like_it_and_puts_them_together(world, flood):
    one, other = flood
    client = sign_in(world.admin)
    at = f"/desk/laporan/{one.number}/serupa"
    assert f'data-fragment="{at}"' in client.get(f"/desk/laporan/{one.number}").text
    part = client.get(at, headers={BY_ITSELF: "1"}).text
    assert "<html" not in part
    assert f'value="{other.number}" checked' in part
    assert "kelurahan yang sama" in client.get(at).text
    answer = client.post(at, {"pilih": [other.number], "problem": "baru", "title": "Banjir"})
    problem = Problem.objects.get()
    assert answer.headers["Location"] == f"/desk/masalah/{problem.pk}"
    assert Report.objects.filter(problem=problem).count() == 2
    page = client.get(at).text
    assert f'href="/desk/masalah/{problem.pk}"' in page


def test_without_a_title_nothing_is_made_and_the_ticks_stay(world, flood):
    one, other = flood
    answer = sign_in(world.admin).post(
        f"/desk/laporan/{one.number}/serupa",
        {"pilih": [other.number], "problem": "baru", "title": " "},
    )
    assert answer.status_code == 422
    assert "Beri judul" in answer.text
    assert f'value="{other.number}" checked' in answer.text
    assert not Problem.objects.exists()


def test_who_holds_it_sees_the_problem_and_may_not_group(world, flood):
    key = put_together(world, flood)
    client = sign_in(world.liaison)
    assert "Banjir pasar" in client.get("/desk/masalah/").text
    page = client.get(f"/desk/masalah/{key}").text
    assert "Jawab 2 laporan sekaligus" in page
    assert "Lepas dari masalah" not in page
    assert "Ganti judul" not in page
    assert client.post(f"/desk/masalah/{key}/tutup").status_code == 404
    assert sign_in(world.stranger).get(f"/desk/masalah/{key}").status_code == 404


def test_one_answer_reaches_all_and_each_keeps_its_own(world, flood):
    third, _ = make_report(world, region=world.place)
    key = put_together(world, [*flood, third])
    form = {"client_key": str(uuid4()), "outcome": "done", "words": SUBSTANCE}
    client = sign_in(world.liaison)
    answer = client.post(f"/desk/masalah/{key}/jawab", form)
    batch = Batch.objects.get()
    assert answer.headers["Location"] == f"/desk/banyak/hasil/{batch.pk}"
    assert [state for state, _says in done(batch)] == ["done", "done"]
    again = client.post(f"/desk/masalah/{key}/jawab", form)
    assert again.headers["Location"] == answer.headers["Location"]
    for report in flood:
        report.refresh_from_db()
        assert (report.status, report.turn) == ("in_progress", "reporter_reply")
        assert report.words.get(event__move="follow_up").text == SUBSTANCE
    third.refresh_from_db()
    assert third.status == "received"
    assert "Jawab sekaligus" in client.get("/desk/banyak/hasil").text


def test_who_is_taken_out_meanwhile_is_listed_with_the_reason(world, flood):
    key = put_together(world, flood)
    form = {"client_key": str(uuid4()), "outcome": "done", "words": SUBSTANCE}
    sign_in(world.liaison).post(f"/desk/masalah/{key}/jawab", form)
    grouping.ungroup(flood[0], actor=world.admin, words="Ternyata lain.")
    states = dict(zip([r.number for r in flood], done(), strict=True))
    assert states[flood[0].number][0] == "refused"
    assert states[flood[1].number][0] == "done"


def test_a_wrong_answer_comes_back_as_typed(world, flood):
    key = put_together(world, flood)
    form = {"client_key": str(uuid4()), "words": "Sudah kami tindaklanjuti di lapangan."}
    answer = sign_in(world.liaison).post(f"/desk/masalah/{key}/jawab", form)
    assert answer.status_code == 422
    assert "Pilih hasilnya." in answer.text
    assert "tindaklanjuti di lapangan" in answer.text
    assert not Batch.objects.exists()


def test_an_answer_that_says_nothing_comes_back_once_and_goes_out_with_a_reason(world, flood):
    key, client = put_together(world, flood), sign_in(world.liaison)
    assert "Tetap kirim?" not in client.get(f"/desk/masalah/{key}").text
    words = "Terima kasih atas laporan Anda. Akan kami koordinasikan dengan pihak terkait."
    form = {"client_key": str(uuid4()), "outcome": "planned", "words": words}
    answer = client.post(f"/desk/masalah/{key}/jawab", form)
    assert answer.status_code == 422
    assert "Belum ada isinya" in answer.text
    assert "Tetap kirim? Tulis alasannya" in answer.text
    assert words in answer.text
    assert not Batch.objects.exists()
    client.post(f"/desk/masalah/{key}/jawab", {**form, "despite": "Perintah atasan."})
    assert [state for state, _says in done()] == ["done", "done"]


def test_one_is_taken_out_with_a_reason_and_keeps_its_answer(world, flood):
    key = put_together(world, flood)
    client = sign_in(world.admin)
    form = {"client_key": str(uuid4()), "outcome": "done", "words": SUBSTANCE}
    sign_in(world.liaison).post(f"/desk/masalah/{key}/jawab", form)
    done()
    out = {"number": flood[0].number}
    assert client.post(f"/desk/masalah/{key}/lepas", out).status_code == 422
    client.post(f"/desk/masalah/{key}/lepas", out | {"words": "Ternyata di jalan lain."})
    flood[0].refresh_from_db()
    assert flood[0].problem is None
    assert flood[0].words.get(event__move="follow_up").text == SUBSTANCE
    assert Report.objects.filter(problem=key).count() == 1


def test_it_is_renamed_ended_and_opened_again(world, flood):
    key = put_together(world, flood)
    client = sign_in(world.admin)
    client.post(f"/desk/masalah/{key}/nama", {"title": "Banjir Sukamaju"})
    client.post(f"/desk/masalah/{key}/tutup")
    assert "Banjir Sukamaju" not in client.get("/desk/masalah/").text
    assert "Banjir Sukamaju" in client.get("/desk/masalah/?tutup=1").text
    other, _ = make_report(world)
    answer = client.post(f"/desk/masalah/{key}/tambah", {"number": other.number})
    assert "sudah ditutup" in answer.text
    client.post(f"/desk/masalah/{key}/buka")
    client.post(f"/desk/masalah/{key}/tambah", {"number": other.number.lower()})
    other.refresh_from_db()
    assert other.problem_id == key


@pytest.mark.parametrize("number", ["", "AAAA0000", "bukan kode"])
def test_a_number_that_is_none_is_said_at_the_field(world, flood, number):
    key = put_together(world, flood)
    answer = sign_in(world.admin).post(f"/desk/masalah/{key}/tambah", {"number": number})
    assert answer.status_code == 422
    assert 'id="tambah-e"' in answer.text


def test_from_the_list_many_are_put_together_at_once(world, flood):
    client = sign_in(world.admin)
    tick = [f"{report.number}.{report.events.latest('pk').pk}" for report in flood]
    assert "Judul masalah baru" in client.get("/desk/banyak", {"step": "group", "pilih": tick}).text
    form = {"step": "group", "client_key": str(uuid4()), "pilih": tick}
    assert client.post("/desk/banyak", form).status_code == 422
    client.post("/desk/banyak", form | {"title": "Banjir pasar"})
    client.post("/desk/banyak", form | {"title": "Banjir pasar"})
    assert done() == [("done", "Digabung.")] * 2
    assert Problem.objects.get().reports.count() == 2


def test_who_joined_is_counted_beside_the_case_and_in_the_problem(world):
    report, _ = make_published(world, region=world.place)
    joining.join(report.number, "a" * 32)
    joining.join(report.number, "b" * 32)
    key = put_together(world, [report])
    client = sign_in(world.admin)
    assert "2 warga lain ikut" in client.get(f"/desk/laporan/{report.number}/serupa").text
    assert "2 warga ikut" in client.get(f"/desk/masalah/{key}").text


def test_the_statements_do_not_grow_with_the_reports(world, flood):
    key = put_together(world, flood)
    client = sign_in(world.admin)

    def made(path):
        with CaptureQueriesContext(connection) as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    pages = ("/desk/masalah/", f"/desk/masalah/{key}", f"/desk/laporan/{flood[0].number}/serupa")
    for page in pages:
        made(page)
    few = [made(page) for page in pages]
    more = [with_works(world, region=world.place, body=FLOOD)[0] for _n in range(6)]
    put_together(world, more[:3])
    put_together(world, more[3:], "Lain")
    assert [made(page) for page in pages] == few
