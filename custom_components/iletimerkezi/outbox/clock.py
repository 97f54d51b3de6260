"""Two clocks: one that never jumps, one that means something after a restart.

After a power cut the wall clock is often wrong until the network is back and
then jumps by hours. So ages within a run are measured on the steady clock, and
only what is stored or shown is turned into wall time.
"""

from datetime import datetime, timedelta
import time
from typing import Final

from homeassistant.util import dt as dt_util

_BOOT_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", None)
"""Counts a suspended machine's sleep, too; Linux only."""

_JITTER: Final = 1.0
"""Seconds by which two clocks may differ when read in succession."""


class _Suspended:
    """How long this machine has slept since it was started."""

    seconds = 0.0

    def update(self) -> float:
        """Return the seconds; reading jitter never changes them."""
        if _BOOT_CLOCK is not None:
            seconds = time.clock_gettime(_BOOT_CLOCK) - time.clock_gettime(
                time.CLOCK_MONOTONIC
            )
            if abs(seconds - self.seconds) > _JITTER:
                self.seconds = seconds
        return self.seconds


_SUSPENDED: Final = _Suspended()


def steady() -> float:
    """Return seconds on a clock that never jumps and means nothing by itself.

    It ages while the machine is suspended, which time.monotonic() does not on
    Linux: an alarm from before three hours of sleep is three hours old.
    """
    return time.monotonic() + _SUSPENDED.update()


def to_timestamp(at: float) -> float:
    """Return a steady time as seconds since the epoch, by the current wall clock."""
    return time.time() - (steady() - at)


def from_timestamp(timestamp: float) -> float:
    """Return seconds since the epoch as a steady time, never in the future."""
    return steady() - max(0.0, time.time() - timestamp)


def to_local(at: float) -> datetime:
    """Return a steady time as a local date and time."""
    return dt_util.now() - timedelta(seconds=steady() - at)
