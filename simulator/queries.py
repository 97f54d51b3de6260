"""The queries, which send nothing: balance, approved senders, report."""

from datetime import UTC, datetime, timedelta, timezone
import json
from typing import Any, Final, Literal

from . import codes
from .account import Account
from .answers import Reply
from .orders import Order, SmsState
from .provider_state import ProviderState
from .record import RecordedRequest, credentials

type Query = Literal["balance", "senders", "report"]

MAX_ROWS: Final = 1000

# The provider writes Turkish time, which knows no summer time.
_TURKEY: Final = timezone(timedelta(hours=3))


def answer(provider: ProviderState, query: Query, request: RecordedRequest) -> Reply:
    """Return the answer to a query, in JSON."""
    try:
        content = json.loads(request.body)["request"]
    except ValueError, KeyError, TypeError:
        return Reply(codes.BAD_REQUEST, "json")
    login = credentials(request)
    account = provider.login(*login) if login else None
    if account is None:
        return Reply(codes.UNAUTHORIZED, "json")
    match query:
        case "balance":
            balance = {"amount": account.balance, "sms": account.credit}
            return Reply(codes.OK, "json", fields={"balance": balance})
        case "senders":
            senders = {"sender": list(account.senders)}
            return Reply(codes.OK, "json", fields={"senders": senders})
        case "report":
            return _report(provider, account, content)


def _report(provider: ProviderState, account: Account, content: Any) -> Reply:
    """Return the report of an order, one page of its SMS at a time."""
    try:
        query = content["order"]
        order_id = int(query["id"])
        page = int(query.get("page", 1))
        rows = int(query.get("rowCount", MAX_ROWS))
    except AttributeError, KeyError, TypeError, ValueError:
        return Reply(codes.BAD_VALUES, "json")
    if page < 1 or not 1 <= rows <= MAX_ROWS:
        return Reply(codes.BAD_VALUES, "json")
    order = provider.book.find(order_id)
    if order is None or order.account_key != account.key:
        return Reply(codes.UNKNOWN_ORDER, "json")
    age = provider.clock() - order.submitted_at
    if provider.report_after is not None and age < provider.report_after:
        return Reply(codes.REPORT_TOO_EARLY, "json")
    fields = _order_fields(order, page, rows)
    if not provider.report_messages:
        fields["message"] = []
    return Reply(codes.OK, "json", fields={"order": fields})


def _order_fields(order: Order, page: int, rows: int) -> dict[str, Any]:
    """Return the fields of an order in a report."""
    first = (page - 1) * rows
    submitted = datetime.fromtimestamp(order.submitted_at, UTC).astimezone(_TURKEY)
    return {
        "id": order.id,
        "status": order.state,
        "total": len(order.messages),
        "delivered": order.count(SmsState.DELIVERED),
        "undelivered": order.count(SmsState.UNDELIVERED),
        "waiting": order.count(SmsState.QUEUED),
        "submitAt": f"{submitted:%Y-%m-%d %H:%M:%S}",
        "sendAt": f"{submitted:%Y-%m-%d %H:%M:%S}",
        "sender": order.sender,
        "price": order.price,
        "message": [
            {"number": f"+90{sms.number}", "status": sms.state}
            for sms in order.messages[first : first + rows]
        ],
    }
