"""Which platforms an account is set up on, and which survive a reload.

Home Assistant skips a notify entity that is not there without an error, and a
skipped alarm looks like a sent one. So the notify entities stay while their
account is reloaded: who calls one meanwhile waits, and is sent or gets an error.
"""

from typing import Final

from homeassistant.components.notify import NotifyEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_RELOADED: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
]

_KEPT: HassKey[dict[str, dict[str, NotifyEntity]]] = HassKey(f"{DOMAIN}_notify")
"""The accounts whose notify platform is set up, with its entities by subentry id."""


@callback
def notify_entities(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, NotifyEntity]:
    """Return the notify entities of an account that are enabled, by subentry id."""
    return hass.data.get(_KEPT, {}).get(entry.entry_id, {})


@callback
def platforms_to_set_up(hass: HomeAssistant, entry: ConfigEntry) -> list[Platform]:
    """Return the platforms that are not there yet."""
    kept = hass.data.setdefault(_KEPT, {})
    if entry.entry_id in kept:
        return _RELOADED
    kept[entry.entry_id] = {}
    return [*_RELOADED, Platform.NOTIFY]


@callback
def platforms_to_unload(hass: HomeAssistant, entry: ConfigEntry) -> list[Platform]:
    """Return the platforms that go: all of them only with a disabled account."""
    if entry.disabled_by is None:
        return _RELOADED
    hass.data[_KEPT].pop(entry.entry_id, None)
    return [*_RELOADED, Platform.NOTIFY]


async def async_forget_notify_platform(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Unload what has survived, since the account is removed."""
    if hass.data.get(_KEPT, {}).pop(entry.entry_id, None) is not None:
        await hass.config_entries.async_forward_entry_unload(entry, Platform.NOTIFY)
