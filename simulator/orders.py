"""Accepted orders, their SMS and what became of them."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Final, Literal

from .signals import Signal

type RepeatRule = Literal["same_recipients", "any_recipient"]

# The provider refuses the same text for ten minutes.
REPEAT_SECONDS: Final = 600


class SmsState(IntEnum):
    """What a report says of one SMS."""

    QUEUED = 110
    DELIVERED = 111
    UNDELIVERED = 112


class OrderState(IntEnum):
    """What a report says of an order."""

    RUNNING = 113
    FINISHED = 114
    CANCELLED = 115


@dataclass(slots=True, eq=False)
class Sms:
    """One text on its way to one phone; `at` in seconds since 1970."""

    id: int
    number: str
    text: str
    sender: str
    order_id: int
    parts: int
    at: float
    state: SmsState = SmsState.QUEUED


@dataclass(slots=True, eq=False)
class Order:
    """What the provider accepted with one request.

    price: lira for the whole order.
    submitted_at: seconds since 1970.
    """

    id: int
    account_key: str
    text: str
    numbers: list[str]
    sender: str
    iys: bool
    iys_list: str | None
    parts: int
    price: Decimal
    submitted_at: float
    messages: list[Sms] = field(default_factory=list)
    cancelled: bool = False

    @property
    def state(self) -> OrderState:
        """Return the state of the whole order."""
        if self.cancelled:
            return OrderState.CANCELLED
        if any(sms.state is SmsState.QUEUED for sms in self.messages):
            return OrderState.RUNNING
        return OrderState.FINISHED

    def count(self, state: SmsState) -> int:
        """Return how many SMS of the order are in a state."""
        return sum(sms.state is state for sms in self.messages)


class OrderBook:
    """All orders, with delivery that moves on by itself or by hand.

    deliver_after: seconds until an SMS is delivered by itself; None: never.
    undeliverable: numbers that end as undelivered instead.
    """

    def __init__(self) -> None:
        """Open an empty book."""
        self.orders: list[Order] = []
        self.messages: list[Sms] = []
        self.deliver_after: float | None = None
        self.undeliverable: set[str] = set()
        self.accepted: Signal[Sms] = Signal()
        self.moved: Signal[Sms] = Signal()
        self._by_id: dict[int, Order] = {}
        self._open: deque[Order] = deque()
        # Looking up the last order by text keeps bursts of thousands quick.
        self._last: dict[tuple[str, str, frozenset[str] | str], float] = {}
        self._next_order_id = 700001
        self._next_sms_id = 1

    def next_order_id(self) -> int:
        """Return an order id that has never been given before."""
        self._next_order_id += 1
        return self._next_order_id - 1

    def add(self, order: Order, delivered_text: str) -> None:
        """Accept an order and send its SMS."""
        for number in order.numbers:
            order.messages.append(
                Sms(
                    id=self._next_sms_id,
                    number=number,
                    text=delivered_text,
                    sender=order.sender,
                    order_id=order.id,
                    parts=order.parts,
                    at=order.submitted_at,
                )
            )
            self._next_sms_id += 1
        self.orders.append(order)
        self.messages.extend(order.messages)
        self._by_id[order.id] = order
        self._open.append(order)
        # One entry for the group and one for each number: either repeat rule.
        either: list[frozenset[str] | str] = [frozenset(order.numbers), *order.numbers]
        for recipients in either:
            key = (order.account_key, order.text, recipients)
            self._last[key] = order.submitted_at
        for sms in order.messages:
            self.accepted.send(sms)

    def find(self, order_id: int) -> Order | None:
        """Return the order with this id."""
        return self._by_id.get(order_id)

    def is_repeat(
        self,
        account_key: str,
        text: str,
        numbers: list[str],
        *,
        rule: RepeatRule,
        now: float,
    ) -> bool:
        """Return whether the same text went to these recipients just now."""
        asked: list[frozenset[str]] | list[str] = (
            [frozenset(numbers)] if rule == "same_recipients" else numbers
        )
        last = (self._last.get((account_key, text, wanted)) for wanted in asked)
        return any(at is not None and now - at < REPEAT_SECONDS for at in last)

    def settle(self, now: float) -> None:
        """Deliver what is due by now (seconds since 1970)."""
        if self.deliver_after is None:
            return
        while self._open and self._open[0].submitted_at + self.deliver_after <= now:
            order = self._open.popleft()
            if not order.cancelled:
                self._finish(order.messages, SmsState.DELIVERED)

    def finish(self, order_id: int | None, number: str | None, state: SmsState) -> int:
        """Move the open SMS of an order, a number or both; return how many.

        Raises KeyError for an order that does not exist.
        """
        chosen = self.messages if order_id is None else self._by_id[order_id].messages
        return self._finish(
            (sms for sms in chosen if number is None or sms.number == number), state
        )

    def clear(self) -> None:
        """Forget every order, and with them what counts as a repeat."""
        self.orders.clear()
        self.messages.clear()
        self._by_id.clear()
        self._open.clear()
        self._last.clear()

    def _finish(self, chosen: Iterable[Sms], state: SmsState) -> int:
        """Move those that are still open."""
        moved = 0
        for sms in chosen:
            if sms.state is not SmsState.QUEUED:
                continue
            unreachable = sms.number in self.undeliverable
            sms.state = SmsState.UNDELIVERED if unreachable else state
            moved += 1
            self.moved.send(sms)
        return moved
