"""What the person at the terminal sees."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
import io
import os
import sys
import textwrap
import time

from .people import readable
from .phones import Sms
from .words import Words

_WIDTH = 78
_NAME_WIDTH = 10


class Screen:
    """A terminal, or a file in place of it."""

    def __init__(self, words: Words) -> None:
        """Initialize."""
        self._words = words
        self._in_color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._names = {
            number: person.name
            for person in (*words.recipients, words.neighbor)
            for number in person.numbers
        }
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")

    def title(self, text: str) -> None:
        """Say what this is."""
        self._say(f"\n{self._bold(text)}\n")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Say what is being done, and how long it took."""
        self._say(f"  {f'{text}…':<48}", end="")
        began = time.monotonic()
        try:
            yield
        except Exception:
            self._say("    ✗")
            raise
        self._say(self._dim(f"{time.monotonic() - began:5.1f} s"))

    def link(self, name: str, url: str, note: str = "") -> None:
        """Show where something is to be found."""
        self._say(f"  {name:<16}{self._bold(url)}  {self._dim(note)}".rstrip())

    def scene(self, title: str, story: str) -> None:
        """Begin a scene."""
        self._say(f"\n{self._bold(f'● {title}')}")
        self.note(story)

    def note(self, text: str) -> None:
        """Say what happens."""
        self._say(f"  {text}")

    def sms(self, sms: Sms) -> None:
        """Show an SMS that has arrived."""
        name = f"{self._names.get(sms.number, ''):<{_NAME_WIDTH}}"
        first, *others = sms.text.split("\n")
        self._say(f"  ✉ {self._bold(readable(sms.number))}  {self._dim(name)}  {first}")
        for line in others:
            self._say(f"{'':<{22 + _NAME_WIDTH}}{line}")

    def notification(self, title: str, text: str) -> None:
        """Show a notification, its Markdown made plain."""
        self._say(f"  🔔 {self._dim(self._words.notification)}")
        self._say(f"      {self._bold(_plain(title))}")
        for paragraph in _plain(text).split("\n"):
            for line in textwrap.wrap(paragraph, _WIDTH - 6):
                self._say(f"      {line}")

    def interrupted(self) -> None:
        """Say that the end has begun."""
        self._say(f"\n  {self._words.stopping}…")

    def blank(self) -> None:
        """Leave a line empty."""
        self._say("")

    def failure(self, reason: str, log: str = "", tail: Iterable[str] = ()) -> None:
        """Say why it failed, with the end of a log."""
        sys.stdout.flush()
        lines = [f"{self._words.failed}: {reason}"]
        if log:
            lines += ["", self._words.log_tail.format(path=log)]
            lines += [f"  {line}" for line in tail]
        sys.stderr.write("\n".join(lines) + "\n")

    def _say(self, text: str, end: str = "\n") -> None:
        """Print at once."""
        print(text, end=end, flush=True)  # noqa: T201 # the one place

    def _bold(self, text: str) -> str:
        """Return what matters."""
        return f"\033[1m{text}\033[0m" if self._in_color else text

    def _dim(self, text: str) -> str:
        """Return what matters less."""
        return f"\033[2m{text}\033[0m" if self._in_color and text else text


def _plain(markdown: str) -> str:
    """Return what a person reads of a notification."""
    return markdown.replace("**", "").replace("\\", "")
