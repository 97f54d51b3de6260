"""Orders as they are written to the journal, and back; times there are wall times."""

import json
import logging
from typing import Any

from homeassistant.core import Context

from .clock import from_timestamp, to_timestamp
from .model import Addressee, FollowedOrder
from .order import Order, OrderState, PossiblySent, Refusal
from .schema import Row, sealed
from .text import TextVariant

_LOGGER = logging.getLogger(__name__)


def order_row(order: Order, possibly_sent: PossiblySent | None) -> Row:
    """Return an order as it is stored, with an attempt that is about to be made."""
    return sealed(
        order.id,
        to_timestamp(order.created),
        json.dumps(
            {
                "variant": order.variant,
                "recipients": order.recipients,
                "sender": order.sender,
                "commercial_list": order.commercial_list,
                "renewed": to_timestamp(order.renewed),
                "repeats": order.repeats,
                "refusal": order.refusal if order.state is OrderState.HELD else None,
                "possibly_sent": possibly_sent
                and possibly_sent._replace(since=to_timestamp(possibly_sent.since)),
                "parts": order.parts,
                "day": order.day,
                "context": _to_json(order.context),
            }
        ),
    )


def to_order(row: Row) -> Order | None:
    """Return an order as it was stored, None if its row makes no sense."""
    order_id, created, data, _checksum = row
    try:
        stored: dict[str, Any] = json.loads(data)
        order = Order(
            TextVariant(*stored["variant"]),
            _to_recipients(stored["recipients"]),
            created=from_timestamp(created),
            sender=stored["sender"],
            commercial_list=stored["commercial_list"],
            context=_to_context(stored["context"]),
            order_id=order_id,
        )
        order.renewed = from_timestamp(stored["renewed"])
        order.repeats = stored["repeats"]
        order.parts = stored["parts"]
        order.day = stored["day"]
        if stored["refusal"]:
            order.refusal = Refusal(*stored["refusal"])
        if stored["possibly_sent"]:
            text, since, resend = stored["possibly_sent"]
            order.possibly_sent = PossiblySent(text, from_timestamp(since), resend)
    except KeyError, TypeError, ValueError:
        _LOGGER.error("A message in the journal is damaged and cannot be sent")
        return None
    order.restored = True
    return order


def followed_row(order: FollowedOrder) -> Row:
    """Return an order whose delivery is not known as it is stored."""
    return sealed(
        order.id,
        to_timestamp(order.created),
        json.dumps([order.waiting, order.text, _to_json(order.context)]),
    )


def to_followed(row: Row) -> FollowedOrder | None:
    """Return such an order as it was stored, None if its row makes no sense."""
    order_id, created, data, _checksum = row
    try:
        waiting, text, context = json.loads(data)
        return FollowedOrder(
            order_id,
            created=from_timestamp(created),
            waiting=_to_recipients(waiting),
            text=text,
            context=_to_context(context),
        )
    except TypeError, ValueError:
        return None


def _to_recipients(stored: dict[str, Any]) -> dict[str, Addressee]:
    """Return recipients as they were stored."""
    return {
        number: Addressee(name, tuple(recipient_ids))
        for number, (name, recipient_ids) in stored.items()
    }


def _to_json(context: Context | None) -> list[str | None] | None:
    """Return what Activity needs of a context."""
    if context is None:
        return None
    return [context.id, context.parent_id, context.user_id]


def _to_context(stored: list[str | None] | None) -> Context | None:
    """Return a context as it was stored."""
    if stored is None:
        return None
    context_id, parent_id, user_id = stored
    return Context(id=context_id, parent_id=parent_id, user_id=user_id)
