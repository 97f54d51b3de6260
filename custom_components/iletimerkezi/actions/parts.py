"""Text as people type it into fields: with various separators, in any case."""

from collections.abc import Callable, Iterator
from typing import Final
import unicodedata

_SHORTEST: Final = 5
"""Digits: less between two commas is a part of a number, not a number."""


def split(text: str, is_name: Callable[[str], bool] | None = None) -> Iterator[str]:
    """Yield the parts of a text: between line breaks, semicolons and commas.

    A name may hold any of these itself: what `is_name` as a whole stays whole.
    """
    if is_name and is_name(text):
        yield text
        return
    for line in text.replace(";", "\n").splitlines():
        if (is_name and is_name(line)) or _is_one_number(line):
            yield line
        else:
            yield from filter(str.strip, line.split(","))


def folded(text: str) -> str:
    """Return a text as it is compared: in any case, İ, I, ı and i are one letter."""
    text = unicodedata.normalize("NFKC", text.strip()).replace("ı", "i").casefold()
    return text.replace("i̇", "i")


def _is_one_number(text: str) -> bool:
    """Return whether commas are a part of a number: 5,301,234,567 or 5301234567,0."""
    return (
        "," in text
        and all(char.isdecimal() or char in " .,eE+-" for char in text)
        and any(
            0 < sum(map(str.isdecimal, part)) < _SHORTEST for part in text.split(",")
        )
    )
