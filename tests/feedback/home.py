"""What a test of notifications needs of a home."""

from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.feedback.notifications import DATA_NOTICES

from ..helpers import notifications


def shown(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, str]:
    """Return the texts of an account's notifications, by the ends of their ids."""
    prefix = f"{DOMAIN}_{entry.entry_id}_"
    return {
        key.removeprefix(prefix): notification["message"]
        for key, notification in notifications(hass).items()
        if key.startswith(prefix)
    }


def title(hass: HomeAssistant, entry: ConfigEntry, key: str) -> str:
    """Return the title of a notification, without the integration's name."""
    whole: str = notifications(hass)[f"{DOMAIN}_{entry.entry_id}_{key}"]["title"]
    assert whole.startswith("İleti Merkezi: ")
    return whole.removeprefix("İleti Merkezi: ")


def dismiss(hass: HomeAssistant, entry: ConfigEntry, key: str) -> None:
    """Dismiss a notification as a user does."""
    persistent_notification.async_dismiss(hass, f"{DOMAIN}_{entry.entry_id}_{key}")


async def restart(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Set an account up again with nothing but what is on the disk."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass.data.pop(DATA_NOTICES)
    _async_get_or_create_notifications(hass).clear()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
