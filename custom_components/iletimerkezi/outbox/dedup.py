"""Who got which text within the last ten minutes, or is about to get it.

The provider answers 451 to the same text for the same recipients within ten
minutes. Knowing repeats beforehand keeps its 451 unequivocal: after an attempt
without answer it can only mean that this very attempt was carried out.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final

MEMORY: Final = 600.0
"""Seconds; the provider's own memory."""


# Each is asked for four times on the way of a message, and some messages go to
# hundreds of numbers.
@lru_cache(maxsize=1024)
def digest(text: str, number: str) -> str:
    """Return what is remembered of a text to a number: nothing readable."""
    # A lone surrogate cannot be sent, but must not make remembering fail.
    return sha256(f"{number}\n{text}".encode(errors="replace")).hexdigest()


class Repeats:
    """The memory of one account."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Initialize with a clock in seconds that never jumps."""
        self._clock = clock
        self._pending: set[str] = set()
        # In the order of age: what is accepted goes to the end.
        self._accepted: dict[str, float] = {}

    def knows(self, text: str, number: str) -> bool:
        """Tell whether the text was accepted lately for the number, or waits."""
        key = digest(text, number)
        since = self._accepted.get(key)
        return key in self._pending or (
            since is not None and self._clock() - since < MEMORY
        )

    def claim(self, text: str, numbers: Iterable[str]) -> None:
        """Remember texts that are about to be sent."""
        self._pending.update(digest(text, number) for number in numbers)

    def release(self, text: str, numbers: Iterable[str]) -> None:
        """Forget texts that are no longer about to be sent."""
        self._pending.difference_update(digest(text, number) for number in numbers)

    def accepted(self, text: str, numbers: Iterable[str]) -> list[str]:
        """Remember texts for ten minutes; returns what a restart must know."""
        now = self._clock()
        while self._accepted:
            oldest, since = next(iter(self._accepted.items()))
            if now - since < MEMORY:
                break
            del self._accepted[oldest]
        digests = [digest(text, number) for number in numbers]
        for key in digests:
            self._accepted.pop(key, None)
            self._accepted[key] = now
        return digests

    def restore(self, accepted: Iterable[tuple[str, float]]) -> None:
        """Take over what was accepted before a restart, oldest first."""
        self._accepted.update(accepted)
