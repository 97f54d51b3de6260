"""The provider's rules, without HTTP and on a clock that is handed in."""

from collections.abc import Callable
from decimal import Decimal
import re
import time
from typing import Final, Literal

from . import codes, queries
from .account import Account
from .answers import AnswerTypes, Reply
from .orders import Order, OrderBook, RepeatRule
from .record import RecordedRequest, pairs
from .text import count_parts

type BadRecipients = Literal["refuse", "drop"]

# What the sender APITEST delivers in place of any text.
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


def wall_clock() -> float:
    """Return the time now, looked up late so that a test can freeze it."""
    return time.time()


class Provider:
    """Accounts, their rules and their orders.

    clock: seconds since 1970.
    repeat_rule: whether 451 needs the same recipients or any one of them.
    bad_recipients: whether one bad number refuses the order or is left out.
    answer_types: how numbers are written in JSON.
    strict_count: whether a Turkish letter counts twice.
    report_after: seconds before which a report is too early (456), or None.
    report_messages: whether a report lists its SMS or only counts them.
    """

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        """Open with the demo account."""
        self.clock = clock
        self.account = Account()
        self.accounts: dict[str, Account] = {}
        self.add_account(self.account)
        self.book = OrderBook()
        self.repeat_rule: RepeatRule = "same_recipients"
        self.bad_recipients: BadRecipients = "refuse"
        self.answer_types: AnswerTypes = "plain"
        self.max_parts = 7
        self.strict_count = False
        self.report_after: float | None = None
        self.report_messages = True

    def add_account(self, account: Account) -> Account:
        """Add an account next to the default one."""
        self.accounts[account.key] = account
        return account

    def handle(self, request: RecordedRequest) -> Reply:
        """Answer a request and do what it asks for."""
        self.book.settle(self.clock())
        match request.endpoint:
            case "send":
                return self._send(request)
            case "balance" | "senders" | "report" as endpoint:
                return queries.answer(self, endpoint, request)
        return Reply(codes.NOT_FOUND)

    def login(self, key: str, secret_hash: str) -> Account | None:
        """Return the account of these credentials."""
        # By their present keys: a test may replace a key as the panel does.
        for account in self.accounts.values():
            if account.opens_with(key, secret_hash):
                return account
        return None

    def _send(self, request: RecordedRequest) -> Reply:
        """Check an order in the provider's sequence and accept it."""
        if refused := _check_form(request):
            return Reply(refused)
        query = request.query
        account = self.login(query["key"], query["hash"])
        if account is None:
            return Reply(codes.UNAUTHORIZED)
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
        """Return the numbers an order goes to; none refuses it."""
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
        """Book an order."""
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
