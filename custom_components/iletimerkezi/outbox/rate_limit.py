"""How fast messages may be sent, and how long to wait before the next attempt."""

from collections import deque
import random
from typing import Final

MAX_SMS_PER_SECOND: Final = 100
"""The provider's limit for an account, counted by recipient."""

# A little more than a second: requests can catch up with each other on the way.
_WINDOW: Final = 1.1

_FIRST: Final = 1.0
# With an attempt of 30 s that was in flight when the provider came back, this
# keeps "everything waiting goes out within 75 s" true.
_LONGEST: Final = 30.0
_JITTER: Final = 0.25


def backoff(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row.

    Doubles from one second to half a minute; up to a quarter is taken off at
    random, so that homes that lost the provider together do not return together.
    """
    doublings = min(max(failures - 1, 0), 10)
    longest = min(_LONGEST, _FIRST * 2.0**doublings)
    return longest * (1 - random.uniform(0, _JITTER))


class RateLimiter:
    """Keeps the provider's limit of SMS per second in a sliding window."""

    def __init__(self) -> None:
        """Initialize; nothing was sent yet."""
        self._sent: deque[tuple[float, int]] = deque()
        self._total = 0

    def available_at(self, count: int, now: float) -> float:
        """Return when so many SMS may be sent: now, or later.

        An order above the limit is sent alone: it cannot be sent otherwise.
        """
        while self._sent and self._sent[0][0] + _WINDOW <= now:
            self._total -= self._sent.popleft()[1]
        total = self._total + count
        at = now
        for sent_at, sent in self._sent:
            if total <= MAX_SMS_PER_SECOND:
                break
            at = sent_at + _WINDOW
            total -= sent
        return at

    def spend(self, count: int, now: float) -> None:
        """Record that so many SMS have just been sent."""
        self._sent.append((now, count))
        self._total += count


class TokenBucket:
    """A few at once, then one in every interval."""

    def __init__(self, size: int, interval: float) -> None:
        """Initialize, full.

        Args:
            size: how many at once.
            interval: seconds until one more is available.
        """
        self._reserve = (size - 1) * interval
        self._interval = interval
        self._full_at = float("-inf")

    def available_at(self) -> float:
        """Return when the next token is available."""
        return self._full_at - self._reserve

    def spend(self, now: float) -> None:
        """Take a token."""
        self._full_at = max(self._full_at, now) + self._interval
