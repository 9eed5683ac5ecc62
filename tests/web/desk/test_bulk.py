"""One step for many reports: chosen in the list, asked for once, taken by the worker one by one."""

import html
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.agencies.models import Tenure
from lapor.outbox import names
from lapor.project import tasks
from lapor.reports import bulk, taking, triage
from lapor.reports.models import Batch, BatchRow, Event, Report
from lapor.reports.terms import Kind
from lapor.web.desk import bulk as pages
from tests.factories import make_report
from tests.project.test_tasks import a_job_of_a_dead_worker
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
MANY = "/desk/banyak"


def new(world, count, **fields):
    return [make_report(world, at=timezone.now(), **fields)[0] for _n in range(count)]


def tick(*reports):
    """Return the values of the boxes that the list shows beside these reports."""
    return [f"{report.number}.{report.events.latest('pk').pk}" for report in reports]


def asking(step, *reports, **fields):
    return {"step": step, "client_key": str(uuid4()), "pilih": tick(*reports)} | fields


def done(batch):
    while taking.take_some(str(batch.pk), most=2):
        pass
    return [(row.state, row.says) for row in batch.rows.order_by("place")]


def test_many_are_verified_at_once_and_each_has_its_result(world):
    reports = new(world, 3)
    client = sign_in(world.admin)
    answer = client.post(MANY, asking("verify", *reports, to="Dinas Pekerjaan Umum"))
    batch = Batch.objects.get()
    assert answer.headers["Location"] == f"/desk/banyak/hasil/{batch.pk}"
    assert "0 dari 3" in client.get(answer.headers["Location"]).text
    assert done(batch) == [("done", "Terverifikasi. Sekarang di Dinas Pekerjaan Umum.")] * 3
    assert {r.holder for r in Report.objects.select_related("holder")} == {world.works}
    page = client.get(answer.headers["Location"]).text
    assert "Selesai diproses" in page
    assert "3 berhasil" in page


def test_what_the_form_leaves_open_stays_as_the_reporter_said_it(world):
    report = new(world, 1, kind=Kind.ASPIRATION, category=world.category)[0]
    sign_in(world.admin).post(MANY, asking("verify", report))
    done(Batch.objects.get())
    report.refresh_from_db()
    assert (report.verified, report.kind, report.category) == (True, "aspiration", world.category)


@pytest.mark.parametrize(
    ("said", "comes_out"), [("", [True, False]), ("yes", [True, True]), ("no", [False, False])]
)
def test_oversight_found_for_one_is_not_taken_from_it_by_silence(world, said, comes_out):
    reports = new(world, 2)
    triage.verify(reports[0], actor=world.admin, kind=Kind.COMPLAINT, oversight=True)
    client = sign_in(world.admin)
    page = client.get(MANY, {"step": "verify", "pilih": tick(*reports)}).text
    assert page.count("Biarkan seperti sekarang") == 2
    client.post(MANY, asking("verify", *reports, oversight=said))
    assert [state for state, _says in done(Batch.objects.get())] == ["done"] * 2
    for report in reports:
        report.refresh_from_db()
    assert [report.oversight for report in reports] == comes_out


def test_many_are_archived_with_a_reason_and_a_sentence_to_each_reporter(world):
    reports = new(world, 2)
    form = asking("archive", *reports, reason="spam", words="Ini uji coba.")
    sign_in(world.admin).post(MANY, form)
    assert done(Batch.objects.get()) == [("done", "Diarsipkan.")] * 2
    assert {r.words.get().text for r in reports} == {"Ini uji coba."}


def test_what_changed_since_the_list_was_shown_is_refused_and_the_rest_is_done(world):
    first, second = new(world, 2)
    form = asking("verify", first, second)
    triage.note(first, actor=world.admin, words="Sedang saya lihat.")
    sign_in(world.admin).post(MANY, form)
    results = dict(zip((first.pk, second.pk), done(Batch.objects.get()), strict=True))
    assert results[first.pk][0] == "refused"
    assert "Sudah berubah" in results[first.pk][1]
    assert results[second.pk][0] == "done"
    assert not Report.objects.get(pk=first.pk).verified


