"""The clock's own jobs: registered, first in the queue, and harmless when repeated."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from lapor.outbox import names
from lapor.outbox.models import EscrowCheck, Message
from lapor.project import tasks
from lapor.project.working import CATCH_UP
from lapor.reports.models import Event
from tests.factories import JAKARTA, make_report

ALWAYS = {
    tasks.TIMERS: "*/5 * * * *",
    tasks.STALLED: "* * * * *",
    tasks.SEALS: "*/5 * * * *",
    tasks.UNKEPT: "35 * * * *",
    tasks.WAYS_IN: "50 * * * *",
    tasks.SUGGEST: "* * * * *",
    tasks.DRAFTS: "*/10 * * * *",
    tasks.LEFT: "20 * * * *",
    tasks.PARTS: "* * * * *",
    tasks.ROUNDS: "* * * * *",
}
LONG = {tasks.LEARN}  # it takes minutes, so it goes behind all others
NIGHTLY = {tasks.TIDY, tasks.ESCROW, tasks.OLD, tasks.SESSIONS, tasks.SAMPLES, tasks.WEIGH}
MORNING = {tasks.VACANT: "10 23 * * *"}  # six in the morning in Jakarta


def run_sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def a_job_of_a_dead_worker(task, queue, **arguments):
    """Queue a job and let a worker die with it in its hands."""
    key = app.configure_task(task, queue=queue, queueing_lock=task).defer(**arguments)
    run_sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - '1 h'::interval)")
    run_sql(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id ="
        " (SELECT max(id) FROM procrastinate_workers) WHERE id = %s",
        key,
    )
    return key


def test_every_task_of_the_clock_is_periodic_and_goes_before_deliveries():
    periodic = {task.task.name: task for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic.keys() == ALWAYS.keys() | NIGHTLY | MORNING.keys() | LONG
    for name, each in periodic.items():
        if name in LONG:
            assert each.task.queue == names.BATCHES
            continue
        assert each.task.queue == names.CLOCK
        assert each.task.priority > max(
            names.PRIORITY[names.DELIVERIES], names.PRIORITY[names.PUBLIC]
        )
        assert each.task.queueing_lock == name, "a slow one must not pile up"
        if name in ALWAYS | MORNING:
            assert each.cron == (ALWAYS | MORNING)[name]
        else:
            _minute, hour, *rest = each.cron.split()
            assert rest == ["*"] * 3
            assert int(hour) == 19, "two in the morning in Jakarta"


def test_after_a_week_of_silence_each_has_one_turn_and_the_night_is_made_up_for():
    deferrer = PeriodicDeferrer(app.periodic_registry, **CATCH_UP)
    morning = datetime(2026, 3, 9, 8, 2, tzinfo=JAKARTA).timestamp()
    due = [task.task.name for task, _at in deferrer.get_previous_tasks(at=morning)]
    assert sorted(due) == sorted(ALWAYS.keys() | NIGHTLY | MORNING.keys() | LONG)


def test_a_deferred_name_that_nobody_registers_fails_the_check(monkeypatch):
    assert not [error for error in run_checks() if error.id == "lapor.E001"]
    monkeypatch.delitem(app.tasks, names.REFRESH)
    [error] = [error for error in run_checks() if error.id == "lapor.E001"]
    assert names.REFRESH in error.msg


def test_both_modules_of_tasks_are_named_in_the_settings():
    assert {"lapor.channels.tasks", "lapor.project.tasks"} <= set(
        django_settings.PROCRASTINATE_IMPORT_PATHS
    )


@pytest.mark.django_db(transaction=True)
def test_the_clock_is_not_starved_by_deliveries_that_wait(world, work):
    make_report(world)
    run_sql('UPDATE procrastinate_jobs SET args = \'{"message_id": "broken"}\'')
    app.configure_task(tasks.TIMERS, queue=names.CLOCK, priority=tasks.FIRST).defer(timestamp=0)
    work()
    first = (
        "SELECT task_name FROM procrastinate_jobs j JOIN procrastinate_events e ON j.id = job_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{first} WHERE type = 'started' ORDER BY e.id LIMIT 1")
        assert cursor.fetchone() == (tasks.TIMERS,)


@pytest.mark.django_db
def test_the_timers_run_twice_do_nothing_more(world):
    make_report(world, at=timezone.now() - timedelta(days=21))
    tasks.run_timers(timestamp=0)
    after = Event.objects.count(), Message.objects.count()
    assert Event.objects.filter(move="escalate").exists()
    tasks.run_timers(timestamp=0)
    assert (Event.objects.count(), Message.objects.count()) == after


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_dead_worker_is_done_once(world, work, mailoutbox):
    make_report(world)
    message = Message.objects.get(audience="reporter")
    work()
    assert len(mailoutbox) == 2
    Message.objects.filter(pk=message.pk).update(state=Message.State.QUEUED)
    key = a_job_of_a_dead_worker(names.DELIVER, names.DELIVERIES, message_id=str(message.pk))
    app.configure_task(tasks.STALLED, queue=names.CLOCK, priority=tasks.FIRST).defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.get(pk=key).status == "succeeded"
    assert len(mailoutbox) == 3


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_turn_of_the_clock_is_dropped_for_the_next(work):
    dead = a_job_of_a_dead_worker(tasks.TIMERS, names.CLOCK, timestamp=0)
    waiting = app.configure_task(
        tasks.TIMERS, queue=names.CLOCK, queueing_lock=tasks.TIMERS, lock=tasks.TIMERS
    ).defer(timestamp=1)
    app.configure_task(tasks.STALLED, queue=names.CLOCK, priority=tasks.FIRST).defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.get(pk=dead).status == "aborted"
    assert ProcrastinateJob.objects.get(pk=waiting).status == "succeeded"


@pytest.mark.django_db(transaction=True)
def test_done_jobs_go_after_a_day_and_failed_ones_after_a_month(work):
    app.configure_task(tasks.ESCROW, queue=names.CLOCK).defer(timestamp=0)
    work()
    done = ProcrastinateJob.objects.get()
    app.configure_task(tasks.TIDY, queue=names.CLOCK).defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.filter(pk=done.pk).exists()
    run_sql("UPDATE procrastinate_events SET at = at - '25 h'::interval")
    app.configure_task(tasks.TIDY, queue=names.CLOCK).defer(timestamp=0)
    work()
    assert not ProcrastinateJob.objects.filter(pk=done.pk).exists()
    failed = ProcrastinateJob.objects.get()
    run_sql("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", failed.pk)
    for age, there in (("25 h", True), ("31 d", False)):
        run_sql("UPDATE procrastinate_events SET at = now() - %s::interval", age)
        app.configure_task(tasks.TIDY, queue=names.CLOCK).defer(timestamp=0)
        work()
        assert ProcrastinateJob.objects.filter(pk=failed.pk).exists() is there


@pytest.mark.django_db
def test_every_night_the_escrow_is_compared_and_old_sessions_go():
    Session.objects.create(session_key="old", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=timezone.now() + timedelta(days=1))
    tasks.clear_sessions(timestamp=0)
    tasks.check_escrow(timestamp=0)
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert EscrowCheck.objects.get().unmatched == 0


FLOOD = """
    INSERT INTO procrastinate_jobs (task_name, queue_name, lock, priority, status)
    SELECT 'turn', 'flood', 'turn:' || number, 5, %s::procrastinate_job_status
    FROM generate_series(1, 3000) number
