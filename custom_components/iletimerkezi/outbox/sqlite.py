"""The file of a journal: SQLite, without asyncio; every method may block."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
import json
import logging
from pathlib import Path
import sqlite3
from typing import Any, Final
from zlib import crc32

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from ..const import DOMAIN

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
    unanswered_at REAL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE followed (
    order_id TEXT PRIMARY KEY,
    created REAL NOT NULL,
    recipients TEXT NOT NULL,
    checksum INTEGER NOT NULL
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
_UNREADABLE: Final = (sqlite3.Error, ValueError)
"""What reading a damaged file raises; its schema may not even be UTF-8."""

_HEADER: Final = 100
"""Bytes that every database has at least."""

_COMPANIONS: Final = ("-wal", "-shm")

INSERT_SHIPMENT: Final = (
    "INSERT OR REPLACE INTO shipment VALUES (?,?,?,?,?,?,?,?,?,?,?)"
)
INSERT_ACCEPTED: Final = "INSERT OR REPLACE INTO accepted VALUES (?,?)"
INSERT_FOLLOWED: Final = "INSERT OR REPLACE INTO followed VALUES (?,?,?,?)"

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
            if not self._is_emptied():
                self._connection = self._connect()
                if _read(self._connection, content):
                    return content
            self.close()
            content.set_aside = self._set_aside()
        except (OSError, sqlite3.Error) as err:
            _LOGGER.warning("The journal cannot be opened: %s", err)
            self.close()
            content.writable = False
            return content
        # At once: the file that was set aside is not read a second time.
        content.writable = self.write(
            (statement, row)
            for statement, rows in (
                (INSERT_SHIPMENT, content.shipments),
                (INSERT_ACCEPTED, content.accepted),
                (INSERT_FOLLOWED, content.followed),
            )
            for row in rows
        )
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
        except (OSError, *_UNREADABLE) as err:
            _LOGGER.debug("The journal cannot be written: %s", err)
            # Opened anew next time: the file may have been replaced meanwhile.
            self.close()
            return False
        return True

    def close(self) -> None:
        """Close the file; writing opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def remove(self) -> None:
        """Delete the file, its companions and damaged predecessors."""
        for path in self._path.parent.glob(f"{self._path.name}*"):
            try:
                path.unlink(missing_ok=True)
            except OSError as err:
                _LOGGER.warning("A journal cannot be deleted: %s", err)

    def _is_emptied(self) -> bool:
        """Tell whether there is a file without content: SQLite takes it for new."""
        return self._path.is_file() and self._path.stat().st_size < _HEADER

    def _open(self) -> sqlite3.Connection:
        """Open the file for writing; raises one of _UNREADABLE if it is not ours."""
        connection = self._connect()
        try:
            _prepare(connection)
        except _UNREADABLE:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        """Open the file, make it if there is none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Readable by its owner only: it holds texts and numbers.
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(
            self._path, autocommit=True, check_same_thread=False, timeout=5.0
        )
        # What was damaged is told by its checksum, not by an exception.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    def _set_aside(self) -> str:
        """Move a damaged file out of the way and return its new name."""
        name = f"{self._path.name}.damaged-{dt_util.utcnow():%Y%m%dT%H%M%S}"
        for companion in _COMPANIONS:
            Path(f"{self._path}{companion}").unlink(missing_ok=True)
        self._path.rename(self._path.with_name(name))
        return name


def _prepare(connection: sqlite3.Connection) -> None:
    """Make an opened file ready; raises one of _UNREADABLE if it is not ours."""
    # Nobody else reads it: without shared memory it opens on a full disk, too.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(_SCHEMA)
    elif version != _VERSION:
        raise sqlite3.DatabaseError(f"unknown format {version}")


def sealed(columns: Sequence[object]) -> Row:
    """Return a row with its checksum.

    SQLite has none of its own, and a flipped bit can be that of a number: then
    the SMS would go to a stranger.
    """
    return (*columns, crc32(json.dumps(columns).encode()))


def _read(connection: sqlite3.Connection, content: Content) -> bool:
    """Take everything readable out of the file; tell whether that was all."""
    whole = True
    try:
        _prepare(connection)
    except _UNREADABLE as err:
        # Damaged or of a later format: what can be read is taken all the same.
        _raise_if_disk_trouble(err)
        whole = False
    for sql, is_intact, rows in (
        ("SELECT rowid, * FROM shipment", _is_sealed, content.shipments),
        ("SELECT rowid, * FROM accepted", _is_accepted, content.accepted),
        ("SELECT rowid, * FROM followed", _is_sealed, content.followed),
    ):
        found: dict[int, Row] = {}
        # From the end as well, should something in the middle be unreadable.
        for order in ("", " ORDER BY rowid DESC"):
            try:
                for rowid, *columns in connection.execute(f"{sql}{order}"):
                    found[rowid] = tuple(columns)
                break
            except _UNREADABLE as err:
                _raise_if_disk_trouble(err)
                whole = False
        intact = [row for row in found.values() if is_intact(row)]
        whole = whole and len(intact) == len(found)
        # Their time is in the second column; what is of one age stays in order.
        rows.extend(sorted(intact, key=lambda row: (row[1], row[0])))
    if not whole:
        return False
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except _UNREADABLE as err:
        _raise_if_disk_trouble(err)
        return False
    return bool(verdict == "ok")


def _is_sealed(row: Row) -> bool:
    """Tell whether a row is as it was written."""
    try:
        return sealed(row[:-1]) == row
    except TypeError:
        return False


def _is_accepted(row: Row) -> bool:
    """Tell whether a row can be a digest with its time; a wrong one is harmless."""
    return [type(column) for column in row] == [str, float]


def _raise_if_disk_trouble(err: Exception) -> None:
    """Raise an error again if the disk refuses: the file need not be damaged."""
    # Extended codes carry the primary one in their lowest byte.
    code = getattr(err, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF in _DISK_TROUBLE:
        raise err
