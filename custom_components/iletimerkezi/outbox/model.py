"""A message on its way: what a caller hands over, what is sent, what became of it."""

from asyncio import Future
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Final, NamedTuple

from homeassistant.core import Context
from homeassistant.util.ulid import ulid_now

from ..api import CommercialList


class Addressee(NamedTuple):
    """Whom a number stands for."""

    name: str | None = None
    """The recipient's name, None for a bare number."""

    recipient_ids: tuple[str, ...] = ()
    """The subentries that it was addressed by; several share a number at times."""


type Recipients = Mapping[str, Addressee]
"""Ten-digit numbers, each with whom it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingSms:
    """A text for one or more people, as a caller hands it over."""

    text: str
    recipients: Recipients
    sender: str | None = None
    """An approved sender instead of the account's."""

    commercial_list: str | None = None
    """An İYS list, or COMMERCIAL_LIST_NONE, instead of the account's."""

    urgent: bool = False
    """Passes the daily limit."""

    context: Context | None = None
    """The call's, so that Activity names the automation or person behind it."""


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


class ProblemReason(StrEnum):
    """Why an account can send nothing."""

    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NO_CREDIT = "no_credit"
    SENDER = "sender"
    IYS = "iys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a message to one number."""

    status: Status
    number: str
    addressee: Addressee
    text: str
    """As it was sent, or as it waits."""

    sequence: int
    """Orders messages by when they were handed over, see next_in_sequence."""

    order_id: str | None = None
    code: int | None = None
    """The provider's code of a refusal."""

    provider_text: str = ""
    """The provider's own words, not escaped."""

    maybe_sent: bool = False
    """It failed or waits, but an attempt without answer may have sent it."""

    parts: int = 0
    """SMS that the text takes for this number."""

    deadline: float | None = None
    """Until when a queued message is kept, in seconds since the epoch."""

    unreachable: bool = False
    """Queued for the network, not for the account or the rate limit."""

    own_value: bool = False
    """The refusal concerns a sender or İYS list of the call's own, not the account's."""

    over_limit: bool = False
    """Rejected for the daily limit; `code` is None."""

    failure_reported: bool = False
    """An earlier outcome of the same message has said already that it failed."""

    context: Context | None = None
    """Of the call that handed the message over; None after a restart without it."""

    @property
    def recipient(self) -> str | None:
        """Return the recipient's name, None for a bare number."""
        return self.addressee.name

    @property
    def kept(self) -> bool:
        """Return whether the message waits for the account to be put right."""
        return self.status is Status.QUEUED and self.code is not None

    @property
    def failed(self) -> bool:
        """Return whether a caller gets an error for it."""
        return self.status in (Status.REJECTED, Status.EXPIRED) or self.kept


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
    recipients: dict[str, Addressee]
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

    context: Context | None = None


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

    waiting: dict[str, Addressee]
    """Numbers without final state."""

    sequence: int = field(default_factory=next_in_sequence)

    text: str = ""
    context: Context | None = None
