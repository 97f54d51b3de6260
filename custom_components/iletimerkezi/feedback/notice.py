"""The subject of one notification, as a value."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from ..outbox import Recipients

UNREACHABLE: Final = "unreachable"
EXPIRED: Final = "expired"
UNDELIVERED: Final = "undelivered"
LIMIT: Final = "limit"
LIMIT_WARNING: Final = "limit_warning"
VOLUME: Final = "volume"
JOURNAL: Final = "journal"
MISTAKE: Final = "mistake"
REJECTED: Final = "rejected"
"""Key of a refusal without code."""

_MAX_TEXT: Final = 60


class JournalEvent(StrEnum):
    """What can happen to the file with the waiting messages; the value is the kind."""

    DAMAGED = "journal_damaged"
    REPLACED = "journal_replaced"
    RESTORED = "journal_restored"


class Message(NamedTuple):
    """A lost or waiting message, with the recipients who still lack it."""

    recipients: Recipients
    at: float
    """When its latest failure happened, in seconds since the epoch."""

    text: str = ""
    """Its beginning."""

    code: int | None = None
    account: bool = False
    """Refused for the account: the next success shows that this is over."""

    lost: bool = False
    """It is not retried."""

    maybe_sent: bool = False


class Notice(NamedTuple):
    """The subject of one notification."""

    kind: str
    """The end of its texts' translation keys."""

    at: float
    """Of its latest news, in seconds since the epoch."""

    messages: Mapping[int, Message] = {}
    """By sequence, the latest failure last; empty if it is about something else."""

    older: int = 0
    """How many more messages there were before these."""

    values: Mapping[str, str] = {}
    """Placeholders of its texts."""

    dismissed: bool = False
    """The user has seen it: hidden until there is news."""

    @property
    def total(self) -> int:
        """Return how many messages it is about; one to three phones is one."""
        return len(self.messages) + self.older

    @property
    def maybe_sent(self) -> bool:
        """Return whether an attempt without answer may have sent some of it."""
        return any(message.maybe_sent for message in self.messages.values())

    @property
    def about_account(self) -> bool:
        """Return whether the account, not a message, was refused."""
        return any(message.account for message in self.messages.values())


type Notices = Mapping[str, Notice]
"""By the end of the notification's id."""


def is_of_today(notice: Notice, now: datetime) -> bool:
    """Return whether a notice's latest news are of this local day."""
    return datetime.fromtimestamp(notice.at, now.tzinfo).date() == now.date()


def beginning(text: str) -> str:
    """Return the beginning of a text, in one line."""
    line = " ".join(text[: 10 * _MAX_TEXT].split())
    return line if len(line) <= _MAX_TEXT else f"{line[:_MAX_TEXT]}…"
