"""Waiting messages, apart from failed ones: kept up to date from the outbox. Pure."""

from asyncio import sleep
from collections.abc import Iterable
from typing import Final

from ..outbox import Addressee, WaitingMessage
from .errors import text_key
from .notice import UNREACHABLE, Notice, Notices

_PER_TURN: Final = 256
"""Messages that are read before the event loop gets its turn."""


def key_of(message: WaitingMessage) -> str | None:
    """Return the key of the notice that shows a waiting message."""
    if message.code is not None:
        return str(message.code)
    # A wait for the rate limit is not shown.
    return UNREACHABLE if message.unreachable else None


class Summary:
    """Waiting messages as a notification shows them."""

    __slots__ = ("_repeats", "about_account", "created", "deadline", "recipients")

    def __init__(self, message: WaitingMessage) -> None:
        """Initialize with the newest message."""
        self.recipients: dict[str, Addressee] = {}
        """The latest first."""

        self.created = (message.created, message.created)
        """First and last, in seconds since the epoch."""

        self.deadline = (message.deadline, message.deadline)
        """First and last, in seconds since the epoch."""

        self.about_account = False
        """The account itself is refused, not only a call's own values."""

        self._repeats: dict[tuple[str, float], int] = {}
        self.add(message)

    def add(self, message: WaitingMessage) -> None:
        """Add a message that is not newer than the last one."""
        # One message can wait in parts.
        key = message.text, message.created
        self._repeats[key] = max(message.repeats, self._repeats.get(key, 0))
        for number, addressee in message.recipients.items():
            self.recipients.setdefault(number, addressee)
        self.created = _extended(self.created, message.created)
        self.deadline = _extended(self.deadline, message.deadline)
        self.about_account |= not message.own_value

    @property
    def messages(self) -> int:
        """Return how many there are; one to three phones is one."""
        return len(self._repeats)

    @property
    def requests(self) -> int:
        """Return how often they were handed over."""
        return sum(self._repeats.values())


class Waiting:
    """Everything that waits, summed up by the keys of the notices."""

    def __init__(self, messages: Iterable[WaitingMessage] = ()) -> None:
        """Initialize with messages, the newest first."""
        self.by_key: dict[str, Summary] = {}
        self.is_empty = True
        for message in messages:
            self.add(message)

    def add(self, message: WaitingMessage) -> None:
        """Add a message that is not newer than the last one."""
        self.is_empty = False
        if (key := key_of(message)) is None:
            return
        if summary := self.by_key.get(key):
            summary.add(message)
        else:
            self.by_key[key] = Summary(message)


async def async_summed_up(messages: Iterable[WaitingMessage]) -> Waiting:
    """Return messages summed up, some of them in each turn of the event loop.

    Args:
        messages: the newest first.
    """
    waiting = Waiting()
    for count, message in enumerate(messages, 1):
        waiting.add(message)
        if count % _PER_TURN == 0:
            await sleep(0)
    return waiting


def reconciled(notices: Notices, waiting: Waiting, *, complete: bool = True) -> Notices:
    """Return the notices with exactly those about waiting messages that are due.

    A refusal is known from its outcome, but that may be older than a success of
    the account which did not help all that was kept.

    Args:
        notices: as they are.
        waiting: the waiting messages.
        complete: False if something may be missing; no notice goes for that.
    """
    found = waiting.by_key
    changed: dict[str, Notice] = {
        key: notice
        for key, notice in notices.items()
        if key in found
        or not complete
        or notice.messages
        or not _only_waits(key)
        # Being tried, a message waits for nothing, and is soon the same again.
        or (notice.dismissed and not waiting.is_empty)
    }
    for key, summary in found.items():
        newest = summary.created[1]
        known = changed.get(key)
        if known is None or (
            # News to a user who has dismissed it; failures bring their own.
            known.dismissed and not known.messages and newest > known.at
        ):
            changed[key] = Notice(_kind(key), newest)
    if changed.keys() == notices.keys() and all(
        notices[key] is notice for key, notice in changed.items()
    ):
        return notices
    return changed


def account_codes(notices: Notices, waiting: Iterable[WaitingMessage]) -> set[int]:
    """Return the codes for which the account is known to be refused."""
    return {int(key) for key, notice in notices.items() if notice.about_account} | {
        message.code
        for message in waiting
        if message.code is not None and not message.own_value
    }


def _extended(span: tuple[float, float], at: float) -> tuple[float, float]:
    """Return a span that includes a time."""
    return min(span[0], at), max(span[1], at)


def _only_waits(key: str) -> bool:
    """Return whether a notice without failures depends on waiting messages."""
    return key == UNREACHABLE or key.isdecimal()


def _kind(key: str) -> str:
    """Return the kind of a notice."""
    return text_key(int(key)) if key.isdecimal() else key
