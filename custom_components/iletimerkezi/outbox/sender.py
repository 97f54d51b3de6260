"""Makes the attempts: one GET each, with its record in the journal ahead of it."""

import asyncio
from collections.abc import Callable
import logging
from typing import Final

from ..api import IletiMerkeziClient, ProviderUnreachableError, RefusedError
from ..api.client import SEND_TIMEOUT
from ..options import to_commercial_list
from .clock import steady
from .journal import Journal
from .order import Attempt, Order, OrderState
from .protocol import LEAVES_WITHIN, Answer
from .settings import CALLER_TIMEOUT, SendingSettings

_LOGGER = logging.getLogger(__name__)

_SHORTEST_TIMEOUT: Final = 1.0

_CLOSING: Final = 3.0
"""Seconds that requests in flight get to finish when the account is unloaded."""


class Sender:
    """Sends the attempts of one account."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        client: IletiMerkeziClient,
        journal: Journal,
        answered: Callable[[Order, Attempt, Answer | None], None],
    ) -> None:
        """Initialize.

        Args:
            loop: where the attempts run.
            client: of the account.
            journal: has an attempt before it leaves.
            answered: called with the result of an attempt; None if it did not
                leave, because the order was closed or the machine slept meanwhile.
        """
        self._loop = loop
        self._client = client
        self._journal = journal
        self._answered = answered
        self._tasks: set[asyncio.Task[None]] = set()

    def capacity(self, order: Order, settings: SendingSettings) -> int:
        """Return how many numbers fit into one GET with the text of an order."""
        return self._client.capacity(
            order.variant.text,
            order.sender or settings.sender,
            settings.commercial_list
            if order.commercial_list is None
            else to_commercial_list(order.commercial_list),
        )

    def start(self, order: Order, attempt: Attempt, settings: SendingSettings) -> None:
        """Make an attempt; its request is on the wire when this returns, if it can be."""
        task = asyncio.Task(
            self._async_attempt(order, attempt, settings),
            loop=self._loop,
            eager_start=True,
        )
        if not task.done():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def async_close(self) -> None:
        """Let requests in flight finish for a moment, then abandon them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _async_attempt(
        self, order: Order, attempt: Attempt, settings: SendingSettings
    ) -> None:
        """Make an attempt and report its result."""
        answer: Answer | None = None
        # A new message need not wait for the disk, unless a crash that forgets it
        # would let another one pass the daily limit in its place.
        if order.attempt_recorded_at is None or settings.daily_limit:
            await self._journal.async_written(order)
        order.attempt_recorded_at = None
        # A caller may have heard meanwhile that nothing is sent; and if the
        # machine has slept, the provider may have forgotten this text.
        is_fresh = steady() - attempt.started < LEAVES_WITHIN
        if order.state is OrderState.IN_FLIGHT and is_fresh:
            answer = await self._async_request(order, attempt, settings)
        try:
            self._answered(order, attempt, answer)
        except Exception:
            # A bug of our own must not end the outbox.
            _LOGGER.exception("An answer could not be processed")

    async def _async_request(
        self, order: Order, attempt: Attempt, settings: SendingSettings
    ) -> Answer:
        """Make exactly one GET."""
        try:
            return await self._client.send(
                text=attempt.text,
                numbers=list(order.recipients),
                sender=order.sender or settings.sender,
                commercial_list=settings.commercial_list
                if order.commercial_list is None
                else to_commercial_list(order.commercial_list),
                timeout=_timeout(order, settings),
            )
        except (RefusedError, ProviderUnreachableError) as err:
            # Only its values count: a traceback would keep this frame alive.
            return err.with_traceback(None)
        except Exception:
            # Kept and retried: an alarm must not be lost to a bug of our own.
            _LOGGER.exception("An attempt to send failed unexpectedly")
            return ProviderUnreachableError("unexpected", maybe_processed=True)


def _timeout(order: Order, settings: SendingSettings) -> float:
    """Return the seconds that an attempt may take."""
    if settings.retries:
        return SEND_TIMEOUT
    return max(_SHORTEST_TIMEOUT, CALLER_TIMEOUT - (steady() - order.created))
