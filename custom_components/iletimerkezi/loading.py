"""Waiting for an account that is not loaded yet, or not again.

Alarms happen while Home Assistant starts, and while somebody reloads an account.
"""

import asyncio
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .account import IletiMerkeziConfigEntry
from .const import DOMAIN
from .feedback.escaping import one_line

LOAD_TIMEOUT: Final = 12.0
"""Seconds until a caller gets the error that the account is not loaded."""


async def async_wait_while_loading(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Wait until an account that is being set up or reloaded is loaded.

    Raises ServiceValidationError after 12 seconds, and at once if nothing is under
    way that could load it.
    """
    if entry.state is not ConfigEntryState.LOADED:
        await _async_wait(hass, entry, only_while_loading=True)


async def async_wait_until_loaded(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Wait until an account is loaded, whatever it takes.

    Raises ServiceValidationError after 12 seconds, and at once if it is off or gone.
    """
    if entry.state is not ConfigEntryState.LOADED:
        await _async_wait(hass, entry, only_while_loading=False)


async def _async_wait(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, *, only_while_loading: bool
) -> None:
    """Wait for an account that is not loaded."""
    changed = asyncio.Event()

    @callback
    def _note(_change: ConfigEntryChange, other: ConfigEntry) -> None:
        if other is entry:
            changed.set()

    stop = async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, _note)
    try:
        async with asyncio.timeout(LOAD_TIMEOUT):
            while entry.state is not ConfigEntryState.LOADED:
                if _is_hopeless(hass, entry) or (
                    only_while_loading and not _is_loading(hass, entry)
                ):
                    raise _not_loaded(entry)
                changed.clear()
                await changed.wait()
    except TimeoutError:
        raise _not_loaded(entry) from None
    finally:
        stop()


def _is_loading(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> bool:
    """Return whether an account is about to be loaded, or being reloaded."""
    return entry.setup_lock.locked() or DOMAIN not in hass.config.components


def _is_hopeless(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> bool:
    """Return whether an account will not load without user action."""
    return (
        hass.config_entries.async_get_entry(entry.entry_id) is not entry
        or entry.disabled_by is not None
        or entry.state
        in (ConfigEntryState.MIGRATION_ERROR, ConfigEntryState.FAILED_UNLOAD)
    )


def _not_loaded(entry: IletiMerkeziConfigEntry) -> ServiceValidationError:
    """Return the error for an account that cannot send."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="account_not_loaded",
        translation_placeholders={"account": one_line(entry.title)},
    )
