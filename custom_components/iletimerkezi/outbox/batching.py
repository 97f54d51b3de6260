"""What arrives in one turn of the event loop with one text becomes one order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import batched
from typing import NamedTuple

from homeassistant.core import Context

from ..api import StatusCode
from ..api.text import measure
from .dedup import DedupWindow
from .model import Addressee, Outcome, Recipients, Status
from .order import Order
from .outcomes import outcome
from .settings import SendingSettings
from .text import TextVariant
from .usage import Usage, today
from .waiters import Waiter


class BatchKey(NamedTuple):
    """The properties that messages of one order have in common."""

    text: str
    sender: str | None
    commercial_list: str | None


class Batch:
    """Callers with one text, in the order in which they came."""

    __slots__ = ("claims", "context", "created", "key", "recipients", "waiters")

    def __init__(
        self, key: BatchKey, created: float, context: Context | None = None
    ) -> None:
        """Initialize without callers.

        Args:
            key: what they have in common.
            created: when it was handed over, on the steady clock.
            context: of the first call.
        """
        self.key = key
        self.created = created
        self.context = context
        self.recipients: dict[str, Addressee] = {}
        self.claims: list[tuple[Waiter, list[str]]] = []
        """Callers, each with the numbers it waits for."""

        self.waiters: list[Waiter] = []

    def add(self, waiter: Waiter, recipients: Recipients) -> None:
        """Add a caller who waits for some numbers."""
        self.waiters.append(waiter)
        self.claims.append((waiter, list(recipients)))
        for number, addressee in recipients.items():
            self.recipients[number] = merge(self.recipients.get(number), addressee)

    def by_number(self) -> dict[str, list[Waiter]]:
        """Return who waits for each number."""
        waiters: dict[str, list[Waiter]] = {}
        for waiter, numbers in self.claims:
            for number in numbers:
                waiters.setdefault(number, []).append(waiter)
        return waiters


class Plan(NamedTuple):
    """The result of a batch."""

    orders: list[Order]
    joined: dict[Order, dict[str, Addressee]]
    """Open orders with the numbers that repeat them."""

    outcomes: list[Outcome]
    """For those that nothing is sent to and that are to be published."""

    duplicates: list[Outcome]
    """For callers whose repeat was sent within this minute; nobody else is notified."""


class Planner:
    """Turns batches into orders, without changing anything."""

    def __init__(
        self,
        dedup: DedupWindow,
        usage: Usage,
        capacity: Callable[[Order], int],
    ) -> None:
        """Initialize.

        Args:
            dedup: knows repeats.
            usage: knows how many SMS the day has had.
            capacity: how many numbers fit into one GET with an order's text.
        """
        self._dedup = dedup
        self._usage = usage
        self._capacity = capacity

    def plan(
        self, batch: Batch, now: float, local_now: datetime, settings: SendingSettings
    ) -> Plan:
        """Return the result of a batch."""
        plan = Plan([], {}, [], [])
        template = Order(
            TextVariant.of(batch.key.text),
            dict(batch.recipients),
            created=batch.created,
            sender=batch.key.sender,
            commercial_list=batch.key.commercial_list,
            context=batch.context,
        )
        template.day = today()
        self._sort_out_repeats(template, plan, now, local_now, settings)
        template.parts = measure(template.variant.text).parts
        if settings.daily_limit:
            self._sort_out_excess(template, batch, plan, settings.daily_limit)
        groups = self._groups(template, now)
        if len(groups) == 1:
            plan.orders.append(template)
        else:
            plan.orders.extend(part(template, numbers) for numbers in groups)
        return plan

    def _groups(self, order: Order, now: float) -> list[tuple[str, ...]]:
        """Return which numbers share a GET.

        A number that may have got this text is alone: the provider may answer 451
        because of it, and after a lost answer that is believed for all numbers.
        """
        text = order.variant.text
        alone = [
            number
            for number in order.recipients
            if self._dedup.may_have_been_sent(text, number, now)
        ]
        rest = [number for number in order.recipients if number not in alone]
        capacity = self._capacity(order) if rest else 1
        return [
            *((number,) for number in alone),
            *batched(rest, capacity, strict=False),
        ]

    def _sort_out_repeats(
        self,
        order: Order,
        plan: Plan,
        now: float,
        local_now: datetime,
        settings: SendingSettings,
    ) -> None:
        """Join repeats to open orders; add the time to repeats of closed ones."""
        text = order.variant.base
        for number in list(order.recipients):
            known = self._dedup.open_order(
                text, number, order.sender, order.commercial_list
            )
            if known is None:
                continue
            addressee = order.recipients.pop(number)
            if settings.adds_time:
                plan.joined.setdefault(known, {})[number] = addressee
            else:
                plan.outcomes.append(_repeated(order, number, addressee))
        repeats = [
            number
            for number in order.recipients
            if self._dedup.is_repeat(text, number, now)
        ]
        if repeats and settings.adds_time:
            order.variant = order.variant.with_time(
                local_now, max_parts=settings.max_parts
            )
            repeats = [
                number
                for number in order.recipients
                if self._dedup.is_repeat(order.variant.text, number, now)
            ]
        for number in repeats:
            addressee = order.recipients.pop(number)
            if settings.adds_time:
                plan.duplicates.append(
                    outcome(order, number, Status.ACCEPTED, addressee=addressee)
                )
            else:
                plan.outcomes.append(_repeated(order, number, addressee))

    def _sort_out_excess(
        self, order: Order, batch: Batch, plan: Plan, limit: int
    ) -> None:
        """Refuse, caller by caller, messages that do not fully fit into the day."""
        used = self._usage.used(order.day)
        granted: set[str] = set()
        for waiter, numbers in batch.claims:
            wanted = [
                number
                for number in numbers
                if number in order.recipients and number not in granted
            ]
            sms = order.parts * len(wanted)
            if waiter.sms.urgent or used + sms <= limit:
                granted.update(wanted)
                used += sms
        for number in [each for each in order.recipients if each not in granted]:
            addressee = order.recipients.pop(number)
            plan.outcomes.append(
                outcome(
                    order,
                    number,
                    Status.REJECTED,
                    addressee=addressee,
                    over_limit=True,
                )
            )


def merge(known: Addressee | None, addressee: Addressee) -> Addressee:
    """Return what a number stands for that was addressed twice: the first name wins."""
    if known is None or known == addressee:
        return addressee
    ids = dict.fromkeys(known.recipient_ids + addressee.recipient_ids)
    name = addressee.name if known.name is None else known.name
    return Addressee(name, tuple(ids))


def part(order: Order, numbers: Iterable[str]) -> Order:
    """Return an order of its own for some of the numbers, with their callers."""
    new = Order(
        order.variant,
        {number: order.recipients[number] for number in numbers},
        created=order.created,
        sender=order.sender,
        commercial_list=order.commercial_list,
        context=order.context,
        sequence=order.sequence,
    )
    for name in (
        "day",
        "parts",
        "renewed",
        "repeats",
        "reported",
        "restored",
        "possibly_sent",
    ):
        setattr(new, name, getattr(order, name))
    for number in new.recipients:
        if waiters := order.waiters.get(number):
            new.waiters[number] = waiters
            for waiter in waiters:
                waiter.orders[number] = new
    new.joined = [each for each in order.joined if each[0] in new.recipients]
    for number, _addressee, waiter in new.joined:
        waiter.orders[number] = new
    return new


def _repeated(order: Order, number: str, addressee: Addressee) -> Outcome:
    """Reject a repeat, as the account wants it."""
    return outcome(
        order,
        number,
        Status.REJECTED,
        addressee=addressee,
        code=StatusCode.REPEATED_ORDER,
    )
