"""SMS through the Turkish provider İleti Merkezi."""

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .account import (
    IletiMerkeziConfigEntry,
    apply_settings,
    async_close_account,
    check_sender,
    create_account,
    start_account,
)
from .const import DOMAIN
from .feedback.issues import async_delete_repairs, async_reopen_repairs
from .feedback.notifications import async_forget_notices
from .notify_action import async_register_notify_action, oldest_account
from .outbox import async_remove_journal
from .services import async_setup_services

PLATFORMS = [Platform.BUTTON, Platform.EVENT, Platform.NOTIFY, Platform.SENSOR]

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions, which are there without any account, too."""
    async_setup_services(hass)
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Set up an account without waiting for the provider.

    After a power cut the router is often slower than Home Assistant: what
    cannot be sent yet is queued.
    """
    # Before anything is awaited: a change during set-up must not go unseen.
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    data = entry.runtime_data = create_account(hass, entry)

    async_reopen_repairs(hass, entry)
    restored = await data.journal.async_load()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await async_register_notify_action(hass, entry)
    start_account(entry, restored)
    check_sender(hass, entry)

    # Also without any sensor enabled: the warnings about credit come from it.
    entry.async_on_unload(data.coordinator.async_add_listener(lambda: None))
    data.coordinator.request()

    async def _async_final_write(_event: Event) -> None:
        """Keep what is unfinished when Home Assistant stops."""
        await async_close_account(data)

    entry.async_on_unload(
        hass.bus.async_listen(EVENT_HOMEASSISTANT_FINAL_WRITE, _async_final_write)
    )
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Unload an account; its unfinished messages stay in the journal.

    The outbox closes while the entities are still there: what is handed over
    meanwhile is journaled, or raises.
    """
    await async_close_account(entry.runtime_data)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Leave nothing behind of an account that is removed."""
    await async_remove_journal(hass, entry.entry_id)
    async_forget_notices(hass, entry.entry_id)
    async_delete_repairs(hass, entry)
    heir = oldest_account(hass)
    if heir and not hass.services.has_service(NOTIFY_DOMAIN, DOMAIN):
        # Takes over the action without further name.
        hass.config_entries.async_schedule_reload(heir.entry_id)


async def _async_update_listener(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Take over changed settings."""
    if entry.state is ConfigEntryState.LOADED:
        apply_settings(hass, entry)
    await hass.config_entries.async_reload(entry.entry_id)
