"""The file of a journal: SQLite, without asyncio; every method may block."""

from collections.abc import Iterable
from contextlib import suppress
from enum import Enum, auto
from functools import partial
import logging
from pathlib import Path
import sqlite3
from threading import Lock
from typing import Any, Final, NamedTuple
from zlib import crc32

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

_VERSION: Final = 1
"""Of the format, kept in SQLite's user_version."""

_SCHEMA: Final = f"""
BEGIN;
CREATE TABLE message (
    id TEXT PRIMARY KEY, created REAL NOT NULL, data TEXT NOT NULL, checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE followed (
    id TEXT PRIMARY KEY, created REAL NOT NULL, data TEXT NOT NULL, checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE accepted (digest TEXT PRIMARY KEY, at REAL NOT NULL) STRICT;
CREATE INDEX accepted_at ON accepted (at);
CREATE TABLE notice (key TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
CREATE TABLE usage (day TEXT PRIMARY KEY, sms INTEGER NOT NULL) STRICT;
CREATE TABLE backup (inode INTEGER PRIMARY KEY) STRICT;
PRAGMA user_version = {_VERSION};
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

INSERT_MESSAGE: Final = "INSERT OR REPLACE INTO message VALUES (?,?,?,?)"
INSERT_FOLLOWED: Final = "INSERT OR REPLACE INTO followed VALUES (?,?,?,?)"
INSERT_ACCEPTED: Final = "INSERT OR REPLACE INTO accepted VALUES (?,?)"
INSERT_NOTICE: Final = "INSERT OR REPLACE INTO notice VALUES (?,?)"
INSERT_USAGE: Final = "INSERT OR REPLACE INTO usage VALUES (?,?)"

type Statement = tuple[str, tuple[object, ...]]
type Row = tuple[Any, ...]


class Written(Enum):
    """What became of a transaction."""

    YES = auto()
    REFUSED = auto()
    """The disk is full, read-only or away; to be tried again."""

    REPLACED = auto()
    """The file was deleted or replaced: a new one needs everything again."""


class Content(NamedTuple):
    """What a journal holds, oldest first; times are seconds since the epoch."""

    messages: list[Row]
    accepted: list[Row]
    followed: list[Row]
    notices: list[Row]
    usage: list[Row]
    set_aside: str | None = None
    """The name that a damaged file got."""

    readable: bool = True
    """The disk let us read it; otherwise it is to be tried again."""

    writable: bool = True
    is_backup: bool = False
    """It was restored from a backup: what waits in it is old."""

    @classmethod
    def empty(cls, **flags: Any) -> Content:
        """Return a journal that holds nothing."""
        return cls([], [], [], [], [], **flags)


class JournalFile:
    """One SQLite file in the storage folder."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Initialize; nothing is opened yet."""
        folder = Path(hass.config.path(STORAGE_DIR))
        self._path = folder / f"{DOMAIN}.{entry_id}.journal"
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        # Two threads of the executor: one writes, one marks a backup.
        self._lock = Lock()

    def load(self) -> Content:
        """Open the file and return what it holds.

        A damaged file is set aside, with what is readable returned, and a new
        one takes its place. Nothing is raised for a disk that refuses.
        """
        content = Content.empty()
        try:
            if not self._is_emptied():
                self._connection = self._connect()
                is_backup = self._note_backup()
                if _read(self._connection, content) and is_backup is not None:
                    return content._replace(is_backup=is_backup)
            self.close()
            content = content._replace(set_aside=self._set_aside("damaged"))
        except (OSError, sqlite3.Error) as err:
            _LOGGER.warning("The journal cannot be opened: %s", err)
            self.close()
            return Content.empty(readable=False, writable=False)
        # At once: the file that was set aside is not read a second time.
        written = self.write(
            (insert, row)
            for insert, rows in (
                (INSERT_MESSAGE, content.messages),
                (INSERT_ACCEPTED, content.accepted),
                (INSERT_FOLLOWED, content.followed),
                (INSERT_NOTICE, content.notices),
                (INSERT_USAGE, content.usage),
            )
            for row in rows
        )
        return content._replace(writable=written is Written.YES)

    def write(self, statements: Iterable[Statement]) -> Written:
        """Carry the statements out in one synced transaction."""
        with self._lock:
            return self._write(statements)

    def _write(self, statements: Iterable[Statement]) -> Written:
        """Write while no other thread does."""
        try:
            if self._connection is None:
                self._connection = self._open()
            elif not self._is_in_place():
                self.close()
                if self._path.exists():
                    self._set_aside("replaced")
                return Written.REPLACED
            self._connection.execute("BEGIN IMMEDIATE")
            for sql, parameters in statements:
                self._connection.execute(sql, parameters)
            self._connection.execute("COMMIT")
        except (OSError, *_UNREADABLE) as err:
            _LOGGER.debug("The journal cannot be written: %s", err)
            # Opened anew next time: the file may have been replaced meanwhile.
            self.close()
            return Written.REFUSED
        return Written.YES

    def mark_backup(self, *, begins: bool) -> None:
        """Mark the file while a backup copies it, so that its copy is recognized."""
        statements: list[Statement] = [("DELETE FROM backup", ())]
        if begins and self._connection is not None:
            statements.append(("INSERT INTO backup VALUES (?)", (self._inode,)))
        self.write(statements)

    def close(self) -> None:
        """Close the file; writing opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def remove(self) -> int:
        """Delete the file, its companions and predecessors; returns what waited in it."""
        waiting = 0
        with suppress(OSError, *_UNREADABLE), sqlite3.connect(self._path) as connection:
            (waiting,) = connection.execute("SELECT count(*) FROM message").fetchone()
            connection.close()
        for path in self._path.parent.glob(f"{self._path.name}*"):
            try:
                path.unlink(missing_ok=True)
            except OSError as err:
                _LOGGER.warning("A journal cannot be deleted: %s", err)
        return waiting

    def _note_backup(self) -> bool | None:
        """Return whether the file is a restored copy, None if that cannot be read.

        A copy stays marked until what waited in it is closed.
        """
        assert self._connection is not None
        try:
            _prepare(self._connection)
            marks = self._connection.execute("SELECT inode FROM backup").fetchall()
            is_backup = any(inode != self._inode for (inode,) in marks)
            if marks and not is_backup:
                # Home Assistant was stopped during a backup.
                self._connection.execute("DELETE FROM backup")
        except _UNREADABLE as err:
            _raise_if_disk_trouble(err)
            return None
        return is_backup

    def _is_in_place(self) -> bool:
        """Return whether the open file is still the one with its name."""
        try:
            return self._path.stat().st_ino == self._inode
        except FileNotFoundError:
            return False

    def _is_emptied(self) -> bool:
        """Return whether there is a file without content: SQLite takes it for new."""
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
        """Open the file, create it if there is none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Readable by its owner only: it holds texts and numbers.
        self._path.touch(mode=0o600)
        self._inode = self._path.stat().st_ino
        connection = sqlite3.connect(
            self._path, autocommit=True, check_same_thread=False, timeout=5.0
        )
        # Damage is found by a checksum, not by an exception.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    def _set_aside(self, why: str) -> str:
        """Move a file out of the way and return its new name."""
        name = f"{self._path.name}.{why}-{dt_util.utcnow():%Y%m%dT%H%M%S}"
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


