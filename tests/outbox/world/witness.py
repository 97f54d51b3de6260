"""Watches a world for what must never happen: the invariants of the outbox."""

from collections.abc import Iterable
import logging
from typing import Any, Final, override

from custom_components.iletimerkezi.api import ProviderUnreachableError, RefusedError
from custom_components.iletimerkezi.api.client import SEND_TIMEOUT
from custom_components.iletimerkezi.outbox.journal import Journal
from custom_components.iletimerkezi.outbox.model import Outcome, Status
from custom_components.iletimerkezi.outbox.order import Order, OrderState
from custom_components.iletimerkezi.outbox.orders import Orders
from custom_components.iletimerkezi.outbox.protocol import LEAVES_WITHIN
from custom_components.iletimerkezi.outbox.text import LATE_AFTER
from custom_components.iletimerkezi.outbox.waiters import Waiter

from .disk import Disk
from .provider import REMEMBERS, Flight, Provider

_TERMINAL: Final = (Status.ACCEPTED, Status.REJECTED, Status.EXPIRED)
_SLACK: Final = 0.01


class Unclear:
    """A text that may have been carried out for a number, as its sender knows."""

    def __init__(self, text: str, since: float) -> None:
        """Initialize."""
        self.text = text
        self.since = since


class Witness(logging.Handler):
    """Collects violations; also what the component swallows and logs."""

    def __init__(self, provider: Provider, disk: Disk) -> None:
        """Initialize."""
        super().__init__(logging.ERROR)
        self.violations: list[str] = []
        self.root_of: dict[str, str] = {}
        self.excused: set[str] = set()
        """Orders that left unrecorded, since the disk refused, before a kill."""

        self.given_up: set[str] = set()
        """Orders that a restored backup held."""

        self._provider = provider
        self._disk = disk
        self._unrecorded: set[str] = set()
        self._unclear: dict[tuple[str, str], list[Unclear]] = {}
        self._ended: set[tuple[int, str]] = set()
        self._sequences: dict[tuple[int, str], str] = {}
        self._checked = 0
        self._forgotten: set[str] = set()
        """Texts that were sent before a kill that found the file deleted."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Note what the component complains of."""
        info = record.exc_info[1] if record.exc_info else None
        self.violations.append(f"logged: {record.getMessage()} {info!r}")

    def expect(self, fine: object, number: int, what: str) -> None:
        """Note a violation of an invariant."""
        if not fine:
            self.violations.append(f"invariant {number}: {what}")

    def root(self, order: Order) -> str:
        """Return the order that this one is a part of, or itself."""
        return self.root_of.get(order.id, order.id)

    def give_up(self, order_ids: Iterable[str]) -> None:
        """Note that nothing of orders may be sent any more."""
        self.given_up.update(self.root_of.get(each, each) for each in order_ids)

    def killed(self) -> None:
        """Note that what the disk does not hold is forgotten."""
        self.excused |= self._unrecorded
        if self._disk.replaced:
            self._forgotten.update(sms.text for sms in self._provider.carried_out)
        self._ended.clear()
        self._sequences.clear()

    # 1, 2: what leaves

    def leaves(self, order: Order, flight: Flight, journal: Journal) -> None:
        """Check an attempt when its request leaves."""
        self.expect(order.state is OrderState.IN_FLIGHT, 1, f"left {order.state}")
        self.expect(
            flight.root not in self.given_up,
            7,
            f"{_short(flight.text)} sent out of a backup",
        )
        age = self._provider.time.now - order.created
        if age > LATE_AFTER + LEAVES_WITHIN and not order.restored:
            unclear = any(
                self._unclear.get((flight.root, number)) for number in flight.numbers
            )
            is_marked = flight.text != order.variant.text
            self.expect(unclear or is_marked, 2, f"unmarked after {age:.0f} s")
        row = self._disk.row(order.id)
        stored = row["possibly_sent"] if row else None
        leaving = order.possibly_sent
        recorded = bool(
            stored and leaving and stored[::2] == [leaving.text, leaving.resend]
        )
        # The first one of all: nothing would be restored.
        under_way = row is None and order.id in journal.writer.unwritten
        self.expect(
            recorded or under_way or self._disk_refuses(journal),
            1,
            f"{_short(flight.text)} left unrecorded, "
            f"attempt {order.attempts}, stored {stored and _short(stored[0])}",
        )
        if not recorded and not under_way:
            self._unrecorded.add(flight.root)
        for number in flight.numbers:
            self._leaves_to(flight, number, order)

    def _leaves_to(self, flight: Flight, number: str, order_: Order) -> None:
        """Check what leaves to one number."""
        if flight.root in self.excused:
            return
        now = self._provider.time.now
        before = self._unclear.setdefault((flight.root, number), [])
        if before and now < before[-1].since + REMEMBERS - _SLACK:
            self.expect(
                before[-1].text == flight.text,
                2,
                f"{_short(flight.text)} after {_short(before[-1].text)}",
            )
            self.expect(
                now < before[-1].since + REMEMBERS - SEND_TIMEOUT + _SLACK,
                2,
                "identical, it might arrive too late",
            )
            return
        self.expect(len(before) < 2, 2, f"a third text {_short(flight.text)}")
        if before:
            answered = self._provider.balance_answered_at
            self.expect(
                answered >= before[0].since + REMEMBERS - _SLACK,
                2,
                f"a second text {_short(flight.text)} without an answered balance "
                f"query at {now}, the first {_short(before[0].text)} at "
                f"{before[0].since}, balance at {answered}, {order_.possibly_sent}",
            )
        before.append(Unclear(flight.text, now))

    def ended(self, flight: Flight, error: Exception | None) -> None:
        """Note what the sender learns of an attempt."""
        code = error.code if isinstance(error, RefusedError) else None
        # 452 may come although the good ones were served.
        unprocessed = code not in (None, 452) or (
            isinstance(error, ProviderUnreachableError) and not error.maybe_processed
        )
        if not unprocessed:
            return
        for number in flight.numbers:
            known = self._unclear.get((flight.root, number), [])
            # An earlier attempt of the text may still have been carried out.
            is_first = known and known[-1].since == flight.started
            if is_first or (known and code == 453):
                known.pop()

    def _disk_refuses(self, journal: Journal) -> bool:
        """Return whether the disk is known to refuse, or to be too slow."""
        return (
            not journal.writable
            or self._provider.time.monotonic() < self._disk.slow_until
        )

    # 3, 4, 6: what is said

    def opened(self, order: Order) -> None:
        """Note an order that is in the book."""
        for number in order.recipients:
            self._sequences[order.sequence, number] = self.root(order)

    def published(self, outcome: Outcome) -> None:
        """Check an outcome."""
        if outcome.status not in _TERMINAL:
            return
        key = (outcome.sequence, outcome.number)
        self.expect(key not in self._ended, 3, f"a second outcome {outcome.status}")
        self._ended.add(key)
        root = self._sequences.get(key)
        sent = [
            sms
            for sms in self._provider.carried_out
            if sms.number == outcome.number
            and (sms.root == root or sms.text == outcome.text)
        ]
        if outcome.status is Status.ACCEPTED:
            # 451 says nothing of the bad numbers among the good ones, and means
            # whoever has sent what a kill made us forget.
            is_bad = outcome.number in self._provider.blocked
            self.expect(
                sent or is_bad or outcome.text in self._forgotten,
                3,
                f"accepted, but never sent: {_short(outcome.text)}",
            )
        elif root and root not in self.excused and not outcome.maybe_sent:
            own = [sms for sms in sent if sms.root == root]
            self.expect(not own, 3, f"{outcome.status} {outcome.code}, but sent")
            self.expect(
                outcome.code != 451 or not own, 6, "rejected as its own repetition"
            )

    def answered(self, waiter: Waiter, outcome: Outcome, journal: Journal) -> None:
        """Check the answer to a caller."""
        if outcome.status is not Status.QUEUED or outcome.number in waiter.outcomes:
            return
        order = waiter.orders.get(outcome.number)
        self.expect(
            (order and self._disk.row(order.id)) or self._disk_refuses(journal),
            4,
            "queued, but not on the disk",
        )

    # 5, 7: always

    def check(self, orders: Orders | None) -> None:
        """Raise AssertionError for everything that was seen."""
        self._check_sms()
        if orders is not None:
            self._check_collections(orders)
        assert not self.violations, "; ".join(dict.fromkeys(self.violations))

    def _check_sms(self) -> None:
        """Check how often each number got a message."""
        if len(self._provider.carried_out) == self._checked:
            return
        self._checked = len(self._provider.carried_out)
        received: dict[tuple[str, str], list[Any]] = {}
        for sms in self._provider.carried_out:
            if sms.root not in self.excused:
                received.setdefault((sms.root, sms.number), []).append(sms)
        for (root, number), found in received.items():
            texts = [_short(sms.text) for sms in found]
            self.expect(len(found) <= 2, 7, f"{number} got {texts}")
            if len(found) > 1:
                # Unclear it is from the first attempt on, carried out or not.
                since = min(
                    unclear.since
                    for unclear in self._unclear[root, number]
                    if unclear.text == found[0].text
                )
                apart = found[1].at - since
                self.expect(
                    apart >= REMEMBERS - _SLACK, 7, f"{texts} after {apart:.1f} s"
                )

    def _check_collections(self, orders: Orders) -> None:
        """Check that exactly open orders are in the collections, each in its own."""
        book = orders.book
        scheduler, holds = book.scheduler, book.holds
        in_flight = scheduler._in_flight  # noqa: SLF001
        ready = set(scheduler.ready)
        held = {
            order
            for hold in holds._holds.values()  # noqa: SLF001
            for order in hold.orders.values()
        }
        reserved = {
            order
            for orders_ in book.dedup._by_base.values()  # noqa: SLF001
            for order in orders_
        }
        states = {
            OrderState.READY: ready,
            OrderState.HELD: held,
            OrderState.IN_FLIGHT: in_flight,
        }
        opened = set(book.open.values())
        for order in opened:
            self.expect(
                order.state in states and order in states[order.state],
                5,
                f"{order.state} in no collection",
            )
            self.expect(order in reserved, 5, "open, but not reserved")
        for name, found in (("ready", ready), ("held", held), ("known", reserved)):
            self.expect(found <= opened, 5, f"closed, but {name}")
        self.expect(not ready & held, 5, "ready and held")
        open_sms = sum(order.parts * len(order.recipients) for order in opened)
        self.expect(
            sum(book.usage._reserved.values()) == open_sms,  # noqa: SLF001
            5,
            "reserved for the daily limit, but not open",
        )


def _short(text: str) -> str:
    """Return a text as it fits into a line."""
    return f"{text[:20]}…({len(text)})" if len(text) > 20 else text
