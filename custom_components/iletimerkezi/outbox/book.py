"""All collections that an order can be in, changed together.

An order is in none of them exactly if it is closed.
"""

from collections.abc import Callable
from typing import Final

from ..api.text import measure
from .batching import merge
from .dedup import DedupWindow
from .holds import Hold, Holds
from .journal import Journal, Restored
from .model import Addressee
from .order import Attempt, Order, OrderState, PossiblySent
from .scheduler import Scheduler
from .text import TextVariant
from .usage import Usage

_RECORDED_FOR: Final = 5.0
"""Seconds for which the write-ahead of a new order stands for its first attempt."""


class OrderBook:
    """The open orders of one account."""

    def __init__(
        self,
        journal: Journal,
        eligible_at: Callable[[Order, float], float | None],
    ) -> None:
        """Initialize, empty.

        Args:
            journal: stores open orders.
            eligible_at: see Scheduler.
        """
        self.journal = journal
        self.open: dict[str, Order] = {}
        self.waiting = 0
        """Messages that are known to wait, counted by number."""

        self.dedup = DedupWindow()
        self.usage = Usage()
        self.holds = Holds()
        self.scheduler = Scheduler(eligible_at)

    def restore(self, restored: Restored) -> None:
        """Add what the journal remembers besides orders."""
        self.dedup.restore(restored.accepted)
        self.usage.restore(restored.usage)

    def add(self, order: Order) -> None:
        """Add an order that is ready."""
        assert order.id not in self.open
        self.open[order.id] = order
        if order.reported is not None:
            self.waiting += len(order.recipients)
        self.dedup.reserve(order)
        self.usage.reserve(order)
        self.scheduler.add(order)

    def report(self, order: Order, code: int) -> None:
        """Record that it is known to wait: 0 to be sent, else the code it is kept for."""
        if order.reported is None:
            self.waiting += len(order.recipients)
        order.reported = code

    def record_ahead(self, order: Order, now: float) -> None:
        """Write a new order as if its first attempt was made.

        It starts while this is written: after a crash in between it has to
        count as one that may have been carried out.
        """
        order.attempt_recorded_at = now
        ahead = order.possibly_sent or PossiblySent(order.variant.text, now)
        self.journal.put(order, ahead)

    def record(self, order: Order) -> None:
        """Write an order as it is."""
        order.attempt_recorded_at = None
        self.journal.put(order, order.possibly_sent)

    def rewrite(self, order: Order) -> None:
        """Rewrite an order, unless it was closed meanwhile."""
        if order.state is not OrderState.CLOSED:
            self.record(order)

    def start(self, order: Order, possibly_sent: PossiblySent, now: float) -> Attempt:
        """Record that an attempt is made; the journal has it, or gets it first."""
        attempt = Attempt(possibly_sent.text, now, order.possibly_sent)
        self.scheduler.start(order, now)
        order.move(OrderState.IN_FLIGHT)
        order.attempts += 1
        order.possibly_sent = possibly_sent
        order.balance_answered = False
        recorded_at = order.attempt_recorded_at
        # Parts of a late order leave with another text than was written ahead.
        recorded = attempt.earlier.text if attempt.earlier else order.variant.text
        if (
            recorded_at is None
            or now - recorded_at > _RECORDED_FOR
            or possibly_sent.text != recorded
        ):
            self.record(order)
        return attempt

    def take_back(self, order: Order, attempt: Attempt) -> None:
        """Record that an attempt did not leave."""
        self.scheduler.cancel(order)
        if order.state is OrderState.IN_FLIGHT:
            order.attempts -= 1
            order.possibly_sent = attempt.earlier
            self.requeue(order)

    def requeue(self, order: Order) -> None:
        """Make an order ready again."""
        self.holds.discard(order)
        order.move(OrderState.READY)
        self.scheduler.add(order)

    def hold(self, order: Order, hold: Hold) -> None:
        """Keep an order until a refusal is over."""
        self.scheduler.remove(order)
        order.move(OrderState.HELD)
        self.holds.keep(hold, order)
        self.record(order)

    def change_text(self, order: Order, variant: TextVariant) -> None:
        """Continue with another text, because the provider refused this one."""
        self.dedup.release(order)
        self.usage.release(order)
        order.variant = variant
        order.parts = measure(variant.text).parts
        self.dedup.reserve(order)
        self.usage.reserve(order)
        # Even if Home Assistant stops before it is tried: for the old text a
        # restart would take the provider's 451 for our own attempt's.
        self.record(order)

    def join(self, order: Order, joined: dict[str, Addressee], now: float) -> None:
        """Record that a waiting order was handed over once more."""
        for number, addressee in joined.items():
            order.recipients[number] = merge(order.recipients[number], addressee)
        order.renewed = now
        order.repeats += 1
        self.record(order)

    def remove(self, order: Order) -> None:
        """Take an order out of every collection."""
        order.move(OrderState.CLOSED)
        del self.open[order.id]
        if order.reported is not None:
            self.waiting -= len(order.recipients)
        self.dedup.release(order)
        self.usage.release(order)
        self.holds.discard(order)
        self.scheduler.remove(order)

    def accept(self, order: Order, text: str, now: float) -> None:
        """Close an order that the provider carries out."""
        self.remove(order)
        parts = order.parts
        if text != order.variant.text:
            parts = measure(text).parts
        sms = parts * len(order.recipients)
        self.usage.accept(order.day, sms)
        digests = self.dedup.accept(text, order.recipients, now)
        self.journal.remove(order, digests, day=order.day, sms=sms)

    def give_up(self, order: Order, now: float) -> None:
        """Close an order without success; what may have been sent is remembered."""
        self.remove(order)
        digests: list[str] = []
        if unclear := order.possibly_sent:
            digests = self.dedup.give_up(unclear.text, order.recipients, now)
        self.journal.remove(order, digests)

    def drop(self, order: Order) -> None:
        """Close an order of which nothing more will be sent."""
        self.remove(order)
        self.journal.remove(order)
