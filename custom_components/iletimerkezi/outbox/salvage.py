"""Reads a journal, including the readable parts of a damaged one."""

import sqlite3
from typing import Any, NamedTuple

from .schema import UNREADABLE, Row, prepare, raise_if_disk_trouble, sealed


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
    """The disk allowed reading it; otherwise it must be retried."""

    writable: bool = True
    is_backup: bool = False
    """It was restored from a backup: its waiting messages are old."""

    @classmethod
    def empty(cls, **flags: Any) -> Content:
        """Return an empty journal."""
        return cls([], [], [], [], [], **flags)


def read(connection: sqlite3.Connection, content: Content) -> bool:
    """Collect everything readable; returns whether that was all."""
    whole = True
    try:
        prepare(connection)
    except UNREADABLE as err:
        # Damaged or of a later format: what can be read is still used.
        raise_if_disk_trouble(err)
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
            except UNREADABLE as err:
                raise_if_disk_trouble(err)
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
    except UNREADABLE as err:
        raise_if_disk_trouble(err)
        return False
    return bool(verdict == "ok")


def _is_sealed(row: Row) -> bool:
    """Return whether a row is as it was written."""
    return [*map(type, row)] == [str, float, str, int] and sealed(*row[:3]) == row
