"""Accepted orders and their SMS."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Final, Literal

from .signals import Signal

type RepeatRule = Literal["same_recipients", "any_recipient"]

# How long the provider refuses the same text.
REPEAT_SECONDS: Final = 600.0


class SmsState(IntEnum):
    """State of one SMS in a report."""

    QUEUED = 110
    DELIVERED = 111
    UNDELIVERED = 112


class OrderState(IntEnum):
    """State of an order in a report."""

    RUNNING = 113
    FINISHED = 114
    CANCELLED = 115


@dataclass(slots=True, eq=False)
class Sms:
    """One text to one phone; `at` in seconds since 1970."""

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
    """An order accepted with one request.

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
    """All orders, delivered automatically or by call.

    deliver_after: seconds until an SMS is delivered automatically; None: never.
    undeliverable: numbers whose SMS end as undelivered instead.
    repeat_seconds: how long the same text to the same recipients is a repeat.
    """

    def __init__(self) -> None:
        """Initialize an empty book."""
        self.orders: list[Order] = []
        self.messages: list[Sms] = []
        self.deliver_after: float | None = None
        self.undeliverable: set[str] = set()
        self.repeat_seconds = REPEAT_SECONDS
        self.accepted: Signal[Sms] = Signal()
        self.moved: Signal[Sms] = Signal()
        self._by_id: dict[int, Order] = {}
        self._open: deque[Order] = deque()
        # An index by text keeps bursts of thousands fast.
        self._last: dict[tuple[str, str, frozenset[str] | str], float] = {}
        self._next_order_id = 700001
        self._next_sms_id = 1

    def next_order_id(self) -> int:
        """Return an unused order id."""
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
        # One entry for the group and one for each number, as either rule needs.
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
        """Return whether the same text was just sent to these recipients."""
        groups: list[frozenset[str]] | list[str] = (
            [frozenset(numbers)] if rule == "same_recipients" else numbers
        )
        last = (self._last.get((account_key, text, group)) for group in groups)
        return any(at is not None and now - at < self.repeat_seconds for at in last)

    def settle(self, now: float) -> None:
        """Deliver every SMS that is due at `now` (seconds since 1970)."""
        if self.deliver_after is None:
            return
        while self._open and self._open[0].submitted_at + self.deliver_after <= now:
            order = self._open.popleft()
            if not order.cancelled:
                self._finish(order.messages, SmsState.DELIVERED)

    def finish(self, order_id: int | None, number: str | None, state: SmsState) -> int:
        """Finish the open SMS of an order, a number or both; return their count.

        Raises KeyError for an unknown order.
        """
        chosen = self.messages if order_id is None else self._by_id[order_id].messages
        return self._finish(
            (sms for sms in chosen if number is None or sms.number == number), state
        )

    def clear(self) -> None:
        """Discard every order, and with them what counts as a repeat."""
        self.orders.clear()
        self.messages.clear()
        self._by_id.clear()
        self._open.clear()
        self._last.clear()

    def _finish(self, chosen: Iterable[Sms], state: SmsState) -> int:
        """Finish those that are still open."""
        moved = 0
        for sms in chosen:
            if sms.state is not SmsState.QUEUED:
                continue
            unreachable = sms.number in self.undeliverable
            sms.state = SmsState.UNDELIVERED if unreachable else state
            moved += 1
            self.moved.send(sms)
        return moved
