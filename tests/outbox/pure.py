"""Orders, settings and answers for tests without Home Assistant."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from custom_components.iletimerkezi.api import (
    Balance,
    ProviderUnreachableError,
    RefusedError,
)
from custom_components.iletimerkezi.api.errors import UnreachableCause
from custom_components.iletimerkezi.const import RepeatedMessages
from custom_components.iletimerkezi.outbox.model import Addressee
from custom_components.iletimerkezi.outbox.order import Attempt, Order, PossiblySent
from custom_components.iletimerkezi.outbox.settings import SendingSettings
from custom_components.iletimerkezi.outbox.text import TextVariant

from ..helpers import ANNE

NOW = 50_000.0
"""Any time on the steady clock."""

SETTINGS = SendingSettings(
    sender="EVIM",
    commercial_list=None,
    repeated_messages=RepeatedMessages.ADD_TIME,
    max_parts=7,
    plain_letters=False,
    retry_seconds=3600.0,
)
AT_ONCE = SETTINGS._replace(retry_seconds=0.0)
REJECTING = SETTINGS._replace(repeated_messages=RepeatedMessages.REJECT)

LOST = ProviderUnreachableError("lost", maybe_processed=True)
NO_LINE = ProviderUnreachableError("no line", maybe_processed=False)
BUSY = ProviderUnreachableError(
    "busy", maybe_processed=False, cause=UnreachableCause.BUSY
)


def make_order(
    text: str = "Duman",
    numbers: Iterable[str] = (ANNE,),
    *,
    created: float = NOW,
    possibly_sent: PossiblySent | None = None,
    parts: int = 1,
    **details: Any,
) -> Order:
    """Return an order that is ready."""
    order = Order(
        details.pop("variant", None) or TextVariant.of(text),
        dict.fromkeys(numbers, Addressee()),
        created=created,
        sender=details.pop("sender", None),
        commercial_list=details.pop("commercial_list", None),
    )
    order.possibly_sent = possibly_sent
    order.parts = parts
    order.day = "2026-11-21"
    for name, value in details.items():
        setattr(order, name, value)
    return order


def attempted(
    order: Order, text: str | None = None, *, now: float = NOW, resend: bool = False
) -> Attempt:
    """Return an attempt for an order, recorded as OrderBook.start does it."""
    text = order.variant.text if text is None else text
    attempt = Attempt(text, now, order.possibly_sent)
    if order.possibly_sent is None or order.possibly_sent.text != text:
        order.possibly_sent = PossiblySent(text, now, resend)
    order.attempts += 1
    return attempt


def refused(code: int, text: str = "") -> RefusedError:
    """Return the provider's refusal."""
    return RefusedError(code, text)


def balance(sms: int, amount: float = 10.0) -> Balance:
    """Return a balance."""
    return Balance(Decimal(str(amount)), sms)
