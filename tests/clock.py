"""Clocks that stand still until a test moves them, and a loop that comes to rest.

Waiting costs no time here: `Clock.move` jumps from one timer of the event loop to
the next and lets everything settle before it goes on. What the loop itself cannot
foresee, sockets and threads, is waited for by its selector, not by a guess.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from math import ceil
import os
from selectors import BaseSelector
import time
from typing import Any, Final
from weakref import WeakKeyDictionary

from freezegun.api import FrozenDateTimeFactory

from homeassistant.util.async_ import get_scheduled_timer_handles

_MICROSECONDS: Final = 1_000_000
"""All clocks count these, so that none of them drifts by a rounding error."""

_EPOCH: Final = 1 << 20
"""The monotonic clock begins at a multiple of these seconds.

So sums of times round alike however long the machine has been running; which of two
equal times counts as the earlier one would else be a matter of its uptime.
"""

_REAL_TIMEOUT: Final = 30.0
"""Seconds until `until` gives up on what is beyond the loop; only failures take them."""

_STALLED_AFTER: Final = 2.0
"""Seconds without progress after which threads count as blocked on purpose."""

_MAX_THREADS: Final = 4
"""Threads of a home.

Home Assistant divides ten seconds among its threads when it stops, and kills those
that are late. Of its usual 64 there is always one on a busy machine.
"""

_MAX_TURNS: Final = 200_000
"""Turns of the loop at one moment; more means that something is polling."""

_real_clock = time.clock_gettime


class Clock:
    """The clocks of a home, and that of its provider.

    Moving them makes the event loop's own timers come due, in their order: retry
    pauses, time-outs, polls. The wall clock can jump by itself, and the machine
    can be suspended.
    """

    def __init__(self, freezer: FrozenDateTimeFactory) -> None:
        """Stop the clocks."""
        self._freezer = freezer
        self._began = float(ceil(_real() / _EPOCH) * _EPOCH)
        self._elapsed = 0
        self._suspended = 0
        self._runs_since: float | None = None
        self._provider = time.time()

    def monotonic(self) -> float:
        """Return what time.monotonic() returns; the event loop goes by it."""
        running = 0.0 if self._runs_since is None else _real() - self._runs_since
        return self._began + self._elapsed / _MICROSECONDS + running

    def clock_gettime(self, clock_id: int) -> float:
        """Return what time.clock_gettime() returns.

        CLOCK_BOOTTIME differs from CLOCK_MONOTONIC by what the machine was suspended.
        """
        if clock_id == time.CLOCK_MONOTONIC:
            return self.monotonic()
        if clock_id == time.CLOCK_BOOTTIME:
            return self.monotonic() + self._suspended / _MICROSECONDS
        return _real_clock(clock_id)

    def provider(self) -> float:
        """Return the provider's time, which no jump of the home's clock affects."""
        return self._provider

    def run(self) -> None:
        """Let the monotonic clock run by itself: Home Assistant is about to stop."""
        self._runs_since = _real()

    def jump(self, **delta: float) -> None:
        """Set the home's wall clock to another time, as the network time does."""
        self._freezer.tick(timedelta(**delta))

    def tick(self, seconds: float) -> None:
        """Move all clocks on, before anything can react."""
        self._tick(_microseconds(seconds))

    async def suspend(self, seconds: float) -> None:
        """Suspend the machine.

        Wall time and boot time go on, and so does the provider. The monotonic
        clock stands still, and with it every timer of the event loop.
        """
        skipped = _microseconds(seconds)
        self._suspended += skipped
        self._tick_world(skipped)
        await settle()

    async def move(self, seconds: float) -> None:
        """Let time pass, with everything that comes due at its own moment."""
        end = self._elapsed + _microseconds(seconds)
        await settle()
        while self._elapsed < end:
            self._tick_to_next_timer(end)
            await settle()

    async def until(
        self, reached: Callable[[], object], *, within: float = 0.0
    ) -> float:
        """Let time pass until a condition is met, and return the seconds it took.

        Args:
            reached: the condition; it is evaluated whenever the loop is at rest.
            within: how many seconds of the home's time may pass meanwhile.

        Raises TimeoutError.
        """
        began = self._elapsed
        end = began + _microseconds(within)
        while not reached():
            await settle()
            if reached():
                break
            if self._elapsed >= end:
                await _until_in_real_time(reached, f"not within {within} s")
                break
            self._tick_to_next_timer(end)
        return (self._elapsed - began) / _MICROSECONDS

    def _tick_to_next_timer(self, end: int) -> None:
        """Move all clocks to the next timer of the loop, or to the end."""
        due = _next_timer(asyncio.get_running_loop())
        if due is not None:
            # Not before the timer, and never nowhere: a timer may be set anew for less.
            due_in = max(1, ceil((due - self.monotonic()) * _MICROSECONDS))
            end = min(end, self._elapsed + due_in)
        self._tick(end - self._elapsed)

    def _tick(self, microseconds: int) -> None:
        """Move all clocks."""
        self._elapsed += microseconds
        self._tick_world(microseconds)

    def _tick_world(self, microseconds: int) -> None:
        """Move the clocks that a suspended machine does not stop."""
        self._provider += microseconds / _MICROSECONDS
        self._freezer.tick(timedelta(microseconds=microseconds))


