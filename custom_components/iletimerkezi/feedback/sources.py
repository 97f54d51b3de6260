"""The parts of the outbox and the journal that notifications need."""

from collections.abc import Callable, Iterable
from typing import Protocol

from homeassistant.core import CALLBACK_TYPE

from ..api import ProviderUnreachableError
from ..outbox import WaitingMessage


class NoticeStore(Protocol):
    """Keeps notices across restarts: the journal."""

    @property
    def writable(self) -> bool:
        """Return whether stored notices would survive a restart."""

    def put_notice(self, key: str, data: str) -> None:
        """Keep a notice."""

    def remove_notice(self, key: str) -> None:
        """Forget a notice."""


class WaitingSource(Protocol):
    """Knows which messages are waiting: the outbox."""

    @property
    def unreachable(self) -> ProviderUnreachableError | None:
        """Return why the last attempt had no answer."""

    @property
    def used_today(self) -> int:
        """Return the SMS of this local day."""

    @property
    def pending(self) -> int:
        """Return how many messages wait, counted by number."""

    def waiting(self) -> Iterable[WaitingMessage]:
        """Return the messages that wait, newest first."""

    def subscribe_waiting(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Subscribe to changes; returns an unsubscribe function."""
