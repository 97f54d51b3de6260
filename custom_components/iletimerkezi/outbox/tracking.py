"""From an accepted order to delivered or not: asking for its report.

The provider reports only when it is asked. Each order is asked for with
growing pauses until every message of it is final or a day has passed; while no
order is open, nothing is asked.
"""

import asyncio
from collections.abc import Iterable
from heapq import heappop, heappush
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..api import (
    IletiMerkeziClient,
    ProviderUnreachableError,
    RefusedError,
    Report,
    StatusCode,
)
from ..api.models import MessageStatus, OrderStatus
from .clock import steady
from .journal import Journal
from .model import FollowedOrder, Outcome, Status
from .publisher import OutcomePublisher
from .rate_limit import TokenBucket
from .timer import WakeUp

_LOGGER = logging.getLogger(__name__)

_FOLLOWED_FOR: Final = 86_400.0
"""Seconds; phones that were off for a day no longer get the SMS."""

_LAST_QUERY: Final = 1.0
"""Seconds before the end of that day at which an order is asked for once more."""

# Age of the order up to which the pause holds, both in seconds. In the first
# hour, delivery is known within 90 s of the provider having the result.
_PAUSES: Final = (
    (60.0, 10.0),
    (3_600.0, 45.0),
    (21_600.0, 600.0),
    (_FOLLOWED_FOR, 1_800.0),
)

# A report of an order can come a little later than the order.
_UNKNOWN_FOR: Final = 600.0

_AT_ONCE: Final = 4
"""Reports asked for at the same time."""

# At most 60 queries in any minute.
_BURST: Final = 10
_QUERY_EVERY: Final = 1.2

_AWAY: Final = 10.0
"""Seconds without queries after one that had no answer."""


def pause_for(age: float) -> float | None:
    """Return the seconds until an order of this age is asked for, None for never."""
    return next((pause for limit, pause in _PAUSES if age < limit), None)


