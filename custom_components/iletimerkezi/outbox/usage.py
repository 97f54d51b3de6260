"""SMS by local day: accepted ones, and those reserved for open orders."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from homeassistant.util import dt as dt_util

from .order import Order

WARN_AT: Final = 0.8
"""Share of the daily limit from which on a warning is shown."""


def today() -> str:
    """Return the local date."""
    return dt_util.now().date().isoformat()


class Usage:
    """The SMS of one account: parts × numbers."""

    def __init__(self) -> None:
        """Initialize; nothing was sent yet."""
        self.accepted: Counter[str] = Counter()
        self._reserved: Counter[str] = Counter()
        self.total = 0
        """SMS accepted ever."""

    def restore(self, accepted: Mapping[str, int]) -> None:
        """Add what the journal holds."""
        self.accepted.update(accepted)
        self.total += sum(accepted.values())

    def reserve(self, order: Order) -> None:
        """Count an order that is open for the day it was handed over on."""
        self._reserved[order.day] += order.parts * len(order.recipients)

    def release(self, order: Order) -> None:
        """Return what an order had reserved."""
        self._reserved[order.day] -= order.parts * len(order.recipients)

    def accept(self, day: str, sms: int) -> None:
        """Count SMS that were accepted."""
        self.accepted[day] += sms
        self.total += sms

    def used(self, day: str) -> int:
        """Return the SMS of a day, accepted or reserved."""
        return self.accepted[day] + self._reserved[day]
