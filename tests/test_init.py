"""Setting an account up, unloading it and removing it."""

import os
from pathlib import Path

import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Simulator

from .clock import Clock
from .helpers import (
    ANNE,
    account_entry,
    notifications,
    notify,
    refuse,
    send_message,
    set_up,
    texts,
)


def files(hass: HomeAssistant) -> set[str]:
    """Return the files of the configuration folder."""
    found = Path(hass.config.config_dir).rglob("*")
    return {os.fspath(file) for file in found if file.is_file()}


async def test_action_is_there_without_any_account(hass: HomeAssistant) -> None:
    """An automation is valid before its account is loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert hass.services.has_service(DOMAIN, "send_message")


@pytest.mark.usefixtures("quiet")
async def test_set_up_sends_nothing(hass: HomeAssistant, simulator: Simulator) -> None:
    """Neither loading nor reloading costs anything."""
    entry = await set_up(hass, account_entry(simulator))
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert {asked.endpoint for asked in simulator.requests} == {"balance"}


@pytest.mark.usefixtures("quiet")
async def test_unreachable_provider_does_not_block_set_up(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """After a power cut the router is slower than Home Assistant."""
    await simulator.cut_line()
    entry = await set_up(hass, account_entry(simulator))
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.anne") is not None

    await simulator.restore_line()
    await notify(hass, "notify.anne", "Alarm")
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_unload_and_set_up_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """An unloaded account accepts nothing; it comes back complete."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    with pytest.raises(HomeAssistantError, match="not loaded"):
        await notify(hass, "notify.anne", "Alarm")
    assert simulator.sends == []

    assert await hass.config_entries.async_setup(entry.entry_id)
    await notify(hass, "notify.anne", "Alarm")
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_removal_leaves_nothing_behind(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """No file, no entity, no device, no notification, no action of its own."""
    before = await hass.async_add_executor_job(files, hass)
    entry = await set_up(hass, account_entry(simulator))
    await notify(hass, "notify.anne", "Bir")
    for code in (402, 450):
        refuse(simulator, code, times=1)
        with pytest.raises(HomeAssistantError):
            await notify(hass, "notify.anne", "İki")
        await hass.async_block_till_done()
    assert set(notifications(hass)) == {
        f"iletimerkezi_{entry.entry_id}_402",
        f"iletimerkezi_{entry.entry_id}_450",
    }
    assert await hass.async_add_executor_job(files, hass) != before

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert await hass.async_add_executor_job(files, hass) == before
    assert notifications(hass) == {}
    assert hass.states.async_entity_ids("notify") == []
    assert not er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert not hass.services.has_service("notify", DOMAIN)


async def test_account_added_again_starts_afresh(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Nothing of a removed account shows up in its successor."""
    entry = await set_up(hass, account_entry(simulator))
    fault = refuse(simulator, 402)
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.anne", "Alarm")
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()

    simulator.faults.remove(fault)
    await set_up(hass, account_entry(simulator))
    await send_message(hass, "Alarm", recipient=["notify.anne"])
    await hass.async_block_till_done()
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert notifications(hass) == {}
