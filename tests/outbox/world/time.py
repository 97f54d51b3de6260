"""The time of a world, and an event loop that never waits for it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, tzinfo
import selectors
from types import CoroutineType
from typing import Any, Final, override
from unittest.mock import patch
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util

from custom_components.iletimerkezi.outbox import clock

_ISTANBUL: Final = ZoneInfo("Europe/Istanbul")


class WorldTime:
    """What all clocks of a world show."""

    CLOCK_MONOTONIC = 1
    CLOCK_BOOTTIME = 7

    def __init__(self) -> None:
        """Start on a Saturday afternoon."""
        self._monotonic = 50_000.0
        self._suspended = 0.0
        self._wall = datetime(2026, 11, 21, 14, 34, tzinfo=_ISTANBUL).timestamp()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._monotonic += seconds
        self._wall += seconds

    def suspend(self, seconds: float) -> None:
        """Let time pass that no timer notices."""
        self._suspended += seconds
        self._wall += seconds

    @property
    def now(self) -> float:
        """Return seconds on the clock that ages go by."""
        return self._monotonic + self._suspended

    # What the component reads

    def monotonic(self) -> float:
        """Return what time.monotonic() returns."""
        return self._monotonic

    def clock_gettime(self, clock_id: int) -> float:
        """Return what time.clock_gettime() returns."""
        suspended = self._suspended if clock_id == self.CLOCK_BOOTTIME else 0.0
        return self._monotonic + suspended

    def time(self) -> float:
        """Return what time.time() returns."""
        return self._wall

    def local(self, _zone: tzinfo | None = None) -> datetime:
        """Return what dt_util.now() returns."""
        return datetime.fromtimestamp(self._wall, _ISTANBUL)

    def installed(self) -> AbstractContextManager[ExitStack]:
        """Return a context in which the component goes by this time."""
        stack = ExitStack()
        stack.enter_context(patch.object(clock, "time", self))
        stack.enter_context(patch.object(clock, "_BOOT_CLOCK", self.CLOCK_BOOTTIME))
        stack.enter_context(patch.object(clock._SUSPENDED, "seconds", 0.0))  # noqa: SLF001
        stack.enter_context(patch.object(dt_util, "now", self.local))
        return stack


class _Selector(selectors.SelectSelector):
    """Lets the time pass that the loop would sleep."""

    def __init__(self, time: WorldTime) -> None:
        """Initialize."""
        super().__init__()
        self._time = time

    @override
    def select(self, timeout: float | None = None) -> list[Any]:
        """Return at once."""
        assert timeout is not None, "The loop would sleep for ever"
        if timeout > 0:
            self._time.advance(timeout)
        return []


class Loop(asyncio.SelectorEventLoop):
    """An event loop in a world: deterministic, and as fast as its callbacks."""

    def __init__(self, time: WorldTime, disk_delay: Callable[[], float]) -> None:
        """Initialize.

        Args:
            time: that passes.
            disk_delay: returns the seconds that a job of the executor takes.
        """
        self._world_time = time
        self._disk_delay = disk_delay
        super().__init__(_Selector(time))
        self._clock_resolution = 1e-5

    @override
    def time(self) -> float:
        """Return the loop's time."""
        return self._world_time.monotonic()

    def _make_self_pipe(self) -> None:
        """Nothing wakes this loop from outside."""

    def _close_self_pipe(self) -> None:
        """Nothing to close."""

    @override
    def run_in_executor(  # type: ignore[override]
        self, executor: None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Do a job of the disk; a kill can come before, after or in between."""
        future = self.create_future()
        half = self._disk_delay() / 2

        def work() -> None:
            result = func(*args)
            self.call_later(half, finish, result)

        def finish(result: Any) -> None:
            if not future.done():
                future.set_result(result)

        self.call_later(half, work)
        return future

    def run_for(self, seconds: float) -> None:
        """Let time pass."""
        self.call_later(seconds, self.stop)
        self.run_forever()

    def kill(self) -> None:
        """Let nothing of what was planned happen."""
        for task in asyncio.all_tasks(self):
            task._log_destroy_pending = False  # type: ignore[attr-defined] # noqa: SLF001
            if isinstance(running := task.get_coro(), CoroutineType):
                running.close()
        self._ready.clear()  # type: ignore[attr-defined]
        self._scheduled.clear()  # type: ignore[attr-defined]
        self.close()
