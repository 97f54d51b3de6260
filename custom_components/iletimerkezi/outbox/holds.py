"""Messages kept for the account, and finding out that it works again. Pure.

The free balance query asks for 401 and 402. What it cannot show (a sender, the
İYS settings), and whether sending works once the balance is fine, one kept
message finds out: the probe.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ..api import Balance, RefusedError, StatusCode
from ..api.errors import HoldScope, meaning_of
from .model import ProblemReason
from .order import Order, Refusal

_QUERY_PAUSES: Final = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds until the next balance query; the last one stays."""

_PROBE_EVERY: Final = 300.0
"""Seconds from one probe to the next while nothing changes."""

_PROBE_AFTER_CHANGE: Final = 60.0
"""Seconds from one probe to the next if the balance became fine meanwhile."""

_OVER_AFTER: Final = 30.0
"""Seconds after which a fine balance ends a refusal that keeps nothing."""

_REASONS: Final = {
    HoldScope.SENDER: ProblemReason.SENDER,
    HoldScope.COMMERCIAL_LIST: ProblemReason.IYS,
}


class HoldKey(NamedTuple):
    """The refused part: the account, its sender or list, or a call's own value."""

    scope: HoldScope
    own_value: str | None = None


class Hold:
    """One refusal with the messages that it keeps."""

    __slots__ = (
        "_amount",
        "_last_probe",
        "_queries",
        "_since",
        "is_fine",
        "key",
        "next_probe",
        "next_query",
        "orders",
        "refusal",
    )

    def __init__(self, key: HoldKey, refusal: Refusal, now: float) -> None:
        """Initialize with the first refusal."""
        self.key = key
        self.refusal = refusal
        self.orders: dict[str, Order] = {}
        self.next_query = now + _QUERY_PAUSES[0]
        self.next_probe = now + _PROBE_EVERY
        self.is_fine = not self.asks_balance
        """No free query speaks against a probe."""

        self._since = now
        self._queries = 0
        self._amount = 0.0
        self._last_probe = float("-inf")

    @property
    def asks_balance(self) -> bool:
        """Return whether the balance says anything about it."""
        return self.key.scope is HoldScope.ACCOUNT

    @property
    def reason(self) -> ProblemReason:
        """Return what it means for the account."""
        if self.key.scope in _REASONS:
            return _REASONS[self.key.scope]
        if self.refusal.code == StatusCode.NO_CREDIT:
            return ProblemReason.NO_CREDIT
        return ProblemReason.UNAUTHORIZED

    def queried(self, now: float) -> None:
        """Record that the balance is asked for."""
        self._queries += 1
        pause = _QUERY_PAUSES[min(self._queries, len(_QUERY_PAUSES) - 1)]
        self.next_query = now + pause

    def probed(self, now: float) -> Order:
        """Return the message to probe with: the fewest attempts, then the oldest."""
        self._last_probe = now
        self.next_probe = now + _PROBE_EVERY
        return min(
            self.orders.values(),
            key=lambda order: (order.attempts, order.created, order.sequence),
        )

    def note_balance(self, answer: Balance | RefusedError, now: float) -> None:
        """Schedule a probe soon after the balance became sufficient."""
        if isinstance(answer, RefusedError):
            self.is_fine = False
            return
        was_fine, amount = self.is_fine, float(answer.amount)
        self.is_fine = (
            self.refusal.code != StatusCode.NO_CREDIT or answer.sms >= self._cheapest()
        )
        if self.is_fine and (not was_fine or amount > self._amount):
            self.next_probe = max(now, self._last_probe + _PROBE_AFTER_CHANGE)
        self._amount = amount

    def _cheapest(self) -> int:
        """Return the SMS that the cheapest of its messages takes."""
        sizes = [order.parts * len(order.recipients) for order in self.orders.values()]
        return min(sizes, default=1)

    def is_over(self, now: float) -> bool:
        """Return whether it keeps nothing and the balance is fine."""
        waited = now - self._since >= _OVER_AFTER
        return not self.orders and self.asks_balance and self.is_fine and waited


class Holds:
    """The refusals of one account."""

    def __init__(self) -> None:
        """Initialize; the account works."""
        self._holds: dict[HoldKey, Hold] = {}

    @property
    def problem(self) -> ProblemReason | None:
        """Return why the account cannot send, None if it can or this is unknown."""
        return next(
            (
                hold.reason
                for hold in self._holds.values()
                if hold.key.own_value is None
            ),
            None,
        )

    def refuse(self, order: Order, refusal: Refusal, now: float) -> Hold:
        """Record a refusal; returns the hold for everything it applies to."""
        key = _key(order, refusal.code)
        known = self._holds.get(key)
        if known is not None and known.refusal.code == refusal.code:
            return known
        hold = self._holds[key] = Hold(key, refusal, now)
        if known is not None:
            hold.orders = known.orders
        return hold

    def keep(self, hold: Hold, order: Order) -> None:
        """Record that a refusal keeps an order."""
        order.refusal = hold.refusal
        hold.orders[order.id] = order

    def discard(self, order: Order) -> None:
        """Forget an order that is no longer held."""
        for hold in self._holds.values():
            hold.orders.pop(order.id, None)

    def succeed(self, order: Order) -> list[Order]:
        """End the refusals that a success disproves; returns the orders they kept."""
        return self._end(hold for hold in self._holds.values() if applies(hold, order))

    def end_all(self) -> list[Order]:
        """End all refusals, since settings have changed; returns the kept orders."""
        return self._end(self._holds.values())

    def note_balance(self, answer: Balance | RefusedError, now: float) -> None:
        """Draw the conclusions from an answer to a balance query."""
        for hold in self._holds.values():
            if hold.asks_balance:
                hold.note_balance(answer, now)
        self._end(hold for hold in self._holds.values() if hold.is_over(now))

    def query_due(self, now: float) -> bool:
        """Return whether the balance is to be asked for now, and record it."""
        due = [
            hold
            for hold in self._holds.values()
            if hold.orders and hold.asks_balance and hold.next_query <= now
        ]
        for hold in due:
            hold.queried(now)
        return bool(due)

    def probes_due(self, now: float) -> list[Order]:
        """Return the messages to try now, one for each refusal."""
        return [
            hold.probed(now)
            for hold in self._holds.values()
            if hold.orders and hold.is_fine and hold.next_probe <= now
        ]

    def wake_at(self) -> float | None:
        """Return when something is due at the earliest, None for never."""
        times = [
            at
            for hold in self._holds.values()
            if hold.orders
            for at in (
                *((hold.next_query,) if hold.asks_balance else ()),
                *((hold.next_probe,) if hold.is_fine else ()),
            )
        ]
        return min(times, default=None)

    def _end(self, holds: Iterable[Hold]) -> list[Order]:
        """End some of the refusals; returns the orders they kept, oldest first."""
        ended = list(holds)
        for hold in ended:
            del self._holds[hold.key]
        kept = [order for hold in ended for order in hold.orders.values()]
        return sorted(kept, key=lambda order: (order.created, order.sequence))


def applies(hold: Hold, order: Order) -> bool:
    """Return whether a refusal concerns an order."""
    return _key(order, hold.refusal.code) == hold.key


def _key(order: Order, code: int) -> HoldKey:
    """Return which part a refusal of an order concerns."""
    scope = meaning_of(code).holds or HoldScope.ACCOUNT
    match scope:
        case HoldScope.SENDER:
            return HoldKey(scope, order.sender)
        case HoldScope.COMMERCIAL_LIST:
            return HoldKey(scope, order.commercial_list)
    return HoldKey(scope)
