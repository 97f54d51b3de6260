"""The reported outcomes of an order, one for each number. Pure."""

from typing import Any

from ..api.text import measure
from .clock import to_timestamp
from .model import Addressee, Outcome, Status, WaitingMessage
from .order import Order, OrderState, Refusal
from .settings import SendingSettings


def outcome(
    order: Order,
    number: str,
    status: Status,
    *,
    addressee: Addressee | None = None,
    **details: Any,
) -> Outcome:
    """Return the outcome of an order for one number."""
    return Outcome(
        status=status,
        number=number,
        addressee=addressee or order.recipients[number],
        text=order.variant.text,
        sequence=order.sequence,
        parts=order.parts,
        context=order.context,
    )._replace(**details)


def accepted(order: Order, text: str, order_id: str | None) -> list[Outcome]:
    """Return the outcomes of an accepted order."""
    details: dict[str, Any] = {"text": text, "order_id": order_id}
    if text != order.variant.text:
        details["parts"] = measure(text).parts
    return [
        outcome(order, number, Status.ACCEPTED, **details)
        for number in order.recipients
    ]


def rejected(order: Order, refusal: Refusal) -> list[Outcome]:
    """Return the outcomes of a rejected order."""
    return [
        outcome(
            order,
            number,
            Status.REJECTED,
            code=refusal.code,
            provider_text=refusal.provider_text,
            own_value=refusal.own_value,
            maybe_sent=order.possibly_sent is not None,
        )
        for number in order.recipients
    ]


def expired(order: Order) -> list[Outcome]:
    """Return the outcomes of an expired order."""
    refusal = order.refusal if order.reported else None
    return [
        outcome(
            order,
            number,
            Status.EXPIRED,
            code=refusal.code if refusal else None,
            provider_text=refusal.provider_text if refusal else "",
            own_value=refusal is not None and refusal.own_value,
            maybe_sent=order.possibly_sent is not None,
            failure_reported=refusal is not None,
        )
        for number in order.recipients
    ]


def queued(
    order: Order, settings: SendingSettings, *, circuit_open: bool
) -> list[Outcome]:
    """Return the outcomes of an order that is held for the account, or queued."""
    refusal = order.refusal if order.state is OrderState.HELD else None
    return [
        outcome(
            order,
            number,
            Status.QUEUED,
            code=refusal.code if refusal else None,
            provider_text=refusal.provider_text if refusal else "",
            own_value=refusal is not None and refusal.own_value,
            maybe_sent=order.possibly_sent is not None,
            deadline=_deadline(order, settings),
            unreachable=_is_unreachable(order, circuit_open=circuit_open),
            failure_reported=bool(order.reported),
        )
        for number in order.recipients
    ]


def waiting_message(
    order: Order, settings: SendingSettings, *, circuit_open: bool
) -> WaitingMessage:
    """Return a waiting order as a notification shows it."""
    refusal = order.refusal if order.state is OrderState.HELD else None
    return WaitingMessage(
        recipients=dict(order.recipients),
        text=order.variant.text,
        created=to_timestamp(order.created),
        deadline=_deadline(order, settings),
        repeats=order.repeats,
        code=refusal.code if refusal else None,
        own_value=refusal is not None and refusal.own_value,
        unreachable=_is_unreachable(order, circuit_open=circuit_open),
    )


def _deadline(order: Order, settings: SendingSettings) -> float:
    """Return until when an order is kept, in seconds since the epoch."""
    return to_timestamp(order.renewed + settings.lifetime)


def _is_unreachable(order: Order, *, circuit_open: bool) -> bool:
    """Return whether an order waits for the network."""
    return order.state is not OrderState.HELD and (order.unanswered or circuit_open)
