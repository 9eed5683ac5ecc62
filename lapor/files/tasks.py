"""The tasks that check files, and check again where disk, bucket, ClamAV or the machine failed."""

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from lapor.files import arriving, checking
from lapor.files.models import File
from lapor.files.names import CHECK, CHECK_AGAIN, QUEUE

log = structlog.get_logger("lapor.files")


class Soon(BaseRetryStrategy):
    """Takes up every failed job again: a file counts its own attempts and ends by itself."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        fault = type(exception).__name__
        log.error("job_broke", task=job.task_name, job_id=job.id, error=fault)
        return RetryDecision(retry_in={"seconds": checking.PAUSE})


@app.task(name=CHECK, queue=QUEUE, retry=Soon())
def check(file_id: str) -> None:
    """Settle one file; one already settled is left alone.

    One that cannot be settled now leaves its lane: a job tried again would hold up all behind it.
    """
    try:
        checking.check(file_id)
    except checking.AGAIN as error:
        log.error("check_put_off", file_id=file_id, error=type(error).__name__)
        arriving.ask_again(file_id, checking.pause(file_id))


@app.task(name=CHECK_AGAIN, queue=QUEUE, retry=Soon())
def check_again(file_id: str) -> None:
    """Put a file at the end of its lane."""
    file = File.objects.filter(pk=file_id).first()
    if file is not None:
        arriving.ask_for_check(file)
