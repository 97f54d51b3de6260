"""Reports to callers that their messages wait, once that is safe to say."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

from homeassistant.core import callback

from .journal import Journal
from .order import Order, OrderState
from .turns import MAX_PER_TURN


class QueuedReporter:
    """Reports waiting orders once they are on the disk, or the disk is known to fail."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: Journal,
        record: Callable[[Order], None],
        report: Callable[[Order], None],
    ) -> None:
        """Initialize.

        Args:
            loop: where it runs.
            journal: has to hold an order first.
            record: writes an order as it is.
            report: answers the callers of an order that waits.
        """
        self._loop = loop
        self._journal = journal
        self._record = record
        self._report = report
        self._orders: deque[Order] = deque()
        self._task: asyncio.Task[None] | None = None

    @callback
    def report(self, orders: Iterable[Order]) -> None:
        """Report orders soon."""
        self._orders.extend(orders)
        if self._orders and (self._task is None or self._task.done()):
            self._task = self._loop.create_task(self._async_report())

    async def async_close(self) -> None:
        """Wait until everything is reported."""
        if self._task:
            await asyncio.wait([self._task])

    async def _async_report(self) -> None:
        """Report everything that was asked for, some of it in each turn."""
        while self._orders:
            orders, self._orders = self._orders, deque()
            for count, order in enumerate(orders, 1):
                if (
                    self._is_open(order)
                    and order.attempt_recorded_at is not None
                    and not order.attempts
                ):
                    # Not tried at all: it may still say later when it was meant.
                    self._record(order)
                if count % MAX_PER_TURN == 0:
                    await asyncio.sleep(0)
            await self._journal.async_written(*orders)
            for count, order in enumerate(orders, 1):
                if self._is_open(order):
                    self._report(order)
                if count % MAX_PER_TURN == 0:
                    await asyncio.sleep(0)

    @staticmethod
    def _is_open(order: Order) -> bool:
        """Return whether there is still something to report."""
        return order.state is not OrderState.CLOSED
