"""How fast may be sent, and how long to wait before trying again."""

from collections import deque
from collections.abc import Callable
import random
from typing import Final

MAX_SMS_PER_SECOND: Final = 100
"""The provider's limit for an account, counted by recipient."""

# A little more than a second: requests can catch up with each other on the way.
_WINDOW: Final = 1.1

_FIRST_PAUSE: Final = 1.0
# With an attempt of 30 s that was under way when the provider came back, this
# keeps "everything waiting goes out within 75 s" true.
_LONGEST_PAUSE: Final = 30.0
_JITTER: Final = 0.25


def pause_after(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row.

    Doubles from one second to half a minute; up to a quarter is taken off by
    chance, so that homes that lost the provider at once do not return at once.
    """
    doublings = min(max(failures - 1, 0), 10)
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**doublings)
    return longest * (1 - random.uniform(0, _JITTER))


class Pace:
    """Keeps the provider's limit of SMS per second."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Initialize with a clock in seconds that never jumps."""
        self._clock = clock
        self._sent: deque[tuple[float, int]] = deque()
        self._total = 0

    def pause(self, count: int) -> float:
        """Return the seconds until so many SMS may be sent, 0 for now.

        An order above the limit is sent alone: it cannot be sent otherwise.
        """
        now = self._clock()
        while self._sent and now - self._sent[0][0] >= _WINDOW:
            self._total -= self._sent.popleft()[1]
        if not self._sent or self._total + count <= MAX_SMS_PER_SECOND:
            return 0.0
        return max(_WINDOW - (now - self._sent[0][0]), 0.01)

    def spend(self, count: int) -> None:
        """Remember that so many SMS have just been sent."""
        self._sent.append((self._clock(), count))
        self._total += count


class Allowance:
    """A few at once, then one in every interval."""

    def __init__(self, clock: Callable[[], float], size: int, interval: float) -> None:
        """Initialize, full.

        Args:
            clock: in seconds, never jumps.
            size: how many at once.
            interval: seconds until one more is allowed.
        """
        self._clock = clock
        self._reserve = (size - 1) * interval
        self._interval = interval
        self._full_at = clock()

    def wait(self) -> float:
        """Return the seconds until the next one is allowed, 0 for now."""
        return max(0.0, self._full_at - self._clock() - self._reserve)

    def spend(self) -> None:
        """Use one up."""
        self._full_at = max(self._full_at, self._clock()) + self._interval
