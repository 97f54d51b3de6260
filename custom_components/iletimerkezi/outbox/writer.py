"""Writes what a journal is given: in the executor, many changes in one transaction.

What comes in while a transaction is being written shares the next one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .schema import Statement
from .sqlite import JournalFile, Written

_DISK_TIMEOUT: Final = 1.5
"""Seconds that anything waits for the disk."""

_RETRY_AFTER: Final = 30.0
"""Seconds until a disk that failed is retried."""

LAZY_WRITE_DELAY: Final = 0.03
"""Seconds for which deletions are batched into one transaction."""


class JournalWriter:
    """Decides when something is written; it never blocks the event loop."""

    def __init__(
        self,
        hass: HomeAssistant,
        file: JournalFile,
        *,
        load: Callable[[], Awaitable[bool]],
        replaced: Callable[[], None],
        writable: Callable[[bool], None],
    ) -> None:
        """Initialize; nothing is written yet.

        Args:
            hass: Home Assistant.
            file: where to.
            load: reads a file that could not be read before; returns whether it was.
            replaced: see JournalEvents.
            writable: see JournalEvents.
        """
        self._hass = hass
        self._file = file
        self._load = load
        self._replaced = replaced
        self._report_writable = writable
        # By what they are about: a later state replaces one that is not written yet.
        self._waiting: dict[str, list[Statement]] = {}
        self._urgent = False
        self._task: asyncio.Task[None] | None = None
        self._transaction: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self.unwritten: set[str] = set()
        """Changes whose current state is not on the disk."""

        self.loaded = False
        """The file has been read: before that nothing may be written."""

        self.writable = True
        """Whether waiting messages would survive a restart."""

    @callback
    def enqueue(
        self, key: str, statements: list[Statement], *, urgent: bool = False
    ) -> None:
        """Add statements to the next transaction."""
        self._waiting[key] = statements
        self.unwritten.add(key)
        self._urgent = self._urgent or urgent
        if urgent and self.writable:
            self._start()
        else:
            self.start_later()

    async def async_written(self, keys: Iterable[str]) -> None:
        """Wait until the current state is on the disk, if it can be.

        A disk that takes too long is not waited for.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_DISK_TIMEOUT):
                while (
                    self.writable
                    and self._transaction
                    # Deletions are written later: not waited for.
                    and not self._transaction.done()
                    and not self.unwritten.isdisjoint(keys)
                ):
                    await asyncio.shield(self._transaction)

    async def async_close(self) -> None:
        """Write what remains."""
        self._closed = True
        if self._waiting and self.loaded:
            self._start()
        if self._task:
            await asyncio.wait([self._task])
        if self._timer:
            self._timer.cancel()

    @callback
    def start_later(self) -> None:
        """Write after a moment, or once a failed disk is to be retried."""
        if self._timer or self._closed or self._is_writing:
            return
        delay = LAZY_WRITE_DELAY if self.writable else _RETRY_AFTER
        self._timer = self._hass.loop.call_later(delay, self._start)

    @property
    def _is_writing(self) -> bool:
        """Return whether a transaction is being written."""
        return self._task is not None and not self._task.done()

    @callback
    def _start(self) -> None:
        """Write in a task that outlives its callers."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._is_writing:
            return
        if self._transaction is None or self._transaction.done():
            self._transaction = self._hass.loop.create_future()
        self._task = self._hass.loop.create_task(self._async_write())

    async def _async_write(self) -> None:
        """Write until nothing urgent is left to be written."""
        if not self.loaded and not await self._load():
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
                self._replaced()
                continue
            self.unwritten = set(self._waiting)
            self.note_writable(True)
            self._finish_transaction()
            if self._waiting and not self._urgent and not self._closed:
                self._hass.loop.call_soon(self.start_later)
                return
            if self._waiting:
                self._transaction = self._hass.loop.create_future()

    @callback
    def _refused(self) -> None:
        """Report a disk that fails, and try again later."""
        self.note_writable(False)
        self._finish_transaction()
        self._hass.loop.call_soon(self.start_later)

    @callback
    def _finish_transaction(self) -> None:
        """Release everyone who waits for the disk."""
        if self._transaction and not self._transaction.done():
            self._transaction.set_result(None)

    @callback
    def note_writable(self, writable: bool) -> None:
        """Report a disk that starts or stops failing."""
        if writable is not self.writable:
            self.writable = writable
            self._report_writable(writable)
