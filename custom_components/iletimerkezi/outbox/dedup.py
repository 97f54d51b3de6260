"""Who got which text within the last ten minutes, or is about to get it.

The provider answers 451 to the same text for the same recipients within ten
minutes. Knowing repeats beforehand keeps its 451 unequivocal: after an attempt
without answer it can only mean that this very attempt was carried out.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from .order import Order

DEDUP_WINDOW: Final = 600.0
"""Seconds for which the provider recognizes a repetition."""


def digest(text: str, number: str) -> str:
    """Return the digest of a text to a number: nothing readable."""
    # A lone surrogate cannot be sent, but must not make remembering fail.
    return sha256(f"{number}\n{text}".encode(errors="replace")).hexdigest()


def _unclear(text: str, number: str) -> str:
    """Return what is remembered of a text that may have been sent to a number."""
    return f"?{digest(text, number)}"


class DedupWindow:
    """The texts of one account: open ones, and those of the last ten minutes."""

    def __init__(self) -> None:
        """Initialize, empty."""
        self._by_text: dict[tuple[str, str], Order] = {}
        self._by_base: dict[tuple[str, str], list[Order]] = {}
        # In the order of age: what is accepted goes to the end.
        self._accepted: dict[str, float] = {}

    @property
    def accepted(self) -> Iterable[tuple[str, float]]:
        """Return what a restart must know, oldest first."""
        return self._accepted.items()

    def reserve(self, order: Order) -> None:
        """Remember that an order is about to be sent."""
        for number in order.recipients:
            self._by_text.setdefault((order.variant.text, number), order)
            self._by_base.setdefault((order.variant.base, number), []).append(order)

    def release(self, order: Order) -> None:
        """Forget an order that is closed, or gets another text."""
        for number in order.recipients:
            if self._by_text.get((order.variant.text, number)) is order:
                del self._by_text[order.variant.text, number]
            key = order.variant.base, number
            if order in (orders := self._by_base.get(key, [])):
                orders.remove(order)
                if not orders:
                    del self._by_base[key]

    def open_order(
        self, base: str, number: str, sender: str | None, commercial_list: str | None
    ) -> Order | None:
        """Return the open order that a repeat can join, times that were added aside."""
        for order in self._by_base.get((base, number), ()):
            if (order.sender, order.commercial_list) == (sender, commercial_list):
                return order
        return None

    def is_repeat(self, text: str, number: str, now: float) -> bool:
        """Return whether the text was accepted lately for the number, or is open."""
        return (text, number) in self._by_text or self.was_accepted(text, number, now)

    def was_accepted(self, text: str, number: str, now: float) -> bool:
        """Return whether the text was accepted lately for the number."""
        since = self._accepted.get(digest(text, number)) if self._accepted else None
        return since is not None and now - since < DEDUP_WINDOW

    def may_have_been_sent(self, text: str, number: str, now: float) -> bool:
        """Return whether an order that was given up lately may have sent the text."""
        since = self._accepted.get(_unclear(text, number)) if self._accepted else None
        return since is not None and now - since < DEDUP_WINDOW

    def accept(self, text: str, numbers: Iterable[str], now: float) -> list[str]:
        """Remember texts for ten minutes; returns what a restart must know."""
        return self._remember([digest(text, number) for number in numbers], now)

    def give_up(self, text: str, numbers: Iterable[str], now: float) -> list[str]:
        """Remember texts that may have been sent; returns what a restart must know."""
        return self._remember([_unclear(text, number) for number in numbers], now)

    def _remember(self, digests: list[str], now: float) -> list[str]:
        """Remember digests for ten minutes, and forget older ones."""
        while self._accepted:
            oldest, since = next(iter(self._accepted.items()))
            if now - since < DEDUP_WINDOW:
                break
            del self._accepted[oldest]
        for key in digests:
            self._accepted.pop(key, None)
            self._accepted[key] = now
        return digests

    def restore(self, accepted: Iterable[tuple[str, float]]) -> None:
        """Add what was accepted before a restart, oldest first."""
        self._accepted.update(accepted)
