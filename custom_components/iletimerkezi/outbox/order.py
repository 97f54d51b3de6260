"""An order: one text on its way to numbers that one GET names, and its states."""

from collections.abc import Set as AbstractSet
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from homeassistant.core import Context
from homeassistant.util.ulid import ulid_now

from .model import Addressee, next_in_sequence
from .text import TextVariant

if TYPE_CHECKING:
    from .waiters import Waiter


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
            recipients: ten-digit numbers with their recipients.
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
        """The provider was too busy for it; if it was still sent, 451 reveals it."""

        self.balance_answered = False
        """The provider can be reached: the second text of an unclear order may leave."""

        self.refusal: Refusal | None = None
        """Why it is held, or was last."""

        self.reported: int | None = None
        """What its callers were told: None nothing, 0 queued, else its code."""

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

    def only_for(self, recipient_ids: AbstractSet[str]) -> list[str]:
        """Return the numbers that were addressed by these subentries alone."""
        return [
            number
            for number, addressee in self.recipients.items()
            if addressee.recipient_ids and recipient_ids >= {*addressee.recipient_ids}
        ]

    def move(self, state: OrderState) -> None:
        """Change the state; raises AssertionError for what cannot happen."""
        assert state in _TRANSITIONS[self.state], f"{self.state} to {state}"
        self.state = state
