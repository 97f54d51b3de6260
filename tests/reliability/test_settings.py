"""Alarms go on while settings change and while the user reloads the account."""

import asyncio
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final

import pytest

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.iletimerkezi.const import (
    CONF_API_HASH,
    CONF_MAX_PARTS,
    CONF_NUMBERS,
    CONF_SENDER,
    SUBENTRY_TYPE_RECIPIENT,
)
from simulator import Fault, FaultKind, Simulator
from tests.clock import Clock
from tests.helpers import ANNE, account_entry, notify, recipient, set_up

from .home import unmarked

SECONDS: Final = 30
ROUNDS: Final = 5

PROVIDERS: Final = {
    "quick": None,
    "slow": Fault(FaultKind.DRIP, seconds=0.01),
    "hanging": Fault(FaultKind.HANG),
}


async def alarms(
    hass: HomeAssistant, clock: Clock, at: dict[int, Callable[[], object]]
) -> list[asyncio.Task[None]]:
    """Send an alarm every tenth of a second, and do something at some of them."""
    callers = []
    for n in range(SECONDS * 10):
        callers.append(hass.loop.create_task(notify(hass, "notify.anne", f"Alarm {n}")))
        await asyncio.sleep(0)
        if n in at:
            at[n]()
        await clock.move(0.1)
    return callers


async def arrived(
    simulator: Simulator, clock: Clock, callers: list[asyncio.Task[None]]
) -> Counter[str]:
    """Return how often each alarm arrived that its caller got no error for."""
    simulator.faults.clear()
    await clock.until(lambda: all(caller.done() for caller in callers), within=60)
    promised = {
        f"Alarm {n}" for n, caller in enumerate(callers) if not caller.exception()
    }
    for caller in callers:
        assert isinstance(caller.exception(), HomeAssistantError | None)

    def texts() -> Counter[str]:
        return Counter(unmarked(sms.text) for sms in simulator.messages)

    await clock.until(lambda: promised <= texts().keys(), within=75)
    await clock.move(60)
    assert set(texts().values()) == {1}
    return Counter({text: count for text, count in texts().items() if text in promised})


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_settings_change_while_alarms_are_sent(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, provider: str
) -> None:
    """Options, sender, recipients and credentials are taken over: nothing is lost."""
    simulator.account.balance = Decimal(10_000)
    simulator.account.senders.append("EVIM2")
    entry = await set_up(hass, account_entry(simulator, recipient("Anne", ANNE)))
    if fault := PROVIDERS[provider]:
        simulator.faults.add(fault)
    entries = hass.config_entries

    def set_parts(parts: int) -> None:
        entries.async_update_entry(entry, options={CONF_MAX_PARTS: parts})

    def set_data(key: str, value: str) -> None:
        entries.async_update_entry(entry, data={**entry.data, key: value})

    def add(n: int) -> None:
        subentry = new_recipient(f"Kişi {n}", f"53000000{n:02}")
        entries.async_add_subentry(entry, subentry)

    own_hash = simulator.account.hash
    at: dict[int, Callable[[], object]] = {}
    for n in range(ROUNDS):
        at[40 * n + 5] = partial(set_parts, 6 + n % 2)
        at[40 * n + 15] = partial(set_data, CONF_SENDER, ("EVIM", "EVIM2")[n % 2])
        at[40 * n + 25] = partial(add, n)
        at[40 * n + 35] = partial(
            set_data, CONF_API_HASH, own_hash if n % 2 else "0" * 64
        )
    at[250] = partial(set_data, CONF_API_HASH, own_hash)
    states: set[str] = set()

    def note_state(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == "notify.anne" and event.data["new_state"]:
            states.add(event.data["new_state"].state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, note_state)
    callers = await alarms(hass, clock, at)
    assert set((await arrived(simulator, clock, callers)).values()) == {1}
    assert "unavailable" not in states
    assert len(entry.subentries) == 1 + ROUNDS


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_user_reloads_while_alarms_are_sent(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, provider: str
) -> None:
    """Every call in the gap raises or arrives."""
    simulator.account.balance = Decimal(10_000)
    entry = await set_up(hass, account_entry(simulator, recipient("Anne", ANNE)))
    if fault := PROVIDERS[provider]:
        simulator.faults.add(fault)
    reloads: list[asyncio.Task[bool]] = []

    def reload() -> None:
        reloads.append(
            hass.loop.create_task(hass.config_entries.async_reload(entry.entry_id))
        )

    callers = await alarms(hass, clock, {50 * n + 20: reload for n in range(ROUNDS)})
    assert set((await arrived(simulator, clock, callers)).values()) == {1}
    assert all(task.result() for task in reloads)


def new_recipient(name: str, number: str) -> ConfigSubentry:
    """Return a recipient that is added while the account is loaded."""
    return ConfigSubentry(
        data=MappingProxyType({CONF_NUMBERS: [number]}),
        subentry_type=SUBENTRY_TYPE_RECIPIENT,
        title=name,
        unique_id=None,
    )
