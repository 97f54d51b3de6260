"""Which shipment is tried when: order, speed, and what to do without a line."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from enum import Enum, auto
import logging
from typing import Final

from homeassistant.core import callback

from .clock import steady
from .model import Shipment
from .rate_limit import Allowance, Pace, pause_after

_LOGGER = logging.getLogger(__name__)

MAX_REQUESTS: Final = 16
"""Requests under way at once."""

_EARLY_LOOKS: Final = 3
_EARLY_LOOK_EVERY: Final = 1.5
"""Looks at a dead line that new messages can cause: a few, then so many seconds apart."""

_LONELY_FAILURES: Final = 3
"""Failures after which a shipment no longer holds up others that get through."""

_CLOSING: Final = 3.0
"""Seconds that requests under way get to finish when the account is unloaded."""


class Verdict(Enum):
    """What an attempt says about the line and the shipment."""

    ANSWERED = auto()
    """The provider answered; the shipment needs no further attempt."""

    AGAIN = auto()
    """The provider answered; the shipment is to be tried again at once."""

    NO_ANSWER = auto()
    """No usable answer; the shipment is to be tried again later."""

    SKIPPED = auto()
    """Nothing was tried, because the shipment got its outcome meanwhile."""


class Dispatcher:
    """First come, first served; while the line is down one attempt at a time.

    The line is down after an attempt without answer and up after any answer.
    A look at a dead line takes the oldest and the newest shipment in turn, so
    that one which always fails cannot keep the others from being tried.
    """

    def __init__(self, attempt: Callable[[Shipment], Awaitable[Verdict]]) -> None:
        """Initialize with what makes one attempt for a shipment."""
        self._attempt = attempt
        self._loop = asyncio.get_running_loop()
        self._pace = Pace(steady)
        self._queue: deque[Shipment] = deque()
        self._attempts: set[asyncio.Task[None]] = set()
        self._parked: dict[Shipment, asyncio.TimerHandle] = {}
        self._lonely: dict[Shipment, tuple[int, int]] = {}
        self._look_timer: asyncio.TimerHandle | None = None
        self._pace_timer: asyncio.TimerHandle | None = None
        self._line_down = False
        self._failures = 0
        self._successes = 0
        self._look_at_newest = False
        self._regular_look = 0.0
        self._early_looks = Allowance(steady, _EARLY_LOOKS, _EARLY_LOOK_EVERY)
        self._closing = False

    @property
    def line_down(self) -> bool:
        """Whether the last attempts had no answer."""
        return self._line_down

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is tried before some time has passed, for lack of a line."""
        return (
            self._line_down
            and not self._attempts
            and self._look_timer is not None
            and self._look_timer.when() > self._loop.time()
        )

    @callback
    def add(self, shipments: Iterable[Shipment]) -> None:
        """Line up new shipments."""
        self._queue.extend(shipments)
        if self._line_down and not self._attempts:
            self._look_in(self._early_looks.wait())
        else:
            self._pump()

    async def async_close(self) -> None:
        """Let requests under way finish for a moment, then leave everything."""
        self._closing = True
        for handle in (self._look_timer, self._pace_timer, *self._parked.values()):
            if handle:
                handle.cancel()
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=_CLOSING)
        for task in self._attempts:
            task.cancel()
        await asyncio.gather(*self._attempts, return_exceptions=True)

    @callback
    def _pump(self) -> None:
        """Start as many attempts as line, pace and number allow."""
        while self._queue and not self._closing and not self._line_down:
            if self._queue[0].done:
                self._lonely.pop(self._queue.popleft(), None)
                continue
            if len(self._attempts) >= MAX_REQUESTS:
                return
            count = len(self._queue[0].recipients)
            if pause := self._pace.pause(count):
                if self._pace_timer:
                    self._pace_timer.cancel()
                self._pace_timer = self._loop.call_later(pause, self._pump)
                return
            self._start(self._queue.popleft())

    @callback
    def _look(self) -> None:
        """Try one shipment to see whether the line is back."""
        self._look_timer = None
        while self._queue and not self._closing and not self._attempts:
            shipment = (
                self._queue.pop() if self._look_at_newest else self._queue.popleft()
            )
            if shipment.done:
                self._lonely.pop(shipment, None)
                continue
            self._look_at_newest = not self._look_at_newest
            self._start(shipment)

    @callback
    def _start(self, shipment: Shipment) -> None:
        """Start an attempt."""
        self._pace.spend(len(shipment.recipients))
        if self._line_down and self._loop.time() < self._regular_look:
            self._early_looks.spend()
        task = self._loop.create_task(self._async_run(shipment, self._line_down))
        self._attempts.add(task)
        task.add_done_callback(self._finished)

    @callback
    def _finished(self, task: asyncio.Task[None]) -> None:
        """Go on after an attempt."""
        self._attempts.discard(task)
        if not self._line_down or self._attempts:
            self._pump()
            return
        # Only now: a look that came due during an attempt would be lost.
        pause = max(0.0, self._regular_look - self._loop.time())
        if self._queue and not self._queue[-1].attempts:
            # It may be this shipment's own fault: the newest is not tried yet.
            pause = min(pause, self._early_looks.wait())
        self._look_in(pause)

    async def _async_run(self, shipment: Shipment, was_down: bool) -> None:
        """Make an attempt and draw the conclusions for the line."""
        try:
            verdict = await self._attempt(shipment)
        except Exception:
            # Kept and retried: an alarm must not be lost to a mistake of ours.
            _LOGGER.exception("An attempt to send failed unexpectedly")
            verdict = Verdict.NO_ANSWER
        if verdict is Verdict.SKIPPED:
            self._lonely.pop(shipment, None)
            if self._line_down:
                self._look_in(self._early_looks.wait())
            return
        if verdict is Verdict.NO_ANSWER:
            self._no_answer(shipment, was_down)
            return
        self._lonely.pop(shipment, None)
        if self._look_timer:
            self._look_timer.cancel()
            self._look_timer = None
        self._line_down = False
        self._failures = 0
        self._successes += 1
        if verdict is Verdict.AGAIN and not shipment.done:
            self._queue.appendleft(shipment)

    @callback
    def _no_answer(self, shipment: Shipment, was_down: bool) -> None:
        """Keep the shipment, and the line's state, for later."""
        if was_down or not self._line_down:
            # Several requests can be lost to one and the same failure.
            self._failures += 1
        if shipment.done:
            self._lonely.pop(shipment, None)
        elif self._is_lonely(shipment):
            self._park(shipment)
            if not self._line_down:
                return
        else:
            self._put_back(shipment)
        self._line_down = True
        self._regular_look = self._loop.time() + pause_after(self._failures)

    def _is_lonely(self, shipment: Shipment) -> bool:
        """Tell whether the shipment fails again and again while others do not."""
        count, successes = self._lonely.get(shipment, (0, self._successes))
        if successes != self._successes:
            count += 1
        self._lonely[shipment] = (count, self._successes)
        return count >= _LONELY_FAILURES

    @callback
    def _park(self, shipment: Shipment) -> None:
        """Try a shipment that fails alone on a schedule of its own."""

        if self._closing:
            return

        @callback
        def _unpark() -> None:
            del self._parked[shipment]
            self.add([shipment])

        self._parked[shipment] = self._loop.call_later(
            pause_after(shipment.attempts), _unpark
        )

    @callback
    def _put_back(self, shipment: Shipment) -> None:
        """Return a shipment to its place: the oldest come first."""
        position = 0
        for waiting in self._queue:
            if waiting.created >= shipment.created:
                break
            position += 1
        self._queue.insert(position, shipment)

    @callback
    def _look_in(self, pause: float) -> None:
        """Look at the line after a pause, unless a look comes sooner."""
        if self._closing:
            return
        if self._look_timer:
            if self._look_timer.when() <= self._loop.time() + pause:
                return
            self._look_timer.cancel()
        self._look_timer = self._loop.call_later(pause, self._look)
