"""Foreign text in a notification: notifications are rendered as Markdown."""

from html import escape
import re
from typing import Final
import unicodedata

_MARKUP: Final = re.compile(r"([\\`*_\[\]~|#!@])")
_LINK: Final = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*):(?=//)|\b(www)\.")
_MAX_LENGTH: Final = 300


def escaped(text: str) -> str:
    """Return one line that shows the text as it is: no markup, no HTML, no link.

    Control characters and marks that turn the direction of writing are dropped.
    """
    line = "".join(
        char
        for char in " ".join(text.split())
        if unicodedata.category(char) not in ("Cc", "Cs")
        and unicodedata.bidirectional(char)
        not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    )[:_MAX_LENGTH]
    line = _MARKUP.sub(r"\\\1", escape(line, quote=False))
    return _LINK.sub(
        lambda match: rf"{match[1]}\:" if match[1] else rf"{match[2]}\.", line
    )
