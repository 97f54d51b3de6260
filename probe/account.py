"""The account that is asked: every request goes through the integration's own client."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
import secrets
import time
from typing import Final

from aiohttp import ClientSession

from custom_components.iletimerkezi.api import (
    Balance,
    IletiMerkeziClient,
    IletiMerkeziError,
    RefusedError,
)

from .findings import Findings
from .terminal import Terminal
from .wire import Answer, Wire

ACCEPTED: Final = 200
REPEATED: Final = 451

# The balance may lag behind an order by a moment.
_BALANCE_TRIES: Final = 6
_BALANCE_PAUSE: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Whom to send to, and as whom.

    second: a further number of the owner's, "" if there is none.
    bad: a number that cannot get an SMS.
    other_sender: a further approved sender, "" if there is none.
    """

    key: str = field(repr=False)
    hash: str = field(repr=False)
    url: str
    number: str
    second: str
    bad: str
    sender: str
    other_sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of an order.

    code: the provider's; None if the client could read none.
    sms, lira: what the balance lost; None if that was not asked or did not show.
    """

    code: int | None
    order_id: str | None = None
    answer: Answer | None = None
    sms: int | None = None
    lira: Decimal | None = None

    @property
    def outcome(self) -> str:
        """Return the outcome in a few words."""
        if self.code is None:
            status = f" (HTTP {self.answer.status})" if self.answer else ""
            return f"no readable answer{status}"
        return "accepted" if self.code == ACCEPTED else f"code {self.code}"


class Account:
    """Sends and asks, and remembers what was seen."""

    def __init__(
        self,
        session: ClientSession,
        wire: Wire,
        settings: Settings,
        terminal: Terminal,
        findings: Findings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Initialize; nothing is asked yet."""
        self.settings = settings
        self.terminal = terminal
        self.findings = findings
        self.wire = wire
        self.refusals: list[Answer] = []
        self.clock = clock
        self.sleep = sleep
        # Makes the texts of this run new to the provider.
        self.token = secrets.token_hex(2)
        self._session = session
        self.client = self.client_with(settings.hash)

    def client_with(self, api_hash: str) -> IletiMerkeziClient:
        """Return the integration's client with a hash."""
        return IletiMerkeziClient(
            self._session,
            api_key=self.settings.key,
            api_hash=api_hash,
            url=self.settings.url,
        )

    def text(self, words: str, length: int = 0) -> str:
        """Return a new text, repeated up to a length if one is given."""
        text = f"Deneme {self.token}: {words}"
        while len(text) < length:
            text += f" {words}"
        return f"{text[: length - 1]}." if length else text

    async def send(
        self,
        text: str,
        numbers: list[str],
        *,
        sender: str | None = None,
        client: IletiMerkeziClient | None = None,
    ) -> Sent:
        """Send one order; whoever calls has asked the owner."""
        self.wire.forget()
        order_id: str | None = None
        code: int | None = ACCEPTED
        try:
            order = await (client or self.client).send(
                text=text, numbers=numbers, sender=sender or self.settings.sender
            )
            order_id = order.id
        except RefusedError as err:
            code = err.code
        except IletiMerkeziError:
            code = None
        answer = self.wire.last
        if answer and code != ACCEPTED:
            self.refusals.append(answer)
        return Sent(code=code, order_id=order_id, answer=answer)

    async def send_and_measure(self, text: str, numbers: list[str]) -> Sent:
        """Send one order and see what it cost."""
        before = await self.balance()
        sent = await self.send(text, numbers)
        if before is None or sent.code != ACCEPTED:
            return sent
        for _ in range(_BALANCE_TRIES):
            after = await self.balance()
            if after and after != before:
                return Sent(
                    code=sent.code,
                    order_id=sent.order_id,
                    answer=sent.answer,
                    sms=before.sms - after.sms,
                    lira=before.amount - after.amount,
                )
            await self.sleep(_BALANCE_PAUSE)
        return sent

    async def balance(self) -> Balance | None:
        """Return the balance, None if it cannot be had."""
        try:
            return await self.client.balance()
        except IletiMerkeziError:
            return None
