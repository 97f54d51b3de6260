"""Alphabets of an SMS, plain spellings, and grapheme clusters.

Sources: 3GPP TS 23.038 for the alphabets, Unicode Standard Annex #29 for grapheme
clusters. Characters that look like others are written as escapes. Tables and patterns
are built when first needed: most texts need none of them.
"""

from functools import cache
import re
from typing import Final
import unicodedata

# 3GPP TS 23.038, 6.2.1: one septet each. The escape character (0x1B) is not a letter.
DEFAULT_ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

# 3GPP TS 23.038, 6.2.1.1: an escape and a letter, two septets each.
EXTENSION: Final = "\f^{}\\[~]|€"

# 3GPP TS 23.038, A.2.1 (Turkish): the letters that the default alphabet lacks.
TURKISH: Final = "çğışĞİŞ"

# Combining marks of the letters that have a plain form: breve, dot, cedilla, diaeresis,
# circumflex. "İ".lower() contains one.
_MARKS: Final = (
    "(?<=[gG])\u0306+|(?<=[iI])[\u0302\u0307]+|(?<=[cCsS])\u0327+|(?<=[oO])\u0308+"
    "|(?<=[uU])[\u0302\u0308]+|(?<=[aA])\u0302+"
)

_ZERO_WIDTH_JOINER: Final = "\u200d"
_VIRAMA: Final = 9  # canonical combining class

# Grapheme_Extend and SpacingMark without the general category M: zero width (non-)joiner,
# two vowels (Thai, Lao), half-width voicing marks, skin tones, tags, and the second half
# of a surrogate pair, which is not a character of its own.
_CONTINUES: Final = (
    "[\u200c\u200d\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff"
    "\U000e0020-\U000e007f\udc00-\udfff]"
)
# Prepend, and three letters of its kind: they belong to the character that follows.
_PREPENDS: Final = (
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u1cf5\u1cf6\U000110bd\U000110cd"
    "\U000111c2\U000111c3\U000113d1\U0001193f\U00011941\U00011a3a\U00011a84-\U00011a89"
    "\U00011d46\U00011f02]"
)
# Every Extended_Pictographic, and their neighbors.
_PICTOGRAPH: Final = (
    "[\xa9\xae\u203c\u2049\u2122-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff\U0001fc00-\U0001fffd]"
)
_REGIONAL_INDICATOR: Final = "[\U0001f1e6-\U0001f1ff]"

# UAX #29, GB6 to GB8: leading, vowel and trailing jamo, and whole syllables.
_HANGUL: Final = (
    "(?P<L>[\u1100-\u115f\ua960-\ua97c])"
    "|(?P<V>[\u1160-\u11a7\ud7b0-\ud7c6\U00016d63\U00016d67-\U00016d6a])"
    "|(?P<T>[\u11a8-\u11ff\ud7cb-\ud7fb])|(?P<S>[\uac00-\ud7a3])"
)
_HANGUL_JOINS: Final = frozenset({"LL", "LV", "LS", "VV", "VT", "SV", "ST", "TT"})


def in_plain_letters(text: str) -> str:
    """Replace Turkish letters and typographic characters with their plain forms."""
    if text.isascii():
        return text
    return _pattern(_MARKS).sub("", text.translate(_plain_forms()))


def joined(text: str, place: int) -> bool:
    """Return whether a cut before the character at `place` splits a grapheme cluster.

    Stricter than UAX #29, never laxer: a few symbols that are no emoji count as one, and
    every letter after a virama belongs to it, in all Indic scripts.
    """
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    if _breaks(before) or _breaks(after):
        return False
    if _continues(after) or _pattern(_PREPENDS).match(before):
        return True
    if _pattern(_REGIONAL_INDICATOR).match(after):
        return _regional_indicators(text, place) % 2 == 1
    if _hangul(before) + _hangul(after) in _HANGUL_JOINS:
        return True
    return _linked(text, place)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _plain_forms() -> dict[int, str]:
    return str.maketrans(
        {
            **dict(zip("ğüşıöçĞÜŞİÖÇ", "gusiocGUSIOC", strict=True)),
            **dict(zip("âîûÂÎÛ", "aiuAIU", strict=True)),
            **dict.fromkeys("\u2018\u2019\u201a\u2039\u203a", "'"),
            **dict.fromkeys("\u201c\u201d\u201e\xab\xbb", '"'),
            # Hyphens, dashes and the minus sign.
            **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
            **dict.fromkeys("\xa0\u202f\u205f", " "),
            **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
            # Zero width spaces, soft hyphen.
            **dict.fromkeys("\u200b\ufeff\xad", ""),
            # No counterpart in the default alphabet: "21,5 °C" stays readable without.
            "°": "",
            "•": "-",
            "\xd7": "x",  # multiplication sign
            "₺": "TL",
            "…": "...",
        }
    )


def _continues(character: str) -> bool:
    is_mark = unicodedata.category(character).startswith("M")
    return is_mark or bool(_pattern(_CONTINUES).match(character))


def _breaks(character: str) -> bool:
    """Return whether a cluster always ends at this character: controls, line separators."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") and not (
        _pattern(_CONTINUES).match(character) or _pattern(_PREPENDS).match(character)
    )


def _regional_indicators(text: str, place: int) -> int:
    """Count the regional indicators that end at `place`; every two make a flag."""
    start = place
    while start and _pattern(_REGIONAL_INDICATOR).match(text[start - 1]):
        start -= 1
    return place - start


def _hangul(character: str) -> str:
    found = _pattern(_HANGUL).match(character)
    return found.lastgroup or "" if found else ""


def _linked(text: str, place: int) -> bool:
    """Return whether marks before `place` link it to their base (UAX #29, GB9c, GB11)."""
    start = place
    while start and _continues(text[start - 1]):
        start -= 1
    marks, after = text[start:place], text[place]
    if marks.endswith(_ZERO_WIDTH_JOINER) and _pattern(_PICTOGRAPH).match(after):
        return bool(_pattern(_PICTOGRAPH).match(text[start - 1 : start]))
    return unicodedata.category(after) == "Lo" and any(
        unicodedata.combining(mark) == _VIRAMA for mark in marks
    )
