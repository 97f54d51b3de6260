"""Answers the callers of an order, and publishes its outcomes."""

from collections.abc import Callable, Iterable

from homeassistant.core import HomeAssistant, callback

from . import outcomes
from .book import OrderBook
from .model import Outcome
from .order import Order
from .publisher import OutcomePublisher
from .reporter import QueuedReporter
from .settings import SendingSettings
from .timer import Watchers


class Answering:
    """Notifies the callers and listeners of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        book: OrderBook,
        publisher: OutcomePublisher,
        watchers: Watchers,
        settings: Callable[[], SendingSettings],
    ) -> None:
        """Initialize; `settings` returns the current ones."""
        self._book = book
        self._publisher = publisher
        self.watchers = watchers
        self._settings = settings
        self.reporter = QueuedReporter(
            hass.loop, book.journal, book.record, self._report_queued
        )

    @callback
    def report_if_kept(self, orders: Iterable[Order]) -> None:
        """Report waiting orders, unless the account wants failures instead."""
        if self._settings().retries:
            self.reporter.report(
                order for order in orders if order.reported is None or order.has_callers
            )

    @callback
    def _report_queued(self, order: Order) -> None:
        """Answer the callers of a waiting order; publish what is new."""
        is_open = self._book.scheduler.circuit_open
        results = outcomes.queued(order, self._settings(), circuit_open=is_open)
        code = results[0].code or 0
        is_new = order.reported is None or (code and code != order.reported)
        self._book.report(order, code or order.reported or 0)
        self.answer(order, results, publish=bool(is_new))
        self.watchers.changed()

    @callback
    def answer(
        self, order: Order, results: list[Outcome], *, publish: bool = True
    ) -> None:
        """Answer all callers of an order, then publish its outcomes."""
        for number, _addressee, waiter in order.joined:
            order.waiters.setdefault(number, []).append(waiter)
        order.joined = []
        for outcome in results:
            for waiter in order.waiters.pop(outcome.number, ()):
                waiter.answer(outcome)
        if publish:
            self._publisher.publish(results)
