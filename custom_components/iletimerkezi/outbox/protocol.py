"""Which text an order sends next, and what an answer means for it: pure decisions.

The provider recognizes the same text to the same recipients for ten minutes
and answers 451 (provider page, "Repeated order"). So after an attempt that may
have been carried out the identical text is repeated, and 451 then means that
it was. Once the provider may have forgotten, one more text leaves, and no
third one: whatever happens, a message is carried out twice at most.
"""

from datetime import datetime
from typing import Final, NamedTuple

from ..api import ProviderUnreachableError, RefusedError, StatusCode
from ..api.client import SEND_TIMEOUT
from ..api.errors import HoldScope
from ..api.models import Order as ProviderOrder
from .clock import to_local
from .dedup import DEDUP_WINDOW
from .order import Attempt, Order, PossiblySent, Refusal
from .settings import SendingSettings
from .text import LATE_AFTER, TextVariant

LEAVES_WITHIN: Final = 5.0
"""Seconds that an attempt may wait for the disk."""

_REPEAT_UNTIL: Final = DEDUP_WINDOW - SEND_TIMEOUT - LEAVES_WITHIN
"""Seconds; an identical request that is made later might arrive too late."""

_RESEND_AFTER: Final = DEDUP_WINDOW + LEAVES_WITHIN
"""Seconds; the provider remembers an attempt from when it left, not from its start."""


class Accepted(NamedTuple):
    """The provider carries the order out."""

    order_id: str | None
    """None if it was an earlier attempt, whose answer was lost."""


class Rejected(NamedTuple):
    """The provider will never carry the order out."""

    refusal: Refusal


class Held(NamedTuple):
    """The provider refuses the account, or a value of the call's own."""

    refusal: Refusal


class Split(NamedTuple):
    """The order is refused for some of its recipients: one by one from now on."""

    possibly_sent: bool
    """The provider may have served the good ones while refusing."""


class RetryNow(NamedTuple):
    """Another text is tried at once."""

    variant: TextVariant


class RetryLater(NamedTuple):
    """The result is unknown; the order is tried again."""


type Answer = ProviderOrder | RefusedError | ProviderUnreachableError
type Decision = Accepted | Rejected | Held | Split | RetryNow | RetryLater


class NextAttempt(NamedTuple):
    """When the next attempt may leave, and whether with the second text."""

    at: float
    """Not before this time on the steady clock."""

    resend: bool = False
    """A balance query has to be answered first."""


def next_attempt(order: Order, now: float) -> NextAttempt | None:
    """Return when an order may leave, None if nothing more of it may."""
    possibly_sent = order.possibly_sent
    if possibly_sent is None or now < possibly_sent.since + _REPEAT_UNTIL:
        return NextAttempt(now)
    if possibly_sent.resend:
        return None
    return NextAttempt(max(now, possibly_sent.since + _RESEND_AFTER), resend=True)


def may_divide(order: Order, now: float) -> bool:
    """Return whether some of the recipients can be left out of the next attempt.

    While the text is repeated they cannot: the provider would not recognize it.
    """
    possibly_sent = order.possibly_sent
    return possibly_sent is None or now >= possibly_sent.since + _REPEAT_UNTIL


def attempt_now(order: Order, now: float, settings: SendingSettings) -> PossiblySent:
    """Return the text that leaves now, as it may have been carried out from then on.

    Called only when next_attempt() allows it.
    """
    earlier = order.possibly_sent
    if earlier is not None and now < earlier.since + _REPEAT_UNTIL:
        return earlier
    text = order.variant.text
    if now - order.created > LATE_AFTER:
        text = order.variant.late(to_local(order.created), max_parts=settings.max_parts)
    return PossiblySent(text, now, resend=earlier is not None)


def possibly_sent_after(
    attempt: Attempt, order: Order, answer: Answer
) -> PossiblySent | None:
    """Return what may have been carried out once an attempt was answered, or not."""
    if isinstance(answer, ProviderUnreachableError) and answer.maybe_processed:
        return order.possibly_sent
    if not isinstance(answer, RefusedError):
        return attempt.earlier
    if answer.meaning.about_recipients and len(order.recipients) > 1:
        # The good ones may have been served.
        return order.possibly_sent
    earlier = attempt.earlier
    if (
        answer.code == StatusCode.TEXT_TOO_LONG
        and earlier == order.possibly_sent
        and earlier is not None
        and not earlier.resend
    ):
        # The same text was refused by any earlier attempt, too.
        return None
    return earlier


def decide(
    order: Order,
    attempt: Attempt,
    answer: Answer,
    local_now: datetime,
    settings: SendingSettings,
) -> Decision:
    """Return what an answer means for an order.

    Args:
        order: with its state from before the answer.
        attempt: what was answered.
        answer: the provider's, or that there was none.
        local_now: for the time that is added to a repeat.
        settings: the account's.
    """
    if isinstance(answer, ProviderOrder):
        return Accepted(answer.id)
    if isinstance(answer, ProviderUnreachableError):
        return RetryLater()
    code = answer.code
    if code == StatusCode.REPEATED_ORDER:
        if _is_own_repetition(order, attempt):
            return Accepted(None)
        if settings.adds_time and not order.variant.timed:
            return RetryNow(
                order.variant.with_time(local_now, max_parts=settings.max_parts)
            )
    if code == StatusCode.TEXT_TOO_LONG and not order.variant.shortened:
        shorter = order.variant.stricter(max_parts=settings.max_parts)
        if shorter.text != order.variant.text:
            return RetryNow(shorter)
    several = len(order.recipients) > 1
    if several and answer.meaning.about_recipients:
        return Split(possibly_sent=True)
    # What was carried out may have used the credit up, and one by one the
    # provider would not recognize the repetition.
    if (
        several
        and code == StatusCode.NO_CREDIT
        and not _is_own_repetition(order, attempt)
    ):
        return Split(possibly_sent=False)
    refusal = Refusal(code, answer.provider_text, _is_own_value(order, answer))
    if answer.meaning.holds and settings.retries:
        return Held(refusal)
    return Rejected(refusal)


def _is_own_repetition(order: Order, attempt: Attempt) -> bool:
    """Return whether 451 means that an earlier attempt of the order was carried out.

    Should another system have sent the same text meanwhile, its recipients got
    the text anyway. A restored order may have been sent just
    before, unrecorded; a provider that was too busy may have been wrong.
    """
    if attempt.text == order.busy_text or (order.restored and order.attempts == 1):
        return True
    return attempt.earlier is not None and attempt.earlier.text == attempt.text


def _is_own_value(order: Order, answer: RefusedError) -> bool:
    """Return whether a value of the call's own is refused, not the account's."""
    match answer.meaning.holds:
        case HoldScope.SENDER:
            return order.sender is not None
        case HoldScope.COMMERCIAL_LIST:
            return order.commercial_list is not None
    return False
