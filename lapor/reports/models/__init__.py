"""The rows of `reports`: the case itself, and what officers keep beside it."""

from lapor.reports.models.case import (
    APPEND_ONLY,
    ENUMS,
    OPEN,
    TIERS,
    WORDS_OF_A_REPORT,
    Deadline,
    DueChange,
    Event,
    Identity,
    PublishedReport,
    Report,
    Stake,
    Words,
)
from lapor.reports.models.desk import (
    Batch,
    BatchRow,
    CalendarFeed,
    Mention,
    Opening,
    Presence,
    SavedView,
)

__all__ = [
    "APPEND_ONLY",
    "ENUMS",
    "OPEN",
    "TIERS",
    "WORDS_OF_A_REPORT",
    "Batch",
    "BatchRow",
    "CalendarFeed",
    "Deadline",
    "DueChange",
    "Event",
    "Identity",
    "Mention",
    "Opening",
    "Presence",
    "PublishedReport",
    "Report",
    "SavedView",
    "Stake",
    "Words",
]
