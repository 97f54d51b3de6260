"""From an accepted order to delivered or not: asking for its report.

The provider only tells when it is asked. Each order is asked for with growing
pauses until every message of it is final or a day has passed; while no order
is open, nothing is asked.
"""

import asyncio
from collections.abc import Iterable
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
from .announcer import Announcer
from .clock import steady
from .journal import Journal
from .model import FollowedOrder, Outcome, Status

_LOGGER = logging.getLogger(__name__)

_FOLLOWED_FOR: Final = 86_400.0
"""Seconds; phones that were off for a day do not get the SMS any more."""

# Age of the order up to which the pause holds, both in seconds. In the first
# hour delivery is known within 90 s of the provider's knowing it.
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


def pause_for(age: float) -> float | None:
    """Return the seconds until an order of this age is asked for, None for never."""
    return next((pause for limit, pause in _PAUSES if age < limit), None)


def _shared_fate(report: Report) -> MessageStatus:
    """Return what the counters of a report without messages say of each of them."""
    if report.total and report.delivered == report.total:
        return MessageStatus.DELIVERED
    if report.total and report.undelivered == report.total:
        return MessageStatus.UNDELIVERED
    return MessageStatus.WAITING


class Delivery:
    """The open orders of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: IletiMerkeziClient,
        journal: Journal,
        announcer: Announcer,
    ) -> None:
        """Initialize."""
        self._hass = hass
        self._client = client
        self._journal = journal
        self._announcer = announcer
        self._orders: dict[str, FollowedOrder] = {}
        self._due: dict[FollowedOrder, float] = {}
        # The recipients of one order are announced one by one.
        self._arriving: dict[str, FollowedOrder] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0.0
        self._round: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def open_orders(self) -> int:
        """How many orders are followed."""
        return len(self._orders)

    @callback
    def start(self, orders: Iterable[FollowedOrder]) -> None:
        """Go on with what a restart interrupted."""
        for order in orders:
            self._orders[order.id] = order
            self._schedule(order)

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Follow what was accepted."""
        if outcome.status is not Status.ACCEPTED or outcome.order_id is None:
            return
        order = self._orders.get(outcome.order_id)
        if order is None:
            order = FollowedOrder(
                id=outcome.order_id,
                created=steady(),
                waiting={},
                text=outcome.text,
                context=outcome.context,
            )
            self._orders[order.id] = order
        order.waiting[outcome.number] = outcome.addressee
        if not self._arriving:
            self._hass.loop.call_soon(self._follow_arrived)
        self._arriving[order.id] = order

    async def async_close(self) -> None:
        """Stop; what is open stays in the journal."""
        self._follow_arrived()
        self._closed = True
        if self._timer:
            self._timer.cancel()
        if self._round:
            self._round.cancel()
            await asyncio.wait([self._round])

    @callback
    def _follow_arrived(self) -> None:
        """Follow the orders that came in lately."""
        arrived, self._arriving = self._arriving, {}
        for order in arrived.values():
            self._journal.follow(order)
            if order not in self._due:
                self._schedule(order)

    @callback
    def _schedule(self, order: FollowedOrder) -> None:
        """Ask for an order after the pause of its age, or no more."""
        age = steady() - order.created
        if (pause := pause_for(age)) is None:
            self._forget(order)
            return
        self._due[order] = due = steady() + min(pause, _FOLLOWED_FOR - age)
        # Looking through all of them for each order would add up in a burst.
        if self._timer is None or due < self._timer_due:
            self._set_timer()

    @callback
    def _forget(self, order: FollowedOrder) -> None:
        """Follow an order no longer."""
        self._orders.pop(order.id, None)
        self._due.pop(order, None)
        self._journal.unfollow(order)

    @callback
    def _set_timer(self) -> None:
        """Wake up when the next order is due."""
        if self._closed or not self._due or (self._round and not self._round.done()):
            return
        if self._timer:
            self._timer.cancel()
        self._timer_due = first = min(self._due.values())
        self._timer = self._hass.loop.call_later(
            max(0.0, first - steady()), self._start_round, first
        )

    @callback
    def _start_round(self, first: float) -> None:
        """Ask for what is due, at least for what the timer was set for."""
        self._timer = None
        self._round = self._hass.loop.create_task(
            self._async_round(max(first, steady()))
        )
        self._round.add_done_callback(lambda _: self._set_timer())

    async def _async_round(self, now: float) -> None:
        """Ask for every order that is due, a few at a time."""
        due = [order for order, when in self._due.items() if when <= now]
        while due:
            asked, due = due[:_AT_ONCE], due[_AT_ONCE:]
            answers = await asyncio.gather(*map(self._async_ask, asked))
            if not any(answers):
                # The provider is away: the others need not find out as well.
                for order in due:
                    self._schedule(order)
                return

    async def _async_ask(self, order: FollowedOrder) -> bool:
        """Ask for one order; returns whether the provider answered."""
        try:
            report = await self._client.report(order.id)
        except ProviderUnreachableError as err:
            _LOGGER.debug("No report: %s", err)
            self._schedule(order)
            return False
        except RefusedError as err:
            _LOGGER.debug("No report: code %s", err.code)
            is_unknown = err.code == StatusCode.ORDER_NOT_FOUND
            if is_unknown and steady() - order.created > _UNKNOWN_FOR:
                self._forget(order)
            else:
                self._schedule(order)
            return True
        self._take(order, report)
        return True

    @callback
    def _take(self, order: FollowedOrder, report: Report) -> None:
        """Announce what a report says newly."""
        known = {message.number: message.status for message in report.messages}
        known = known or dict.fromkeys(order.waiting, _shared_fate(report))
        settled = report.status is not OrderStatus.SENDING and bool(report.messages)
        finals: list[tuple[str, Status]] = []
        for number in order.waiting:
            match known.get(number):
                case MessageStatus.DELIVERED:
                    finals.append((number, Status.DELIVERED))
                case MessageStatus.UNDELIVERED:
                    finals.append((number, Status.UNDELIVERED))
                case MessageStatus.WAITING if report.status is not OrderStatus.FAILED:
                    pass
                case _ if settled or report.status is OrderStatus.FAILED:
                    # Cancelled, or left out without a word by the provider.
                    finals.append((number, Status.UNDELIVERED))
        outcomes = [
            Outcome(
                status=status,
                number=number,
                addressee=order.waiting.pop(number),
                text=order.text,
                context=order.context,
                sequence=order.sequence,
                order_id=order.id,
            )
            for number, status in finals
        ]
        if not order.waiting:
            self._forget(order)
        else:
            if finals:
                self._journal.follow(order)
            self._schedule(order)
        for outcome in outcomes:
            self._announcer.announce(outcome)
