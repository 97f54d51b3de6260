"""What the provider tells us, in our own types."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class CommercialList(StrEnum):
    """The list of the İleti Yönetim Sistemi (İYS) a commercial SMS is checked against."""

    BIREYSEL = "BIREYSEL"
    TACIR = "TACIR"


class OrderStatus(StrEnum):
    """State of an order; completed says nothing about delivery."""

    SENDING = "sending"
    COMPLETED = "completed"
    FAILED = "failed"


class MessageStatus(StrEnum):
    """State of one SMS on its way to one phone."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An accepted order; accepted is not yet delivered."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is left on the account."""

    amount: Decimal
    """Turkish lira."""

    sms: int
    """Standard SMS the amount pays for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedMessage:
    """One SMS of an order."""

    number: str
    """Ten digits, 5xxxxxxxxx."""

    status: MessageStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of an order."""

    order_id: str
    status: OrderStatus
    total: int
    delivered: int
    undelivered: int
    waiting: int
    messages: tuple[ReportedMessage, ...]
