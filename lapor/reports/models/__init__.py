"""The rows of `reports`: the case itself, and what officers keep beside it."""

from lapor.reports.models.attached import Attachment
from lapor.reports.models.case import (
    APPEND_ONLY,
    ENUMS,
    OPEN,
    TIERS,
    WORDS_OF_A_REPORT,
    Deadline,
    DueChange,
    Event,
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
from lapor.reports.models.vault import SIDES, NameReading, Reveal, RevealVote, Sealed, Vault

__all__ = [
    "APPEND_ONLY",
    "ENUMS",
    "OPEN",
    "SIDES",
    "TIERS",
    "WORDS_OF_A_REPORT",
    "Attachment",
    "Batch",
    "BatchRow",
    "CalendarFeed",
    "Deadline",
    "DueChange",
    "Event",
    "Mention",
    "NameReading",
    "Opening",
    "Presence",
    "PublishedReport",
    "Report",
    "Reveal",
    "RevealVote",
    "SavedView",
    "Sealed",
    "Stake",
    "Vault",
    "Words",
]