def test_a_second_click_is_the_same_batch(world):
    reports, client = new(world, 2), sign_in(world.admin)
    form = asking("verify", *reports)
    first, second = client.post(MANY, form), client.post(MANY, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert BatchRow.objects.count() == 2


def test_a_key_of_somebody_else_opens_nothing(world):
    report = new(world, 1)[0]
    form = asking("verify", report)
    sign_in(world.admin).post(MANY, form)
    answer = sign_in(world.national).post(MANY, form)
    assert answer.status_code == 404
    assert (
        sign_in(world.national).get(f"/desk/banyak/hasil/{Batch.objects.get().pk}").status_code
        == 404
    )


def test_a_report_that_is_not_theirs_is_never_touched(world):
    report = new(world, 1)[0]
    answer = sign_in(world.stranger).post(MANY, asking("verify", report))
    assert answer.status_code == 422
    assert not Batch.objects.exists()
    assert report.title not in answer.text


def test_who_has_left_the_post_changes_nothing_any_more(world):
    report = new(world, 1)[0]
    sign_in(world.admin).post(MANY, asking("verify", report))
    Tenure.objects.filter(person=world.admin.user).update(until=timezone.now())
    [(state, says)] = done(Batch.objects.get())
    assert (state, "tidak lagi memegang" in says) == ("refused", True)


def test_a_report_that_went_elsewhere_meanwhile_is_refused_without_a_word_about_it(world):
    report = new(world, 1)[0]
    client = sign_in(world.admin)
    client.post(MANY, asking("verify", report))
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.other)
    batch = Batch.objects.get()
    assert done(batch)[0][0] == "refused"
    assert report.title not in client.get(f"/desk/banyak/hasil/{batch.pk}").text


def test_an_accused_office_is_not_handed_its_own_report(world):
    plain, accusing = new(world, 1)[0], new(world, 1, subjects=(world.works,))[0]
    for report in (plain, accusing):
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    form = asking("assign", plain, accusing, to="Dinas Pekerjaan Umum")
    sign_in(world.admin).post(MANY, form)
    assert [state for state, _says in done(Batch.objects.get())] == ["done", "refused"]


def test_the_words_of_the_form_are_forgotten_when_all_is_done(world):
    report = new(world, 1)[0]
    form = asking("archive", report, reason="spam", words="Kata Zamrud.")
    sign_in(world.admin).post(MANY, form)
    batch = Batch.objects.get()
    assert batch.given["words"] == "Kata Zamrud."
    done(batch)
    batch.refresh_from_db()
    assert (batch.given, batch.done_at is None) == ({}, False)


def test_a_fault_of_ours_fails_one_row_and_not_the_others(world):
    reports = new(world, 2)
    sign_in(world.admin).post(MANY, asking("archive", *reports, reason="spam", words="Uji."))
    batch = Batch.objects.get()
    broken = batch.rows.earliest("place").report
    broken.deadlines.all().delete()
    assert [state for state, _says in done(batch)] == ["failed", "done"]
    assert Report.objects.get(pk=broken.pk).status == "received"


def test_the_page_says_which_reports_cannot_take_the_step_and_why(world):
    open_one, unverified = new(world, 2)
    triage.verify(open_one, actor=world.admin, kind=Kind.COMPLAINT)
    query = {"step": "assign", "pilih": tick(open_one, unverified)}
    page = sign_in(world.admin).get(MANY, query)
    chosen = page.context["chosen"]
    assert [row.number for row in chosen.can] == [open_one.number]
    assert [row.number for row in chosen.cannot] == [unverified.number]
    assert "Verifikasi laporan ini dulu." in page.text


def test_all_that_fit_are_taken_from_the_list_and_its_filters(world):
    new(world, 3)
    other = new(world, 1, kind=Kind.PRAISE)[0]
    query = {"step": "verify", "semua": "1", "lihat": "kami", "jenis": "praise"}
    page = sign_in(world.admin).get(MANY, query)
    assert [row.number for row in page.context["chosen"].can] == [other.number]


def test_choosing_costs_the_same_for_two_as_for_twenty(world):
    client, counts = sign_in(world.admin), []
    for more in (2, 18):
        new(world, more)
        with CaptureQueriesContext(connection) as captured:
            client.get(MANY, {"step": "verify", "semua": "1"})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"step": "archive", "words": "Alasannya panjang."}, "Pilih alasannya."),
        ({"step": "assign"}, "Ketik nama unitnya."),
        ({"step": "assign", "to": "Kota Cilegon"}, "Tidak ada unit"),
        ({"step": "verify", "client_key": "x"}, ""),
    ],
)
def test_a_wrong_form_comes_back_with_everything(world, form, says):
    report = new(world, 1)[0]
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT) if form["step"] == "assign" else 0
    answer = sign_in(world.admin).post(MANY, asking(form["step"], report) | form)
    assert answer.status_code == 422
    assert says in answer.text
    assert form.get("words", "") in answer.text
    assert f"{report.number}." in answer.text
    assert not Batch.objects.exists()


@pytest.fixture
def long_list(world, monkeypatch):
    """Six reports in a list of which two are shown, and five may be put together."""
    for module in (bulk, pages):
        monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(bulk, "MOST_TOGETHER", 5)
    return new(world, 6, title="Banjir di pasar")


