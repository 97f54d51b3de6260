"""The tables of a journal, and the rows in them."""

import sqlite3
from typing import Any, Final
from zlib import crc32

VERSION: Final = 1
"""Of the format, kept in SQLite's user_version."""

SCHEMA: Final = f"""
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
PRAGMA user_version = {VERSION};
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
UNREADABLE: Final = (sqlite3.Error, ValueError)
"""What reading a damaged file raises; its schema may not even be UTF-8."""

INSERT_MESSAGE: Final = "INSERT OR REPLACE INTO message VALUES (?,?,?,?)"
INSERT_FOLLOWED: Final = "INSERT OR REPLACE INTO followed VALUES (?,?,?,?)"
INSERT_ACCEPTED: Final = "INSERT OR REPLACE INTO accepted VALUES (?,?)"
INSERT_NOTICE: Final = "INSERT OR REPLACE INTO notice VALUES (?,?)"
INSERT_USAGE: Final = "INSERT OR REPLACE INTO usage VALUES (?,?)"

type Statement = tuple[str, tuple[object, ...]]
type Row = tuple[Any, ...]


def prepare(connection: sqlite3.Connection) -> None:
    """Make an opened file ready; raises one of UNREADABLE if it is not ours."""
    # Nobody else reads it: without shared memory it opens on a full disk, too.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(SCHEMA)
    elif version != VERSION:
        raise sqlite3.DatabaseError(f"unknown format {version}")


def raise_if_disk_trouble(err: Exception) -> None:
    """Raise an error again if the disk refuses: the file need not be damaged."""
    # Extended codes carry the primary one in their lowest byte.
    code = getattr(err, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF in _DISK_TROUBLE:
        raise err


def sealed(key: str, created: float, data: str) -> Row:
    """Return a row with its checksum.

    SQLite has none of its own, and a flipped bit can be that of a number: then
    the SMS would go to a stranger.
    """
    return key, created, data, crc32(f"{key}\n{created!r}\n{data}".encode())
