"""Takes messages over from their callers and answers them in time."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import chain
import logging

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..options import to_commercial_list
from .batching import Batch, BatchKey
from .clock import steady
from .model import Addressee, Outcome, OutgoingSms
from .settings import LIFETIME_WITHOUT_QUEUE, SendingSettings
from .text import fitted
from .turns import TurnQueue
from .waiters import Waiter, Waiters

_LOGGER = logging.getLogger(__name__)


class Intake:
    """The callers of one account."""

    def __init__(self, hass: HomeAssistant, form: Callable[[Batch], None]) -> None:
        """Initialize.

        Args:
            hass: Home Assistant.
            form: makes orders of a batch.
        """
        self._loop = hass.loop
        self._arriving: dict[BatchKey, Batch] = {}
        self._form = form
        self._batches = TurnQueue(hass.loop, self._form_safely)
        self.waiters = Waiters()
        self.closed = False

    async def async_send(
        self, sms: OutgoingSms, settings: SendingSettings, *, with_batch: bool
    ) -> list[Outcome]:
        """Hand a message over and return its outcomes, see Outbox.async_send."""
        waiter = self._hand_over(sms, settings, with_batch=with_batch)
        await waiter.future
        outcomes = waiter.result()
        if with_batch:
            if any(outcome.failed for outcome in outcomes):
                outcomes += await self._async_failures_of_others(waiter)
            waiter.batch = []
        return outcomes

    @callback
    def _hand_over(
        self, sms: OutgoingSms, settings: SendingSettings, *, with_batch: bool
    ) -> Waiter:
        """Join what arrives in this turn of the event loop with the same text."""
        if self.closed:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="account_closing"
            )
        text = fitted(
            sms.text,
            max_parts=settings.max_parts,
            plain_letters=settings.plain_letters,
        )
        now = steady()
        waiter = Waiter(self._loop, sms, now + settings.caller_timeout)
        self.waiters.add(waiter)
        if not self._arriving:
            self._loop.call_soon(self._flush)
        key = _key(text, sms, settings)
        if key not in self._arriving:
            self._arriving[key] = Batch(key, now, sms.context)
        batch = self._arriving[key]
        batch.add(waiter, sms.recipients)
        if with_batch:
            waiter.batch = batch.waiters
        return waiter

    @callback
    def resubmit(
        self, key: BatchKey, joined: Iterable[tuple[str, Addressee, Waiter]]
    ) -> None:
        """Hand over repeats that turned out not to wait, so that they are sent."""
        batch = Batch(key, steady())
        for number, addressee, waiter in joined:
            batch.context = batch.context or waiter.sms.context
            batch.add(waiter, {number: addressee})
        self._batches.extend([batch])

    @callback
    def _flush(self) -> None:
        """Close the batches of the last turn to further callers."""
        arrived, self._arriving = self._arriving, {}
        self._batches.start(arrived.values())

    @callback
    def _form_safely(self, batch: Batch) -> None:
        """Turn a batch into orders; a bug of our own becomes its callers' error."""
        try:
            self._form(batch)
        except Exception as err:
            _LOGGER.exception("A message could not be taken over")
            for waiter in batch.waiters:
                waiter.fail(err)

    @callback
    def drain(self) -> None:
        """Turn everything that has been handed over into orders."""
        self._flush()
        self._batches.drain()

    @staticmethod
    async def _async_failures_of_others(waiter: Waiter) -> list[Outcome]:
        """Return the failures of the callers with the same text in the same turn."""
        # Each has its own caller, which ensures that it is answered.
        others = [other for other in waiter.batch if other is not waiter]
        waiting = [other.future for other in others if not other.future.done()]
        if waiting:
            remaining = waiter.answer_by - steady() + 1.0
            await asyncio.wait(
                waiting, timeout=min(max(remaining, 0.0), LIFETIME_WITHOUT_QUEUE)
            )
        outcomes = chain.from_iterable(other.outcomes.values() for other in others)
        return [outcome for outcome in outcomes if outcome.failed]


def _key(text: str, sms: OutgoingSms, settings: SendingSettings) -> BatchKey:
    """Return a message's shared properties; the account's values are not its own."""
    commercial_list = sms.commercial_list
    if commercial_list is not None and settings.commercial_list == to_commercial_list(
        commercial_list
    ):
        commercial_list = None
    sender = None if sms.sender == settings.sender else sms.sender
    return BatchKey(text, sender, commercial_list)
