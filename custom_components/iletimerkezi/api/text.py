"""Cost of a text in SMS, and shortening of a text that costs too much.

The size of a text is counted in units: septets (7 bits) in the default alphabet and
with Turkish letters, UTF-16 code units in UCS-2. Letters that take two units are counted
as a plain sum: the unit that stays empty when such a letter would cross the border of two
parts is not counted, because the provider's published limits are plain sums, too.
"""

from enum import StrEnum
from functools import cache
import re
from typing import Final, NamedTuple

from . import letters

MAX_PARTS: Final = 7  # the provider refuses more (code 453)


class Encoding(StrEnum):
    """Encoding of a text, from the cheapest to the most expensive."""

    GSM7 = "gsm7"
    TURKISH = "turkish"
    UCS2 = "ucs2"


class TextSize(NamedTuple):
    """Size and cost of a text."""

    encoding: Encoding
    units: int
    """Septets, or UTF-16 code units in UCS-2; excludes the operator code."""
    parts: int
    """SMS to pay for: 0 for an empty text; over `MAX_PARTS` it will be refused."""


class _Capacity(NamedTuple):
    single: int  # units of a single SMS
    linked: int  # units of each part of a concatenated SMS
    ellipsis: str  # the shortest one in the encoding


# 3GPP TS 23.040, 9.2.3.24: an SMS has 140 octets. Concatenation takes 6 of them, the header of
# a national language 4 (9 with both), and septets start at the next multiple of 7 bits.
_CAPACITIES: Final = {
    Encoding.GSM7: _Capacity(single=160, linked=153, ellipsis="..."),
    Encoding.TURKISH: _Capacity(single=155, linked=149, ellipsis="..."),
    Encoding.UCS2: _Capacity(single=70, linked=67, ellipsis="…"),
}

# Units of the operator code (B186) that ends every SMS from Türkiye. The provider's page
# publishes 155, 150 and 65 units for one SMS; of several parts, one holds the code.
_OPERATOR_CODE: Final = 5

_SEPTET_ENCODINGS: Final = (Encoding.GSM7, Encoding.TURKISH)

# General category Cc: dropped, except for white space.
_CONTROLS: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))) | {
    ord("\t"): " ",
    ord("\n"): "\n",
    ord("\r"): " ",
}

# How many characters to drop at most so that a cut text ends with a whole word.
_WORD: Final = 20


def clean(text: str) -> str:
    """Return the text with line feeds as its only control characters.

    CRLF becomes a line feed, a tab or a lone carriage return a space; other control
    characters are dropped. So are lone surrogates, which no encoding can write; a pair
    becomes the character it stands for.
    """
    if text.isprintable():
        return text  # neither control characters nor surrogates
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def measure(text: str, *, strict: bool = False) -> TextSize:
    """Return size and cost of a text.

    A Turkish letter takes one septet. The strict count is for a text that the provider
    refused as too long although it fits by the published limits: Turkish letters take
    two septets, and every part holds the operator code.
    """
    encoding = _encoding(text)
    units = _units(text, encoding, strict=strict)
    parts = _parts(units, encoding, strict=strict)
    return TextSize(encoding=encoding, units=units, parts=parts)


def costly_characters(text: str) -> str:
    """Return the characters that force an encoding which takes more SMS, each once.

    With a plain letter in place of each, the text would take fewer SMS. Empty if the
    text is merely long.
    """
    parts = measure(text).parts
    for encoding in reversed(_SEPTET_ENCODINGS):
        foreign = _foreign(encoding)
        if measure(foreign.sub("x", text)).parts < parts:
            return "".join(dict.fromkeys(foreign.findall(text)))
    return ""


