"""A disk that survives kills, and can be full, slow or locked."""

from collections.abc import Iterable
import json
import sqlite3
from typing import Any, Final

from custom_components.iletimerkezi.outbox import salvage, schema
from custom_components.iletimerkezi.outbox.salvage import Content
from custom_components.iletimerkezi.outbox.schema import Statement
from custom_components.iletimerkezi.outbox.sqlite import Written

QUICK: Final = 0.004
SLOW: Final = 4.0

_TABLES: Final = ("message", "accepted", "followed", "notice", "usage")

type Copy = dict[str, list[tuple[Any, ...]]]


class Disk:
    """Holds one journal."""

    def __init__(self) -> None:
        """Initialize, empty."""
        self._connection = self._new()
        self.delay = QUICK
        self.slow_until = 0.0
        """On the monotonic clock: what waits for the disk may have given up."""

        self.full = False
        self.locked = False
        self.replaced = False
        self.transactions = 0

    @staticmethod
    def _new() -> sqlite3.Connection:
        """Return an empty journal."""
        connection = sqlite3.connect(":memory:", autocommit=True)
        connection.executescript(schema.SCHEMA)
        return connection

    def _renew(self) -> None:
        """Begin a new journal in the place of one that was deleted."""
        self.replaced = False
        self._connection.close()
        self._connection = self._new()

    def row(self, order_id: str) -> dict[str, Any] | None:
        """Return what is stored of an order, None for nothing."""
        found = self._connection.execute(
            "SELECT data FROM message WHERE id = ?", (order_id,)
        ).fetchone()
        if found is None:
            return None
        data: dict[str, Any] = json.loads(found[0])
        return data

    def message_ids(self) -> set[str]:
        """Return the orders that are stored."""
        rows = self._connection.execute("SELECT id FROM message")
        return {order_id for (order_id,) in rows}

    def backup(self) -> Copy:
        """Return a copy of everything."""
        return {
            table: self._connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for table in _TABLES
        }

    def restore(self, copy: Copy) -> None:
        """Put a copy back."""
        self._renew()
        for table, rows in copy.items():
            for row in rows:
                marks = ",".join("?" * len(row))
                self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
        self._connection.execute("INSERT INTO backup VALUES (0)")

    # The methods of a JournalFile

    def load(self) -> Content:
        """Return what the journal holds."""
        if self.locked:
            return Content.empty(readable=False, writable=False)
        if self.replaced:
            self._renew()
        content = Content.empty()
        assert salvage.read(self._connection, content)
        marks = self._connection.execute("SELECT * FROM backup").fetchall()
        return content._replace(is_backup=bool(marks))

    def write(self, statements: Iterable[Statement]) -> Written:
        """Write, if it can be."""
        if self.full or self.locked:
            return Written.REFUSED
        if self.replaced:
            self._renew()
            return Written.REPLACED
        self.transactions += 1
        self._connection.execute("BEGIN")
        for sql, parameters in statements:
            self._connection.execute(sql, parameters)
        self._connection.execute("COMMIT")
        return Written.YES

    def close(self) -> None:
        """Close the file; its content stays."""

    def discard(self) -> None:
        """Free what the disk takes of this machine's memory."""
        self._connection.close()
