"""The file of a journal: SQLite, without asyncio; every method may block."""

from collections.abc import Iterable
from contextlib import suppress
from enum import Enum, auto
from functools import partial
import logging
from pathlib import Path
import sqlite3
from threading import Lock
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .salvage import Content, read
from .schema import (
    INSERT_ACCEPTED,
    INSERT_FOLLOWED,
    INSERT_MESSAGE,
    INSERT_NOTICE,
    INSERT_USAGE,
    UNREADABLE,
    Statement,
    prepare,
    raise_if_disk_trouble,
)

_LOGGER = logging.getLogger(__name__)

_HEADER: Final = 100
"""Bytes that every database has at least."""

_COMPANIONS: Final = ("-wal", "-shm")


class Written(Enum):
    """The result of a transaction."""

    YES = auto()
    REFUSED = auto()
    """The disk is full, read-only or missing; to be retried."""

    REPLACED = auto()
    """The file was deleted or replaced: a new one needs everything again."""


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
                if read(self._connection, content) and is_backup is not None:
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
        except (OSError, *UNREADABLE) as err:
            _LOGGER.debug("The journal cannot be written: %s", err)
            # Reopened next time: the file may have been replaced meanwhile.
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
        """Delete the file and all that belong to it; returns its waiting messages."""
        waiting = 0
        with suppress(OSError, *UNREADABLE), sqlite3.connect(self._path) as connection:
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
            prepare(self._connection)
            marks = self._connection.execute("SELECT inode FROM backup").fetchall()
            is_backup = any(inode != self._inode for (inode,) in marks)
            if marks and not is_backup:
                # Home Assistant was stopped during a backup.
                self._connection.execute("DELETE FROM backup")
        except UNREADABLE as err:
            raise_if_disk_trouble(err)
            return None
        return is_backup

    def _is_in_place(self) -> bool:
        """Return whether the open file is still the one with its name."""
        try:
            return self._path.stat().st_ino == self._inode
        except FileNotFoundError:
            return False

    def _is_emptied(self) -> bool:
        """Return whether the file is empty: SQLite treats it as new."""
        return self._path.is_file() and self._path.stat().st_size < _HEADER

    def _open(self) -> sqlite3.Connection:
        """Open the file for writing; raises one of UNREADABLE if it is not ours."""
        connection = self._connect()
        try:
            prepare(connection)
        except UNREADABLE:
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