"""
READ = """
    SELECT idx_scan, idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables
    WHERE relname = 'procrastinate_jobs'
"""


def look_for_a_job():
    """Return how often an index was gone through, and how many rows were read, for the next job."""
    run_sql("INSERT INTO procrastinate_workers DEFAULT VALUES")
    with connection.cursor() as cursor:
        cursor.execute(READ)
        before = cursor.fetchone()
        cursor.execute(
            "SELECT lock FROM procrastinate_fetch_job_v2("
            "ARRAY['flood'], (SELECT max(id) FROM procrastinate_workers))"
        )
        [[lock]] = cursor.fetchall()
        cursor.execute(READ)
        after = cursor.fetchone()
    return lock, [now - then for now, then in zip(after, before, strict=True)]


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["never looked at", "all done"])
def test_the_next_job_of_a_flood_is_found_without_comparing_each_with_all(before):
    if before == "all done":  # as the statistics of a queue are: nothing is to be done
        run_sql(FLOOD, "succeeded")
        run_sql("ANALYZE procrastinate_jobs")
    run_sql(FLOOD, "todo")
    lock, (scans, rows) = look_for_a_job()
    assert lock == "turn:1"
    # All of them a few times at most, however it is planned; not all of them once for each.
    assert scans < 100
    assert rows < 10 * 3000