def sealed(key: str, created: float, data: str) -> Row:
    """Return a row with its checksum.

    SQLite has none of its own, and a flipped bit can be that of a number: then
    the SMS would go to a stranger.
    """
    return key, created, data, crc32(f"{key}\n{created!r}\n{data}".encode())


def _read(connection: sqlite3.Connection, content: Content) -> bool:
    """Collect everything readable; returns whether that was all."""
    whole = True
    try:
        _prepare(connection)
    except _UNREADABLE as err:
        # Damaged or of a later format: what can be read is used all the same.
        _raise_if_disk_trouble(err)
        whole = False
    for table, types, rows in (
        ("message", None, content.messages),
        ("accepted", [str, float], content.accepted),
        ("followed", None, content.followed),
        ("notice", [str, str], content.notices),
        ("usage", [str, int], content.usage),
    ):
        found: dict[int, Row] = {}
        # From the end as well, should something in the middle be unreadable.
        for order in ("", " ORDER BY rowid DESC"):
            try:
                for rowid, *columns in connection.execute(
                    f"SELECT rowid, * FROM {table}{order}"  # noqa: S608 - our own names
                ):
                    found[rowid] = tuple(columns)
                break
            except _UNREADABLE as err:
                _raise_if_disk_trouble(err)
                whole = False
        intact = [
            row
            for row in found.values()
            if (_is_sealed(row) if types is None else [*map(type, row)] == types)
        ]
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
    """Return whether a row is as it was written."""
    return [*map(type, row)] == [str, float, str, int] and sealed(*row[:3]) == row


def _raise_if_disk_trouble(err: Exception) -> None:
    """Raise an error again if the disk refuses: the file need not be damaged."""
    # Extended codes carry the primary one in their lowest byte.
    code = getattr(err, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF in _DISK_TROUBLE:
        raise err
