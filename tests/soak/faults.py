"""What goes wrong meanwhile."""

import asyncio
from collections import Counter
from random import Random
from typing import Any, Final

from benchmarks.provider import Provider

# Seconds between two faults, on average.
_PAUSE: Final = 4.0

_NO_ANSWER: Final[tuple[dict[str, Any], ...]] = (
    *({"kind": "code", "code": code} for code in (429, 500, 503)),
    {"kind": "code_in_200", "code": 503},
    {"kind": "http_status", "code": 502},
    *({"kind": kind} for kind in ("drop", "reset", "truncated", "cut_off")),
    *({"kind": kind} for kind in ("html_200", "empty_200", "huge", "redirect")),
    *({"kind": kind} for kind in ("entity_bomb", "no_order_id")),
    {"kind": "hang", "seconds": 3.0},
    {"kind": "drip", "seconds": 0.005},
    {"kind": "wrong_charset", "text": "iso-8859-9"},
    {"kind": "echo_secret", "code": 500},
)
_REFUSALS: Final[tuple[dict[str, Any], ...]] = tuple(
    {"kind": "code", "code": code, "consistent": True} for code in (402, 452, 454, 466)
)


class Trouble:
    """Faults, until it is stopped."""

    def __init__(self, provider: Provider, dice: Random) -> None:
        """Initialize."""
        self._provider = provider
        self._dice = dice
        self.counts: Counter[str] = Counter()

    async def run(self) -> None:
        """Make trouble."""
        while True:
            await asyncio.sleep(self._dice.expovariate(1 / _PAUSE))
            match self._dice.random():
                case chance if chance < 0.12:
                    await self._cut_line()
                case chance if chance < 0.2:
                    await self._fault(
                        self._dice.choice(_REFUSALS), times=1, stage="before"
                    )
                case chance if chance < 0.35:
                    await self._fault(
                        self._dice.choice(_NO_ANSWER),
                        times=self._dice.randint(1, 3),
                        endpoint=self._dice.choice(("balance", "report")),
                    )
                case _:
                    await self._fault(
                        self._dice.choice(_NO_ANSWER),
                        times=self._dice.randint(1, 6),
                        stage=self._dice.choice(("before", "after")),
                    )

    async def end(self) -> None:
        """Let everything be well again."""
        await self._provider.ask("no_faults")
        await self._provider.ask("restore")

    async def _cut_line(self) -> None:
        """Take the network away for a while."""
        self.counts["line cut"] += 1
        await self._provider.ask("cut")
        try:
            await asyncio.sleep(self._dice.uniform(0.5, 8.0))
        finally:
            await self._provider.ask("restore")

    async def _fault(self, fault: dict[str, Any], **details: Any) -> None:
        """Put a fault into force."""
        self.counts[str(fault["kind"])] += 1
        await self._provider.ask("fault", **fault, **details)
