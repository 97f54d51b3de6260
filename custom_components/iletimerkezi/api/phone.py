"""What people type as a phone number, and the ten digits the provider wants.

The provider's GET page takes `5xxxxxxxxx` only: a Turkish mobile number
without country code and without leading zero.
"""

from enum import StrEnum
import re
from typing import Final
import unicodedata

_MOBILE: Final = re.compile(r"5\d{9}")
# As we keep them and as reports write them: by the thousand, and nothing to be read into.
_PLAIN: Final = re.compile(r"(?:\+90)?(5[0-9]{9})")
_SEPARATORS: Final = re.compile(r"[\s().,/\-_·\u2010-\u2015\u2212]+")
_LENGTH: Final = 10
_COUNTRY_CODE: Final = "90"


class InvalidNumberReason(StrEnum):
    """Why something is no Turkish mobile number."""

    EMPTY = "empty"
    LETTERS = "letters"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LANDLINE = "landline"
    FOREIGN = "foreign"
    UNQUOTED = "unquoted"


class InvalidNumberError(ValueError):
    """The text is no Turkish mobile number."""

    def __init__(self, reason: InvalidNumberReason) -> None:
        """Remember the reason; the number itself stays out of the message."""
        super().__init__(f"Not a Turkish mobile number: {reason}")
        self.reason = reason


def parse_number(value: object) -> str:
    """Return the ten digits `5xxxxxxxxx` of a Turkish mobile number.

    Takes every common spelling: +90 530 123 45 67, 0090…, 90530…, 0530…,
    530…, (0530) 123-45-67, (+90) 530…, tel:+90530…, with any kind of space,
    dash or invisible mark that copying from an address book leaves behind, and
    the integer that unquoted YAML makes of 5301234567.

    Raises InvalidNumberError with the reason for everything else.
    """
    if isinstance(value, str) and (plain := _PLAIN.fullmatch(value)):
        return plain[1]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidNumberError(InvalidNumberReason.LETTERS)
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python writes down
        raise InvalidNumberError(InvalidNumberReason.UNQUOTED) from None
    international, digits = _digits(text)
    national = _national(international, digits)
    if national is not None and _MOBILE.fullmatch(national):
        return national
    if isinstance(value, int) or _is_octal_misreading(digits):
        raise InvalidNumberError(InvalidNumberReason.UNQUOTED)
    raise InvalidNumberError(_reason(national))


def _digits(text: str) -> tuple[bool, str]:
    """Return whether the number is written internationally, and its digits."""
    text = "".join(
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace()
    ).strip()
    # The separators first: "(+90) 530 …" is written internationally, too.
    text = _SEPARATORS.sub("", text.removeprefix("tel:"))
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
    """Tell whether YAML made these digits of a number with a leading zero.

    YAML 1.1 reads 05321234567 as an octal number: 725956983.
    """
    return (
        0 < len(digits) < _LENGTH and _MOBILE.fullmatch(f"{int(digits):o}") is not None
    )


def _reason(national: str | None) -> InvalidNumberReason:
    """Return why the digits are no Turkish mobile number."""
    if national is None:
        return InvalidNumberReason.FOREIGN
    if len(national) < _LENGTH:
        return InvalidNumberReason.TOO_SHORT
    if len(national) > _LENGTH:
        return InvalidNumberReason.TOO_LONG
    return InvalidNumberReason.LANDLINE
