"""The weekly sample: what is drawn, who scores it, blind and twice, and what is told of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies.models import Role, Tenure
from lapor.project.tasks import draw_samples
from lapor.reports import closure, sampling
from lapor.reports.models import Sample, Score
from lapor.reports.sampling import Criterion
from tests.factories import make_officer, make_report
from tests.web.desk.officers import sign_in
from tests.web.desk.samples import closed, last_week, page, week

pytestmark = pytest.mark.django_db
MARKS = dict.fromkeys(Criterion.values, 2)
LIST, RESULTS = "/desk/mutu/", "/desk/mutu/hasil"


def test_every_office_that_closed_something_is_drawn_and_twice_is_as_once(world):
    for _n in range(7):
        closed(world, world.works, world.handler)
    closed(world, world.kelurahan, world.lurah)
    draw_samples(0)
    drawn = list(Sample.objects.order_by("pk"))
    assert {row.agency for row in drawn} == {world.works, world.kelurahan}
    assert len(drawn) == sampling.FEWEST
    assert {row.reviewers for row in drawn} == {world.city}
    draw_samples(0)
    assert Sample.objects.count() == sampling.FEWEST


def test_the_same_week_gives_the_same_sample(world):
    for _n in range(9):
        closed(world, world.works, world.handler)
    sampling.draw(week())
    first = set(Sample.objects.values_list("event", "twice"))
    Sample.objects.all().delete()
    sampling.draw(week())
    assert set(Sample.objects.values_list("event", "twice")) == first


def test_what_was_closed_in_another_week_or_without_an_answer_is_not_drawn(world):
    closed(world, world.works, world.handler)
    assert sampling.draw(week() - timedelta(weeks=1)) == 0
    report, reporter = make_report(world, at=last_week())
    closure.withdraw(report, actor=reporter)
    assert sampling.draw(week()) == 1


def test_a_confidential_case_is_drawn_only_for_who_may_see_it(world):
    closed(world, world.works, world.handler, confidential=True)
    assert sampling.draw(week()) == 0
    report = closed(world, world.works, world.handler, confidential=True)
    report.escalated = 1  # a missed date climbed to the city, which has read it since
    report.save()
    assert sampling.draw(week()) == 1


def test_who_answered_or_sits_there_or_is_accused_scores_nothing(world):
    report = closed(world, world.works, world.handler)
    since = timezone.now() - timedelta(days=1)
    post = make_officer(Role.HANDLER, world.works).post
    assert post
    Tenure.objects.filter(post=post).update(until=since)
    Tenure.objects.create(post=post, person=world.admin.user, since=since)
    sampling.draw(week())
    assert Sample.objects.get().reviewers == world.root  # the city's only admin sits there too
    sample = Sample.objects.get()
    assert sign_in(world.admin).get(page(sample)).status_code == 404
    assert report.title in sign_in(world.national).get(LIST).text


def test_the_tier_above_scores_and_no_other_may_even_see_it(world, sample):
    assert page(sample) in sign_in(world.admin).get(LIST).text
    for who in (world.national, world.liaison, world.handler, world.overseer, world.stranger):
        client = sign_in(who)
        assert client.get(page(sample)).status_code == 404
        assert client.post(page(sample), MARKS).status_code == 404
    assert sign_in(world.liaison).get(LIST).status_code == 404
    assert sign_in(world.handler).get(RESULTS).status_code == 404


def test_the_answer_stands_beside_its_report_and_the_score_is_kept(world, sample):
    client = sign_in(world.admin)
    shown = client.get(page(sample)).text
    assert "Lampu-nya sudah kami ganti." in shown
    assert "Sudah empat minggu." in shown
    half = client.post(page(sample), {"words": "Tinggal satu-dua"} | {"done": 2})
    assert half.status_code == 422
    assert str(Criterion.PROOF.label) in half.text
    assert "Tinggal satu-dua" in half.text
    answer = client.post(page(sample), MARKS | {"words": "Baik."}, follow=True)
    assert "Nilai tersimpan" in answer.text
    assert Score.objects.get().marks == MARKS
    again = client.post(page(sample), MARKS, follow=True)
    assert "sudah dinilai" in again.text
    assert Score.objects.count() == 1


def test_two_score_blindly_and_a_third_finds_nothing(world, sample):
    Sample.objects.update(twice=True)
    second, third = (make_officer(Role.AGENCY_ADMIN, world.city) for _n in range(2))
    sign_in(world.admin).post(page(sample), MARKS | {"words": "Kata-yang pertama"})
    shown = sign_in(second).get(page(sample)).text
    assert "Kata-yang pertama" not in shown
    sign_in(second).post(page(sample), MARKS | {"proof": 0})
    assert Score.objects.count() == 2
    assert page(sample) not in sign_in(third).get(LIST).text
    assert "sudah dinilai" in sign_in(third).post(page(sample), MARKS, follow=True).text


def scored(world, n, second=None):
    other = second or make_officer(Role.AGENCY_ADMIN, world.city)
    for k in range(n):
        report = closed(world, world.works, world.handler)
        event = report.events.get(move="follow_up")
        row = Sample.objects.create(
            week=week(), event=event, agency=world.works, reviewers=world.city, twice=True
        )
        for who in (world.admin, other):
            marks = MARKS | {"proof": k % 3, "done": k % 2}
            sampling.score(row.pk, actor=who, marks=marks)


def test_results_are_told_with_their_n_and_no_mean_of_a_few(world):
    scored(world, 4)
    few = sampling.results(world.admin, timezone.now())
    assert [(row.agency, row.n, row.whole) for row in few] == [(world.works, 4, None)]
    scored(world, 1)
    row = sampling.results(world.admin, timezone.now())[0]
    assert row.n == 5
    assert row.each["plain"] == 1
    assert (row.each["proof"] or 1) < 1
    shown = sign_in(world.admin).get(RESULTS).text
    assert world.works.name in shown
    assert "100%" in shown
    assert world.works.name not in sign_in(world.stranger).get(RESULTS).text
    assert world.city.name in sign_in(world.national).get(RESULTS).text


@pytest.mark.slow
def test_agreement_is_told_from_twenty_answers_on(world):
    scored(world, sampling.ENOUGH_TO_AGREE - 1)
    assert sampling.agreement(world.admin, timezone.now()).whole is None
    assert "Kesepakatan dihitung mulai 20" in sign_in(world.admin).get(RESULTS).text
    scored(world, 1)
    told = sampling.agreement(world.admin, timezone.now())
    assert (told.n, told.whole, told.each["plain"]) == (20, 1.0, None)
    assert "Kappa Cohen <b>1,00</b>" in sign_in(world.admin).get(RESULTS).text


def test_the_statements_of_the_pages_do_not_grow_with_rows(world, django_assert_max_num_queries):
    for _n in range(6):
        closed(world, world.works, world.handler)
    sampling.draw(week())
    client = sign_in(world.admin)
    with django_assert_max_num_queries(8):
        client.get(LIST)
    with django_assert_max_num_queries(10):
        client.get(RESULTS)
