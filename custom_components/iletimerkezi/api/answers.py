"""The provider's answers parsed: bytes in, our own types or errors out.

An answer is the provider's only if its body is readable: XML, or the JSON twin of
it. The HTTP status says nothing: it usually repeats the code of the body, but may be
a generic one, and a proxy or a captive portal can make up any status.
"""

from functools import cache
import re
from typing import Final

from .decoding import (
    Response,
    decode,
    is_empty,
    mapping,
    sequence,
    to_decimal,
    to_int,
    to_text,
)
from .errors import (
    ProviderUnreachableError,
    RefusedError,
    StatusCode,
    UnreachableCause,
    meaning_of,
)
from .models import Balance, MessageStatus, Order, OrderStatus, Report, ReportedMessage
from .phone import InvalidNumberError, parse_number

_ID: Final = "[0-9A-Za-z_-]{1,40}"

_MAX_PLAIN_BYTES: Final = 500

_MESSAGE_STATUS: Final = {
    110: MessageStatus.WAITING,
    111: MessageStatus.DELIVERED,
    112: MessageStatus.UNDELIVERED,
}
_ORDER_STATUS: Final = {
    113: OrderStatus.SENDING,
    114: OrderStatus.COMPLETED,
    115: OrderStatus.FAILED,
}


def parse_order(http_status: int, body: bytes) -> Order:
    """Return the order of a send answer.

    Raises RefusedError for a final refusal. Raises ProviderUnreachableError for a
    transient one, and for an answer that is not readable; the request may have been
    carried out in the latter case only.
    """
    if len(body) <= _MAX_PLAIN_BYTES and (plain := _plain_success().fullmatch(body)):
        return Order(plain[1].decode())
    order_id = mapping(_checked(http_status, body).get("order")).get("id")
    if is_empty(order_id):
        raise ProviderUnreachableError(
            "success without order",
            maybe_processed=True,
            cause=UnreachableCause.UNREADABLE,
        )
    return Order(_valid_id(order_id))


def parse_balance(http_status: int, body: bytes) -> Balance:
    """Return the balance; raises like parse_order."""
    balance = mapping(_checked(http_status, body).get("balance"))
    # An empty element stands for zero, a missing one for nothing.
    if not {"amount", "sms"} <= balance.keys():
        raise _useless("success without balance")
    amount, sms = to_decimal(balance["amount"]), to_decimal(balance["sms"])
    if amount is None or sms is None:
        raise _useless("balance is no number")
    return Balance(amount=amount, sms=int(sms))


def parse_senders(http_status: int, body: bytes) -> list[str]:
    """Return the approved senders, exactly as written; raises like parse_order."""
    senders = mapping(_checked(http_status, body).get("senders")).get("sender")
    return [item for item in sequence(senders) if isinstance(item, str) and item]


def parse_report(http_status: int, body: bytes) -> Report:
    """Return one page of an order's report; raises like parse_order."""
    order = mapping(_checked(http_status, body).get("order"))
    if not order:
        raise _useless("success without report")
    messages = tuple(
        ReportedMessage(
            number=_number(message.get("number")),
            status=_MESSAGE_STATUS.get(
                to_int(message.get("status")) or 0, MessageStatus.WAITING
            ),
        )
        for message in map(mapping, sequence(order.get("message")))
        if message
    )
    return Report(
        order_id=_valid_id(order.get("id")) or "",
        status=_ORDER_STATUS.get(to_int(order.get("status")) or 0, OrderStatus.SENDING),
        total=to_int(order.get("total")) or 0,
        delivered=to_int(order.get("delivered")) or 0,
        undelivered=to_int(order.get("undelivered")) or 0,
        waiting=to_int(order.get("waiting")) or 0,
        messages=messages,
    )


@cache
def _plain_success() -> re.Pattern[bytes]:
    """Return the pattern of a success as recorded: no answer costs less to parse.

    It matches nothing that the XML parser would read differently: the message holds
    letters of ASCII and Turkish only, no markup and no control characters.
    """
    space = r"[ \t\r\n]*"
    return re.compile(
        space.join(
            (
                r'(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?',
                r"<response>",
                r"<status>",
                r"<code>200</code>",
                r"<message>(?:[ -%'-;=?-~]|[\xc3-\xc5][\x80-\xbf]){0,200}</message>",
                r"</status>",
                r"<order>",
                rf"<id>({_ID})</id>",
                r"</order>",
                r"</response>",
                r"",
            )
        ).encode("latin-1")
    )


@cache
def _id_pattern() -> re.Pattern[str]:
    """Return the pattern of an order ID that is safe to store and show."""
    return re.compile(_ID)


@cache
def _foreign_number() -> re.Pattern[str]:
    """Return the pattern of a number that is not a Turkish mobile number."""
    return re.compile(r"\+?[0-9]{1,15}")


def _checked(http_status: int, body: bytes) -> Response:
    """Return the content of a success; raises like parse_order."""
    response = decode(body)
    status = mapping(response.get("status")) if response is not None else {}
    code = to_int(status.get("code"))
    if response is None or code is None:
        raise ProviderUnreachableError(
            f"unreadable answer with HTTP status {http_status}",
            maybe_processed=True,
            cause=UnreachableCause.UNREADABLE,
        )
    if code == StatusCode.OK:
        return response
    if meaning_of(code).transient:
        # A readable refusal is not an attempt that may have been carried out.
        raise ProviderUnreachableError(
            f"code {code}", maybe_processed=False, cause=UnreachableCause.BUSY
        )
    raise RefusedError(code, to_text(status.get("message")))


def _useless(reason: str) -> ProviderUnreachableError:
    """Return the error for a success without the requested content."""
    return ProviderUnreachableError(
        reason, maybe_processed=False, cause=UnreachableCause.UNREADABLE
    )


def _valid_id(value: object) -> str | None:
    """Return a well-formed order ID, None for anything else."""
    order_id = to_text(value)
    return order_id if _id_pattern().fullmatch(order_id) else None


def _number(value: object) -> str:
    """Return a reported number as ten digits; reports write +905301234567."""
    try:
        return parse_number(value)
    except InvalidNumberError:
        number = to_text(value)
        return number if _foreign_number().fullmatch(number) else ""
