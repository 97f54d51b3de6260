"""The simulated provider with everything but a server: records, faults, gates."""

from collections import Counter
from collections.abc import Callable

from .faults import Faults, Stage
from .gates import Gate
from .log import AnswerLog
from .orders import Order, Sms, SmsState
from .provider import Provider
from .provider_state import wall_clock
from .record import RecordedRequest
from .signals import Milestones, Signal


class Simulation(Provider):
    """A provider that records every request and can be made to fail.

    requests: every request to the provider that reached the server, in order.
    line_cut: abort every connection to the provider, while the page keeps working.
    watchers: how many pages follow the live events.
    """

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        """Initialize."""
        super().__init__(clock)
        self.requests: list[RecordedRequest] = []
        self.faults = Faults()
        self.gates: list[Gate] = []
        self.log = AnswerLog()
        self.watchers = 0
        # Sent when anything but orders and answers changes.
        self.changed: Signal[None] = Signal()
        self.cleared: Signal[None] = Signal()
        self.faults.changed.connect(self.changed.send)
        self._line_cut = False
        self._milestones = Milestones()
        self._counts: Counter[str] = Counter()
        self.book.accepted.connect(lambda _: self._milestones.check())

    @property
    def line_cut(self) -> bool:
        """Return whether every connection to the provider is aborted."""
        return self._line_cut

    @line_cut.setter
    def line_cut(self, cut: bool) -> None:
        self._line_cut = cut
        self.changed.send(None)

    @property
    def sends(self) -> list[RecordedRequest]:
        """Return the recorded requests to send."""
        return [request for request in self.requests if request.endpoint == "send"]

    def count(self, endpoint: str) -> int:
        """Return how many requests to an endpoint were recorded since the last clear.

        endpoint: "send", "balance", "senders", "report" or "unknown".
        """
        return self._counts[endpoint]

    @property
    def orders(self) -> list[Order]:
        """Return every accepted order, its delivery up to date."""
        self.book.settle(self.clock())
        return self.book.orders

    @property
    def messages(self) -> list[Sms]:
        """Return every accepted SMS, its delivery up to date."""
        self.book.settle(self.clock())
        return self.book.messages

    @property
    def deliver_after(self) -> float | None:
        """Return the seconds until delivery; None: only by deliver()."""
        return self.book.deliver_after

    @deliver_after.setter
    def deliver_after(self, seconds: float | None) -> None:
        self.book.deliver_after = seconds
        self.changed.send(None)

    @property
    def undeliverable(self) -> set[str]:
        """Return the numbers whose SMS end as undelivered; mutable."""
        return self.book.undeliverable

    @undeliverable.setter
    def undeliverable(self, numbers: set[str]) -> None:
        self.book.undeliverable = numbers
        self.changed.send(None)

    def deliver(
        self, order_id: int | str | None = None, *, number: str | None = None
    ) -> int:
        """Deliver the open SMS of an order, a number or all; return their count.

        Raises KeyError for an unknown order.
        """
        return self._finish(order_id, number, SmsState.DELIVERED)

    def fail_delivery(
        self, order_id: int | str | None = None, *, number: str | None = None
    ) -> int:
        """End the open SMS of an order, a number or all as undelivered.

        Raises KeyError for an unknown order.
        """
        return self._finish(order_id, number, SmsState.UNDELIVERED)

    def cancel(self, order_id: int | str) -> None:
        """Cancel an order; the state of its open SMS stays.

        Raises KeyError for an unknown order.
        """
        order = self.book.find(int(order_id))
        if order is None:
            raise KeyError(order_id)
        order.cancelled = True

    def hold(self, endpoint: str = "send", stage: Stage = Stage.AFTER) -> Gate:
        """Hold the requests to an endpoint ("any": to all) until the gate is released."""
        gate = Gate(endpoint, stage, self._remove_gate)
        self.gates.append(gate)
        return gate

    async def wait_for_sends(
        self,
        n: int = 1,
        timeout: float = 5.0,
    ) -> None:
        """Wait until `n` sends were recorded; raises TimeoutError."""
        await self._milestones.wait(
            lambda: self.count("send") >= n,
            timeout=timeout,
            shortfall=lambda: f"{self.count('send')} of {n} sends were recorded",
        )

    async def wait_for_messages(
        self,
        n: int = 1,
        timeout: float = 5.0,
    ) -> None:
        """Wait until `n` SMS were accepted; raises TimeoutError."""
        await self._milestones.wait(
            lambda: len(self.book.messages) >= n,
            timeout=timeout,
            shortfall=lambda: f"{len(self.book.messages)} of {n} SMS were accepted",
        )

    def on_message(self, callback: Callable[[Sms], object]) -> Callable[[], None]:
        """Subscribe to accepted SMS; returns an unsubscribe function."""
        return self.book.accepted.connect(callback)

    def note(self, request: RecordedRequest) -> None:
        """Record a request, before it is processed."""
        self.requests.append(request)
        self._counts[request.endpoint] += 1
        if request.endpoint == "send":
            self._milestones.check()

    def clear(self) -> None:
        """Discard requests, orders, answers and faults; accounts stay."""
        self.requests.clear()
        self._counts.clear()
        self.book.clear()
        self.log.clear()
        self.faults.clear()
        self.cleared.send(None)

    def _finish(
        self, order_id: int | str | None, number: str | None, state: SmsState
    ) -> int:
        """Move open SMS to a final state."""
        return self.book.finish(
            None if order_id is None else int(order_id), number, state
        )

    def _remove_gate(self, gate: Gate) -> None:
        """Remove a gate that was released."""
        if gate in self.gates:
            self.gates.remove(gate)
