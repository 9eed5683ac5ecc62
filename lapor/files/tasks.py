"""The task that checks files. It waits a minute where the disk, the bucket or ClamAV is away."""

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from lapor.files import checking
from lapor.files.names import CHECK, QUEUE

PAUSE = 60  # seconds; a reporter looks at the page meanwhile

log = structlog.get_logger("lapor.files")


class Soon(BaseRetryStrategy):
    """Takes up every failed job again: a file counts its own attempts and ends by itself."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        fault = type(exception).__name__
        log.error("job_broke", task=job.task_name, job_id=job.id, error=fault)
        return RetryDecision(retry_in={"seconds": PAUSE})


@app.task(name=CHECK, queue=QUEUE, retry=Soon())
def check(file_id: str) -> None:
    """Settle one file; one already settled is left alone."""
    checking.check(file_id)
