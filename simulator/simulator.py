"""The simulated provider as tests and the command line use it."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from .faults import Faults, Stage
from .gates import Gate
from .log import AnswerLog
from .orders import Order, Sms, SmsState
from .provider import Provider, wall_clock
from .record import RecordedRequest
from .server import Server
from .signals import Milestones, Signal


class Simulator(Provider):
    """A provider with an address, whose every request is kept.

    clock: seconds since 1970, for everything the provider does with time.
    requests: every request to the provider that reached the server, in order.
    line_cut: abort every connection to the provider, while the page goes on.
    watchers: how many pages are looking on.
    """

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        """Prepare; nothing listens before the start."""
        super().__init__(clock)
        self.requests: list[RecordedRequest] = []
        self.faults = Faults()
        self.gates: list[Gate] = []
        self.log = AnswerLog()
        self.watchers = 0
        # Something other than orders and answers changed: for those who watch.
        self.changed: Signal[None] = Signal()
        self.cleared: Signal[None] = Signal()
        self.faults.changed.connect(self.changed.send)
        self._line_cut = False
        self._server = Server(self)
        self._milestones = Milestones()
        self._send_count = 0
        self.book.accepted.connect(lambda _: self._milestones.check())

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    @property
    def url(self) -> str:
        """Return the address without a final slash; RuntimeError before the start."""
        return self._server.url

    @property
    def port(self) -> int:
        """Return the port; RuntimeError before the start."""
        return self._server.port

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes any free one.

        Raises OSError when the port is taken, RuntimeError when it listens.
        """
        await self._server.start(port, host)

    async def stop(self) -> None:
        """Close every connection, also those of held and hanging answers."""
        await self._server.stop()

    async def cut_line(self) -> None:
        """Refuse new connections and abort those there are."""
        await self._server.cut_line()

    async def restore_line(self) -> None:
        """Listen again on the same port; OSError when somebody took it."""
        await self._server.restore_line()

    @property
    def line_cut(self) -> bool:
        """Return whether requests to the provider are aborted."""
        return self._line_cut

    @line_cut.setter
    def line_cut(self, cut: bool) -> None:
        self._line_cut = cut
        self.changed.send(None)

    @property
    def sends(self) -> list[RecordedRequest]:
        """Return the recorded requests that ask for sending."""
        return [request for request in self.requests if request.endpoint == "send"]

    @property
    def orders(self) -> list[Order]:
        """Return every accepted order, delivered as far as the clock says."""
        self.book.settle(self.clock())
        return self.book.orders

    @property
    def messages(self) -> list[Sms]:
        """Return every SMS, delivered as far as the clock says."""
        self.book.settle(self.clock())
        return self.book.messages

    @property
    def deliver_after(self) -> float | None:
        """Return the seconds until delivery; None: only by hand."""
        return self.book.deliver_after

    @deliver_after.setter
    def deliver_after(self, seconds: float | None) -> None:
        self.book.deliver_after = seconds
        self.changed.send(None)

    @property
    def undeliverable(self) -> set[str]:
        """Return the numbers whose SMS end as undelivered; change it in place."""
        return self.book.undeliverable

    @undeliverable.setter
    def undeliverable(self, numbers: set[str]) -> None:
        self.book.undeliverable = numbers
        self.changed.send(None)

    def deliver(
        self, order_id: int | str | None = None, *, number: str | None = None
    ) -> int:
        """Deliver the open SMS of an order, a number or all; return how many.

        Raises KeyError for an order that does not exist.
        """
        return self._finish(order_id, number, SmsState.DELIVERED)

    def fail_delivery(
        self, order_id: int | str | None = None, *, number: str | None = None
    ) -> int:
        """End the open SMS of an order, a number or all as undelivered.

        Raises KeyError for an order that does not exist.
        """
        return self._finish(order_id, number, SmsState.UNDELIVERED)

    def cancel(self, order_id: int | str) -> None:
        """Cancel an order: its open SMS stay where they are.

        Raises KeyError for an order that does not exist.
        """
        order = self.book.find(int(order_id))
        if order is None:
            raise KeyError(order_id)
        order.cancelled = True

    def hold(self, endpoint: str = "send", stage: Stage = Stage.AFTER) -> Gate:
        """Hold the answers of an endpoint ("any": of all) until the release."""
        gate = Gate(endpoint, stage, self._forget_gate)
        self.gates.append(gate)
        return gate

    async def wait_for_sends(
        self,
        n: int = 1,
        timeout: float = 5.0,
    ) -> None:
        """Wait until `n` sends were recorded; TimeoutError after so many seconds."""
        await self._milestones.wait(
            lambda: self._send_count >= n,
            timeout=timeout,
            shortfall=lambda: f"{self._send_count} of {n} sends have come",
        )

    async def wait_for_messages(
        self,
        n: int = 1,
        timeout: float = 5.0,
    ) -> None:
        """Wait until `n` SMS were accepted; TimeoutError after so many seconds."""
        await self._milestones.wait(
            lambda: len(self.book.messages) >= n,
            timeout=timeout,
            shortfall=lambda: f"{len(self.book.messages)} of {n} SMS were accepted",
        )

    def on_message(self, callback: Callable[[Sms], object]) -> Callable[[], None]:
        """Call back with every SMS that is accepted; return how to stop that."""
        return self.book.accepted.connect(callback)

    def note(self, request: RecordedRequest) -> None:
        """Record a request, before anything becomes of it."""
        self.requests.append(request)
        if request.endpoint == "send":
            self._send_count += 1
            self._milestones.check()

    def clear(self) -> None:
        """Forget requests, orders, answers and faults; accounts stay."""
        self.requests.clear()
        self._send_count = 0
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

    def _forget_gate(self, gate: Gate) -> None:
        """Drop a gate that was opened."""
        if gate in self.gates:
            self.gates.remove(gate)
