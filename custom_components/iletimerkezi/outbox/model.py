"""A message on its way: as handed over, while it waits, and its outcomes."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import count
from typing import Final, NamedTuple

from homeassistant.core import Context


class Addressee(NamedTuple):
    """The recipient that a number belongs to."""

    name: str | None = None
    """The recipient's name, None for a bare number."""

    recipient_ids: tuple[str, ...] = ()
    """The subentries that it was addressed by; sometimes several share a number."""


type Recipients = Mapping[str, Addressee]
"""Ten-digit numbers, each with its recipient."""


class OutgoingSms(NamedTuple):
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

    Clocks do not say that of what happens within one tick.
    """
    return next(_SEQUENCE)


class Status(StrEnum):
    """The outcome of a message to one number."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    EXPIRED = "expired"


class ProblemReason(StrEnum):
    """Why nothing can be sent at present."""

    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NO_CREDIT = "no_credit"
    SENDER = "sender"
    IYS = "iys"


class Outcome(NamedTuple):
    """The outcome of a message to one number."""

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
    """An earlier outcome of the same message already reported its failure."""

    context: Context | None = None
    """Of the call that handed the message over."""

    @property
    def recipient(self) -> str | None:
        """Return the recipient's name, None for a bare number."""
        return self.addressee.name

    @property
    def kept(self) -> bool:
        """Return whether the message waits until the account is fixed."""
        return self.status is Status.QUEUED and self.code is not None

    @property
    def failed(self) -> bool:
        """Return whether a caller gets an error for it."""
        return self.status in (Status.REJECTED, Status.EXPIRED) or self.kept


class WaitingMessage(NamedTuple):
    """A waiting message, for notifications; times are seconds since the epoch."""

    recipients: Recipients
    text: str
    created: float
    deadline: float
    repeats: int
    code: int | None
    """It is kept for the account, None if it waits for the network."""

    own_value: bool
    unreachable: bool


class FollowedOrder:
    """An accepted order whose delivery is not known yet."""

    __slots__ = ("context", "created", "due", "id", "sequence", "text", "waiting")

    def __init__(
        self,
        order_id: str,
        *,
        created: float,
        waiting: dict[str, Addressee],
        text: str = "",
        context: Context | None = None,
        sequence: int | None = None,
    ) -> None:
        """Initialize.

        Args:
            order_id: the provider's.
            created: when it was accepted, on the steady clock.
            waiting: numbers without final state.
            text: for forwarding an SMS that did not arrive.
            context: of the call.
            sequence: of the message.
        """
        self.id = order_id
        self.created = created
        self.waiting = waiting
        self.text = text
        self.context = context
        self.sequence = sequence or next_in_sequence()
        self.due = 0.0
