"""From what a caller says to the text that is sent."""

from datetime import datetime

from ..api.text import clean, plain, shorten

LATE_AFTER = 120.0
"""Seconds; a text that goes out later says when it was meant."""


def joined(title: str | None, message: str) -> str:
    """Return title and message as one text without unsendable characters."""
    return clean(f"{title}\n{message}" if title else message)


def fitted(text: str, *, max_parts: int, plain_letters: bool) -> str:
    """Return the text as the options of the account want it."""
    return shorten(plain(text) if plain_letters else text, max_parts)


def with_time(text: str, now: datetime, *, max_parts: int) -> str:
    """Return a repeat that the provider tells apart from what came before it."""
    return shorten(text, max_parts, ending=f" {now:%H:%M}")


def late(text: str, created: datetime, *, max_parts: int, strict: bool = False) -> str:
    """Return a text that says when it was meant."""
    return shorten(f"[{created:%H:%M}] {text}", max_parts, strict=strict)


def stricter(text: str, *, max_parts: int) -> str:
    """Return a text cut by a count that is certain to fit."""
    return shorten(text, max_parts, strict=True)
