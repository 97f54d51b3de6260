"""Long lists in short turns, so that nothing else in the home has to wait."""

from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

MAX_PER_TURN: Final = 16
"""Items processed before the event loop gets its turn."""


class TurnQueue[T]:
    """Processes items in order, some in each turn of the event loop."""

    def __init__(self, loop: AbstractEventLoop, process: Callable[[T], None]) -> None:
        """Initialize with what processes an item; it must not raise."""
        self._loop = loop
        self._process = process
        self._items: deque[T] = deque()
        self._scheduled = False

    def __bool__(self) -> bool:
        """Return whether anything is left."""
        return bool(self._items)

    def extend(self, items: Iterable[T]) -> None:
        """Process items from the next turn on."""
        self._items.extend(items)
        self._schedule()

    def start(self, items: Iterable[T]) -> None:
        """Process items from now on."""
        self._items.extend(items)
        if not self._scheduled:
            self._run()

    def _schedule(self) -> None:
        """Go on in the next turn, if anything is left."""
        if self._items and not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._run)

    def drain(self) -> None:
        """Process all that is left at once."""
        while self._items:
            self._process(self._items.popleft())

    def _run(self) -> None:
        """Process one turn's share."""
        self._scheduled = False
        for _ in range(min(len(self._items), MAX_PER_TURN)):
            self._process(self._items.popleft())
        self._schedule()
