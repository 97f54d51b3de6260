"""Callers who wait for the outcome of their messages."""

from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Iterable

from .model import Outcome, OutgoingSms
from .order import Order


class Waiter:
    """A caller with a claim to one outcome for each of its numbers."""

    __slots__ = (
        "_missing",
        "answer_by",
        "batch",
        "future",
        "orders",
        "outcomes",
        "sms",
    )

    def __init__(
        self, loop: AbstractEventLoop, sms: OutgoingSms, answer_by: float
    ) -> None:
        """Initialize.

        Args:
            loop: for the future.
            sms: what was handed over.
            answer_by: when the caller is answered at the latest, on the steady clock.
        """
        self.future: Future[None] = loop.create_future()
        self.sms = sms
        self.answer_by = answer_by
        self.orders: dict[str, Order] = {}
        """What sends to its numbers, by number; empty once it is answered."""

        self.outcomes: dict[str, Outcome] = {}
        self.batch: list[Waiter] = []
        """Callers with the same text in the same turn, if the caller asks."""

        self._missing = len(sms.recipients)

    def answer(self, outcome: Outcome) -> None:
        """Answer for one number; the caller continues after the last one."""
        if outcome.number in self.outcomes:
            return
        self.outcomes[outcome.number] = outcome
        self.orders.pop(outcome.number, None)
        self._missing -= 1
        if not self._missing and not self.future.done():
            self.future.set_result(None)

    def fail(self, err: Exception) -> None:
        """Raise an error for the caller."""
        self._missing = 0
        if not self.future.done():
            self.future.set_exception(err)

    @property
    def answered(self) -> bool:
        """Return whether nothing is missing."""
        return not self._missing

    def result(self) -> list[Outcome]:
        """Return the outcomes in the order of the caller's numbers."""
        return [self.outcomes[number] for number in self.sms.recipients]


class Waiters:
    """All callers in the order in which they have to be answered."""

    def __init__(self) -> None:
        """Initialize without callers."""
        self._waiters: deque[Waiter] = deque()

    def add(self, waiter: Waiter) -> None:
        """Add the caller that came last."""
        self._waiters.append(waiter)

    def next_at(self) -> float | None:
        """Return when a caller has to be answered at the earliest."""
        while self._waiters and self._waiters[0].answered:
            self._waiters.popleft()
        return self._waiters[0].answer_by if self._waiters else None

    def overdue(self, now: float) -> Iterable[Waiter]:
        """Return and forget the callers that have to be answered now."""
        while (at := self.next_at()) is not None and at <= now:
            yield self._waiters.popleft()
