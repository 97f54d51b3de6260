"""Periodic work on open orders: deadlines, second texts, a clock that was changed."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import callback

from .book import OrderBook
from .clock import to_timestamp
from .order import Order, OrderState
from .protocol import next_attempt
from .turns import TurnQueue

INTERVAL: Final = 5.0
"""Seconds from one round to the next while orders are open."""

_CLOCK_SET: Final = 5.0
"""Seconds by which the wall clock has jumped if it was set, not merely adjusted."""

_QUERY_EVERY: Final = 15.0
"""Seconds between two balance queries for orders with an unclear outcome."""


class Housekeeping:
    """The rounds of one outbox."""

    def __init__(
        self,
        book: OrderBook,
        lifetime: Callable[[], float],
        expiring: TurnQueue[Order],
        rewriting: TurnQueue[Order],
        request_balance: Callable[[], None],
    ) -> None:
        """Initialize.

        Args:
            book: the open orders.
            lifetime: seconds until an order expires.
            expiring: closes orders that have waited too long.
            rewriting: rewrites orders.
            request_balance: asks for the balance.
        """
        self._book = book
        self._lifetime = lifetime
        self._expiring = expiring
        self._rewriting = rewriting
        self._request_balance = request_balance
        self._wall_clock = to_timestamp(0.0)
        self._next_query = 0.0
        self.due = 0.0
        """When the next round is, on the steady clock."""

    def next_due(self, now: float) -> float | None:
        """Return when the next round is, None while nothing is open."""
        if not self._book.open:
            self.due = 0.0
            return None
        if not self.due:
            self.due = now + INTERVAL
        return self.due

    @callback
    def run(self, now: float) -> None:
        """Do what is due."""
        if not self.due or now < self.due:
            return
        self.due = now + INTERVAL
        self.follow_wall_clock()
        lifetime = self._lifetime()
        # What is being answered has its outcome soon, or expires then.
        self._expiring.start(
            order
            for order in tuple(self._book.open.values())
            if order.renewed + lifetime <= now
            and order.state is not OrderState.IN_FLIGHT
        )
        if now >= self._next_query and any(
            needs_balance(order, now) for order in self._book.scheduler.ready
        ):
            self._next_query = now + _QUERY_EVERY
            self._request_balance()

    @callback
    def follow_wall_clock(self) -> None:
        """Rewrite open orders after the wall clock was changed.

        The journal holds wall times: what was written by the wrong clock would
        have expired at the next start, or never.
        """
        wall_clock = to_timestamp(0.0)
        if abs(wall_clock - self._wall_clock) > _CLOCK_SET:
            self._wall_clock = wall_clock
            self._rewriting.start(tuple(self._book.open.values()))


def needs_balance(order: Order, now: float) -> bool:
    """Return whether only an answered balance query lets an order leave."""
    if order.possibly_sent is None or order.balance_answered:
        return False
    following = next_attempt(order, now)
    return following is not None and following.resend and following.at <= now


def eligible_at(order: Order, now: float) -> float | None:
    """Return when an order may leave, None if that depends on an event."""
    if order.possibly_sent is None:
        # Thousands may wait that were never sent: nothing is decided about them.
        return now
    following = next_attempt(order, now)
    if following is None or (following.resend and not order.balance_answered):
        return None
    return following.at
