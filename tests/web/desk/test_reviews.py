"""Pemeriksaan at the desk: the forms of the instance and of the office, and the list with dates."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.reports import reviewing
from lapor.reports.models import Event, Review
from lapor.reports.terms import ReviewStage
from tests.factories import make_officer
from tests.reports.examined import DELAY, disputed, examined, recommended
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db

LIST = "/desk/pemeriksaan/"


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def now():
    return timezone.now()


def day(ahead):
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def send(client, report, step, *, seen=None, **typed):
    page = client.get(f"/desk/laporan/{report.number}")
    form = {"seen": seen if seen is not None else page.context["case"].seen} | typed
    return client.post(f"/desk/laporan/{report.number}/{step}", form)


def asked(world):
    report, reporter = disputed(world, at=now())
    reviewing.ask_review(report, to=world.inspectorate, consent=True, actor=reporter)
    return report


def test_an_overseer_goes_from_the_request_to_the_end_through_forms(world):
    report = asked(world)
    overseer, office = sign_in(world.overseer), sign_in(world.liaison)
    page = overseer.get(f"/desk/laporan/{report.number}").text
    assert "Terima pemeriksaan" in page
    assert "Inspektorat" in page
    assert send(overseer, report, "accept_review", until=day(10)).status_code == 302
    asking = {"words": "Siapa yang bertugas?", "until": day(5)}
    assert send(overseer, report, "ask_office", **asking).status_code == 302
    page = office.get(f"/desk/laporan/{report.number}").text
    assert "Jawab pemeriksa" in page
    assert "Siapa yang bertugas?" in page
    assert send(office, report, "answer_review", words="Regu dua.").status_code == 302
    assert "Regu dua." in overseer.get(f"/desk/laporan/{report.number}").text
    finding = {"finding": DELAY, "words": "Empat minggu tanpa tindakan."}
    assert send(overseer, report, "find", **finding).status_code == 302
    advice = {"words": "Ganti lampunya.", "until": day(14)}
    assert send(overseer, report, "recommend", **advice).status_code == 302
    done = {"words": "Sudah diganti.", "carried_out": "on"}
    assert send(office, report, "answer_review", **done).status_code == 302
    ending = {"outcome": Review.End.CARRIED_OUT, "words": "Sudah kami lihat."}
    assert send(overseer, report, "end_review", **ending).status_code == 302
    row = Review.objects.get(report=report)
    assert (row.outcome, row.finding) == (Review.End.CARRIED_OUT, DELAY)
    assert "Rekomendasi dilaksanakan" in office.get(f"/desk/laporan/{report.number}").text


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("accept_review", {}, "Isi tanggalnya"),
        ("accept_review", {"until": "kemarin"}, "accept_review-until"),
        ("accept_review", {"until": "2020-01-01"}, "Pilih tanggal hari ini atau sesudahnya"),
        ("refuse_review", {"words": "Tunggu-dulu."}, "Pilih alasannya"),
        ("refuse_review", {"reason": "too_early"}, "Tulis penjelasannya"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_with_all_that_was_typed(world, step, typed, says):
    report = asked(world)
    answer = send(sign_in(world.overseer), report, step, **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert typed.get("words", "") in answer.text
    report.refresh_from_db()
    assert report.review == ReviewStage.ASKED


def test_of_two_who_accept_at_once_the_other_reads_who_did(world):
    report = asked(world)
    first, second = (
        sign_in(world.overseer),
        sign_in(make_officer(Role.OVERSEER, world.inspectorate)),
    )
    seen = second.get(f"/desk/laporan/{report.number}").context["case"].seen
    send(first, report, "accept_review", until=day(5))
    answer = send(second, report, "accept_review", until=day(9), seen=seen)
    assert answer.status_code == 409
    assert "Inspektorat menerima permintaan pemeriksaan" in answer.text
    assert Event.objects.filter(move="accept_review").count() == 1


def test_where_nothing_was_found_no_recommendation_is_offered(world):
    report, _ = examined(world, at=now())
    overseer = sign_in(world.overseer)
    send(overseer, report, "find", finding="none", words="Sudah sesuai.")
    page = overseer.get(f"/desk/laporan/{report.number}")
    names = {row.name for row in page.context["acts"]}
    assert "end_review" in names
    assert "recommend" not in names
    assert "Tidak ditemukan maladministrasi" in page.text


def test_an_overseer_who_was_not_asked_is_offered_nothing_of_it(world):
    report, _ = examined(world, at=now())
    page = sign_in(make_officer(Role.OVERSEER, world.ombudsman)).get(
        f"/desk/laporan/{report.number}"
    )
    names = {row.name for row in page.context["acts"]}
    assert not names & {"find", "ask_office", "end_review"}


def test_the_list_has_each_review_under_whose_word_is_owed(world):
    report = asked(world)
    running, _ = examined(world, at=now())
    owed, _ = recommended(world, at=now())
    client = sign_in(world.overseer)

    def numbers(tab):
        return [row.card.number for row in client.get(f"{LIST}{tab}").context["rows"]]

    assert numbers("") == [report.number]
    assert numbers("?lihat=diperiksa") == [running.number]
    assert numbers("?lihat=kantor") == [owed.number]
    assert numbers("?lihat=selesai") == []
    reviewing.end_review(
        owed, actor=world.overseer, outcome=Review.End.IGNORED, words="Tidak dilaksanakan."
    )
    page = client.get(f"{LIST}?lihat=selesai").text
    assert "Rekomendasi tidak dilaksanakan" in page
    assert '<span class="count is-late" title="menunggu Anda">1</span>' in client.get("/desk/").text


def test_what_is_late_is_named_in_the_list(world):
    late, _ = examined(world, at=now() - timedelta(days=30))
    page = sign_in(world.overseer).get(f"{LIST}?lihat=diperiksa").text
    assert "lewat sejak" in page
    assert late.title in page


def test_the_office_sees_its_own_and_other_overseers_and_strangers_none(world):
    recommended(world, at=now())
    assert len(sign_in(world.liaison).get(f"{LIST}?lihat=kantor").context["rows"]) == 1
    assert len(sign_in(world.national).get(f"{LIST}?lihat=kantor").context["rows"]) == 1
    beside = make_officer(Role.OVERSEER, world.ombudsman)
    for actor in (beside, world.stranger, world.lurah):
        assert sign_in(actor).get(f"{LIST}?lihat=kantor").context["rows"] == []


def test_the_list_costs_the_same_however_long_it_is(world):
    client = sign_in(world.overseer)

    def statements():
        with CaptureQueriesContext(connection) as counted:
            client.get(f"{LIST}?lihat=diperiksa")
        return len(counted)

    examined(world, at=now())
    client.get(LIST)
    few = statements()
    for _ in range(3):
        examined(world, at=now())
    assert statements() == few


def test_the_case_page_costs_no_statement_more_for_a_review(world, django_assert_max_num_queries):
    report, _ = recommended(world, at=now())
    client = sign_in(world.overseer)
    client.get(f"/desk/laporan/{report.number}")
    with django_assert_max_num_queries(15):
        client.get(f"/desk/laporan/{report.number}")
