"""What the integration says, as its translations have it."""

from collections.abc import Iterator
import json
import re
from typing import Any, Final

from demo.folder import ROOT

_TRANSLATIONS: Final = ROOT / "custom_components" / "iletimerkezi" / "translations"


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        """Read them."""
        file = _TRANSLATIONS / f"{language}.json"
        self._all: dict[str, str] = dict(_flat(json.loads(file.read_text("utf-8"))))

    def __call__(self, key: str, **values: object) -> str:
        """Return a text as it is read, its gaps filled in and its Markdown gone."""
        return plain(self._all[key].format(**values))

    def of_step(self, step: str, **values: object) -> list[str]:
        """Return everything a form says, but for what is folded in."""
        return [
            self(key, **values)
            for key in self._all
            if key.startswith(f"{step}.") and ".sections." not in key
        ]

    def names(self) -> set[str]:
        """Return every name in code that a key is made of: what shows without a text."""
        return {part for key in self._all for part in key.split(".") if "_" in part}

    def not_in(self, other: Texts) -> set[str]:
        """Return what this language says and the other one nowhere does."""
        others = "\n".join(plain(text) for text in other._all.values())
        return {
            piece
            for text in self._all.values()
            for piece in _pieces(text)
            if piece not in others
        }


def plain(markdown: str) -> str:
    """Return what is read of a Markdown text, in one line."""
    return " ".join(markdown.replace("*", "").replace("\\", "").split())


def _pieces(text: str) -> set[str]:
    """Return a text cut at its gaps and paragraphs."""
    return {
        piece
        for part in re.split(r"\{\w+\}|\n", text)
        if re.search(r"\w", piece := plain(part))
    }


def _flat(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its path."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
