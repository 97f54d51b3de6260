"""From a caller's words to the text that is sent."""

from datetime import datetime
from typing import Final, NamedTuple, Self

from ..api.text import clean, plain, shorten

LATE_AFTER: Final = 120.0
"""Seconds; a text that is sent later than this starts with its original time."""


def joined(title: str | None, message: str) -> str:
    """Return title and message as one text without unsendable characters."""
    return clean(f"{title}\n{message}" if title else message)


def fitted(text: str, *, max_parts: int, plain_letters: bool) -> str:
    """Return the text as the options of the account want it."""
    return shorten(plain(text) if plain_letters else text, max_parts)


class TextVariant(NamedTuple):
    """The text to send: as it was handed over, or changed for the provider."""

    base: str
    """As it was handed over; the text of its repeats, too."""

    text: str
    timed: bool = False
    """The time was added because the text is a repeat."""

    shortened: bool = False
    """Cut by the stricter count after the provider found it too long."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a text as it was handed over."""
        return cls(text, text)

    def with_time(self, now: datetime, *, max_parts: int) -> Self:
        """Return a repeat that the provider distinguishes from what came before it."""
        ending = f" {now:%H:%M}"
        return self._replace(
            text=shorten(self.base, max_parts, ending=ending), timed=True
        )

    def stricter(self, *, max_parts: int) -> Self:
        """Return a text cut by a count that is certain to fit."""
        return self._replace(
            text=shorten(self.text, max_parts, strict=True), shortened=True
        )

    def late(self, created: datetime, *, max_parts: int) -> str:
        """Return a text that starts with its original time."""
        return shorten(
            f"[{created:%H:%M}] {self.text}", max_parts, strict=self.shortened
        )
