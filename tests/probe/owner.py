"""The owner of an account, who answers the questions of the program."""

from typing import Any, override

from probe.account import Account, Settings
from probe.findings import Findings
from probe.run import ask_everything
from probe.terminal import Terminal
from probe.wire import recorded_session
from simulator import Simulator
from tests.secret_monitor import spellings

OWN, SECOND, BAD = "5301234567", "5321112233", "5359998877"


class Owner(Terminal):
    """Says the same to every question, and keeps what was written."""

    def __init__(self, answer: str, *, but: str = "", only: str = "") -> None:
        """Answer so, nothing to questions with `but`, yes to those with `only`."""
        super().__init__()
        self.answer = answer
        self.but = but
        self.only = only
        self.written = ""

    @override
    def line(self, prompt: str) -> str:
        self.write(self.masked(prompt))
        if self.only and self.only in prompt:
            return "y"
        return "" if self.but and self.but in prompt else self.answer

    @override
    def write(self, text: str) -> None:
        self.written += text


class Clock:
    """Passes only by waiting, for the simulator and for whoever asks it."""

    def __init__(self) -> None:
        """Start."""
        self.now = 1_795_338_000.0

    def __call__(self) -> float:
        """Return the seconds since 1970."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


async def ask(
    simulator: Simulator, owner: Owner, clock: Clock | None = None, **changes: Any
) -> Findings:
    """Ask everything of the simulator's account."""
    clock = clock or Clock()
    simulator.clock = clock
    simulator.account.senders += ["BAHCE"]
    settings = {
        "key": simulator.account.key,
        "hash": simulator.account.hash,
        "url": simulator.url,
        "number": OWN,
        "second": SECOND,
        "bad": BAD,
        "sender": "EVIM",
        "other_sender": "BAHCE",
    }
    owner.hide([simulator.account.key, simulator.account.hash, OWN, SECOND, BAD])
    async with recorded_session() as (session, wire):
        account = Account(
            session,
            wire,
            Settings(**settings | changes),
            owner,
            Findings(),
            clock=clock,
            sleep=clock.sleep,
        )
        await ask_everything(account)
        return account.findings


def assert_nothing_private(written: str, simulator: Simulator) -> None:
    """Assert that a text holds no secret and no number, however spelled."""
    private = [simulator.account.key, simulator.account.hash, OWN, SECOND, BAD]
    for each in private:
        assert not [form for form in spellings(each) if form in written.casefold()]
