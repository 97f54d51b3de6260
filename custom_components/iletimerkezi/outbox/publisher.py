"""Outcomes for all listeners: entities, triggers, notifications, tracking."""

from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable
from functools import partial
import logging

from homeassistant.core import callback

from .model import Outcome
from .turns import TurnQueue

_LOGGER = logging.getLogger(__name__)

type Listener = Callable[[Outcome], None]


class OutcomePublisher:
    """Publishes outcomes in order, after their callers have been answered."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        """Initialize."""
        self._listeners: list[Listener] = []
        self._outcomes = TurnQueue(loop, self._publish)

    @callback
    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Subscribe to every outcome; returns an unsubscribe function."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    @callback
    def publish(self, outcomes: Iterable[Outcome]) -> None:
        """Publish outcomes from the next turn of the event loop on."""
        self._outcomes.extend(outcomes)

    @callback
    def flush(self) -> None:
        """Publish everything that remains at once."""
        self._outcomes.drain()

    @callback
    def _publish(self, outcome: Outcome) -> None:
        """Pass one outcome to every listener."""
        for listener in tuple(self._listeners):
            try:
                listener(outcome)
            except Exception:
                # An entity's bug must not affect the message or its callers.
                _LOGGER.exception("A listener failed unexpectedly")
