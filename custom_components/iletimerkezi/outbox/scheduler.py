"""Which order is sent when: order, speed, circuit breaker. Pure, without timers.

First come, first served while the circuit is closed. An attempt without answer
opens it: from then on single probes, further and further apart, find out when
the provider is back, and any answer closes it. A probe is the eligible order
with the fewest attempts, then the oldest, so that one which always fails
cannot keep the others from being tried.
"""

from bisect import bisect_left, insort
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from .order import Order
from .rate_limit import RateLimiter, TokenBucket, backoff

MAX_IN_FLIGHT: Final = 16
"""Requests that are being answered at once."""

_EARLY_PROBES: Final = 3
_EARLY_PROBE_EVERY: Final = 1.5
"""Probes that new messages can cause: a few, then so many seconds apart."""


class Serial(Enum):
    """How long requests leave one at a time, in order."""

    NO = auto()
    UNTIL_ACCEPTED = auto()
    """A single one shows whether the account works."""

    UNTIL_IDLE = auto()
    """The credit may not pay for all."""


def _age(order: Order) -> tuple[float, int]:
    """Return the key that puts the oldest message first."""
    return order.created, order.sequence


class Scheduler:
    """The orders of one account that are ready to be sent."""

    def __init__(self, eligible_at: Callable[[Order, float], float | None]) -> None:
        """Initialize.

        Args:
            eligible_at: when an order may leave at the earliest, given the
                current time; None if that depends on an event from outside.
        """
        self._eligible_at = eligible_at
        self._ready: list[Order] = []
        self._in_flight: set[Order] = set()
        self._probe: Order | None = None
        self._limiter = RateLimiter()
        self._early_probes = TokenBucket(_EARLY_PROBES, _EARLY_PROBE_EVERY)
        self._failures = 0
        self._answers = 0
        self._probe_at = 0.0
        self.circuit_open = False
        self.serial = Serial.NO

    @property
    def in_flight(self) -> int:
        """Return how many requests are being answered."""
        return len(self._in_flight)

    @property
    def _max_in_flight(self) -> int:
        """Return how many requests may be answered at once."""
        one = self.circuit_open or self.serial is not Serial.NO
        return 1 if one else MAX_IN_FLIGHT

    @property
    def ready(self) -> tuple[Order, ...]:
        """Return the orders that are ready, oldest first."""
        return tuple(self._ready)

    def add(self, order: Order) -> None:
        """Line an order up by its age."""
        if not self._ready or _age(self._ready[-1]) <= _age(order):
            self._ready.append(order)
        else:
            insort(self._ready, order, key=_age)

    def remove(self, order: Order) -> None:
        """Forget an order that is held or closed."""
        age = _age(order)
        index = bisect_left(self._ready, age, key=_age)
        # The parts of one message have the same age.
        while index < len(self._ready) and _age(self._ready[index]) == age:
            if self._ready[index] is order:
                del self._ready[index]
                return
            index += 1

    def due(self, now: float) -> Order | None:
        """Return the order that is to be sent now, if there is one."""
        if len(self._in_flight) >= self._max_in_flight:
            return None
        if self.circuit_open:
            return self._due_probe(now)
        for order in self._ready:
            if self._is_eligible(order, now):
                count = len(order.recipients)
                return order if self._limiter.available_at(count, now) <= now else None
        return None

    def _due_probe(self, now: float) -> Order | None:
        """Return what probes an open circuit now, if anything does."""
        probe: Order | None = None
        # The oldest comes first, so among equals the first one is the probe.
        for order in self._ready:
            if probe is not None and probe.attempts <= order.attempts:
                continue
            if self._is_eligible(order, now):
                probe = order
        return probe if probe and self._probe_time(probe) <= now else None

    def _probe_time(self, probe: Order) -> float:
        """Return when an order may probe an open circuit."""
        if probe.attempts:
            return self._probe_at
        # Its caller waits: a message that was never tried may probe early.
        return min(self._probe_at, self._early_probes.available_at())

    def _is_eligible(self, order: Order, now: float) -> bool:
        """Return whether an order may leave now, ignoring all others."""
        at = self._earliest(order, now)
        return at is not None and at <= now

    def _earliest(self, order: Order, now: float) -> float | None:
        """Return when an order may leave, ignoring all others."""
        at = self._eligible_at(order, now)
        return None if at is None else max(at, order.not_before)

    def start(self, order: Order, now: float) -> None:
        """Record that a request for an order leaves."""
        self.remove(order)
        self._in_flight.add(order)
        self._limiter.spend(len(order.recipients), now)
        if self.circuit_open:
            self._probe = order
            if now < self._probe_at:
                self._early_probes.spend(now)

    def cancel(self, order: Order) -> None:
        """Record that a request did not leave, or is over."""
        self._in_flight.discard(order)
        if order is self._probe:
            self._probe = None

    def record(self, order: Order, now: float, *, answered: bool) -> None:
        """Record what an attempt says about the connection, whatever its outcome."""
        was_probe = order is self._probe
        self.cancel(order)
        if not self._ready and not self._in_flight:
            self.serial = Serial.NO
        if answered:
            self._answers += 1
            self._failures = 0
            self.circuit_open = False
            return
        others_answered = (
            order.failed_at_success is not None
            and self._answers > order.failed_at_success
        )
        order.failed_at_success = self._answers
        if others_answered and not self.circuit_open:
            # It fails while others get through: it alone backs off.
            order.not_before = now + backoff(order.attempts)
            return
        # Several requests can be lost to one and the same failure.
        if was_probe or not self.circuit_open:
            self._failures += 1
        self.circuit_open = True
        self._probe_at = now + backoff(self._failures)

    def heard(self, now: float) -> None:
        """Record that the provider answered a request other than a send.

        An open circuit is probed at once; without anything to send it closes.
        """
        self._probe_at = now
        if not self._ready and not self._in_flight:
            self.circuit_open = False
            self._failures = 0

    def is_backing_off(self, now: float) -> bool:
        """Return whether nothing is tried before some time has passed."""
        at = self.wake_at(now)
        return self.circuit_open and not self._in_flight and at is not None and at > now

    def wake_at(self, now: float) -> float | None:
        """Return when due() may return something, None if that depends on events."""
        if len(self._in_flight) >= self._max_in_flight:
            return None
        times = []
        for order in self._ready:
            if (at := self._earliest(order, now)) is None:
                continue
            if self.circuit_open:
                at = max(at, self._probe_time(order))
            if at <= now:
                count = 0 if self.circuit_open else len(order.recipients)
                return self._limiter.available_at(count, now)
            times.append(at)
        return min(times, default=None)
