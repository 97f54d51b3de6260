"""The single timer of an outbox, and coalesced notification of changes."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from functools import partial
import logging
from typing import Final

from homeassistant.core import callback

from .clock import steady

_LOGGER = logging.getLogger(__name__)

_ROUNDING: Final = 0.001
"""Seconds that keep a timer from coming a rounding error too early, again and again."""


class WakeUp:
    """Calls back at the earliest time that was asked for."""

    def __init__(self, loop: AbstractEventLoop, wake: Callable[[], None]) -> None:
        """Initialize; nothing is planned."""
        self._loop = loop
        self._wake = wake
        self._handle: TimerHandle | None = None
        self._at = 0.0

    @callback
    def at_the_latest(self, at: float) -> None:
        """Wake up at a time on the steady clock, if not before."""
        if self._handle:
            if self._at <= at:
                return
            self._handle.cancel()
        self._at = at
        delay = max(0.0, at - steady()) + _ROUNDING
        self._handle = self._loop.call_later(delay, self._run)

    @callback
    def cancel(self) -> None:
        """Never wake up again, unless asked to."""
        if self._handle:
            self._handle.cancel()
            self._handle = None

    @callback
    def _run(self) -> None:
        """Wake up."""
        self._handle = None
        self._wake()


class Watchers:
    """Notifies subscribers of changes, several at once."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        """Initialize without subscribers."""
        self._loop = loop
        self._watchers: list[Callable[[], None]] = []
        self._scheduled = False

    @callback
    def subscribe(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Subscribe to changes; returns an unsubscribe function."""
        self._watchers.append(watcher)
        return partial(self._watchers.remove, watcher)

    @callback
    def changed(self) -> None:
        """Notify all of them in the next turn, once for all changes until then."""
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._notify)

    @callback
    def _notify(self) -> None:
        """Notify all of them."""
        self._scheduled = False
        for watcher in tuple(self._watchers):
            try:
                watcher()
            except Exception:
                # One that fails must not keep the others from being notified.
                _LOGGER.exception("A watcher failed unexpectedly")