async def settle() -> None:
    """Let everything happen that can happen at this moment.

    The loop is at rest once no callback is ready, no timer is due, no socket can
    be read or written, and no thread is at work.
    """
    loop = asyncio.get_running_loop()
    selector: BaseSelector = loop._selector  # type: ignore[attr-defined] # noqa: SLF001
    for _ in range(_MAX_TURNS):
        await asyncio.sleep(0)
        if _ready(loop) or selector.select(0):
            continue
        if _work_of(loop).wait(selector):
            continue
        # The kernel hands over what was sent to the loopback on its own schedule.
        os.sched_yield()
        if not selector.select(0):
            return
    raise AssertionError("The event loop never comes to rest")


async def breathe() -> None:
    """Let the loop make a few turns, without bringing it to rest."""
    for _ in range(10):
        await asyncio.sleep(0)


def track_executor(loop: asyncio.AbstractEventLoop) -> None:
    """Keep account of what an event loop's threads have to do, and have only a few."""
    _work_of(loop)


class _Work:
    """What the threads of an event loop have to do."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Observe what is handed to executors."""
        self._jobs: set[asyncio.Future[Any]] = set()
        self._blocked: set[asyncio.Future[Any]] = set()
        self._progress_at = _real()
        submit = loop.run_in_executor
        if executor := loop._default_executor:  # type: ignore[attr-defined] # noqa: SLF001
            executor._max_workers = _MAX_THREADS  # noqa: SLF001

        def run_in_executor(*args: Any) -> asyncio.Future[Any]:
            job = submit(*args)
            self._jobs.add(job)
            job.add_done_callback(self._note_done)
            self._progress_at = _real()
            return job

        loop.run_in_executor = run_in_executor  # type: ignore[assignment, method-assign]

    def _note_done(self, job: asyncio.Future[Any]) -> None:
        """Note that a job has ended; those behind it may begin."""
        self._jobs.discard(job)
        self._blocked.clear()
        self._progress_at = _real()

    def wait(self, selector: BaseSelector) -> bool:
        """Wait for a sign of life from the threads; return False if none is due.

        A job that a test blocks on purpose is not waited for time and again; once
        it is free to go, the test has to await it.
        """
        if not self._jobs - self._blocked:
            return False
        if not selector.select(0.05) and _real() - self._progress_at > _STALLED_AFTER:
            self._blocked = set(self._jobs)
        return True


_work: WeakKeyDictionary[asyncio.AbstractEventLoop, _Work] = WeakKeyDictionary()


def _work_of(loop: asyncio.AbstractEventLoop) -> _Work:
    """Return what an event loop's threads have to do."""
    if loop not in _work:
        _work[loop] = _Work(loop)
    return _work[loop]


def _ready(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether a callback is ready, or a timer due."""
    if loop._ready:  # type: ignore[attr-defined] # noqa: SLF001
        return True
    due = _next_timer(loop)
    return due is not None and due <= loop.time()


def _next_timer(loop: asyncio.AbstractEventLoop) -> float | None:
    """Return when the next timer is due, None without any."""
    return min(
        (
            handle.when()
            for handle in get_scheduled_timer_handles(loop)
            if not handle.cancelled()
        ),
        default=None,
    )


async def _until_in_real_time(reached: Callable[[], object], failure: str) -> None:
    """Wait for what is beyond the loop, another process or a blocked thread."""
    deadline = _real() + _REAL_TIMEOUT
    loop = asyncio.get_running_loop()
    selector: BaseSelector = loop._selector  # type: ignore[attr-defined] # noqa: SLF001
    while not reached():
        if _real() > deadline:
            raise TimeoutError(failure)
        selector.select(0.01)
        await settle()


def _microseconds(seconds: float) -> int:
    """Return a time as all clocks count it."""
    return round(seconds * _MICROSECONDS)


def _real() -> float:
    """Return seconds on a clock that nobody stops."""
    return _real_clock(time.CLOCK_MONOTONIC)