class Tracking:
    """The accepted orders of one account whose delivery is not known."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: IletiMerkeziClient,
        journal: Journal,
        publisher: OutcomePublisher,
    ) -> None:
        """Initialize; nothing is asked before start."""
        self._loop = hass.loop
        self._client = client
        self._journal = journal
        self._publisher = publisher
        self._enabled = False
        self._orders: dict[str, FollowedOrder] = {}
        # When which order is due; the sequence keeps orders from being compared.
        self._planned: list[tuple[float, int, FollowedOrder]] = []
        # The recipients of one order are published one by one.
        self._arriving: dict[str, FollowedOrder] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._asked: set[FollowedOrder] = set()
        self._queries = TokenBucket(_BURST, _QUERY_EVERY)
        self._not_before = 0.0
        self._wake_up = WakeUp(hass.loop, self._update)
        publisher.subscribe(self._handle)

    @property
    def open_orders(self) -> int:
        """Return how many orders are followed."""
        return len(self._orders)

    @callback
    def start(self, orders: Iterable[FollowedOrder]) -> None:
        """Resume the orders of before a restart that must still be followed."""
        for order in orders:
            if self._enabled:
                self._orders[order.id] = order
                self._schedule(order)
            else:
                self._forget(order)
        self._update()

    @callback
    def enable(self, *, enabled: bool) -> None:
        """Follow orders from now on, or forget them all."""
        self._enabled = enabled
        if not enabled:
            for order in tuple(self._orders.values()):
                self._forget(order)
            self._planned.clear()

    @callback
    def put_all(self) -> None:
        """Write everything again, since the journal was replaced."""
        for order in self._orders.values():
            self._journal.follow(order)

    async def async_close(self) -> None:
        """Stop asking; open orders stay in the journal."""
        self._enabled = False
        self._follow_arrived()
        self._wake_up.cancel()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @callback
    def _handle(self, outcome: Outcome) -> None:
        """Follow what was accepted."""
        order_id = outcome.order_id
        if (
            not self._enabled
            or outcome.status is not Status.ACCEPTED
            or order_id is None
        ):
            return
        order = self._orders.get(order_id)
        if order is None:
            order = self._orders[order_id] = FollowedOrder(
                order_id,
                created=steady(),
                waiting={},
                text=outcome.text,
                context=outcome.context,
            )
        order.waiting[outcome.number] = outcome.addressee
        if not self._arriving:
            self._loop.call_soon(self._follow_arrived)
        self._arriving[order_id] = order

    @callback
    def _follow_arrived(self) -> None:
        """Keep and schedule what was accepted in the last turn."""
        arrived, self._arriving = self._arriving, {}
        for order in arrived.values():
            self._journal.follow(order)
            self._schedule(order)
        self._update()

    @callback
    def _schedule(self, order: FollowedOrder) -> None:
        """Plan the next query for an order, or stop following it."""
        age = steady() - order.created
        pause, left = pause_for(age), _FOLLOWED_FOR - _LAST_QUERY - age
        if pause is None or left <= 0:
            self._forget(order)
        else:
            order.due = steady() + min(pause, left)
            heappush(self._planned, (order.due, order.sequence, order))

    @callback
    def _forget(self, order: FollowedOrder) -> None:
        """Follow an order no longer."""
        self._orders.pop(order.id, None)
        self._journal.unfollow(order)

    @callback
    def _update(self) -> None:
        """Ask for what is due, the longest overdue first, and plan the next time."""
        now = steady()
        while self._enabled and self._planned and len(self._asked) < _AT_ONCE:
            due, _sequence, order = self._planned[0]
            if (
                order.due != due
                or order in self._asked
                or self._orders.get(order.id) is not order
            ):
                # Rescheduled, or soon to be, or no longer followed.
                heappop(self._planned)
                continue
            start = max(due, self._not_before, self._queries.available_at())
            if start > now:
                self._wake_up.at_the_latest(start)
                return
            heappop(self._planned)
            self._queries.spend(now)
            self._asked.add(order)
            task = self._loop.create_task(self._async_ask(order))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _async_ask(self, order: FollowedOrder) -> None:
        """Request the report of one order."""
        try:
            self._apply(order, await self._client.report(order.id))
        except ProviderUnreachableError as err:
            _LOGGER.debug("No report: %s", err)
            self._not_before = steady() + _AWAY
        except RefusedError as err:
            _LOGGER.debug("No report: code %s", err.code)
            is_unknown = err.code == StatusCode.ORDER_NOT_FOUND
            if is_unknown and steady() - order.created > _UNKNOWN_FOR:
                self._forget(order)
        except Exception:
            # One report that cannot be processed must not end all others.
            _LOGGER.exception("A report could not be processed")
        finally:
            self._asked.discard(order)
        if order.id in self._orders:
            self._schedule(order)
        self._update()

    @callback
    def _apply(self, order: FollowedOrder, report: Report) -> None:
        """Publish what a report says newly."""
        known = {message.number: message.status for message in report.messages}
        finals = {
            number: status
            for number in order.waiting
            if (status := _final_status(report, known, number)) is not None
        }
        outcomes = [
            Outcome(
                status=status,
                number=number,
                addressee=order.waiting.pop(number),
                text=order.text,
                sequence=order.sequence,
                order_id=order.id,
                context=order.context,
            )
            for number, status in finals.items()
        ]
        if not order.waiting:
            self._forget(order)
        elif finals:
            self._journal.follow(order)
        self._publisher.publish(outcomes)


def _final_status(
    report: Report, known: dict[str, MessageStatus], number: str
) -> Status | None:
    """Return the final status of one message of an order, None if it is open."""
    status = known.get(number) if known else _shared_status(report)
    if status is MessageStatus.DELIVERED:
        return Status.DELIVERED
    if status is MessageStatus.UNDELIVERED or report.status is OrderStatus.FAILED:
        return Status.UNDELIVERED
    if status is None and report.status is OrderStatus.COMPLETED:
        # Silently left out by the provider.
        return Status.UNDELIVERED
    return None


def _shared_status(report: Report) -> MessageStatus:
    """Return what the counters of a report without messages say of each of them."""
    if report.total and report.delivered == report.total:
        return MessageStatus.DELIVERED
    if report.total and report.undelivered == report.total:
        return MessageStatus.UNDELIVERED
    return MessageStatus.WAITING
