"""Marks journals while a backup copies them, so that a restored copy is recognized.

Waiting messages in a restored backup are old: they were sent, or expired, long ago.
"""

import logging

from homeassistant.core import HomeAssistant

from .account import IletiMerkeziConfigEntry
from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Mark the journals."""
    await _async_mark(hass, begins=True)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Remove the marks."""
    await _async_mark(hass, begins=False)


async def _async_mark(hass: HomeAssistant, *, begins: bool) -> None:
    """Mark every journal that is open; a backup never fails because of that."""
    entries: list[IletiMerkeziConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    for entry in entries:
        try:
            await entry.runtime_data.journal.async_mark_backup(begins=begins)
        except Exception:
            _LOGGER.exception("A journal cannot be marked for a backup")
