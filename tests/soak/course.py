"""The course of a soak: load, faults, reloads, and a look when all is quiet."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
import tracemalloc
from typing import Final

from homeassistant.core import HomeAssistant

from benchmarks.provider import Provider
from custom_components.iletimerkezi.account import IletiMerkeziConfigEntry

from .faults import Trouble
from .ledger import Ledger
from .load import Load
from .memory import Memory

_PHASE: Final = 25.0
"""Seconds of load between two quiet moments."""

# A line that was down is looked at every 30 s, an attempt takes 30 s at most.
_PATIENCE: Final = 180.0

_LOOK: Final = 0.1


class NeverQuietError(Exception):
    """Messages have no outcome although everything is well."""


@dataclass(slots=True)
class Course:
    """What happens, and what is noted of it."""

    hass: HomeAssistant
    provider: Provider
    entry: IletiMerkeziConfigEntry
    seed: int
    say: Callable[[str], None]
    ledger: Ledger = field(default_factory=Ledger)
    memory: Memory = field(default_factory=Memory)
    reloads: int = 0
    longest_wait: float = 0.0
    """Seconds from the end of all trouble until everything was sent."""

    sends: int = 0

    async def run(self, minutes: float) -> Trouble:
        """Go on for so many minutes, at least for two phases."""
        trouble = Trouble(self.provider, Random(f"{self.seed} trouble"))
        load = Load(self.hass, self.ledger, Random(f"{self.seed} load"))
        dice = Random(f"{self.seed} course")
        began = self.hass.loop.time()
        self.entry.runtime_data.publisher.subscribe(self.ledger.note)
        tracemalloc.start()
        try:
            while True:
                passed = (self.hass.loop.time() - began) / 60
                if passed >= minutes and len(self.memory.looks) >= 2:
                    return trouble
                await self._phase(load, trouble, reload=dice.random() < 0.7)
                await self._look((self.hass.loop.time() - began) / 60)
        finally:
            tracemalloc.stop()

    async def _phase(self, load: Load, trouble: Trouble, *, reload: bool) -> None:
        """Send a while with faults, then wait until all is well."""
        making = asyncio.create_task(trouble.run())
        await load.run(_PHASE)
        if reload:
            # With whatever is still waiting.
            await self._reload()
        making.cancel()
        with suppress(asyncio.CancelledError):
            await making
        await trouble.end()
        await load.answered()
        await self._quiet()

    async def _reload(self) -> None:
        """Load the account anew, without missing an outcome."""
        before = self.entry.runtime_data
        reloading = self.hass.loop.create_task(
            self.hass.config_entries.async_reload(self.entry.entry_id)
        )
        while getattr(self.entry, "runtime_data", before) is before:  # noqa: ASYNC110 # in each turn
            await asyncio.sleep(0)
        self.entry.runtime_data.publisher.subscribe(self.ledger.note)
        await reloading
        self.reloads += 1

    async def _quiet(self) -> None:
        """Wait until every message has its outcome."""
        began = self.hass.loop.time()
        while self.ledger.unfinished or self.entry.runtime_data.outbox.pending:
            if self.hass.loop.time() - began > _PATIENCE:
                raise NeverQuietError(f"{self.ledger.unfinished} without outcome")
            await asyncio.sleep(_LOOK)
        self.longest_wait = max(self.longest_wait, self.hass.loop.time() - began)

    async def _look(self, minute: float) -> None:
        """Check the memory, and report progress."""
        await self.hass.async_block_till_done()
        self.sends = await self.provider.sends()
        self.memory.look(minute)
        _, objects, resident = self.memory.looks[-1]
        self.say(
            f"{minute:5.1f} min  {self.ledger.messages:>8,} messages  "
            f"{self.sends:>8,} GETs  {objects / 2**20:6.2f} MiB of objects  "
            f"{resident / 2**20:6.1f} MiB resident"
        )
