"""The provider's rules, without HTTP."""

from decimal import Decimal
import re
from typing import Final

from . import codes, queries
from .account import Account
from .answers import Reply
from .orders import Order
from .provider_state import ProviderState
from .record import RecordedRequest, pairs
from .text import count_parts

# Delivered by the sender APITEST in place of any text.
TEST_TEXT: Final = (
    "Bu bir deneme mesajıdır: bağlantınız çalışıyor. "
    "Kendi metniniz için onaylı bir başlık kullanın."
)
TEST_SENDER: Final = "APITEST"

_NUMBER: Final = re.compile(r"5[0-9]{9}")
_SENDER_LENGTH: Final = 11
_TURKISH_LETTERS: Final = frozenset("çğıöşüÇĞİÖŞÜ")
_REQUIRED: Final = {"key", "hash", "text", "receipents", "sender"}
_KNOWN: Final = _REQUIRED | {"iys", "iysList"}
_IYS_LISTS: Final = {"BIREYSEL", "TACIR"}


class Provider(ProviderState):
    """Checks requests, and accepts orders."""

    def handle(self, request: RecordedRequest) -> Reply:
        """Process a request and return the answer."""
        self.book.settle(self.clock())
        match request.endpoint:
            case "send":
                reply = self._send(request)
            case "balance" | "senders" | "report" as endpoint:
                return queries.answer(self, endpoint, request)
            case _:
                reply = Reply(codes.NOT_FOUND)
        reply.form = self.send_form
        return reply

    def _send(self, request: RecordedRequest) -> Reply:
        """Check an order in the provider's sequence, then accept it."""
        if refused := _check_form(request):
            return Reply(refused)
        query = request.query
        account = self.login(query["key"], query["hash"])
        if account is None:
            return Reply(codes.UNAUTHORIZED)
        if account.send_refusal is not None:
            return Reply(account.send_refusal)
        if query["iys"] == "1" and not account.iys_code:
            return Reply(codes.IYS_CODE_MISSING)
        text, sender = query["text"], query["sender"]
        if not text.strip():
            return Reply(codes.EMPTY_TEXT)
        if refused := _check_sender(sender, account):
            return Reply(refused)
        numbers = self._reachable(query["receipents"].split(","), account)
        if not numbers:
            return Reply(codes.BAD_RECIPIENTS)
        parts = count_parts(text, strict=self.strict_count)
        if parts > self.max_parts:
            return Reply(codes.TOO_LONG)
        now = self.clock()
        if self.book.is_repeat(
            account.key, text, numbers, rule=self.repeat_rule, now=now
        ):
            return Reply(codes.REPEATED)
        price = account.price * parts * len(numbers)
        if account.balance < price:
            return Reply(codes.NO_CREDIT)
        account.balance -= price
        order = self._accept(account, query, numbers, parts, price, now)
        return Reply(codes.OK, order_id=order.id)

    def _reachable(self, numbers: list[str], account: Account) -> list[str]:
        """Return the numbers an order is sent to; none if it is to be refused."""
        good = [
            number
            for number in numbers
            if _NUMBER.fullmatch(number) and number not in account.blocked
        ]
        if self.bad_recipients == "refuse" and len(good) < len(numbers):
            return []
        return good

    def _accept(
        self,
        account: Account,
        query: dict[str, str],
        numbers: list[str],
        parts: int,
        price: Decimal,
        now: float,
    ) -> Order:
        """Add an order to the book."""
        iys = query["iys"] == "1"
        order = Order(
            id=self.book.next_order_id(),
            account_key=account.key,
            text=query["text"],
            numbers=numbers,
            sender=query["sender"],
            iys=iys,
            iys_list=query["iysList"] if iys else None,
            parts=parts,
            price=price,
            submitted_at=now,
        )
        self.book.add(
            order, TEST_TEXT if order.sender == TEST_SENDER else query["text"]
        )
        return order


def _check_form(request: RecordedRequest) -> int | None:
    """Return the code that refuses the parameters as such, or None."""
    given = pairs(request.raw_query)
    try:
        for _, value in given:
            value.decode()
    except UnicodeDecodeError:
        return codes.BAD_REQUEST
    names = [name for name, _ in given]
    if len(names) > len(set(names)) or not _REQUIRED <= set(names) <= _KNOWN:
        return codes.BAD_VALUES
    if request.query.get("iys") not in {"0", "1"}:
        return codes.IYS_MISSING
    if request.query["iys"] == "1" and request.query.get("iysList") not in _IYS_LISTS:
        return codes.IYS_LIST_MISSING
    return None


def _check_sender(sender: str, account: Account) -> int | None:
    """Return the code that refuses a sender, or None."""
    if not sender:
        return codes.EMPTY_SENDER
    if len(sender) > _SENDER_LENGTH or _TURKISH_LETTERS & set(sender):
        return codes.BAD_SENDER
    if sender not in account.senders:
        return codes.SENDER_NOT_APPROVED
    return None
