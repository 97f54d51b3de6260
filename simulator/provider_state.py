"""Accounts, orders and settings of the simulated provider."""

from collections.abc import Callable
import time
from typing import Literal

from .account import Account
from .answers import AnswerTypes, Form
from .orders import OrderBook, RepeatRule

type BadRecipients = Literal["refuse", "drop"]


def wall_clock() -> float:
    """Return the time now; resolved at each call, so that a test can freeze it."""
    return time.time()


class ProviderState:
    """What the provider knows; change its settings at any time.

    clock: returns seconds since 1970.
    send_form: the form of an answer to a send: the documented XML or its JSON twin.
    answer_types: the spelling of numbers in JSON.
    bad_recipients: whether one bad number refuses the order or is left out.
    repeat_rule: whether 451 needs the same recipients or any one of them.
    strict_count: whether a Turkish letter counts twice.
    report_after: seconds before which a report is too early (456), or None.
    report_messages: whether a report lists its SMS or only counts them.
    """

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        """Initialize with the demo account."""
        self.clock = clock
        self.account = Account()
        self.accounts: dict[str, Account] = {}
        self.add_account(self.account)
        self.book = OrderBook()
        self.send_form: Form = "xml"
        self.answer_types: AnswerTypes = "plain"
        self.bad_recipients: BadRecipients = "refuse"
        self.repeat_rule: RepeatRule = "same_recipients"
        self.max_parts = 7
        self.strict_count = False
        self.report_after: float | None = None
        self.report_messages = True

    def add_account(self, account: Account) -> Account:
        """Add an account next to the default one."""
        self.accounts[account.key] = account
        return account

    def advance(self, seconds: float) -> None:
        """Move the provider's clock forward."""
        clock = self.clock
        self.clock = lambda: clock() + seconds

    def login(self, key: str, secret_hash: str) -> Account | None:
        """Return the account of these credentials, None if there is none."""
        # By their present keys: a test may replace a key as the panel does.
        for account in self.accounts.values():
            if account.opens_with(key, secret_hash):
                return account
        return None
