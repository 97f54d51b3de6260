"""The provider's answers as typed values."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class CommercialList(StrEnum):
    """List of the İleti Yönetim Sistemi (İYS) that a commercial SMS is checked against."""

    BIREYSEL = "BIREYSEL"
    TACIR = "TACIR"


class OrderStatus(StrEnum):
    """State of an order; completed does not mean delivered."""

    SENDING = "sending"
    COMPLETED = "completed"
    FAILED = "failed"


class MessageStatus(StrEnum):
    """Delivery state of one SMS."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Order(NamedTuple):
    """An accepted order; accepted does not mean delivered."""

    id: str | None
    """None if the provider gave no ID that is safe to store and show."""


class Balance(NamedTuple):
    """Remaining credit of the account."""

    amount: Decimal
    """Turkish lira."""

    sms: int
    """Standard SMS the amount pays for."""


class ReportedMessage(NamedTuple):
    """One SMS of an order."""

    number: str
    """Ten digits, 5xxxxxxxxx; a foreign number as reported; "" if unreadable."""

    status: MessageStatus


class Report(NamedTuple):
    """Delivery report of an order."""

    order_id: str
    status: OrderStatus
    total: int
    delivered: int
    undelivered: int
    waiting: int
    messages: tuple[ReportedMessage, ...]
