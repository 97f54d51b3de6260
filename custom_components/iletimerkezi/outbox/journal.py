"""What must survive a crash, a power cut and a full stop: an account's journal.

SQLite instead of Home Assistant's Store, because the Store logs write errors
instead of raising them, rewrites everything for each message, and writes
nothing once Home Assistant is stopping. All of SQLite runs in the executor;
what comes in while a transaction is on its way shares the next one.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
import json
import logging
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..api import CommercialList
from .clock import from_timestamp, steady, to_timestamp
from .dedup import MEMORY
from .model import Addressee, Attempt, FollowedOrder, Shipment
from .sqlite import (
    INSERT_ACCEPTED,
    INSERT_FOLLOWED,
    INSERT_SHIPMENT,
    Content,
    JournalFile,
    Row,
    Statement,
    sealed,
)

_LOGGER = logging.getLogger(__name__)

_PATIENCE: Final = 1.5
"""Seconds that anything waits for the disk."""

_WRITE_AGAIN_AFTER: Final = 30.0
"""Seconds until a disk that refused a write is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restart finds, oldest first."""

    shipments: list[Shipment]
    """Messages without outcome."""

    accepted: list[tuple[str, float]]
    """Digests of the last ten minutes, with their time on the steady clock."""

    orders: list[FollowedOrder]
    """Accepted orders whose delivery is not known."""


class Journal:
    """The journal of one account; nothing of it blocks the event loop."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        *,
        on_damaged: Callable[[str], None],
        on_writable: Callable[[bool], None],
    ) -> None:
        """Initialize; nothing is read or written yet.

        Args:
            hass: whose storage folder holds the file.
            entry_id: the account.
            on_damaged: told the name a damaged file was set aside under.
            on_writable: told whenever writing starts to fail or works again.
        """
        self._hass = hass
        self._file = JournalFile(hass, entry_id)
        self._on_damaged = on_damaged
        self._on_writable = on_writable
        # By shipment: a later state replaces one that is not written yet.
        self._waiting: dict[str, list[Statement]] = {}
        self._unwritten: set[str] = set()
        self._writer: asyncio.Task[None] | None = None
        self._transaction: asyncio.Future[None] | None = None
        self._writable = True
        self._cancel_write_again: CALLBACK_TYPE | None = None

    @property
    def writable(self) -> bool:
        """Whether what waits would survive a restart."""
        return self._writable

    async def async_load(self) -> Restored:
        """Open the journal and return what it holds.

        A damaged file is set aside after everything readable was taken out of
        it.
        """
        content, restored = await self._hass.async_add_executor_job(self._load)
        if content.set_aside:
            self._on_damaged(content.set_aside)
        if not content.writable:
            self._async_note_writable(False)
            for shipment in restored.shipments:
                self.put(shipment)
            for order in restored.orders:
                self.follow(order)
        return restored

    def _load(self) -> tuple[Content, Restored]:
        """Read the file; there can be thousands of messages in it."""
        content = self._file.load()
        horizon = steady() - MEMORY
        accepted = [(key, from_timestamp(at)) for key, at in content.accepted]
        return content, Restored(
            shipments=list(filter(None, map(_to_shipment, content.shipments))),
            accepted=[item for item in accepted if item[1] > horizon],
            orders=list(filter(None, map(_to_order, content.followed))),
        )

    @callback
    def put(self, shipment: Shipment) -> None:
        """Keep a shipment in its present state."""
        self._enqueue(
            shipment.id,
            [(INSERT_SHIPMENT, _to_row(shipment))],
        )

    @callback
    def remove(self, shipment: Shipment, accepted: Iterable[str] = ()) -> None:
        """Forget a shipment that has its outcome, remember what was accepted."""
        now = to_timestamp(steady())
        self._enqueue(
            shipment.id,
            [
                ("DELETE FROM shipment WHERE id = ?", (shipment.id,)),
                ("DELETE FROM accepted WHERE at < ?", (now - MEMORY,)),
                *((INSERT_ACCEPTED, (key, now)) for key in accepted),
            ],
        )

    @callback
    def follow(self, order: FollowedOrder) -> None:
        """Keep an order in its present state."""
        self._enqueue(
            order.id,
            [
                (
                    INSERT_FOLLOWED,
                    sealed(
                        (
                            order.id,
                            to_timestamp(order.created),
                            json.dumps(order.waiting),
                        )
                    ),
                )
            ],
        )

    @callback
    def unfollow(self, order: FollowedOrder) -> None:
        """Forget an order."""
        self._enqueue(
            order.id, [("DELETE FROM followed WHERE order_id = ?", (order.id,))]
        )

    async def async_written(self, *shipments: Shipment) -> None:
        """Wait until the state of shipments is on the disk, if it can be.

        A disk that takes too long is not waited for: an alarm must go out, and
        its caller must be answered.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while (
                    self._writable
                    and self._transaction
                    and any(shipment.id in self._unwritten for shipment in shipments)
                ):
                    await asyncio.shield(self._transaction)

    async def async_close(self) -> None:
        """Write what is left and close the file."""
        if self._cancel_write_again:
            self._cancel_write_again()
        if self._waiting and (self._writer is None or self._writer.done()):
            self._start_writer()
        if self._writer:
            await asyncio.wait([self._writer])
        if self._cancel_write_again:
            self._cancel_write_again()
        await self._hass.async_add_executor_job(self._file.close)

    @callback
    def _enqueue(self, key: str, statements: list[Statement]) -> None:
        """Have statements written with the next transaction."""
        self._waiting[key] = statements
        self._unwritten.add(key)
        if self._writer is None or self._writer.done():
            self._start_writer()

    @callback
    def _start_writer(self) -> None:
        """Write in a task that outlives its callers."""
        self._transaction = self._hass.loop.create_future()
        self._writer = self._hass.loop.create_task(self._async_write())

    async def _async_write(self) -> None:
        """Write until nothing is left to be written."""
        while self._waiting:
            batch, self._waiting = self._waiting, {}
            if self._transaction is None or self._transaction.done():
                self._transaction = self._hass.loop.create_future()
            # Not by Home Assistant's own method: a stop would cancel what still
            # queues for a thread, and what was sent would be sent again.
            written = await self._hass.loop.run_in_executor(
                None,
                self._file.write,
                [item for items in batch.values() for item in items],
            )
            if written:
                self._unwritten = set(self._waiting)
            else:
                self._waiting = batch | self._waiting
            self._async_note_writable(written)
            self._transaction.set_result(None)
            if not written:
                return

    @callback
    def _async_note_writable(self, writable: bool) -> None:
        """Tell about a disk that starts or stops refusing; try again later."""
        if not writable:
            if self._cancel_write_again:
                self._cancel_write_again()
            self._cancel_write_again = async_call_later(
                self._hass,
                _WRITE_AGAIN_AFTER,
                HassJob(self._async_write_again, cancel_on_shutdown=True),
            )
        if writable is not self._writable:
            self._writable = writable
            self._on_writable(writable)

    @callback
    def _async_write_again(self, _now: object) -> None:
        """Try once more to write what a full or read-only disk refused."""
        self._cancel_write_again = None
        if self._writer is None or self._writer.done():
            self._start_writer()


def _to_order(row: Row) -> FollowedOrder | None:
    """Return an order as it was stored, None if its row is damaged."""
    order_id, created, recipients, _checksum = row
    try:
        return FollowedOrder(
            id=order_id,
            created=from_timestamp(created),
            waiting=_to_recipients(recipients),
        )
    except ValueError:
        return None


def _to_recipients(stored: str) -> dict[str, Addressee]:
    """Return recipients as they were stored."""
    return {
        number: Addressee(name, tuple(recipient_ids))
        for number, (name, recipient_ids) in json.loads(stored).items()
    }


def _to_row(shipment: Shipment) -> tuple[object, ...]:
    """Return a shipment as it is stored, with wall times."""
    unanswered = shipment.unanswered
    return sealed(
        (
            shipment.id,
            to_timestamp(shipment.created),
            shipment.text,
            json.dumps(shipment.recipients),
            shipment.sender,
            shipment.commercial_list,
            int(shipment.timed),
            int(shipment.shortened),
            unanswered.text if unanswered else None,
            to_timestamp(unanswered.at) if unanswered else None,
        )
    )


def _to_shipment(row: Row) -> Shipment | None:
    """Return a shipment as it was stored, None if its row is damaged."""
    (
        shipment_id,
        created,
        text,
        recipients,
        sender,
        commercial_list,
        timed,
        shortened,
        unanswered_text,
        unanswered_at,
        _checksum,
    ) = row
    try:
        return Shipment(
            id=shipment_id,
            created=from_timestamp(created),
            text=text,
            recipients=_to_recipients(recipients),
            sender=sender,
            commercial_list=CommercialList(commercial_list)
            if commercial_list
            else None,
            timed=bool(timed),
            shortened=bool(shortened),
            unanswered=Attempt(unanswered_text, from_timestamp(unanswered_at))
            if unanswered_text is not None
            else None,
        )
    except ValueError:
        _LOGGER.error("A message in the journal is damaged and cannot be sent")
        return None


async def async_remove_journal(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the journal of an account that is removed."""
    await hass.async_add_executor_job(JournalFile(hass, entry_id).remove)
