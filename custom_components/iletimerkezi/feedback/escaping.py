"""Untrusted text in our own: a name, the provider's words, a caller's input.

Errors and the titles of repairs are shown as they are (one_line, plain), notifications
and forms are rendered as Markdown (escaped).
"""

from html import escape
import re
from typing import Final
import unicodedata

# Compiled when something has to be escaped at all.
_MARKUP: Final = r"([\\`*_\[\]~|#@])"
_LINK: Final = r"(?i)(\b[a-z][a-z0-9+.-]*):(?=//)|\b(www)\."
_MAX_LENGTH: Final = 300

_ANGLES: Final = str.maketrans("<>", "‹›")

_TURNING: Final = {
    *("LRE", "RLE", "LRO", "RLO", "PDF"),
    *("LRI", "RLI", "FSI", "PDI"),
}
_RIGHT_TO_LEFT: Final = {"R", "AL", "AN"}
_ISOLATED: Final = "\u2068{}\u2069"


def one_line(text: str) -> str:
    """Return one line of a text, which cannot change what stands around it.

    Control characters and marks that turn the direction of writing are dropped.
    What is written from right to left stays among itself.
    """
    # A caller's mistake may be megabytes long.
    line = " ".join(text.split())[: 2 * _MAX_LENGTH]
    line = "".join(
        char
        for char in line
        if unicodedata.category(char) not in ("Cc", "Cs")
        and unicodedata.bidirectional(char) not in _TURNING
    )[:_MAX_LENGTH]
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in line):
        return _ISOLATED.format(line)
    return line


def plain(text: str) -> str:
    """Return one line for what nothing renders: no entities, and no HTML either."""
    return one_line(text).translate(_ANGLES)


def escaped(text: str) -> str:
    """Return one line that shows the text as it is: no markup, no HTML, no link."""
    line = one_line(text)
    line = re.sub(_MARKUP, r"\\\1", escape(line, quote=False))
    return re.sub(
        _LINK, lambda match: rf"{match[1]}\:" if match[1] else rf"{match[2]}\.", line
    )
