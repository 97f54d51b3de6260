"""Values of the control interface, checked."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

type Check = Callable[[str, Any], Any]
"""Returns a value that is named; raises InvalidError."""


class InvalidError(Exception):
    """A value that a switch does not accept."""


def optional(check: Check) -> Check:
    """Return a check that passes None."""
    return lambda name, value: None if value is None else check(name, value)


def flag(name: str, value: Any) -> bool:
    """Return a boolean, nothing merely similar to one."""
    if not isinstance(value, bool):
        raise InvalidError(f"{name} must be true or false")
    return value


def whole(low: int, high: int) -> Check:
    """Return a check for a whole number within bounds."""

    def check(name: str, value: Any) -> int:
        number = isinstance(value, int) and not isinstance(value, bool)
        if not number or not low <= value <= high:
            raise InvalidError(f"{name} must be a whole number from {low} to {high}")
        return int(value)

    return check


def seconds(name: str, value: Any) -> float:
    """Return seconds."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= 86400:
        raise InvalidError(f"{name} must be seconds from 0 to 86400")
    return float(value)


def amount(name: str, value: Any) -> Decimal:
    """Return lira from a number or a string."""
    try:
        lira = Decimal(str(value))
    except InvalidOperation:
        lira = Decimal("NaN")
    if isinstance(value, bool) or not lira.is_finite() or not 0 <= lira <= 10**9:
        raise InvalidError(f"{name} must be an amount of lira, at least 0")
    return lira


def texts(name: str, value: Any) -> list[str]:
    """Return a list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidError(f"{name} must be a list of texts")
    return value


def text_set(name: str, value: Any) -> set[str]:
    """Return a list of strings as a set."""
    return set(texts(name, value))


def line(name: str, value: Any) -> str:
    """Return one printable line."""
    if not (isinstance(value, str) and value.isprintable()):
        raise InvalidError(f"{name} must be one printable line")
    return value


def choice(*choices: str) -> Check:
    """Return a check for one of several strings."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise InvalidError(f"{name} must be one of {', '.join(choices)}")
        return value

    return check