def shorten(
    text: str, max_parts: int, *, strict: bool = False, ending: str = ""
) -> str:
    """Return the text, cut and marked with an ellipsis if it takes over `max_parts` SMS.

    As much text as possible is kept, whichever encoding that takes: a text is cheaper
    once its only emoji is cut off. The cut is at the end of a word if one is near, and
    within a grapheme cluster only if not even the first one fits. A short ASCII ending
    is appended and never cut.

    Raises ValueError if `max_parts` is below 1.
    """
    if max_parts < 1:
        raise ValueError("a text takes at least one SMS")
    # Enough for most texts: UCS-2 has the least room, and a character takes at most two
    # units in any encoding.
    if 2 * len(text + ending) <= _limit(max_parts, Encoding.UCS2, strict=strict):
        return text + ending
    if measure(text + ending, strict=strict).parts <= max_parts:
        return text + ending
    cuts = [
        _reach(text, encoding, max_parts, strict=strict, reserve=len(ending))
        for encoding in Encoding
    ]
    end = max(_end_of_word(text, cut) for cut in cuts)
    kept = text[:end] if end else text[: max(cuts)].rstrip()
    # Should the cut at the end of a word have made the text cheaper, the longer ellipsis
    # fits: what fits in UCS-2 fits in septets even if every letter takes two.
    return kept + _CAPACITIES[_encoding(kept)].ellipsis + ending


def plain(text: str) -> str:
    """Return the text without Turkish marks and typographic characters.

    Both keep a text out of the default alphabet. Quotes, dashes and spaces become their
    plain forms, the lira sign becomes TL, the degree sign and zero-width characters are
    dropped. Everything else stays: emoji, Greek and Arabic letters.
    """
    return letters.in_plain_letters(text)


@cache
def _foreign(encoding: Encoding) -> re.Pattern[str]:
    """Return the pattern of a character that a septet encoding cannot write."""
    known = re.escape(letters.DEFAULT_ALPHABET + letters.EXTENSION)
    if encoding is Encoding.TURKISH:
        known += letters.TURKISH
    return re.compile(f"[^{known}]")


def _encoding(text: str) -> Encoding:
    for encoding in _SEPTET_ENCODINGS:
        if not _foreign(encoding).search(text):
            return encoding
    return Encoding.UCS2


def _units(text: str, encoding: Encoding, *, strict: bool) -> int:
    if encoding is Encoding.UCS2:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    double = letters.EXTENSION + letters.TURKISH if strict else letters.EXTENSION
    return len(text) + sum(map(text.count, double))


def _linked(encoding: Encoding, *, strict: bool) -> tuple[int, int]:
    """Return the units of each concatenated part, and those lost once per text."""
    linked = _CAPACITIES[encoding].linked
    return (linked - _OPERATOR_CODE, 0) if strict else (linked, _OPERATOR_CODE)


def _limit(parts: int, encoding: Encoding, *, strict: bool) -> int:
    """Return how many units fit into this many parts."""
    if parts == 1:
        return _CAPACITIES[encoding].single - _OPERATOR_CODE
    each, lost = _linked(encoding, strict=strict)
    return parts * each - lost


def _parts(units: int, encoding: Encoding, *, strict: bool) -> int:
    if not units:
        return 0
    if units <= _limit(1, encoding, strict=strict):
        return 1
    each, lost = _linked(encoding, strict=strict)
    return -(-(units + lost) // each)


def _reach(
    text: str, encoding: Encoding, max_parts: int, *, strict: bool, reserve: int
) -> int:
    """Return how many characters of a text fit in an encoding, before an ellipsis.

    `reserve` units are kept free after the ellipsis.
    """
    ellipsis = _CAPACITIES[encoding].ellipsis
    budget = _limit(max_parts, encoding, strict=strict) - len(ellipsis) - reserve
    reach = min(len(text), budget)
    if encoding is not Encoding.UCS2 and (
        foreign := _foreign(encoding).search(text, 0, reach)
    ):
        reach = foreign.start()
    units = _units(text[:reach], encoding, strict=strict)
    while (excess := units - budget) > 0:
        # Never too far: a character takes two units at most.
        start = reach - (excess + 1) // 2
        units -= _units(text[start:reach], encoding, strict=strict)
        reach = start
    return reach


def _end_of_word(text: str, cut: int) -> int:
    """Return where to end a text of at most `cut` characters, 0 if nothing is left."""
    for place in range(cut, max(cut - _WORD, 1) - 1, -1):
        if text[place].isspace():
            return _end(text, place) or _end(text, cut)
    return _end(text, cut)


def _end(text: str, cut: int) -> int:
    """Return the last place up to `cut` not after white space or within a cluster."""
    while cut and (text[cut - 1].isspace() or letters.joined(text, cut)):
        cut -= 1
    return cut
