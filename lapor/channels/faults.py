"""What may go wrong on the way out, told by its class alone: an error may quote an address."""

import secrets

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from lapor.outbox.models import Message

MOST = 8  # attempts at one message; with the waits below they span about 18 hours
FIRST, FACTOR, LONGEST = 60, 3, 12 * 3600  # seconds

log = structlog.get_logger("lapor.channels")


class Undelivered(Exception):
    """A carrier could not deliver.

    lasting: another attempt would end alike, so that none is made.
    """

    def __init__(self, fault: Message.Fault, *, lasting: bool = False) -> None:
        super().__init__(fault.value)
        self.fault, self.lasting = fault, lasting


class Later(Exception):
    """Asks for the job to be taken up again after so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Full(Later):
    """The contract with a provider lets nothing more out for a moment."""


def pause(attempts: int) -> int:
    """Return the seconds to wait after so many attempts: three times longer each time.

    Between half of it and the whole, so that what failed together does not come back together.
    """
    whole = min(FIRST * int(FACTOR ** (attempts - 1)), LONGEST)
    return whole - secrets.randbelow(whole // 2)


class Again(BaseRetryStrategy):
    """Takes up every failed job again: a message counts its own attempts and ends by itself."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, Later):
            seconds = exception.seconds
        else:
            fault = type(exception).__name__
            log.error("job_broke", task=job.task_name, job_id=job.id, error=fault)
            seconds = pause(min(job.attempts + 1, MOST))
        return RetryDecision(retry_in={"seconds": seconds})
