"""The rows of `reports`: the case itself, and what officers keep beside it."""

from lapor.reports.models.answering import AnswerCheck, Draft, Remark, Sample, Score
from lapor.reports.models.asking import OutsideParty, PartyTrace, Question, Review
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
    Report,
    Stake,
    Words,
)
from lapor.reports.models.counter import TakenDown
from lapor.reports.models.desk import (
    Batch,
    BatchRow,
    CalendarFeed,
    Mention,
    Opening,
    Presence,
    SavedView,
)
from lapor.reports.models.problem import Problem, Support
from lapor.reports.models.published import PublishedReport
from lapor.reports.models.suggesting import RoutingModel, Suggestion
from lapor.reports.models.vault import SIDES, NameReading, Reveal, RevealVote, Sealed, Vault

__all__ = [
    "APPEND_ONLY",
    "ENUMS",
    "OPEN",
    "SIDES",
    "TIERS",
    "WORDS_OF_A_REPORT",
    "AnswerCheck",
    "Attachment",
    "Batch",
    "BatchRow",
    "CalendarFeed",
    "Deadline",
    "Draft",
    "DueChange",
    "Event",
    "Mention",
    "NameReading",
    "Opening",
    "OutsideParty",
    "PartyTrace",
    "Presence",
    "Problem",
    "PublishedReport",
    "Question",
    "Remark",
    "Report",
    "Reveal",
    "RevealVote",
    "Review",
    "RoutingModel",
    "Sample",
    "SavedView",
    "Score",
    "Sealed",
    "Stake",
    "Suggestion",
    "Support",
    "TakenDown",
    "Vault",
    "Words",
]
