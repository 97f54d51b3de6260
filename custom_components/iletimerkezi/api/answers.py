"""The provider's answers: bytes in, our own types or errors out.

The HTTP status usually repeats the code of the body but may be a generic one,
so the body decides wherever it can be read.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
import json
from typing import Any, Final, Never
from xml.etree import ElementTree as ET

from .errors import ProviderUnreachableError, RefusedError, StatusCode, meaning_of
from .models import Balance, MessageStatus, Order, OrderStatus, Report, ReportedMessage
from .phone import InvalidNumberError, parse_number

# Codes of this range are the provider's own: no proxy or portal makes them up.
_PROVIDERS_OWN: Final = range(450, 500)
_MAX_DIGITS: Final = 15
# In UTF-8 and everything else that contains ASCII, and in UTF-16.
_DOCTYPES: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le").rstrip(b"\0"))

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

    Raises RefusedError, or ProviderUnreachableError if the answer is no
    answer: the request may have been carried out then.
    """
    root = _parse_xml(body)
    if root is None or (code := _to_int(root.findtext("status/code"))) is None:
        _raise_for_unreadable(http_status, body)
    _raise_for_code(code, root.findtext("status/message") or "")
    if not (order_id := (root.findtext("order/id") or "").strip()):
        raise ProviderUnreachableError("success without order", maybe_processed=True)
    return Order(id=order_id)


def parse_balance(http_status: int, body: bytes) -> Balance:
    """Return the balance; raises like parse_order."""
    balance = _mapping(_parse_json(http_status, body).get("balance"))
    # An empty element stands for zero; without any, nobody knows the balance.
    if not {"amount", "sms"} <= balance.keys():
        raise ProviderUnreachableError("success without balance", maybe_processed=False)
    amount, sms = _to_decimal(balance.get("amount")), _to_decimal(balance.get("sms"))
    if amount is None or sms is None:
        raise ProviderUnreachableError("balance is no number", maybe_processed=False)
    return Balance(amount=amount, sms=int(sms))


def parse_senders(http_status: int, body: bytes) -> list[str]:
    """Return the approved senders, exactly as written; raises like parse_order."""
    senders = _mapping(_parse_json(http_status, body).get("senders")).get("sender")
    return [item for item in _sequence(senders) if isinstance(item, str) and item]


def parse_report(http_status: int, body: bytes) -> Report:
    """Return one page of an order's report; raises like parse_order."""
    order = _mapping(_parse_json(http_status, body).get("order"))
    if not order:
        raise ProviderUnreachableError("success without report", maybe_processed=False)
    messages = tuple(
        ReportedMessage(
            number=_number(message.get("number")),
            status=_MESSAGE_STATUS.get(
                _to_int(message.get("status")) or 0, MessageStatus.WAITING
            ),
        )
        for message in map(_mapping, _sequence(order.get("message")))
        if message
    )
    return Report(
        order_id=_to_text(order.get("id")),
        status=_ORDER_STATUS.get(
            _to_int(order.get("status")) or 0, OrderStatus.SENDING
        ),
        total=_to_int(order.get("total")) or 0,
        delivered=_to_int(order.get("delivered")) or 0,
        undelivered=_to_int(order.get("undelivered")) or 0,
        waiting=_to_int(order.get("waiting")) or 0,
        messages=messages,
    )


def _parse_xml(body: bytes) -> ET.Element | None:
    """Return the root of an XML answer, None if it is none."""
    # Declared entities can grow without bound. The parser must not even see
    # them: it expands them to the end, also when its target objects, which
    # takes it more than a second.
    if any(doctype in body for doctype in _DOCTYPES):
        return None
    # A script prints a line feed in front of the declaration all too easily.
    body = body.lstrip()
    # A wrong charset garbles at most the message text, so the second look
    # replaces what cannot be decoded: the code counts, not the words.
    for document in (body, body.decode(errors="replace")):
        parser = ET.XMLParser()  # noqa: S314 - no document type, no entities
        try:
            parser.feed(document)
            root = parser.close()
        except ET.ParseError, ValueError, LookupError:
            continue
        if root.tag == "response":
            return root
    return None


def _parse_json(http_status: int, body: bytes) -> Mapping[str, Any]:
    """Return what is inside `response`, after its code has been checked."""
    try:
        document = json.loads(body, parse_float=Decimal)
    except ValueError, RecursionError, InvalidOperation:
        document = None
    response = _mapping(_mapping(document).get("response"))
    status = _mapping(response.get("status"))
    if (code := _to_int(status.get("code"))) is None:
        _raise_for_unreadable(http_status, body)
    _raise_for_code(code, _to_text(status.get("message")))
    return response


def _raise_for_code(code: int, provider_text: str) -> None:
    """Raise unless the code means success."""
    if code == StatusCode.OK:
        return
    if meaning_of(code).transient:
        raise ProviderUnreachableError(f"code {code}", maybe_processed=True)
    raise RefusedError(code, provider_text)


def _raise_for_unreadable(http_status: int, body: bytes) -> Never:
    """Raise what an answer without readable body amounts to."""
    is_client_error = 400 <= http_status < 500
    if http_status == StatusCode.REPEATED_ORDER:
        # The web's own 451 is a block page. Taking it for the provider's would
        # declare a message sent that never arrived.
        raise ProviderUnreachableError("unreadable 451", maybe_processed=True)
    if http_status in _PROVIDERS_OWN or (is_client_error and not body.strip()):
        _raise_for_code(http_status, "")
    raise ProviderUnreachableError(
        f"unreadable answer with HTTP status {http_status}", maybe_processed=True
    )


def _mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object; an empty element comes as "", [] or null."""
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[Any]:
    """Return a JSON list; a single element comes without its list."""
    if value is None or value == "":
        return ()
    return value if isinstance(value, list) else (value,)


def _to_decimal(value: object) -> Decimal | None:
    """Return a number of any type seen; an empty element stands for zero."""
    if value in (None, "", [], {}):
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = str(value).strip()
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        number = Decimal(text or 0)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < _MAX_DIGITS else None


def _to_int(value: object) -> int | None:
    """Return a whole number of any type seen, None if it is empty or none."""
    if isinstance(value, str):
        value = value.strip()
        if value.isascii() and value.isdecimal() and len(value) <= _MAX_DIGITS:
            return int(value)  # every answer to a send has one of these
    if value in (None, "", [], {}):
        return None
    number = _to_decimal(value)
    return None if number is None or number % 1 else int(number)


def _to_text(value: object) -> str:
    """Return a text or a number as text, "" for anything else."""
    return str(value).strip() if isinstance(value, str | int | Decimal) else ""


def _number(value: object) -> str:
    """Return a reported number as ten digits; reports write +905301234567."""
    try:
        return parse_number(value)
    except InvalidNumberError:
        return _to_text(value)
