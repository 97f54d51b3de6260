"""An unreachable provider: messages are handed over, kept, and finally sent."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Final

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.account import IletiMerkeziConfigEntry
from custom_components.iletimerkezi.outbox.model import Outcome, Status

from .accounts import ANNE, account, our_entry
from .bench import limit_lifted
from .provider import Provider

HAND_OVER: Final = "handed over"
RELOAD: Final = "kept during a reload"
SEND_OFF: Final = "sent"
PHASES: Final = (HAND_OVER, RELOAD, SEND_OFF)

_PATIENCE: Final = 60.0

type Watch = Callable[[str], AbstractContextManager[object]]
"""Returns what watches over a phase."""


async def play(
    hass: HomeAssistant, provider: Provider, count: int, watch: Watch
) -> None:
    """Make this many messages wait, watching each phase."""
    await provider.ask("clear")
    async with account(hass, our_entry(provider)) as entry:
        await provider.ask("cut")
        with watch(HAND_OVER):
            await send_many(hass, count)
        with watch(RELOAD):
            # A task of its own, for its name.
            await hass.loop.create_task(
                hass.config_entries.async_reload(entry.entry_id)
            )
        with limit_lifted():
            async with _accepted(entry, count) as (first, last):
                await provider.ask("restore")
                # The next look at the line comes with the next message.
                another = hass.loop.create_task(send_one(hass, "Bir tane daha", ANNE))
                async with asyncio.timeout(_PATIENCE):
                    await first.wait()
                    with watch(SEND_OFF):
                        await last.wait()
                    await another


async def send_many(hass: HomeAssistant, count: int) -> None:
    """Send messages, one call in each turn of the event loop."""
    tasks = []
    for number in range(count):
        tasks.append(hass.loop.create_task(send_one(hass, f"Alarm {number}", ANNE)))
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)


async def send_one(hass: HomeAssistant, text: str, *numbers: str) -> None:
    """Send one message."""
    await hass.services.async_call(
        "iletimerkezi",
        "send_message",
        {"message": text, "number": list(numbers)},
        blocking=True,
    )


@asynccontextmanager
async def _accepted(
    entry: IletiMerkeziConfigEntry, count: int
) -> AsyncGenerator[tuple[asyncio.Event, asyncio.Event]]:
    """Tell when the first and the last of some messages are accepted."""
    first, last = asyncio.Event(), asyncio.Event()
    seen = 0

    def note(outcome: Outcome) -> None:
        nonlocal seen
        if outcome.status is Status.ACCEPTED:
            first.set()
            seen += 1
            if seen > count:
                last.set()

    stop = entry.runtime_data.publisher.subscribe(note)
    try:
        yield first, last
    finally:
        stop()
