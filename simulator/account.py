"""An account at the simulated provider."""

from dataclasses import dataclass, field
from decimal import Decimal

# Made up for the simulator: valid nowhere else.
DEMO_KEY = "demo-key-4f1c9a7be2"
DEMO_HASH = "demo-hash-90d3b6c1f8e74a25"


@dataclass(slots=True)
class Account:
    """Credentials, credit and permissions; change them at any time.

    balance: Turkish lira.
    price: lira per SMS part and recipient.
    senders: approved senders, case-sensitive.
    blocked: numbers (5xxxxxxxxx) on the account's block list.
    allow_api: if off, everything is refused with 401, as by the panel's switch.
    send_refusal: a code that every send is refused with, while queries work.
    iys_code: if off, commercial messages are refused with 470.
    """

    key: str = DEMO_KEY
    hash: str = field(default=DEMO_HASH, repr=False)
    balance: Decimal = Decimal(100)
    price: Decimal = Decimal("0.25")
    senders: list[str] = field(default_factory=lambda: ["APITEST", "EVIM"])
    blocked: set[str] = field(default_factory=set)
    allow_api: bool = True
    send_refusal: int | None = None
    iys_code: bool = True

    @property
    def credit(self) -> int:
        """Return how many standard SMS the balance pays for."""
        return int(self.balance / self.price) if self.price else 0

    @credit.setter
    def credit(self, sms: int) -> None:
        """Set the balance to what so many standard SMS cost."""
        self.balance = self.price * sms

    def opens_with(self, key: str, secret_hash: str) -> bool:
        """Return whether these credentials may use the account."""
        return self.allow_api and (self.key, self.hash) == (key, secret_hash)
