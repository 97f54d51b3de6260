"""Length of a text in SMS at the provider.

Implemented independently of the component, so that tests compare two readings of
the provider's limits.
"""

import math
from typing import Final

# 3GPP TS 23.038, default alphabet (without the escape character).
_DEFAULT: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
_TURKISH: Final = frozenset("çğışĞİŞ")

# Capacity of one SMS of several in each alphabet, and what the operator's code takes
# of the whole text.
_GSM_PART: Final = 153
_TURKISH_PART: Final = 149
_UCS2_PART: Final = 67
_OPERATOR_CODE: Final = 5

# Capacity of a single SMS, which has no concatenation header.
_GSM_SINGLE: Final = 155
_TURKISH_SINGLE: Final = 150
_UCS2_SINGLE: Final = 65


def count_parts(text: str, *, strict: bool = False) -> int:
    """Return the number of SMS that a text takes, 0 for an empty one.

    strict: count every Turkish letter outside the default alphabet as two
    characters, the more expensive of the two readings of the provider's rules.
    """
    if not text:
        return 0
    letters = set(text)
    if letters <= _DEFAULT | _EXTENSION:
        return _parts(_weight(text, _EXTENSION), _GSM_SINGLE, _GSM_PART)
    if letters <= _DEFAULT | _EXTENSION | _TURKISH:
        double = _EXTENSION | _TURKISH if strict else _EXTENSION
        return _parts(_weight(text, double), _TURKISH_SINGLE, _TURKISH_PART)
    # An emoji takes two UTF-16 code units, as on the radio.
    units = len(text.encode("utf-16-be", "surrogatepass")) // 2
    return _parts(units, _UCS2_SINGLE, _UCS2_PART)


def _weight(text: str, double: frozenset[str]) -> int:
    """Return the length of a text in which some characters count twice."""
    return len(text) + sum(character in double for character in text)


def _parts(length: int, single: int, part: int) -> int:
    """Return the number of SMS for a length."""
    if length <= single:
        return 1
    return math.ceil((length + _OPERATOR_CODE) / part)
