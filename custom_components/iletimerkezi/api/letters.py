"""Letters: the alphabets of an SMS, plain spellings, and what belongs together.

Sources: 3GPP TS 23.038 for the alphabets, Unicode Standard Annex #29 for what a reader
sees as one character. Characters that look like others are written as escapes.
"""

import re
from typing import Final
import unicodedata

# 3GPP TS 23.038, 6.2.1: one septet each. The escape character (0x1B) is no letter.
DEFAULT_ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

# 3GPP TS 23.038, 6.2.1.1: an escape and a letter, two septets each.
EXTENSION: Final = "\f^{}\\[~]|€"

# 3GPP TS 23.038, A.2.1 (Turkish): the letters that the default alphabet lacks.
TURKISH: Final = "çğışĞİŞ"

# The degree sign has no counterpart in the default alphabet: "21,5 °C" stays readable as
# "21,5 C".
_PLAIN: Final = str.maketrans(
    {
        **dict(zip("ğüşıöçĞÜŞİÖÇ", "gusiocGUSIOC", strict=True)),
        **dict(zip("âîûÂÎÛ", "aiuAIU", strict=True)),
        **dict.fromkeys("\u2018\u2019\u201a\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\xab\xbb", '"'),
        # Hyphens, dashes and the minus sign.
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys(map(chr, (0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F)), " "),
        **dict.fromkeys("\u200b\ufeff\xad", ""),  # zero width spaces, soft hyphen
        "°": "",
        "•": "-",
        "\xd7": "x",  # multiplication sign
        "₺": "TL",
        "…": "...",
    }
)

# The marks of the same letters when they are written apart: breve, dot, cedilla,
# diaeresis, circumflex. "İ".lower() is such a text.
_MARKS: Final = re.compile(
    "(?<=[gG])\u0306+|(?<=[iI])[\u0302\u0307]+|(?<=[cCsS])\u0327+|(?<=[oO])\u0308+"
    "|(?<=[uU])[\u0302\u0308]+|(?<=[aA])\u0302+"
)

_ZERO_WIDTH_JOINER: Final = "\u200d"
_VIRAMA: Final = 9  # canonical combining class

# Grapheme_Extend and SpacingMark without the general category M: zero width (non-)joiner,
# two vowels (Thai, Lao), half-width voicing marks, skin tones, tags, and the second half
# of a surrogate pair, which is no character of its own.
_CONTINUES: Final = re.compile(
    "[\u200c\u200d\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff"
    "\U000e0020-\U000e007f\udc00-\udfff]"
)
# Prepend, and three letters of its kind: they belong to the character that follows.
_PREPENDS: Final = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u1cf5\u1cf6\U000110bd\U000110cd"
    "\U000111c2\U000111c3\U000113d1\U0001193f\U00011941\U00011a3a\U00011a84-\U00011a89"
    "\U00011d46\U00011f02]"
)
# Every Extended_Pictographic, and their neighbours.
_PICTOGRAPH: Final = re.compile(
    "[\xa9\xae\u203c\u2049\u2122-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff\U0001fc00-\U0001fffd]"
)
_REGIONAL_INDICATOR: Final = re.compile("[\U0001f1e6-\U0001f1ff]")

# UAX #29, GB6 to GB8: leading, vowel and trailing jamo, and whole syllables.
_HANGUL: Final = re.compile(
    "(?P<L>[\u1100-\u115f\ua960-\ua97c])"
    "|(?P<V>[\u1160-\u11a7\ud7b0-\ud7c6\U00016d63\U00016d67-\U00016d6a])"
    "|(?P<T>[\u11a8-\u11ff\ud7cb-\ud7fb])|(?P<S>[\uac00-\ud7a3])"
)
_HANGUL_JOINS: Final = frozenset({"LL", "LV", "LS", "VV", "VT", "SV", "ST", "TT"})


def in_plain_letters(text: str) -> str:
    """Replace Turkish letters and typographic characters by their plain forms."""
    if text.isascii():
        return text
    return _MARKS.sub("", text.translate(_PLAIN))


def joined(text: str, place: int) -> bool:
    """Tell whether a cut before the character at `place` would halve a grapheme cluster.

    More cautious than UAX #29, never less: a few signs that are no emoji are taken for
    one, and every letter after a virama belongs to it, in all Indic scripts.
    """
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    if _breaks(before) or _breaks(after):
        return False
    if _continues(after) or _PREPENDS.match(before):
        return True
    if _REGIONAL_INDICATOR.match(after):
        return _regional_indicators(text, place) % 2 == 1
    if _hangul(before) + _hangul(after) in _HANGUL_JOINS:
        return True
    return _linked(text, place)


def _continues(character: str) -> bool:
    is_mark = unicodedata.category(character).startswith("M")
    return is_mark or bool(_CONTINUES.match(character))


def _breaks(character: str) -> bool:
    """Tell whether nothing ever belongs to this character: controls, line separators."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") and not (
        _CONTINUES.match(character) or _PREPENDS.match(character)
    )


def _regional_indicators(text: str, place: int) -> int:
    """Count the regional indicators that end at `place`; every two make a flag."""
    start = place
    while start and _REGIONAL_INDICATOR.match(text[start - 1]):
        start -= 1
    return place - start


def _hangul(character: str) -> str:
    found = _HANGUL.match(character)
    return found.lastgroup or "" if found else ""


def _linked(text: str, place: int) -> bool:
    """Tell whether marks before `place` link it to their base (UAX #29, GB9c and GB11)."""
    start = place
    while start and _continues(text[start - 1]):
        start -= 1
    marks, after = text[start:place], text[place]
    if marks.endswith(_ZERO_WIDTH_JOINER) and _PICTOGRAPH.match(after):
        return bool(_PICTOGRAPH.match(text[start - 1 : start]))
    return unicodedata.category(after) == "Lo" and any(
        unicodedata.combining(mark) == _VIRAMA for mark in marks
    )
