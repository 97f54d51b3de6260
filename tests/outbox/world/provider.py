"""A model of the provider: what it carries out, refuses, loses and remembers."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple

from custom_components.iletimerkezi.api import (
    Balance,
    ProviderUnreachableError,
    RefusedError,
)
from custom_components.iletimerkezi.api.errors import UnreachableCause
from custom_components.iletimerkezi.api.models import Order as ProviderOrder

from .time import WorldTime

REMEMBERS: Final = 600.0
CAPACITY: Final = 2


class Behaviour(Enum):
    """What becomes of a request."""

    ANSWERED = "answered"
    SLOW = "answered after 11 s"
    LATE = "arrives after 25 s, answered"
    NO_LINE = "no connection"
    BUSY = "readable 503, not processed"
    LOST = "does not arrive"
    ANSWER_LOST = "processed, answer lost"
    HANGS = "does not arrive, hangs until the timeout"
    ANSWER_HANGS = "processed, hangs until the timeout"
    ARRIVES_LATE = "processed just before the timeout, answer lost"


class CarriedOut(NamedTuple):
    """An SMS."""

    root: str
    number: str
    text: str
    attempted: float
    at: float


@dataclass(eq=False, slots=True)
class Flight:
    """A request on its way."""

    root: str
    text: str
    numbers: list[str]
    sender: str
    commercial: bool
    started: float
    processed: bool = False


@dataclass
class Provider:
    """The provider, which outlives every Home Assistant."""

    time: WorldTime
    by_number: bool = False
    """451 for a number that got the text, not only for the same numbers together."""

    credit_first: bool = False
    """402 is answered even to a repetition."""

    serves_good: bool = False
    """452 is answered although the good numbers were served."""

    answers_queries: bool = False
    """Only sends go wrong: balance queries are answered whatever the weather."""

    weather: Behaviour = Behaviour.ANSWERED
    coming: deque[Behaviour] = field(default_factory=deque)
    authorized: bool = True
    credit: int = 1000
    refused_senders: set[str] = field(default_factory=set)
    iys_missing: bool = False
    blocked: set[str] = field(default_factory=set)
    strict: bool = False
    carried_out: list[CarriedOut] = field(default_factory=list)
    balance_answered_at: float = float("-inf")
    flights: list[Flight] = field(default_factory=list)
    requests: int = 0
    queries: int = 0
    _memory: dict[Any, float] = field(default_factory=dict)

    async def send(self, flight: Flight, timeout: float) -> ProviderOrder:
        """Answer one GET."""
        self.requests += 1
        behaviour = self.coming.popleft() if self.coming else self.weather
        self.flights.append(flight)
        try:
            return await self._answer(flight, behaviour, timeout)
        finally:
            if flight in self.flights:
                self.flights.remove(flight)

    async def _answer(
        self, flight: Flight, behaviour: Behaviour, timeout: float
    ) -> ProviderOrder:
        match behaviour:
            case Behaviour.NO_LINE:
                flight.processed = True  # never will be
                await asyncio.sleep(0.01)
                raise ProviderUnreachableError("no line", maybe_processed=False)
            case Behaviour.BUSY:
                flight.processed = True
                await asyncio.sleep(0.1)
                raise ProviderUnreachableError(
                    "busy", maybe_processed=False, cause=UnreachableCause.BUSY
                )
            case Behaviour.LOST | Behaviour.HANGS:
                flight.processed = True
                await asyncio.sleep(0.2 if behaviour is Behaviour.LOST else timeout)
                raise ProviderUnreachableError("lost", maybe_processed=True)
        arrives, answers = {
            Behaviour.ANSWERED: (0.05, 0.1),
            Behaviour.SLOW: (0.05, 11.0),
            Behaviour.LATE: (25.0, 26.0),
            Behaviour.ANSWER_LOST: (0.05, 0.2),
            Behaviour.ANSWER_HANGS: (0.05, timeout),
            Behaviour.ARRIVES_LATE: (timeout - 0.1, timeout),
        }[behaviour]
        arrives, answers = min(arrives, timeout - 0.1), min(answers, timeout)
        await asyncio.sleep(arrives)
        result = self.process(flight)
        await asyncio.sleep(answers - arrives)
        if answers >= timeout or behaviour is Behaviour.ANSWER_LOST or result is None:
            raise ProviderUnreachableError("answer lost", maybe_processed=True)
        if isinstance(result, RefusedError):
            raise result
        return result

    def interrupt(self, *, arrives: bool) -> None:
        """Have what is on its way arrive now, or never."""
        for flight in self.flights:
            if arrives:
                self.process(flight)
            flight.processed = True
        self.flights.clear()

    def process(self, flight: Flight) -> ProviderOrder | RefusedError | None:
        """Carry a request out or refuse it."""
        if flight.processed:
            return None
        flight.processed = True
        if not self.authorized:
            return RefusedError(401)
        if flight.commercial and self.iys_missing:
            return RefusedError(468)
        if flight.sender in self.refused_senders:
            return RefusedError(450)
        good = [number for number in flight.numbers if number not in self.blocked]
        if not good or (len(good) < len(flight.numbers) and not self.serves_good):
            return RefusedError(452)
        if self.strict and len(flight.text) > 900:
            return RefusedError(453)
        refusals = [
            (self._is_repeat(flight.text, good), 451),
            (self.credit < len(good), 402),
        ]
        if self.credit_first:
            refusals.reverse()
        for refused, code in refusals:
            if refused:
                return RefusedError(code)
        now = self.time.now
        self.credit -= len(good)
        for key in (*good, frozenset(good)):
            self._memory[flight.text, key] = now
        self.carried_out.extend(
            CarriedOut(flight.root, number, flight.text, flight.started, now)
            for number in good
        )
        if len(good) < len(flight.numbers):
            return RefusedError(452)
        return ProviderOrder(f"{len(self.carried_out)}")

    def _is_repeat(self, text: str, numbers: list[str]) -> bool:
        """Return whether the text was carried out lately."""
        keys: list[Any] = [*numbers] if self.by_number else [frozenset(numbers)]
        return any(
            self.time.now - self._memory.get((text, key), float("-inf")) < REMEMBERS
            for key in keys
        )

    async def balance(self) -> Balance | RefusedError:
        """Answer a balance query."""
        self.queries += 1
        await asyncio.sleep(0.1)
        if self.weather is not Behaviour.ANSWERED and not self.answers_queries:
            raise ProviderUnreachableError("no balance", maybe_processed=True)
        self.balance_answered_at = self.time.now
        if not self.authorized:
            return RefusedError(401)
        return Balance(Decimal(self.credit), self.credit)
