"""How long the event loop does not get round to anything else.

Between two looks at its sockets the event loop runs everything that is ready.
Whatever else the home has to do waits that long.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
import gc
import selectors
from time import perf_counter, thread_time
from typing import Any
from unittest.mock import patch


@dataclass(slots=True)
class Stall:
    """The longest of them."""

    seconds: float = 0.0
    computing: float = 0.0
    """Of which the thread had the processor: the rest is the machine's affair."""

    culprit: str = ""
    """What took most of it."""


class _Watch:
    """Measures between two looks, and what runs there."""

    def __init__(self, selector: selectors.BaseSelector, longest: Stall) -> None:
        """Initialize."""
        self._select = selector.select
        self._longest = longest
        self._began = (perf_counter(), thread_time())
        self._parts: list[tuple[object, float]] = []

    def select(self, timeout: float | None = None) -> Any:
        """Note how long it was since the last look, and look."""
        seconds = perf_counter() - self._began[0]
        if seconds > self._longest.seconds:
            self._longest.seconds = seconds
            self._longest.computing = thread_time() - self._began[1]
            self._longest.culprit = self._culprit()
        self._parts.clear()
        found = self._select(timeout)
        self._began = (perf_counter(), thread_time())
        return found

    def run(self, handle: asyncio.Handle) -> None:
        """Run what is ready, and note how long it took."""
        callback = getattr(handle, "_callback")  # noqa: B009 # gone once it has run
        began = perf_counter()
        _run(handle)
        self._parts.append((callback, perf_counter() - began))

    def _culprit(self) -> str:
        """Return what took most of the time since the last look, and how often."""
        times: dict[str, list[float]] = {}
        for callback, seconds in self._parts:
            times.setdefault(_name(callback), []).append(seconds)
        if not times:
            return ""
        name = max(times, key=lambda name: sum(times[name]))
        count = len(times[name])
        return f"{name} ({count:,} x)" if count > 1 else name


_run: Any = getattr(asyncio.Handle, "_run")  # noqa: B009


@contextmanager
def watched() -> Generator[Stall]:
    """Find the longest stall of the running event loop.

    Without Python's garbage collection: now and then it stops a program of the
    size of Home Assistant for longer than anything in it does.
    """
    selector: Any = getattr(asyncio.get_running_loop(), "_selector")  # noqa: B009
    longest = Stall()
    gc.collect()
    gc.disable()
    try:
        watch = _Watch(selector, longest)
        with (
            patch.object(selector, "select", watch.select),
            # A function, for a method would not be given the handle.
            patch.object(asyncio.Handle, "_run", lambda handle: watch.run(handle)),  # noqa: PLW0108
        ):
            yield longest
    finally:
        gc.enable()


def _name(callback: object) -> str:
    """Return what a handle has run."""
    task = getattr(callback, "__self__", None)
    if isinstance(task, asyncio.Task):
        coroutine = task.get_coro()
        return str(getattr(coroutine, "__qualname__", coroutine))
    return str(getattr(callback, "__qualname__", callback))
