"""The officer's list: by date, by step, by standing; and finding one report."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.reports import closure, handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Clock, Kind, Outcome
from lapor.reports.worklist import PAGE, Days
from tests.factories import JAKARTA, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
INBOX = "/desk/"


def many(world, count, **fields):
    """Return so many reports held by the city, each with a place and its own date."""
    made = [make_report(world, at=timezone.now(), region=world.place)[0] for _n in range(count)]
    for n, report in enumerate(made):
        due = {"due_at": timezone.now() + timedelta(hours=n + 1)}
        Report.objects.filter(pk=report.pk).update(**due | fields)
    return made


def titles(page):
    return [line.card.number for group in page.context["groups"] for line in group.lines]


def due(report, moment):
    Report.objects.filter(pk=report.pk).update(due_at=moment)


def test_work_is_grouped_by_the_day_on_which_it_falls_due(world):
    late, today, tomorrow, later = many(world, 4)
    days = Days.of(timezone.now(), JAKARTA)
    due(late, days.now - timedelta(minutes=1))
    due(today, days.today - timedelta(microseconds=1))
    due(tomorrow, days.today)
    due(later, days.tomorrow)
    page = sign_in(world.admin).get(INBOX)
    groups = {str(g.label): [x.card.number for x in g.lines] for g in page.context["groups"]}
    assert groups == {
        "Lewat tenggat": [late.number],
        "Hari ini": [today.number],
        "Besok": [tomorrow.number],
        "Minggu ini dan sesudahnya": [later.number],
    }
    assert [group.count for group in page.context["groups"]] == [1, 1, 1, 1]


def test_a_day_ends_at_midnight_of_the_office(world):
    days = Days.of(datetime(2026, 3, 2, 23, 30, tzinfo=JAKARTA), JAKARTA)
    assert days.today == datetime(2026, 3, 3, 0, 0, tzinfo=JAKARTA)


def test_each_tab_counts_and_shows_one_step(world):
    new, handed, answered = many(world, 3)
    for report in (handed, answered):
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.city)
    handling.follow_up(answered, actor=world.admin, words="Sudah.", outcome=Outcome.DONE)
    client = sign_in(world.admin)
    tabs = {str(tab.label): tab.count for tab in client.get(INBOX).context["tabs"]}
    assert tabs["Semua"] == 3
    assert (tabs["Verifikasi"], tabs["Jawab pertama"], tabs["Menunggu pelapor"]) == (1, 1, 1)
    assert titles(client.get(INBOX, {"langkah": "verifikasi"})) == [new.number]
    assert titles(client.get(INBOX, {"langkah": "jawab"})) == [handed.number]
    assert titles(client.get(INBOX, {"langkah": "pelapor"})) == [answered.number]


def test_what_has_ended_is_history_and_no_work(world):
    report = many(world, 1)[0]
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.city)
    handling.follow_up(report, actor=world.admin, words="Sudah.", outcome=Outcome.DONE)
    closure.close(report, actor=world.admin, outcome=Outcome.DONE)
    client = sign_in(world.admin)
    assert titles(client.get(INBOX)) == []
    assert titles(client.get(INBOX, {"langkah": "selesai"})) == [report.number]


def test_each_standing_has_its_own_view(world):
    ours, below = many(world, 2)
    triage.verify(below, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    client = sign_in(world.admin)
    assert titles(client.get(INBOX)) == [ours.number]
    assert titles(client.get(INBOX, {"lihat": "bawah"})) == [below.number]
    assert titles(sign_in(world.liaison).get(INBOX)) == [below.number]
    assert len(titles(sign_in(world.overseer).get(INBOX))) == 2
    assert len(titles(sign_in(world.national).get(INBOX))) == 2
    assert titles(sign_in(world.stranger).get(INBOX)) == []


def test_a_view_of_somebody_elses_standing_is_not_opened(world):
    many(world, 1)
    page = sign_in(world.stranger).get(INBOX, {"lihat": "nasional"})
    assert titles(page) == []


def test_an_accused_office_sees_neither_the_report_nor_its_count(world):
    make_report(world, at=timezone.now(), subjects=(world.city,))
    page = sign_in(world.admin).get(INBOX)
    assert titles(page) == []
    assert page.context["count"] == 0


def test_pages_follow_one_another_without_gap_or_repeat(world):
    made = many(world, PAGE + 5)
    Report.objects.update(due_at=timezone.now() + timedelta(days=1))  # the key falls back to the id
    client = sign_in(world.admin)
    first = client.get(INBOX)
    second = client.get(INBOX + first.context["next"])
    assert len(titles(first)) == PAGE
    assert second.context["next"] == ""
    assert {*titles(first), *titles(second)} == {report.number for report in made}


@pytest.mark.parametrize("key", ["x", "20260101T000000.000000_zz", "_", "%00"])
def test_a_broken_key_shows_the_first_page(world, key):
    report = many(world, 1)[0]
    page = sign_in(world.admin).get(INBOX, {"sesudah": key})
    assert titles(page) == [report.number]


def test_an_empty_list_says_what_comes(world):
    assert "Tidak ada yang menunggu" in sign_in(world.admin).get(INBOX).text


def test_fifty_rows_cost_ten_statements_and_five_cost_the_same(
    world, django_assert_max_num_queries
):
    client, counts = sign_in(world.admin), []
    for more in (5, 45):
        many(world, more)
        with django_assert_max_num_queries(10) as captured:
            page = client.get(INBOX)
        counts.append(len(captured))
    assert len(titles(page)) == 50
    assert counts[0] == counts[1]


def test_working_days_left_are_those_of_the_office(world):
    report = many(world, 1, due_clock=Clock.VERIFY)[0]
    due(report, timezone.now() - timedelta(days=14))
    assert "lewat 10 hari kerja" in sign_in(world.admin).get(INBOX).text


def test_a_number_opens_the_report(world):
    report = many(world, 1)[0]
    client = sign_in(world.admin)
    for typed in (report.number, f"{report.number[:4]}-{report.number[4:]}".lower()):
        answer = client.get("/desk/cari", {"q": typed})
        assert answer.headers["Location"] == reverse("desk-case", args=[report.number])


def test_words_find_only_what_one_may_see(world):
    make_report(world, at=timezone.now(), title="Pohon tumbang di jalan")
    found = sign_in(world.admin).get("/desk/cari", {"q": "pohon tumbang"})
    assert len(found.context["lines"]) == 1
    hidden = sign_in(world.stranger).get("/desk/cari", {"q": "pohon tumbang"})
    assert "Tidak ada yang cocok" in hidden.text


def test_a_hidden_number_looks_like_one_that_does_not_exist(world):
    report = many(world, 1)[0]
    client = sign_in(world.stranger)
    pages = [client.get("/desk/cari", {"q": typed}) for typed in (report.number, "AAAA0000")]
    texts = [page.text.replace(report.number, "AAAA0000") for page in pages]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("typed", ["a\x00b", "\x00", "\ud800", "-zz " * 99, "'\")|!&:*\\" * 50])
def test_odd_words_find_nothing_and_break_nothing(world, typed):
    report = many(world, 1)[0]
    client = sign_in(world.admin)
    quoted = quote(typed, errors="surrogatepass")
    assert client.get(f"/desk/cari?q={quoted}").status_code == 200
    assert client.get(f"/desk/unit?laporan={report.number}&q={quoted}").status_code == 200
    assert (
        client.get(f"/desk/unit?laporan={report.number}&q={quoted}&untuk=next").status_code == 200
    )
    assert client.get(f"/desk/unit?laporan={quoted}").status_code == 404


def test_finding_costs_the_same_for_one_as_for_many(world, django_assert_max_num_queries):
    client, counts = sign_in(world.admin), []
    for more in (1, 10):
        many(world, more)
        with django_assert_max_num_queries(10) as captured:
            client.get("/desk/cari", {"q": "lampu"})
        counts.append(len(captured))
    assert counts[0] == counts[1]
