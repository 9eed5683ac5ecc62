"""The invented year: every state, nobody real, and nothing that the rules would not allow."""

import random
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from lapor.accounts.models import User
from lapor.accounts.second_factor import current_code
from lapor.agencies.models import Post, Tenure
from lapor.outbox.models import Message
from lapor.project.demo import FEW, sign_ins
from lapor.project.seed import demo, load
from lapor.project.seed.scene import FEATURED
from lapor.project.seed.stories import Voice, phrases, stories
from lapor.reports.models import OPEN, Deadline, Event, PublishedReport, Report, Stake, Words
from lapor.reports.moves import MOVES
from lapor.reports.terms import REVIEW_CLOCKS, Clock, Status

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 21, 20, tzinfo=JAKARTA)  # a Saturday evening
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("seeded")]


@pytest.fixture
def invent():
    """Return a function that invents so many reports and returns what it said."""

    def run(reports, now=NOW):
        out = StringIO()
        demo.load(reports, out, now=now)
        return out.getvalue()

    return run


def test_the_smallest_demo_shows_every_status_and_ends_consistent(invent):
    said = invent(36)
    assert "0 courses cut short" in said
    assert set(Report.objects.values_list("status", flat=True)) == set(Status.values)
    for report in Report.objects.filter(OPEN):
        rows = Deadline.objects.filter(report=report, stopped_at=None, paused_at=None)
        running = [row for row in rows if row.clock not in REVIEW_CLOCKS]
        turns = [row for row in running if row.clock != Clock.SETTLE]
        assert [row.clock for row in turns] == [report.turn], report
        assert min(row.due_at for row in running) == report.due_at
    assert not Event.objects.filter(at__gt=NOW)
    assert not Report.objects.filter(confidential=True, published=True)
    moves = set(Event.objects.values_list("move", flat=True))
    assert moves <= MOVES.keys()
    assert {"escalate", "close_silent", "decline", "hold", "withdraw", "archive"} <= moves
    check_time_flows(Report.objects.all())
    check_subjects_stay_out()
    check_projection()
    check_only_fresh_messages_are_left()


def check_time_flows(reports):
    for report in reports:
        moments = list(report.events.values_list("at", flat=True))
        assert moments == sorted(moments)
        assert report.whole_id or moments[0] == report.received_at


def check_subjects_stay_out():
    for stake in Stake.objects.filter(why="subject").select_related("agency", "report__holder"):
        assert stake.agency
        assert not stake.report.holder.is_within(stake.agency)


def check_projection():
    published = Report.objects.filter(published=True)
    assert PublishedReport.objects.count() == published.count() > 5
    for row in PublishedReport.objects.select_related("report"):
        assert row.status == row.report.status
        assert not [part for part in row.report.redactions if part in row.body]


def check_only_fresh_messages_are_left():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'lapor.deliver'")
        (jobs,) = cursor.fetchone()
    assert 0 < jobs == Message.objects.count() < 60


def test_reports_are_invented_once(invent):
    invent(2)
    assert invent(2) == ""
    assert Report.objects.count() == 2


@pytest.mark.parametrize("now", [datetime(2026, 3, 25, 9, tzinfo=JAKARTA),  # after Lebaran
                                 datetime(2026, 12, 31, 23, 50, tzinfo=JAKARTA)])  # fmt: skip
def test_the_demo_plays_on_any_day(invent, now):
    assert "0 courses cut short" in invent(25, now)
    assert set(Report.objects.values_list("status", flat=True)) == set(Status.values)


def test_the_key_people_can_sign_in(invent):
    few = sign_ins(FEW)
    assert len(few) == FEW
    assert few[0] == ("Admin nasional, Nasional", "demo-nasional-admin", "lapor-demo")
    for _, username, password in few:
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert len(current_code(person)) == 6


def test_nobody_in_the_demo_is_real_and_some_seats_are_empty(invent):
    assert not User.objects.exclude(name__endswith=" Contoh")
    assert not User.objects.exclude(email__endswith="@example.org")
    assert Post.objects.exclude(tenures__until=None, tenures__isnull=False).exists()
    assert Tenure.objects.count() < Post.objects.count()


def test_every_kelurahan_and_kecamatan_of_the_city_has_a_post(invent):
    city = Post.objects.filter(agency__slug__startswith="kota-serang-")
    assert city.filter(agency__kind="kelurahan").count() == 67
    assert city.filter(agency__kind="kecamatan", role="liaison").count() == 6


def test_those_who_sign_in_first_find_work(invent):
    invent(60)
    busy = Report.objects.filter(OPEN)
    for slug in FEATURED.values():
        assert busy.filter(holder__slug=slug).exists(), slug


def test_there_are_many_stories_and_every_one_can_be_told():
    rng = random.Random(1)  # noqa: S311
    assert len(stories()) >= 60
    for story in stories():
        assert len(story.titles) == len(story.tells) == len(story.done)
        for _ in range(4):
            voice = Voice(story, "Sawah Luhur", rng)
            for text in (voice.title, voice.body(""), voice.done()):
                assert "{" not in text
            assert len(voice.title) <= 150
    for occasion in phrases():
        assert "{" not in Voice(stories()[0], "Kasemen", rng).say(occasion)


def test_no_report_repeats_another(invent):
    invent(30)
    bodies = list(Report.objects.values_list("body", flat=True))
    assert len(set(bodies)) == len(bodies)
    assert Words.objects.exists()


def test_the_demo_comes_with_the_seed():
    out = StringIO()
    load.load(demo=True, reports=1, out=out)
    assert Report.objects.count() == 1
    assert Report.objects.get().received_at > timezone.now() - timedelta(days=7)
    load.load(demo=True, reports=1, out=out)
    assert Report.objects.count() == 1
