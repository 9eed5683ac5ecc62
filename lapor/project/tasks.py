"""What the worker does by the clock. Each may run twice, late, or after a week of silence.

All stand in a queue of their own before every delivery. A queueing lock keeps one of each at most
waiting; after a silence only the last moment counts, and `timers.run` catches up by itself.
"""

import contextlib

import structlog
from django.core.management import call_command
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from lapor.accounts import codes
from lapor.channels import quiet, rounds
from lapor.channels.sms import gathering, holding
from lapor.files import leaving, parked, shelf
from lapor.outbox import escrow
from lapor.outbox.models import Contact
from lapor.outbox.names import BATCHES, CLOCK, PRIORITY
from lapor.project import runs
from lapor.reports import (
    automatic,
    drafting,
    following,
    mapping,
    openings,
    relearning,
    renewing,
    retention,
    reveal,
    sampling,
    timers,
    vacancies,
)

FIRST = PRIORITY[CLOCK]
TIMERS, STALLED = "lapor.timers", "lapor.retry_stalled"
SEALS = "lapor.forget_reveals"
TIDY, ESCROW, SESSIONS = "lapor.delete_old_jobs", "lapor.check_escrow", "lapor.clear_sessions"
VACANT = "lapor.tell_of_vacant_posts"
WAYS_IN = "lapor.renew_ways_in"
UNKEPT, OLD = "lapor.forget_unkept_files", "lapor.forget_old_files"
DRAFTS, LEFT = "lapor.look_at_drafts", "lapor.sweep_channels"
ROUNDS = "lapor.go_round"
PARTS = "lapor.gather_sms"
SAMPLES = "lapor.draw_samples"
SUGGEST = "lapor.suggest_offices"
LEARN = "lapor.learn_anew"
WEIGH = "lapor.weigh_suggestions"
SILENT = 30  # seconds without a heartbeat after which a worker counts as dead
DAY, MONTH = 24, 24 * 30  # hours that a finished job stays, and a failed one

log = structlog.get_logger("lapor.clock")


@app.periodic(cron="*/5 * * * *")
@app.task(name=TIMERS, queue=CLOCK, priority=FIRST, queueing_lock=TIMERS, lock=TIMERS)
def run_timers(timestamp: int) -> None:
    """Remind, escalate and close on silence, as of now and not of the moment that was due."""
    now = timezone.now()
    taken = following.run(now) + timers.run(now)  # what changed hands, by its new holder's dates
    runs.note_run(TIMERS, now)
    log.info("timers_ran", taken=dict(taken))


