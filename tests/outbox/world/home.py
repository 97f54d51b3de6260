"""One life of an outbox in a world: from a start to a stop or a kill."""

import asyncio
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.api import (
    CommercialList,
    IletiMerkeziClient,
    ProviderUnreachableError,
)
from custom_components.iletimerkezi.api.models import Order as ProviderOrder
from custom_components.iletimerkezi.outbox import (
    Journal,
    JournalEvents,
    Outbox,
    OutcomePublisher,
    OutgoingSms,
    Restored,
    SendingSettings,
    journal as journal_module,
)
from custom_components.iletimerkezi.outbox.batching import part
from custom_components.iletimerkezi.outbox.book import OrderBook
from custom_components.iletimerkezi.outbox.model import Outcome
from custom_components.iletimerkezi.outbox.order import Order
from custom_components.iletimerkezi.outbox.sender import Sender
from custom_components.iletimerkezi.outbox.waiters import Waiter

from .disk import QUICK, Disk
from .provider import CAPACITY, Flight, Provider
from .time import Loop, WorldTime
from .witness import Witness

_ANSWERED_WITHIN = 12.0


class Caller:
    """Somebody who handed a message over."""

    def __init__(self, task: asyncio.Task[list[Outcome]], at: float) -> None:
        """Initialize."""
        self.task = task
        self.at = at


class Home:
    """An outbox between its start and its end."""

    def __init__(
        self,
        time: WorldTime,
        disk: Disk,
        provider: Provider,
        witness: Witness,
        settings: SendingSettings,
    ) -> None:
        """Start."""
        self._time = time
        self._disk = disk
        self._provider = provider
        self._witness = witness
        self.callers: list[Caller] = []
        self._sending: Order | None = None
        self._asks_balance = False
        self.loop = Loop(time, self._disk_delay)
        self.loop.set_exception_handler(self._handle_exception)
        self._hass = cast(
            "HomeAssistant",
            SimpleNamespace(
                loop=self.loop,
                async_add_executor_job=lambda func, *args: self.loop.run_in_executor(
                    None, func, *args
                ),
            ),
        )
        self._patches = ExitStack()
        self._install()
        self.journal = Journal(
            self._hass,
            "entry",
            JournalEvents(
                damaged=lambda name: None,
                writable=lambda writable: None,
                replaced=self._replaced,
                restored=self._restored,
            ),
        )
        publisher = OutcomePublisher(self.loop)
        publisher.subscribe(witness.published)
        self.outbox = Outbox(
            self._hass,
            cast("IletiMerkeziClient", self),
            self.journal,
            publisher,
            settings,
            self.request_balance,
        )
        self.orders = self.outbox._orders  # noqa: SLF001
        self.loop.run_until_complete(self._async_start())

    def _install(self) -> None:
        """Have the witness see what it has to."""
        witness, home = self._witness, self
        request, add, answer = Sender._async_request, OrderBook.add, Waiter.answer  # noqa: SLF001

        async def async_request(sender: Sender, order: Order, *args: Any) -> Any:
            home._sending = order
            return await request(sender, order, *args)

        def added(book: OrderBook, order: Order) -> None:
            add(book, order)
            witness.opened(order)

        def answered(waiter: Waiter, outcome: Outcome) -> None:
            witness.answered(waiter, outcome, home.journal)
            answer(waiter, outcome)

        def parted(order: Order, numbers: Any) -> Order:
            new = part(order, numbers)
            witness.root_of[new.id] = witness.root(order)
            return new

        package = "custom_components.iletimerkezi.outbox"
        for patching in (
            patch.object(Sender, "_async_request", async_request),
            patch.object(OrderBook, "add", added),
            patch.object(Waiter, "answer", answered),
            patch(f"{package}.orders.part", parted),
            patch(f"{package}.batching.part", parted),
            patch.object(journal_module, "JournalFile", lambda *_: self._disk),
        ):
            self._patches.enter_context(patching)

    def _disk_delay(self) -> float:
        """Return how long a job of the disk takes that begins now."""
        if self._disk.delay > QUICK:
            self._disk.slow_until = self._time.monotonic() + self._disk.delay + 1.0
        return self._disk.delay

    async def _async_start(self) -> None:
        """Go on with what the journal holds, as an account does."""
        self._restored(await self.journal.async_load())

    def _replaced(self) -> None:
        """Write everything anew."""
        self.outbox.put_all()

    def _restored(self, restored: Restored) -> None:
        """Go on with what was found, or could not be read before."""
        self.outbox.remember(restored)
        self.outbox.start(restored)

    def _handle_exception(self, _loop: Any, context: dict[str, Any]) -> None:
        """Note what nobody has caught."""
        self._witness.violations.append(f"unhandled: {context}")

    # A client of the provider

    async def send(
        self,
        *,
        text: str,
        numbers: list[str],
        sender: str,
        commercial_list: CommercialList | None,
        timeout: float,
    ) -> ProviderOrder:
        """Make one GET."""
        order = self._sending
        assert order is not None
        flight = Flight(
            root=self._witness.root(order),
            text=text,
            numbers=numbers,
            sender=sender,
            commercial=commercial_list is not None,
            started=self._time.now,
        )
        self._witness.leaves(order, flight, self.journal)
        await asyncio.sleep(0)
        try:
            result = await self._provider.send(flight, timeout)
        except Exception as err:
            self._witness.ended(flight, err)
            raise
        self._witness.ended(flight, None)
        return result

    def capacity(self, *_: Any) -> int:
        """Return how many numbers fit into one GET."""
        return CAPACITY

    def request_balance(self) -> None:
        """Ask for the balance soon, once."""
        if not self._asks_balance and not self.loop.is_closed():
            self._asks_balance = True
            self.loop.call_later(0.3, self._ask_balance)

    def _ask_balance(self) -> None:
        self._balance_task = self.loop.create_task(self._async_ask_balance())

    async def _async_ask_balance(self) -> None:
        try:
            answer = await self._provider.balance()
        except ProviderUnreachableError:
            return
        finally:
            self._asks_balance = False
        self.outbox.note_balance(answer)

    # What happens to it

    def hand_over(self, sms: OutgoingSms) -> None:
        """Have somebody hand a message over."""

        def start() -> None:
            task = self.loop.create_task(self.outbox.async_send(sms))
            self.callers.append(Caller(task, self.loop.time()))

        self.loop.call_soon(start)

    def run_for(self, seconds: float) -> None:
        """Let time pass; callers have their answers by then."""
        self.loop.run_for(seconds)
        now = self.loop.time()
        for caller in self.callers:
            if caller.task.done():
                caller.task.result()
            else:
                late = now - caller.at > _ANSWERED_WITHIN
                self._witness.expect(not late, 4, "a caller was not answered in time")
        self.callers = [each for each in self.callers if not each.task.done()]

    def call(self, function: Any, *args: Any) -> None:
        """Call something from within the loop."""
        self.loop.call_soon(function, *args)
        self.loop.run_for(0)

    def stop(self) -> None:
        """Stop in order."""

        async def async_stop() -> None:
            await self.outbox.async_close()
            await self.journal.async_close()

        self.loop.run_until_complete(async_stop())
        self.loop.run_for(0)
        for caller in self.callers:
            self._witness.expect(caller.task.done(), 4, "a caller heard nothing")
        self.kill(arrives=True)

    def kill(self, *, arrives: bool) -> None:
        """End without a word."""
        self._provider.interrupt(arrives=arrives)
        self.loop.kill()
        self._patches.close()
        self._witness.killed()
