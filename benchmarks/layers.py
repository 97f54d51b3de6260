"""The parts of our action, each one a way to send."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, cast

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.account import (
    IletiMerkeziConfigEntry,
    sending_settings,
)
from custom_components.iletimerkezi.outbox import (
    Addressee,
    Journal,
    JournalEvents,
    Outbox,
    OutcomePublisher,
    OutgoingSms,
    async_remove_journal,
)

from .accounts import ANNE
from .contenders import Send

CLIENT: Final = "… its client alone"
BARE: Final = "… its outbox, without disk and listeners"
JOURNALED: Final = "… its outbox, without listeners"
OUTBOX: Final = "… its outbox alone"

NAMES: Final = (CLIENT, BARE, JOURNALED, OUTBOX)


class _NoJournal:
    """Keeps nothing."""

    writable = True

    async def async_written(self, *_orders: object) -> None:
        """Wait for nothing."""

    def __getattr__(self, _name: str) -> Any:
        """Return a function that takes anything and does nothing."""
        return lambda *_args, **_kwargs: None


@asynccontextmanager
async def layers(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> AsyncGenerator[dict[str, Send]]:
    """Return the parts of an account by their names."""
    client = entry.runtime_data.client

    async def request(text: str) -> None:
        await client.send(text=text, numbers=[ANNE], sender="EVIM")

    async with AsyncExitStack() as stack:
        journal = await stack.enter_async_context(_journal(hass))
        journaled = await stack.enter_async_context(_outbox(hass, entry, journal))
        no_journal = cast("Journal", _NoJournal())
        bare = await stack.enter_async_context(_outbox(hass, entry, no_journal))
        yield {
            CLIENT: request,
            BARE: _sending(bare),
            JOURNALED: _sending(journaled),
            OUTBOX: _sending(entry.runtime_data.outbox),
        }


def _sending(outbox: Outbox) -> Send:
    """Return how an outbox sends."""

    async def send(text: str) -> None:
        await outbox.async_send(
            OutgoingSms(
                text=text,
                recipients={ANNE: Addressee()},
                sender="EVIM",
                commercial_list=None,
            )
        )

    return send


@asynccontextmanager
async def _journal(hass: HomeAssistant) -> AsyncGenerator[Journal]:
    """Return a journal of its own."""

    def ignore(*_args: object) -> None:
        """Do nothing."""

    events = JournalEvents(
        damaged=ignore, writable=ignore, replaced=ignore, restored=ignore
    )
    journal = Journal(hass, "layers", events)
    await journal.async_load()
    try:
        yield journal
    finally:
        await journal.async_close()
        await async_remove_journal(hass, "layers")


@asynccontextmanager
async def _outbox(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, journal: Journal
) -> AsyncGenerator[Outbox]:
    """Return an outbox without listeners."""
    outbox = Outbox(
        hass,
        entry.runtime_data.client,
        journal,
        OutcomePublisher(hass.loop),
        sending_settings(entry),
        lambda: None,
    )
    try:
        yield outbox
    finally:
        await outbox.async_close()
