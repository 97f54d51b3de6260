"""What people type as a phone number, and the ten digits the provider wants.

The provider's GET page takes `5xxxxxxxxx` only: a Turkish mobile number
without country code and without leading zero.
"""

from enum import StrEnum
from math import isfinite
from typing import Final
import unicodedata

_SEPARATORS: Final = frozenset("().,/-_·\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
# A spreadsheet marks a cell as text by an apostrophe; programs export it.
_QUOTES: Final = "'\"`\u2018\u2019\u201c\u201d"
_LENGTH: Final = 10
_COUNTRY_CODE: Final = "90"
_LONGEST_GROUP: Final = 4
"""Digits that people write without a separator before a dot: 0530.123 45 67."""


class InvalidNumberReason(StrEnum):
    """Why something is not a Turkish mobile number."""

    EMPTY = "empty"
    LETTERS = "letters"
    DECIMAL = "decimal"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LANDLINE = "landline"
    FOREIGN = "foreign"
    UNQUOTED = "unquoted"


class InvalidNumberError(ValueError):
    """The text is not a Turkish mobile number."""

    def __init__(self, reason: InvalidNumberReason) -> None:
        """Remember the reason; the number itself stays out of the message."""
        super().__init__(f"Not a Turkish mobile number: {reason}")
        self.reason = reason


def parse_number(value: object) -> str:
    """Return the ten digits `5xxxxxxxxx` of a Turkish mobile number.

    Takes every common spelling: +90 530 123 45 67, 0090…, 90530…, 0530…,
    530…, (0530) 123-45-67, (+90) 530…, tel:+90530…, 5.301.234.567, with any
    kind of space, dash, quote or invisible mark that copying from an address
    book or a spreadsheet leaves behind, and the integer that unquoted YAML makes
    of 5301234567.

    Raises InvalidNumberError with the reason for everything else. A decimal
    number is none, however many digits it has: 530123456.0 lacks one.
    """
    if isinstance(value, str) and _is_national(plain := value.removeprefix("+90")):
        return plain
    if isinstance(value, float) and isfinite(value):
        raise InvalidNumberError(InvalidNumberReason.DECIMAL)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidNumberError(InvalidNumberReason.LETTERS)
    if isinstance(value, int) and value < 0:
        raise InvalidNumberError(InvalidNumberReason.UNQUOTED)
    try:
        text = _cleaned(str(value))
    except ValueError:  # an integer of more digits than Python writes down
        raise InvalidNumberError(InvalidNumberReason.UNQUOTED) from None
    if _is_decimal(text):
        raise InvalidNumberError(InvalidNumberReason.DECIMAL)
    international, digits = _digits(text)
    national = _national(international, digits)
    if national is not None and _is_national(national):
        return national
    if isinstance(value, int) or _is_octal_misreading(digits):
        raise InvalidNumberError(InvalidNumberReason.UNQUOTED)
    raise InvalidNumberError(_reason(national))


def _is_national(text: str) -> bool:
    """Return whether the text is what the provider takes, and no other script."""
    return (
        len(text) == _LENGTH and text[0] == "5" and text.isascii() and text.isdecimal()
    )


def _cleaned(text: str) -> str:
    """Return the text without what surrounds a number and what nobody can see."""
    text = "".join(
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace()
    )
    return text.strip().strip(_QUOTES).strip().removeprefix("tel:")


def _is_decimal(text: str) -> bool:
    """Return whether the text is a decimal number rather than digits in groups.

    Helpers and templates write 5301234567.0 or 5.301234567e9, sensors 53012345.67,
    spreadsheets 5.301.234.567,00.
    """
    mantissa, mark, exponent = text.lower().partition("e")
    if mark:
        return all(
            part.lstrip("+-").replace(".", "").replace(",", "").isdecimal()
            for part in (mantissa, exponent)
        )
    points = text.count("."), text.count(",")
    if not any(points):
        return False
    last = max(text.rfind("."), text.rfind(","))
    head, tail = text[:last], text[last + 1 :]
    if not tail.isdecimal():
        return False
    if all(points):
        return text.count(text[last]) == 1
    if sum(points) > 1:
        return False
    group = len(head) - len(head.rstrip("0123456789"))
    whole = head.removeprefix("-")
    return (
        group > _LONGEST_GROUP
        or len(tail) == 1
        or tail == "00"
        # As Python writes it: no plus, no zero in front.
        or (whole.isdecimal() and (whole == "0" or not whole.startswith("0")))
    )


def _digits(text: str) -> tuple[bool, str]:
    """Return whether the number is written internationally, and its digits."""
    # The separators first: "(+90) 530 …" is written internationally, too.
    text = "".join(
        char for char in text if char not in _SEPARATORS and not char.isspace()
    )
    international = text.startswith("+")
    text = text.removeprefix("+")
    if not text:
        raise InvalidNumberError(InvalidNumberReason.EMPTY)
    if not text.isdecimal():
        raise InvalidNumberError(InvalidNumberReason.LETTERS)
    digits = "".join(str(unicodedata.decimal(char)) for char in text)
    if digits.startswith("00"):
        return True, digits[2:]
    return international, digits


def _national(international: bool, digits: str) -> str | None:
    """Return the digits behind country code and trunk prefix; None: foreign."""
    if digits.startswith(_COUNTRY_CODE) and (international or len(digits) > _LENGTH):
        digits = digits.removeprefix(_COUNTRY_CODE)
    elif international:
        return None
    # "+90 (0)530 …" carries the trunk prefix behind the country code, too.
    return digits.removeprefix("0")


def _is_octal_misreading(digits: str) -> bool:
    """Return whether YAML made these digits of a number with a leading zero.

    YAML 1.1 reads 05321234567 as an octal number: 725956983.
    """
    return 0 < len(digits) < _LENGTH and _is_national(f"{int(digits):o}")


def _reason(national: str | None) -> InvalidNumberReason:
    """Return why the digits are not a Turkish mobile number."""
    if national is None:
        return InvalidNumberReason.FOREIGN
    if len(national) < _LENGTH:
        return InvalidNumberReason.TOO_SHORT
    if len(national) > _LENGTH:
        return InvalidNumberReason.TOO_LONG
    return InvalidNumberReason.LANDLINE
