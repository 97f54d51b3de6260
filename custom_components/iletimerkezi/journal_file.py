"""The file of a journal: SQLite, without asyncio; every method may block."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
import logging
from pathlib import Path
import sqlite3
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

_VERSION: Final = 1
"""Of the format, kept in SQLite's user_version."""

_SCHEMA: Final = """
BEGIN;
CREATE TABLE shipment (
    id TEXT PRIMARY KEY,
    created REAL NOT NULL,
    text TEXT NOT NULL,
    recipients TEXT NOT NULL,
    sender TEXT NOT NULL,
    commercial_list TEXT,
    timed INTEGER NOT NULL,
    shortened INTEGER NOT NULL,
    unanswered_text TEXT,
    unanswered_at REAL
) STRICT;
CREATE TABLE followed (
    order_id TEXT PRIMARY KEY,
    created REAL NOT NULL,
    recipients TEXT NOT NULL
) STRICT;
CREATE TABLE accepted (digest TEXT PRIMARY KEY, at REAL NOT NULL) STRICT;
CREATE INDEX accepted_at ON accepted (at);
PRAGMA user_version = 1;
COMMIT;
"""

_DISK_TROUBLE: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_COMPANIONS: Final = ("-wal", "-shm")

type Statement = tuple[str, tuple[object, ...]]
type Row = tuple[Any, ...]


@dataclass(slots=True, kw_only=True)
class Content:
    """What a journal holds, oldest first; times are seconds since the epoch."""

    shipments: list[Row] = field(default_factory=list)
    accepted: list[Row] = field(default_factory=list)
    followed: list[Row] = field(default_factory=list)
    set_aside: str | None = None
    """The name that a damaged file got."""

    writable: bool = True


class JournalFile:
    """One SQLite file in the storage folder."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Initialize; nothing is opened yet."""
        folder = Path(hass.config.path(STORAGE_DIR))
        self._path = folder / f"{DOMAIN}.{entry_id}.journal"
        self._connection: sqlite3.Connection | None = None

    def load(self) -> Content:
        """Open the file and return what it holds.

        A damaged file is set aside, with what is readable returned, and a new
        one takes its place. Nothing is raised for a disk that refuses.
        """
        content = Content()
        try:
            damaged = self._is_emptied()
            if not damaged:
                self._connection = self._open()
                damaged = not _read(self._connection, content)
        except (OSError, sqlite3.DatabaseError) as err:
            if _is_disk_trouble(err):
                _LOGGER.warning("The journal cannot be opened: %s", err)
                content.writable = False
                return content
            damaged = True
        if damaged:
            self.close()
            content.set_aside = self._set_aside()
        return content

    def write(self, statements: Iterable[Statement]) -> bool:
        """Carry the statements out in one synced transaction.

        Returns whether they are on the disk.
        """
        try:
            if self._connection is None:
                self._connection = self._open()
            self._connection.execute("BEGIN IMMEDIATE")
            for sql, parameters in statements:
                self._connection.execute(sql, parameters)
            self._connection.execute("COMMIT")
        except (OSError, sqlite3.DatabaseError) as err:
            _LOGGER.debug("The journal cannot be written: %s", err)
            # Opened anew next time: the file may have been replaced meanwhile.
            self.close()
            return False
        return True

    def close(self) -> None:
        """Close the file; writing opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.DatabaseError):
                connection.close()

    def remove(self) -> None:
        """Delete the file, its companions and damaged predecessors."""
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink(missing_ok=True)

    def _is_emptied(self) -> bool:
        """Tell whether there is a file without content: SQLite takes it for new."""
        return self._path.exists() and self._path.stat().st_size == 0

    def _open(self) -> sqlite3.Connection:
        """Open the file, make it if there is none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Readable by its owner only: it holds texts and numbers.
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(
            self._path, autocommit=True, check_same_thread=False, timeout=5.0
        )
        try:
            _prepare(connection)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> str:
        """Move a damaged file out of the way and return its new name."""
        name = f"{self._path.name}.damaged-{dt_util.utcnow():%Y%m%dT%H%M%S}"
        for companion in _COMPANIONS:
            Path(f"{self._path}{companion}").unlink(missing_ok=True)
        self._path.rename(self._path.with_name(name))
        return name


def _prepare(connection: sqlite3.Connection) -> None:
    """Make an opened file ready; raises DatabaseError if it is not ours."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(_SCHEMA)
    elif version != _VERSION:
        raise sqlite3.DatabaseError(f"unknown format {version}")


def _read(connection: sqlite3.Connection, content: Content) -> bool:
    """Take everything readable out of the file; tell whether that was all."""
    for sql, rows in (
        ("SELECT * FROM shipment ORDER BY created, id", content.shipments),
        ("SELECT * FROM accepted ORDER BY at", content.accepted),
        ("SELECT * FROM followed ORDER BY created", content.followed),
    ):
        try:
            rows.extend(connection.execute(sql))
        except sqlite3.DatabaseError as err:
            if _is_disk_trouble(err):
                raise
            return False
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return bool(verdict == "ok")


def _is_disk_trouble(err: Exception) -> bool:
    """Tell a disk that refuses from a file that is damaged."""
    if isinstance(err, OSError):
        return True
    # Extended codes carry the primary one in their lowest byte.
    code = getattr(err, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF in _DISK_TROUBLE
