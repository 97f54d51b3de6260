"""Turns what callers hand over into orders, or joins it to waiting ones."""

from collections.abc import Callable, Iterable

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from .answering import Answering
from .batching import Batch, Planner
from .book import OrderBook
from .model import Addressee
from .order import Order, OrderState
from .publisher import OutcomePublisher
from .settings import SendingSettings
from .waiters import Waiter


class Arrivals:
    """What arrives at one account."""

    def __init__(
        self,
        book: OrderBook,
        planner: Planner,
        answering: Answering,
        publisher: OutcomePublisher,
        *,
        open_order: Callable[[Order, float], None],
        release: Callable[[Iterable[Order]], None],
    ) -> None:
        """Initialize.

        Args:
            book: of the account's orders.
            planner: decides what becomes an order of its own.
            answering: reports to callers that something waits.
            publisher: of outcomes that are known at once.
            open_order: takes responsibility for a new order.
            release: has held orders tried.
        """
        self._book = book
        self._planner = planner
        self._answering = answering
        self._publisher = publisher
        self._open_order = open_order
        self._release = release

    @callback
    def form(
        self, batch: Batch, now: float, settings: SendingSettings, *, closing: bool
    ) -> list[Order]:
        """Turn what arrived together into orders, and return the new ones."""
        plan = self._planner.plan(batch, now, dt_util.now(), settings)
        waiters = batch.by_number()
        for order in plan.orders:
            order.waiters = {number: waiters[number] for number in order.recipients}
            self._open_order(order, now)
        for order, joined in plan.joined.items():
            self._join(order, joined, waiters, now, closing=closing)
        for outcome in (*plan.outcomes, *plan.duplicates):
            for waiter in waiters[outcome.number]:
                waiter.answer(outcome)
        self._publisher.publish(plan.outcomes)
        return plan.orders

    @callback
    def _join(
        self,
        order: Order,
        joined: dict[str, Addressee],
        waiters: dict[str, list[Waiter]],
        now: float,
        *,
        closing: bool,
    ) -> None:
        """Let a repeat share the outcome of what it repeats, if that has to wait."""
        for number, addressee in joined.items():
            for waiter in waiters[number]:
                waiter.orders[number] = order
                order.joined.append((number, addressee, waiter))
        if not order.waits:
            return
        self._book.join(order, joined, now)
        self._answering.watchers.changed()
        if order.state is OrderState.HELD and not closing:
            # A new message is always tried at once.
            self._release([order])
        elif closing or self._book.scheduler.is_backing_off(now):
            self._answering.reporter.report([order])
