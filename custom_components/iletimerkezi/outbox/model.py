"""A message on its way: what a caller hands over, what is sent, what became of it."""

from asyncio import Future
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Final

from homeassistant.util.ulid import ulid_now

from ..api import CommercialList


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingSms:
    """A text for one or more people, as a caller hands it over."""

    text: str
    recipients: Mapping[str, str | None]
    """Ten-digit numbers, each with the name of its recipient, None if it has none."""

    sender: str
    commercial_list: CommercialList | None


_SEQUENCE: Final = count(1)


def next_in_sequence() -> int:
    """Return a number greater than any before: which of two things came later.

    Clocks do not tell that for what happens within one tick.
    """
    return next(_SEQUENCE)


class Status(StrEnum):
    """What became of a message to one number."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a message to one number."""

    status: Status
    number: str
    recipient: str | None
    text: str
    sequence: int
    """Orders messages by when they were handed over, see next_in_sequence."""

    order_id: str | None = None
    code: int | None = None
    """The provider's code of a refusal."""

    provider_text: str = ""
    """The provider's own words, not escaped."""

    maybe_sent: bool = False
    """Given up, but an attempt without answer may have sent it."""

    @property
    def failed(self) -> bool:
        """Whether the message will not arrive."""
        return self.status in (Status.REJECTED, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that may have been carried out although no answer came."""

    text: str
    at: float
    """On the outbox's steady clock."""


@dataclass(slots=True, kw_only=True, eq=False)
class Shipment:
    """What becomes one order: one text to numbers that are tried together.

    The numbers stay together over all attempts, since the provider recognises
    a repetition by text and recipients.
    """

    text: str
    recipients: dict[str, str | None]
    """Ten-digit numbers, each with the name of its recipient."""

    sender: str
    commercial_list: CommercialList | None
    created: float
    """On the steady clock."""

    id: str = field(default_factory=ulid_now)
    sequence: int = field(default_factory=next_in_sequence)
    timed: bool = False
    """The time was added because the text is a repeat."""

    shortened: bool = False
    """Cut by the stricter count after the provider found it too long."""

    unanswered: Attempt | None = None
    """The last attempt that may have been carried out."""

    tickets: dict[str, list[Ticket]] = field(default_factory=dict)
    """Who waits for an answer, by number."""

    told: bool = False
    """The callers know that the message waits."""

    done: bool = False
    """Every number has its outcome, or belongs to another shipment now."""

    fresh: bool = False
    """Its first attempt is due, and stands in the journal as if it was made."""

    under_way: bool = False
    """A request for it is being answered right now."""

    overdue: bool = False
    """Its time was up while a request for it was being answered."""

    attempts: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Ticket:
    """A caller's claim to an answer about one number."""

    future: Future[Outcome]
    shipment: Shipment
    company: list[Ticket]
    """All that arrived in the same turn with the same text, itself among them."""


@dataclass(slots=True, kw_only=True, eq=False)
class FollowedOrder:
    """An accepted order whose delivery is not known yet."""

    id: str
    created: float
    """On the steady clock."""

    waiting: dict[str, str | None]
    """Numbers without final state, each with the name of its recipient."""

    sequence: int = field(default_factory=next_in_sequence)
