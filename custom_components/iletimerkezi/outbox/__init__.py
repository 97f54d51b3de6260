"""From a message to an accepted order, and on to its delivery: the outbox."""

from .journal import Journal, JournalEvents, Restored, async_remove_journal
from .model import (
    Addressee,
    Outcome,
    OutgoingSms,
    ProblemReason,
    Recipients,
    Status,
    WaitingMessage,
    next_in_sequence,
)
from .outbox import Outbox
from .publisher import OutcomePublisher
from .settings import SendingSettings
from .text import fitted, joined
from .tracking import Tracking

__all__ = [
    "Addressee",
    "Journal",
    "JournalEvents",
    "Outbox",
    "Outcome",
    "OutcomePublisher",
    "OutgoingSms",
    "ProblemReason",
    "Recipients",
    "Restored",
    "SendingSettings",
    "Status",
    "Tracking",
    "WaitingMessage",
    "async_remove_journal",
    "fitted",
    "joined",
    "next_in_sequence",
]
