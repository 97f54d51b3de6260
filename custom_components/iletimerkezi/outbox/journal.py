"""What must survive a crash, a power cut and a full stop: an account's journal.

SQLite instead of Home Assistant's Store, because the Store logs write errors
instead of raising them, rewrites everything for each message, and writes
nothing once Home Assistant is stopping. All of SQLite runs in the executor.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from homeassistant.core import HomeAssistant, callback

from .clock import from_timestamp, steady, to_timestamp
from .dedup import DEDUP_WINDOW
from .model import FollowedOrder
from .order import Order, PossiblySent
from .rows import followed_row, order_row, to_followed, to_order
from .salvage import Content
from .schema import (
    INSERT_ACCEPTED,
    INSERT_FOLLOWED,
    INSERT_MESSAGE,
    INSERT_NOTICE,
    INSERT_USAGE,
    Statement,
)
from .sqlite import JournalFile
from .writer import JournalWriter

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
    """Restored from a backup: waiting messages must expire, not be sent again."""


class JournalEvents(NamedTuple):
    """What a journal reports about its file."""

    damaged: Callable[[str], None]
    """Called with the name that a damaged file was set aside under."""

    writable: Callable[[bool], None]
    """Called whenever writing starts to fail or works again."""

    replaced: Callable[[], None]
    """The file was deleted or replaced: everything has to be put again."""

    restored: Callable[[Restored], None]
    """Called with the content that could not be read during setup."""


class Journal:
    """The journal of one account; it never blocks the event loop."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, events: JournalEvents
    ) -> None:
        """Initialize; nothing is read or written yet."""
        self._hass = hass
        self._file = JournalFile(hass, entry_id)
        self._events = events
        self.writer = JournalWriter(
            hass,
            self._file,
            load=self._async_load_late,
            replaced=events.replaced,
            writable=events.writable,
        )

    @property
    def writable(self) -> bool:
        """Return whether waiting messages would survive a restart."""
        return self.writer.writable

    async def async_load(self) -> Restored:
        """Open the journal and return what it holds.

        A damaged file is set aside after everything readable was copied out of
        it. One that cannot be read now is tried again until it can.
        """
        content, restored = await self._hass.async_add_executor_job(self._load)
        self.writer.loaded = content.readable
        if content.set_aside:
            self._events.damaged(content.set_aside)
        self.writer.note_writable(content.writable)
        if not content.readable:
            self.writer.start_later()
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
        """Store an order in its current state.

        Args:
            order: the order to store.
            possibly_sent: what may have been carried out, were this the last
                that is known of it; an attempt that is about to leave counts.
        """
        row = order_row(order, possibly_sent)
        self.writer.enqueue(order.id, [(INSERT_MESSAGE, row)], urgent=True)

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
        self.writer.enqueue(order.id, statements)

    @callback
    def follow(self, order: FollowedOrder) -> None:
        """Store an accepted order in its current state."""
        row = followed_row(order)
        self.writer.enqueue(f"followed {order.id}", [(INSERT_FOLLOWED, row)])

    @callback
    def unfollow(self, order: FollowedOrder) -> None:
        """Forget an accepted order."""
        delete = "DELETE FROM followed WHERE id = ?"
        self.writer.enqueue(f"followed {order.id}", [(delete, (order.id,))])

    @callback
    def put_notice(self, key: str, data: str) -> None:
        """Keep what a notification says."""
        self.writer.enqueue(f"notice {key}", [(INSERT_NOTICE, (key, data))])

    @callback
    def remove_notice(self, key: str) -> None:
        """Forget what a notification says."""
        delete = "DELETE FROM notice WHERE key = ?"
        self.writer.enqueue(f"notice {key}", [(delete, (key,))])

    @callback
    def put_usage(self, usage: dict[str, int]) -> None:
        """Store all counts again, after the file was replaced."""
        self.writer.enqueue("usage", [(INSERT_USAGE, item) for item in usage.items()])

    @callback
    def put_accepted(self, accepted: Iterable[tuple[str, float]]) -> None:
        """Store all digests again, after the file was replaced.

        Args:
            accepted: digests with their time on the steady clock.
        """
        rows = [(key, to_timestamp(at)) for key, at in accepted]
        self.writer.enqueue("accepted", [(INSERT_ACCEPTED, row) for row in rows])

    @callback
    def forget_backup(self) -> None:
        """Take the mark off a restored backup, with or after what was put before."""
        self.writer.enqueue("backup", [("DELETE FROM backup", ())])

    @callback
    def put_all(
        self,
        orders: Iterable[Order],
        followed: Iterable[FollowedOrder],
        notices: dict[str, str],
    ) -> None:
        """Store everything again, since the file does not contain it."""
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
        await self.writer.async_written({order.id for order in orders})

    async def async_mark_backup(self, *, begins: bool) -> None:
        """Mark the file before a backup copies it, and take the mark off after."""
        await self._hass.async_add_executor_job(
            lambda: self._file.mark_backup(begins=begins)
        )

    async def async_close(self) -> None:
        """Write what remains and close the file."""
        await self.writer.async_close()
        await self._hass.async_add_executor_job(self._file.close)

    async def _async_load_late(self) -> bool:
        """Retry a read that failed during setup; returns whether it succeeded."""
        restored = await self.async_load()
        if self.writer.loaded:
            self._events.restored(restored)
        return self.writer.loaded


async def async_remove_journal(hass: HomeAssistant, entry_id: str) -> int:
    """Delete the journal of a removed account; returns its waiting messages."""
    return await hass.async_add_executor_job(JournalFile(hass, entry_id).remove)
