"""SMS through the Turkish provider İleti Merkezi."""

import logging

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Event, HomeAssistant, callback
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
from .entity import async_update_recipients
from .feedback.issues import async_delete_repairs, async_reopen_repairs
from .feedback.notifications import async_forget_notices
from .notify_action import async_setup_notify_actions
from .outbox import async_remove_journal
from .platforms import (
    async_forget_notify_platform,
    platforms_to_set_up,
    platforms_to_unload,
)
from .services import async_setup_services

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions, which exist even without an account."""
    async_setup_services(hass)
    async_setup_notify_actions(hass, config)
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Set up an account without waiting for the provider.

    After a power cut the router is often slower than Home Assistant: what
    cannot be sent yet is queued.
    """
    # Before anything is awaited: a change during setup must not be missed.
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    data = entry.runtime_data = create_account(hass, entry)

    async_reopen_repairs(hass, entry)
    restored = await data.journal.async_load()
    data.outbox.remember(restored)
    try:
        await hass.config_entries.async_forward_entry_setups(
            entry, platforms_to_set_up(hass, entry)
        )
    except BaseException:
        # While it is open nobody else can read the file, not even the next setup.
        await data.journal.async_close()
        raise
    start_account(entry, restored)
    check_sender(hass, entry)

    # Also without any sensor enabled: the warnings about credit come from it.
    entry.async_on_unload(data.coordinator.async_add_listener(lambda: None))
    data.coordinator.request()

    async def _async_final_write(_event: Event) -> None:
        """Keep unfinished messages when Home Assistant stops."""
        await async_close_account(data)

    entry.async_on_unload(
        hass.bus.async_listen(EVENT_HOMEASSISTANT_FINAL_WRITE, _async_final_write)
    )
    _take_over(hass, entry)
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Unload an account; its unfinished messages stay in the journal.

    The outbox closes while the entities are still there: what is handed over
    meanwhile is journaled, or raises.
    """
    await async_close_account(entry.runtime_data)
    return await hass.config_entries.async_unload_platforms(
        entry, platforms_to_unload(hass, entry)
    )


async def async_remove_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Remove everything that belongs to a removed account."""
    await async_forget_notify_platform(hass, entry)
    if waiting := await async_remove_journal(hass, entry.entry_id):
        _LOGGER.warning(
            "The account was removed while %s of its messages were waiting", waiting
        )
    async_forget_notices(hass, entry.entry_id)
    async_delete_repairs(hass, entry)


async def _async_update_listener(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Apply changed settings and recipients."""
    if entry.state is ConfigEntryState.LOADED:
        _take_over(hass, entry)


@callback
def _take_over(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
    """Apply changes without a reload."""
    data = entry.runtime_data
    async_update_recipients(hass, entry)
    for recipient_id in data.recipient_ids - entry.subentries.keys():
        data.outbox.remove_recipient(recipient_id)
    data.recipient_ids = frozenset(entry.subentries)
    if data.applied != (entry.data, entry.options):
        apply_settings(hass, entry)
