"""What must survive a crash, a power cut and a full stop: an account's journal.

SQLite instead of Home Assistant's Store, because the Store logs write errors
instead of raising them, rewrites everything for each message, and writes
nothing once Home Assistant is stopping. All of SQLite runs in the executor;
what comes in while a transaction is being written shares the next one.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final, NamedTuple

from homeassistant.core import HomeAssistant, callback

from .clock import from_timestamp, steady, to_timestamp
from .dedup import DEDUP_WINDOW
from .model import FollowedOrder, Order, PossiblySent
from .rows import followed_row, order_row, to_followed, to_order
from .sqlite import (
    INSERT_ACCEPTED,
    INSERT_FOLLOWED,
    INSERT_MESSAGE,
    INSERT_NOTICE,
    INSERT_USAGE,
    Content,
    JournalFile,
    Statement,
    Written,
)

_DISK_TIMEOUT: Final = 1.5
"""Seconds that anything waits for the disk."""

_RETRY_AFTER: Final = 30.0
"""Seconds until a disk that refused is tried again."""

LAZY_WRITE_DELAY: Final = 0.03
"""Seconds that what is only forgotten waits for company in its transaction."""

_ADD_USAGE: Final = "INSERT INTO usage VALUES (?,?) ON CONFLICT (day) DO UPDATE SET sms = sms + excluded.sms"


class Restored(NamedTuple):
    """What a restart finds, oldest first."""

    orders: list[Order]
    """Messages without outcome."""

    accepted: list[tuple[str, float]]
    """Digests of the last ten minutes, with their time on the steady clock."""

    followed: list[FollowedOrder]
    """Accepted orders whose delivery is not known."""

    notices: dict[str, str]
    usage: dict[str, int]
    """SMS accepted by local day."""

    is_backup: bool
    """Restored from a backup: what waits is to expire rather than to be sent again."""


class JournalEvents(NamedTuple):
    """What a journal reports about its file."""

    damaged: Callable[[str], None]
    """Called with the name that a damaged file was set aside under."""

    writable: Callable[[bool], None]
    """Called whenever writing starts to fail or works again."""

    replaced: Callable[[], None]
    """The file was deleted or replaced: everything has to be put again."""

    restored: Callable[[Restored], None]
    """Called with what could not be read when the account was set up."""


class Journal:
    """The journal of one account; nothing of it blocks the event loop."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, events: JournalEvents
    ) -> None:
        """Initialize; nothing is read or written yet."""
        self._hass = hass
        self._file = JournalFile(hass, entry_id)
        self._events = events
        # By what they are about: a later state replaces one that is not written yet.
        self._waiting: dict[str, list[Statement]] = {}
        self._unwritten: set[str] = set()
        self._urgent = False
        self._writer: asyncio.Task[None] | None = None
        self._transaction: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._loaded = False
        self._closed = False
        self.writable = True
        """Whether what waits would survive a restart."""

    async def async_load(self) -> Restored:
        """Open the journal and return what it holds.

        A damaged file is set aside after everything readable was copied out of
        it. One that cannot be read now is tried again until it can.
        """
        content, restored = await self._hass.async_add_executor_job(self._load)
        self._loaded = content.readable
        if content.set_aside:
            self._events.damaged(content.set_aside)
        self._note_writable(content.writable)
        if not content.readable:
            self._start_writer_later()
        if content.readable and not content.writable:
            self.put_all(restored.orders, restored.followed, restored.notices)
        return restored

    def _load(self) -> tuple[Content, Restored]:
        """Read the file; there can be thousands of messages in it."""
        content = self._file.load()
        horizon = steady() - DEDUP_WINDOW
        accepted = [(key, from_timestamp(at)) for key, at in content.accepted]
        return content, Restored(
            orders=[*filter(None, map(to_order, content.messages))],
            accepted=[item for item in accepted if item[1] > horizon],
            followed=[*filter(None, map(to_followed, content.followed))],
            notices=dict(content.notices),
            usage=dict(content.usage),
            is_backup=content.is_backup,
        )

    @callback
    def put(self, order: Order, possibly_sent: PossiblySent | None) -> None:
        """Keep an order in its present state.

        Args:
            order: what is kept.
            possibly_sent: what may have been carried out, were this the last
                that is known of it; an attempt that is about to leave counts.
        """
        row = order_row(order, possibly_sent)
        self._enqueue(order.id, [(INSERT_MESSAGE, row)], urgent=True)

    @callback
    def remove(
        self, order: Order, accepted: Iterable[str] = (), *, day: str = "", sms: int = 0
    ) -> None:
        """Forget an order that has its outcome.

        Args:
            order: what is forgotten.
            accepted: digests to remember.
            day: local day that its SMS count for.
            sms: how many were accepted.
        """
        now = to_timestamp(steady())
        statements: list[Statement] = [
            ("DELETE FROM message WHERE id = ?", (order.id,)),
            ("DELETE FROM accepted WHERE at < ?", (now - DEDUP_WINDOW,)),
            *((INSERT_ACCEPTED, (key, now)) for key in accepted),
        ]
        if sms:
            statements.append((_ADD_USAGE, (day, sms)))
        self._enqueue(order.id, statements)

    @callback
    def follow(self, order: FollowedOrder) -> None:
        """Keep an accepted order in its present state."""
        row = followed_row(order)
        self._enqueue(f"followed {order.id}", [(INSERT_FOLLOWED, row)])

    @callback
    def unfollow(self, order: FollowedOrder) -> None:
        """Forget an accepted order."""
        delete = "DELETE FROM followed WHERE id = ?"
        self._enqueue(f"followed {order.id}", [(delete, (order.id,))])

    @callback
    def put_notice(self, key: str, data: str) -> None:
        """Keep what a notification says."""
        self._enqueue(f"notice {key}", [(INSERT_NOTICE, (key, data))])

    @callback
    def remove_notice(self, key: str) -> None:
        """Forget what a notification says."""
        delete = "DELETE FROM notice WHERE key = ?"
        self._enqueue(f"notice {key}", [(delete, (key,))])

    @callback
    def put_usage(self, usage: dict[str, int]) -> None:
        """Keep all counts anew, after the file was replaced."""
        self._enqueue("usage", [(INSERT_USAGE, item) for item in usage.items()])

    @callback
    def put_accepted(self, accepted: Iterable[tuple[str, float]]) -> None:
        """Keep all digests anew, after the file was replaced.

        Args:
            accepted: digests with their time on the steady clock.
        """
        rows = [(key, to_timestamp(at)) for key, at in accepted]
        self._enqueue("accepted", [(INSERT_ACCEPTED, row) for row in rows])

    @callback
    def forget_backup(self) -> None:
        """Take the mark off a restored backup, with or after what was put before."""
        self._enqueue("backup", [("DELETE FROM backup", ())])

    @callback
    def put_all(
        self,
        orders: Iterable[Order],
        followed: Iterable[FollowedOrder],
        notices: dict[str, str],
    ) -> None:
        """Keep everything anew, since the file does not hold it."""
        for order in orders:
            self.put(order, order.possibly_sent)
        for each in followed:
            self.follow(each)
        for key, data in notices.items():
            self.put_notice(key, data)

    async def async_written(self, *orders: Order) -> None:
        """Wait until the state of orders is on the disk, if it can be.

        A disk that takes too long is not waited for: an alarm must go out, and
        its caller must be answered.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_DISK_TIMEOUT):
                while (
                    self.writable
                    and self._transaction
                    # What is only forgotten is written later: not waited for.
                    and not self._transaction.done()
                    and any(order.id in self._unwritten for order in orders)
                ):
                    await asyncio.shield(self._transaction)

    async def async_mark_backup(self, *, begins: bool) -> None:
        """Mark the file before a backup copies it, and take the mark off after."""
        await self._hass.async_add_executor_job(
            lambda: self._file.mark_backup(begins=begins)
        )

    async def async_close(self) -> None:
        """Write what is left and close the file."""
        self._closed = True
        if self._waiting and self._loaded:
            self._start_writer()
        if self._writer:
            await asyncio.wait([self._writer])
        if self._timer:
            self._timer.cancel()
        await self._hass.async_add_executor_job(self._file.close)

    @callback
    def _enqueue(
        self, key: str, statements: list[Statement], *, urgent: bool = False
    ) -> None:
        """Have statements written with the next transaction."""
        self._waiting[key] = statements
        self._unwritten.add(key)
        self._urgent = self._urgent or urgent
        if urgent and self.writable:
            self._start_writer()
        else:
            self._start_writer_later()

    @callback
    def _start_writer_later(self) -> None:
        """Write after a moment, or once a disk that refused is to be tried again."""
        if self._timer or self._closed or self._is_writing:
            return
        delay = LAZY_WRITE_DELAY if self.writable else _RETRY_AFTER
        self._timer = self._hass.loop.call_later(delay, self._start_writer)

    @property
    def _is_writing(self) -> bool:
        """Return whether a transaction is being written."""
        return self._writer is not None and not self._writer.done()

    @callback
    def _start_writer(self) -> None:
        """Write in a task that outlives its callers."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._is_writing:
            return
        if self._transaction is None or self._transaction.done():
            self._transaction = self._hass.loop.create_future()
        self._writer = self._hass.loop.create_task(self._async_write())

    async def _async_write(self) -> None:
        """Write until nothing urgent is left to be written."""
        if not self._loaded and not await self._async_load_late():
            self._refused()
            return
        while self._waiting:
            batch, self._waiting, self._urgent = self._waiting, {}, False
            # Not by Home Assistant's own method: a stop would cancel what still
            # queues for a thread, and what was sent would be sent again.
            written = await self._hass.loop.run_in_executor(
                None,
                self._file.write,
                [item for items in batch.values() for item in items],
            )
            if written is not Written.YES:
                self._waiting = batch | self._waiting
            if written is Written.REFUSED:
                self._refused()
                return
            if written is Written.REPLACED:
                self._events.replaced()
                continue
            self._unwritten = set(self._waiting)
            self._note_writable(True)
            self._finish_transaction()
            if self._waiting and not self._urgent and not self._closed:
                self._hass.loop.call_soon(self._start_writer_later)
                return
            if self._waiting:
                self._transaction = self._hass.loop.create_future()

    async def _async_load_late(self) -> bool:
        """Read what could not be read at set-up; returns whether it was."""
        restored = await self.async_load()
        if self._loaded:
            self._events.restored(restored)
        return self._loaded

    @callback
    def _refused(self) -> None:
        """Report a disk that refuses, and try again later."""
        self._note_writable(False)
        self._finish_transaction()
        self._hass.loop.call_soon(self._start_writer_later)

    @callback
    def _finish_transaction(self) -> None:
        """Let those who wait for the disk go on."""
        if self._transaction and not self._transaction.done():
            self._transaction.set_result(None)

    @callback
    def _note_writable(self, writable: bool) -> None:
        """Report a disk that starts or stops refusing."""
        if writable is not self.writable:
            self.writable = writable
            self._events.writable(writable)


async def async_remove_journal(hass: HomeAssistant, entry_id: str) -> int:
    """Delete the journal of an account that is removed; returns what waited in it."""
    return await hass.async_add_executor_job(JournalFile(hass, entry_id).remove)