def form_of(page):
    """Return where the form of a page goes, and what it holds as it stands."""
    form = page[page.index('<form class="panel stack"') : page.index('type="submit">Gabungkan')]
    where = html.unescape(re.findall(r'action="([^"]*)"', form)[0])
    held = re.findall(r'name="(step|client_key|sampai|sisanya)" value="([^"]*)"', form)
    return where, dict(held) | {"pilih": re.findall(r'name="pilih" value="([^"]*)"', form)}


def test_of_a_long_list_also_what_is_not_shown_is_put_together(world, long_list):
    client = sign_in(world.admin)
    page = client.get(MANY, {"step": "group", "semua": "1", "jenis": "complaint"}).text
    assert "Bersama 3 laporan lain" in page
    where, held = form_of(page)
    assert len(held["pilih"]) == 2
    wrong = client.post(where, held | {"title": ""})
    assert wrong.status_code == 422
    assert "Bersama 3 laporan lain" in wrong.text
    assert form_of(wrong.text) == (where, held), "nothing is lost"
    client.post(where, held | {"title": "Banjir pasar"})
    assert done(Batch.objects.get()) == [("done", "Digabung.")] * 5
    assert Report.objects.exclude(problem=None).count() == 5


def test_who_unticks_the_rest_puts_together_only_what_is_shown(world, long_list):
    client = sign_in(world.admin)
    where, held = form_of(client.get(MANY, {"step": "group", "semua": "1"}).text)
    del held["sisanya"]
    client.post(where, held | {"title": "Banjir pasar"})
    assert len(done(Batch.objects.get())) == 2


def test_of_other_steps_the_rest_is_left_alone(world, long_list):
    client = sign_in(world.admin)
    page = client.get(MANY, {"step": "archive", "semua": "1"}).text
    assert "Sekali jalan paling banyak" in page
    told = {"reason": "spam", "words": "Uji.", "sisanya": "1", "sampai": long_list[1].number}
    client.post(f"{MANY}?semua=1", asking("archive", *long_list[:2], **told))
    assert len(done(Batch.objects.get())) == 2


@pytest.mark.parametrize("step", ["close", "redact", "", "hapus"])
def test_other_steps_are_not_for_many(world, step):
    assert sign_in(world.admin).get(MANY, {"step": step}).status_code == 404


@pytest.mark.parametrize("value", ["x", "ABCD", "7KM4Q2TX", "7KM4Q2TX.x", "7KM4Q2TX." + "9" * 30])
def test_an_odd_choice_is_no_choice(world, value):
    page = sign_in(world.admin).get(MANY, {"step": "verify", "pilih": value})
    assert page.status_code == 200
    assert "Tidak ada laporan yang bisa diproses" in page.text


def test_who_only_looks_on_or_answers_is_offered_no_boxes(world):
    new(world, 1)
    assert 'name="pilih"' not in sign_in(world.overseer).get("/desk/").text
    assert 'name="pilih"' in sign_in(world.admin).get("/desk/").text


@pytest.mark.django_db(transaction=True)
def test_a_batch_in_the_hands_of_a_dead_worker_goes_on_where_it_was(world, work):
    reports = new(world, 4)
    sign_in(world.admin).post(MANY, asking("archive", *reports, reason="spam", words="Uji."))
    batch = Batch.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [names.TAKE_BATCH])
    a_job_of_a_dead_worker(names.TAKE_BATCH, names.BATCHES, batch_id=str(batch.pk))
    taking.take_some(str(batch.pk), most=2)  # as far as it came
    app.configure_task(tasks.STALLED, queue=names.CLOCK, priority=tasks.FIRST).defer(timestamp=0)
    work()
    assert set(batch.rows.values_list("state", flat=True)) == {"done"}
    assert Event.objects.filter(move="archive").count() == 4, "each once"
    batch.refresh_from_db()
    assert batch.done_at


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_five_hundred_reports_are_worked_through_one_transaction_each(world, work):
    """The web answers at once; the worker takes each row by itself, in jobs that give way."""
    reports = [make_report(world, at=timezone.now())[0] for _n in range(bulk.MOST)]
    client = sign_in(world.admin)
    form = asking("verify", *reports, to="Dinas Pekerjaan Umum")
    with CaptureQueriesContext(connection) as asked:
        client.post(MANY, form)
    assert len(asked) < 30, "asking costs the same for five hundred"
    batch = Batch.objects.get()
    work()
    batch.refresh_from_db()
    assert batch.done_at
    assert set(batch.rows.values_list("state", flat=True)) == {"done"}
    steps = Event.objects.filter(move="assign", report__in=reports)
    assert steps.count() == bulk.MOST
    assert "500 berhasil" in client.get(f"/desk/banyak/hasil/{batch.pk}").text
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM reports_batchrow")
        assert cursor.fetchone() == (bulk.MOST,), "one transaction for each row"
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'lapor.take_batch'"
        )
        assert cursor.fetchone()[0] > 1
