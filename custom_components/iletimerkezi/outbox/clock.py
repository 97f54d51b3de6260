"""Two clocks: one that never jumps, one that means something after a restart.

After a power cut the wall clock is often wrong until the network is back and
then jumps by hours. So ages within a run are measured on the steady clock, and
only what is stored or shown is turned into wall time.
"""

from datetime import datetime, timedelta
import time

from homeassistant.util import dt as dt_util


def steady() -> float:
    """Return seconds on a clock that never jumps and means nothing by itself."""
    return time.monotonic()


def to_timestamp(at: float) -> float:
    """Return a steady time as seconds since the epoch, as of now's wall clock."""
    return time.time() - (steady() - at)


def from_timestamp(timestamp: float) -> float:
    """Return seconds since the epoch as a steady time, never in the future."""
    return steady() - max(0.0, time.time() - timestamp)


def to_local(at: float) -> datetime:
    """Return a steady time as a local date and time."""
    return dt_util.now() - timedelta(seconds=steady() - at)
