"""A message on its way: what a caller hands over, an order's state, its outcomes."""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from homeassistant.core import Context
from homeassistant.util.ulid import ulid_now

from .text import TextVariant

if TYPE_CHECKING:
    from .waiters import Waiter


class Addressee(NamedTuple):
    """Whom a number stands for."""

    name: str | None = None
    """The recipient's name, None for a bare number."""

    recipient_ids: tuple[str, ...] = ()
    """The subentries that it was addressed by; several share a number at times."""


type Recipients = Mapping[str, Addressee]
"""Ten-digit numbers, each with whom it stands for."""


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
    """What became of a message to one number."""

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
    """Of the call that handed the message over."""

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


class OrderState(Enum):
    """Where an order stands."""

    READY = auto()
    """To be sent as soon as circuit, backoff and rate limit allow."""

    IN_FLIGHT = auto()
    """A request for it is being answered."""

    HELD = auto()
    """Kept until the account, or the call's own sender or İYS list, works again."""

    CLOSED = auto()
    """Every number has its outcome, or belongs to another order now."""


_TRANSITIONS: Final[dict[OrderState, frozenset[OrderState]]] = {
    OrderState.READY: frozenset(
        (OrderState.IN_FLIGHT, OrderState.HELD, OrderState.CLOSED)
    ),
    OrderState.IN_FLIGHT: frozenset(
        (OrderState.READY, OrderState.HELD, OrderState.CLOSED)
    ),
    OrderState.HELD: frozenset((OrderState.READY, OrderState.CLOSED)),
    OrderState.CLOSED: frozenset(),
}


class PossiblySent(NamedTuple):
    """A text that may have been carried out although no answer came."""

    text: str
    since: float
    """The first such attempt of this text, on the steady clock."""

    resend: bool = False
    """It is the second text: there will be no third one."""


class Refusal(NamedTuple):
    """Why the provider refuses the account, or a value of a call's own."""

    code: int
    provider_text: str = ""
    own_value: bool = False


class Attempt(NamedTuple):
    """A request for an order."""

    text: str
    started: float
    """On the steady clock."""

    earlier: PossiblySent | None
    """What may have been carried out before it."""


class Order:
    """One text to numbers that are sent together by one GET.

    The numbers stay together over all attempts, since the provider recognizes
    a repetition by text and recipients. Only the outbox changes an order.
    """

    __slots__ = (
        "attempt_recorded_at",
        "attempts",
        "balance_answered",
        "busy_text",
        "commercial_list",
        "context",
        "created",
        "day",
        "failed_at_success",
        "id",
        "joined",
        "not_before",
        "parts",
        "possibly_sent",
        "recipients",
        "refusal",
        "renewed",
        "repeats",
        "reported",
        "restored",
        "sender",
        "sequence",
        "state",
        "unanswered",
        "variant",
        "waiters",
    )

    def __init__(
        self,
        variant: TextVariant,
        recipients: dict[str, Addressee],
        *,
        created: float,
        sender: str | None = None,
        commercial_list: str | None = None,
        context: Context | None = None,
        order_id: str | None = None,
        sequence: int | None = None,
    ) -> None:
        """Initialize an order that is ready to be sent.

        Args:
            variant: what is sent.
            recipients: ten-digit numbers with whom they stand for.
            created: when it was handed over, on the steady clock.
            sender: a sender of the call's own, None for the account's.
            commercial_list: likewise, COMMERCIAL_LIST_NONE for none.
            context: of the call.
            order_id: in the journal; a new one by default.
            sequence: of the message; a new one by default.
        """
        self.id = order_id or ulid_now()
        self.sequence = sequence or next_in_sequence()
        self.variant = variant
        self.recipients = recipients
        self.sender = sender
        self.commercial_list = commercial_list
        self.context = context
        self.created = created
        self.renewed = created
        """When it was last handed over; its deadline counts from then."""

        self.repeats = 1
        """How often it was handed over while it waited."""

        self.state = OrderState.READY
        self.attempts = 0
        self.possibly_sent: PossiblySent | None = None
        self.attempt_recorded_at: float | None = None
        """When its first attempt was written to the journal ahead of it."""

        self.restored = False
        """Found by a restart: it may have been sent just before, unrecorded."""

        self.busy_text: str | None = None
        """What the provider was too busy for; if it was sent after all, 451 reveals it."""

        self.balance_answered = False
        """The provider can be heard: the second text of an unclear order may leave."""

        self.refusal: Refusal | None = None
        """Why it is held, or was last."""

        self.reported: int | None = None
        """What its callers know: None nothing, 0 queued, else the code it is kept for."""

        self.unanswered = False
        """Its last attempt had no answer."""

        self.not_before = 0.0
        """Backoff of its own, on the steady clock."""

        self.failed_at_success: int | None = None
        """How many others had been answered when it last was not."""

        self.waiters: dict[str, list[Waiter]] = {}
        self.joined: list[tuple[str, Addressee, Waiter]] = []
        """Callers that repeated it before it was known whether it has to wait."""

        self.parts = 0
        self.day = ""
        """Local date that its SMS count for."""

    @property
    def waits(self) -> bool:
        """Return whether it is known to wait rather than being sent right now."""
        return self.reported is not None or self.unanswered

    @property
    def has_callers(self) -> bool:
        """Return whether somebody waits for its outcome."""
        return bool(self.waiters or self.joined)

    def move(self, state: OrderState) -> None:
        """Change the state; raises AssertionError for what cannot happen."""
        assert state in _TRANSITIONS[self.state], f"{self.state} to {state}"
        self.state = state


class WaitingMessage(NamedTuple):
    """What waits, for notifications; times are seconds since the epoch."""

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
            text: for those who forward what did not arrive.
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