@app.periodic(cron="* * * * *")
@app.task(name=STALLED, queue=CLOCK, priority=FIRST + 1, queueing_lock=STALLED, pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Queue the jobs of dead workers once more. Those of the clock come again by themselves."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        with contextlib.suppress(ConnectorException):  # another worker was quicker
            if job.queue == CLOCK:
                await manager.finish_job(job, Status.ABORTED, delete_job=False)
            else:
                await manager.retry_job(job)
            log.warning("job_of_a_dead_worker", task=job.task_name, job_id=job.id)


@app.periodic(cron="* * * * *")
@app.task(name=SUGGEST, queue=CLOCK, priority=FIRST, queueing_lock=SUGGEST, lock=SUGGEST)
def suggest_offices(timestamp: int) -> None:
    """Keep for each new report which office is probably the right one; hand on what may be."""
    log.info("offices_suggested", taken=dict(automatic.run(timezone.now())))


@app.periodic(cron="30 18 * * *")
@app.task(name=LEARN, queue=BATCHES, priority=PRIORITY[BATCHES], queueing_lock=LEARN, lock=LEARN)
def learn_anew(timestamp: int) -> None:
    """Learn from closed cases what words are about, where enough is new; it takes some minutes."""
    log.info("models_learned", count=relearning.run(timezone.now()))


@app.periodic(cron="0 19 * * *")
@app.task(name=WEIGH, queue=CLOCK, priority=FIRST, queueing_lock=WEIGH, lock=WEIGH)
def weigh_suggestions(timestamp: int) -> None:
    """Stop handing on by itself where officers no longer agree; propose what they agree on."""
    now = timezone.now()
    log.info("automatic_routing_weighed", count=automatic.watch(now))
    log.info("office_map_proposed", count=mapping.propose(now))


@app.periodic(cron="*/10 * * * *")
@app.task(name=DRAFTS, queue=CLOCK, priority=FIRST, queueing_lock=DRAFTS, lock=DRAFTS)
def look_at_drafts(timestamp: int) -> None:
    """Remind who left a report half written in a chat, once; let go of what lies for a week."""
    log.info("drafts_looked_at", count=quiet.look_at_drafts(timezone.now()))


@app.periodic(cron="* * * * *")
@app.task(name=ROUNDS, queue=CLOCK, priority=FIRST, queueing_lock=ROUNDS, lock=ROUNDS)
def go_round(timestamp: int) -> None:
    """Ask for what is new in mailboxes, and on X: nobody brings it to us."""
    rounds.ask_for_all(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name=PARTS, queue=CLOCK, priority=FIRST, queueing_lock=PARTS, lock=PARTS)
def gather_sms(timestamp: int) -> None:
    """Hand on what waited in vain for its other parts, and jobs that wait for a bind of nobody."""
    now = timezone.now()
    log.info("sms_given_up", count=gathering.give_up(now))
    gathering.forget(now)
    holding.free_stranded()


@app.periodic(cron="20 * * * *")
@app.task(name=LEFT, queue=CLOCK, priority=FIRST, queueing_lock=LEFT, lock=LEFT)
def sweep_channels(timestamp: int) -> None:
    """Drop old bodies and links; ask anew for messages whose job is gone."""
    log.info("channels_swept", count=quiet.sweep(timezone.now()))


@app.periodic(cron="*/5 * * * *")
@app.task(name=SEALS, queue=CLOCK, priority=FIRST, queueing_lock=SEALS)
def forget_reveals(timestamp: int) -> None:
    """Empty what was opened of sealed names, as soon as its quarter hour or request is over."""
    reveal.forget(timezone.now())


@app.periodic(cron="10 19 * * *")  # in UTC; at night in Indonesia, as are those below
@app.task(name=TIDY, queue=CLOCK, priority=FIRST, queueing_lock=TIDY, pass_context=True)
async def delete_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the jobs that ended: done ones after a day, failed ones after a month."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(DAY, include_cancelled=True, include_aborted=True)
    await manager.delete_old_jobs(MONTH, include_failed=True)


@app.periodic(cron="20 19 * * *")
@app.task(name=ESCROW, queue=CLOCK, priority=FIRST, queueing_lock=ESCROW)
def check_escrow(timestamp: int) -> None:
    """Compare the openings of addresses with the messages; say so loudly if they differ."""
    found = escrow.check(timezone.now())
    runs.note_run(ESCROW, found.at)
    if found.unmatched:
        log.error("escrow_does_not_match", count=found.unmatched)


@app.periodic(cron="30 19 * * *")
@app.task(name=SESSIONS, queue=CLOCK, priority=FIRST, queueing_lock=SESSIONS)
def clear_sessions(timestamp: int) -> None:
    """Delete the sessions that ended, and who was where on another day."""
    call_command("clearsessions")
    Contact.objects.filter(pk__in=codes.outlived(timezone.now())).delete()
    openings.forget(timezone.now())


@app.periodic(cron="50 * * * *")
@app.task(name=WAYS_IN, queue=CLOCK, priority=FIRST, queueing_lock=WAYS_IN, lock=WAYS_IN)
def renew_ways_in(timestamp: int) -> None:
    """Give new ways in to who sits in an office that began to watch others."""
    renewing.renew_ways_in(timezone.now())


@app.periodic(cron="10 23 * * *")  # each post once a week at most, whatever day it is
@app.task(name=VACANT, queue=CLOCK, priority=FIRST, queueing_lock=VACANT, lock=VACANT)
def tell_of_vacant_posts(timestamp: int) -> None:
    """Tell who fills them which posts of offices with open reports nobody holds."""
    vacancies.nag(timezone.now())


@app.periodic(cron="35 * * * *")
@app.task(name=UNKEPT, queue=CLOCK, priority=FIRST, queueing_lock=UNKEPT, lock=UNKEPT)
def forget_unkept_files(timestamp: int) -> None:
    """Delete what was uploaded and never sent, but for what a draft still has."""
    gone = leaving.forget_unkept(timezone.now(), but=drafting.kept_files())
    log.info("files_forgotten", count=gone)


@app.periodic(cron="50 19 * * *")  # a week is drawn in its first night; the others find it done
@app.task(name=SAMPLES, queue=CLOCK, priority=FIRST, queueing_lock=SAMPLES, lock=SAMPLES)
def draw_samples(timestamp: int) -> None:
    """Draw which answers of last week's closed cases are scored."""
    log.info("answers_drawn", count=sampling.draw_due(timezone.now()))


@app.periodic(cron="40 19 * * *")
@app.task(name=OLD, queue=CLOCK, priority=FIRST, queueing_lock=OLD, lock=OLD)
def forget_old_files(timestamp: int) -> None:
    """Delete what is over: addresses, files of cases years old, what was left half written."""
    now = timezone.now()
    log.info("contacts_forgotten", count=retention.forget_contacts(now))
    drafting.forget(now)
    shelf.sweep(now)
    log.info("files_forgotten", count=retention.forget_files(now) + parked.forget_parked(now))
    log.info("points_forgotten", count=retention.forget_points(now))
