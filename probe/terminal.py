"""The person at the terminal: is asked, and sees no secret."""

from collections.abc import Iterable
from getpass import getpass
import sys
from urllib.parse import quote


class Terminal:
    """Asks on standard input, writes to standard output."""

    def __init__(self) -> None:
        """Start without anything to hide."""
        self._hidden: list[str] = []

    def hide(self, values: Iterable[str]) -> None:
        """Never write these again, whatever they turn up in."""
        spelled = {
            spelling for value in values if value for spelling in (value, quote(value))
        }
        # The longest first, should one be part of another.
        self._hidden = sorted({*self._hidden, *spelled}, key=len, reverse=True)

    def say(self, text: str = "") -> None:
        """Write a line."""
        self.write(f"{self.masked(text)}\n")

    def masked(self, text: str) -> str:
        """Return a text with everything hidden taken out."""
        for value in self._hidden:
            text = text.replace(value, "***")
        return text

    def ask(self, question: str) -> bool:
        """Return whether the answer is yes; anything else is no."""
        return self.line(f"{question} [y/N] ").casefold() in ("y", "yes")

    def line(self, prompt: str) -> str:
        """Return what was typed; nothing at the end of the input."""
        self.write(self.masked(prompt))
        try:
            return self.read().strip()
        except EOFError:
            self.write("\n")
            return ""

    def secret(self, prompt: str) -> str:
        """Return what was typed without showing it."""
        try:
            return getpass(prompt).strip()
        except EOFError:
            return ""

    def read(self) -> str:
        """Read a line; raises EOFError where there is none."""
        return input()

    def write(self, text: str) -> None:
        """Write a text that hides nothing."""
        sys.stdout.write(text)
        sys.stdout.flush()
