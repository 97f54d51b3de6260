"""Telling callers and listeners what became of messages."""

from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
import logging
from typing import Final

from homeassistant.core import callback

from .model import Outcome, Shipment

_LOGGER = logging.getLogger(__name__)

SLICE: Final = 16
"""Messages dealt with before the event loop gets its turn."""

type Listener = Callable[[Outcome], None]


class Announcer:
    """Callers hear at once, listeners in the order of the outcomes.

    One order can have hundreds of recipients: their outcomes are announced in
    slices, so that nothing else in the home has to wait.
    """

    def __init__(self, loop: AbstractEventLoop) -> None:
        """Initialize."""
        self._loop = loop
        self._listeners: list[Listener] = []
        self._outcomes: deque[Outcome] = deque()

    @callback
    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have every outcome of every message told; returns how to stop it."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    @callback
    def answer(self, shipment: Shipment, outcomes: Iterable[Outcome]) -> None:
        """Answer the callers of a shipment and tell everybody else."""
        idle = not self._outcomes
        for outcome in outcomes:
            for ticket in shipment.tickets.get(outcome.number, ()):
                if not ticket.future.done():
                    ticket.future.set_result(outcome)
            self._outcomes.append(outcome)
        if idle:
            self._announce_slice()

    @callback
    def announce(self, outcome: Outcome) -> None:
        """Tell the listeners about an outcome nobody waits for."""
        self._outcomes.append(outcome)
        if len(self._outcomes) == 1:
            self._announce_slice()

    @callback
    def announce_all(self) -> None:
        """Tell the listeners what they have not been told yet."""
        while self._outcomes:
            self._announce(self._outcomes.popleft())

    @callback
    def _announce_slice(self) -> None:
        """Tell the listeners about the next outcomes, then let others run."""
        for _ in range(min(len(self._outcomes), SLICE)):
            self._announce(self._outcomes.popleft())
        if self._outcomes:
            self._loop.call_soon(self._announce_slice)

    @callback
    def _announce(self, outcome: Outcome) -> None:
        """Tell the listeners about one outcome."""
        for listener in tuple(self._listeners):
            try:
                listener(outcome)
            except Exception:
                # An entity's mistake must not touch the message or its callers.
                _LOGGER.exception("A listener failed unexpectedly")
