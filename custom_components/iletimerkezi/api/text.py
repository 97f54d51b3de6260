"""Text: what an SMS costs, and how a text that costs too much is made to fit.

The size of a text is counted in units: septets (7 bits) in the default alphabet and
with Turkish letters, UTF-16 code units in UCS-2. Letters that take two units are counted
as a plain sum: the unit that stays empty when such a letter would fall across two parts
is not, because the provider's published limits are plain sums, too.
"""

from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final

from . import letters

MAX_PARTS: Final = 7  # the provider refuses more (code 453)


class Encoding(StrEnum):
    """How a text is written, from the cheapest to the dearest."""

    GSM7 = "gsm7"
    TURKISH = "turkish"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSize:
    """What a text costs."""

    encoding: Encoding
    units: int
    """Septets, or UTF-16 code units in UCS-2; without the operator code."""
    parts: int
    """The SMS to pay for: 0 without text, over `MAX_PARTS` if it will be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Capacity:
    single: int  # units of an SMS on its own
    linked: int  # units of each of several SMS that belong together
    ellipsis: str  # the shortest that the encoding knows


# 3GPP TS 23.040, 9.2.3.24: an SMS has 140 octets. Linking takes 6 of them, the header of
# a national language 4 (9 with both), and septets start at the next multiple of 7 bits.
_CAPACITIES: Final = {
    Encoding.GSM7: _Capacity(single=160, linked=153, ellipsis="..."),
    Encoding.TURKISH: _Capacity(single=155, linked=149, ellipsis="..."),
    Encoding.UCS2: _Capacity(single=70, linked=67, ellipsis="…"),
}

# Units of the operator code (B186) that ends every SMS from Türkiye. The provider's page
# publishes 155, 150 and 65 units for one SMS; of several, one holds the code.
_OPERATOR_CODE: Final = 5

_GSM7: Final = re.escape(letters.DEFAULT_ALPHABET + letters.EXTENSION)

# The first letter that an encoding cannot write.
_FOREIGN: Final = {
    Encoding.GSM7: re.compile(f"[^{_GSM7}]"),
    Encoding.TURKISH: re.compile(f"[^{_GSM7}{letters.TURKISH}]"),
}

# General category Cc, without the line feed.
_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

# How many characters to give up at most so that a cut text ends with a whole word.
_WORD: Final = 20


def clean(text: str) -> str:
    """Return the text without control characters, but with its line feeds.

    Lone surrogates, which no encoding can write, go as well; two that make a pair become
    the character they stand for.
    """
    if text.isprintable():
        return text  # no control characters, no surrogates
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _CONTROLS.sub("", text)


def measure(text: str, *, strict: bool = False) -> TextSize:
    """Return what a text costs.

    A Turkish letter takes one septet. The strict count is for a text that the provider
    has found too long though it fits by the published limits: Turkish letters take two
    septets, and every part holds the operator code.
    """
    encoding = _encoding(text)
    units = _units(text, encoding, strict=strict)
    parts = _parts(units, encoding, strict=strict)
    return TextSize(encoding=encoding, units=units, parts=parts)


def dear_characters(text: str) -> str:
    """Return the characters that make a text take more SMS than it has to, each once.

    They are what keeps it out of a cheaper encoding in which it would take fewer SMS,
    had it a plain letter in the place of each. Empty if the text is merely long.
    """
    parts = measure(text).parts
    for foreign in reversed(_FOREIGN.values()):
        if measure(foreign.sub("x", text)).parts < parts:
            return "".join(dict.fromkeys(foreign.findall(text)))
    return ""


def shorten(
    text: str, max_parts: int, *, strict: bool = False, ending: str = ""
) -> str:
    """Return the text, cut and ended with an ellipsis if it takes over `max_parts` SMS.

    As much text as possible is kept, whichever encoding that takes: a text is cheaper
    once the only emoji is cut off. The cut is at the end of a word if one is near, and in
    the midst of a grapheme cluster only when the very first one does not fit. A short
    ending of plain ASCII, which itself is never cut, goes behind the text.
    """
    if max_parts < 1:
        raise ValueError("a text takes at least one SMS")
    # Most texts need no closer look: UCS-2 has the least room, and in no encoding does a
    # character take more than two units.
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
    plain forms, the lira sign becomes TL, the degree sign and characters without width
    vanish, and everything else stays: emoji, Greek and Arabic letters.
    """
    return letters.in_plain_letters(text)


def _encoding(text: str) -> Encoding:
    for encoding, foreign in _FOREIGN.items():
        if not foreign.search(text):
            return encoding
    return Encoding.UCS2


def _units(text: str, encoding: Encoding, *, strict: bool) -> int:
    if encoding is Encoding.UCS2:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    double = letters.EXTENSION + letters.TURKISH if strict else letters.EXTENSION
    return len(text) + sum(map(text.count, double))


def _linked(encoding: Encoding, *, strict: bool) -> tuple[int, int]:
    """Return the units of each of several SMS, and those that all of them lose."""
    linked = _CAPACITIES[encoding].linked
    return (linked - _OPERATOR_CODE, 0) if strict else (linked, _OPERATOR_CODE)


def _limit(parts: int, encoding: Encoding, *, strict: bool) -> int:
    """Return the most units that this many parts take."""
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

    Some units are reserved for what follows the ellipsis.
    """
    ellipsis = _CAPACITIES[encoding].ellipsis
    budget = _limit(max_parts, encoding, strict=strict) - len(ellipsis) - reserve
    reach = min(len(text), budget)
    if encoding in _FOREIGN and (foreign := _FOREIGN[encoding].search(text, 0, reach)):
        reach = foreign.start()
    units = _units(text[:reach], encoding, strict=strict)
    while (excess := units - budget) > 0:
        # Never too far: a character takes two units at most.
        start = reach - (excess + 1) // 2
        units -= _units(text[start:reach], encoding, strict=strict)
        reach = start
    return reach


def _end_of_word(text: str, cut: int) -> int:
    """Return where to end a text that may reach up to `cut`, 0 if that leaves nothing."""
    for place in range(cut, max(cut - _WORD, 1) - 1, -1):
        if text[place].isspace():
            return _end(text, place) or _end(text, cut)
    return _end(text, cut)


def _end(text: str, cut: int) -> int:
    """Return the last place up to `cut` after no white space and within no cluster."""
    while cut and (text[cut - 1].isspace() or letters.joined(text, cut)):
        cut -= 1
    return cut
