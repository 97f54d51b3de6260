"""Which platforms an account is set up on, and which survive a reload.

Home Assistant skips a notify entity that is not there without an error, and a
skipped alarm looks like a sent one. So the notify entities stay while their
account is reloaded: a call made meanwhile waits, then is sent or fails.
"""

from dataclasses import dataclass, field
from typing import Final

from homeassistant.components.notify import NotifyEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_RELOADED: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
]


@dataclass(slots=True)
class _NotifyPlatform:
    """The notify platform of an account while it is set up."""

    entities: dict[str, NotifyEntity] = field(default_factory=dict)
    on_unload: list[CALLBACK_TYPE] = field(default_factory=list)

    def unload(self) -> None:
        """Stop what runs as long as the platform is set up."""
        while self.on_unload:
            self.on_unload.pop()()


_KEPT: HassKey[dict[str, _NotifyPlatform]] = HassKey(f"{DOMAIN}_notify")
"""The accounts whose notify platform is set up."""


@callback
def notify_entities(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, NotifyEntity]:
    """Return the notify entities of an account that are enabled, by subentry id."""
    platform = hass.data.get(_KEPT, {}).get(entry.entry_id)
    return {} if platform is None else platform.entities


@callback
def async_on_notify_unload(
    hass: HomeAssistant, entry: ConfigEntry, stop: CALLBACK_TYPE
) -> None:
    """Register a stop with the notify platform, which survives reloads."""
    hass.data[_KEPT][entry.entry_id].on_unload.append(stop)


@callback
def platforms_to_set_up(hass: HomeAssistant, entry: ConfigEntry) -> list[Platform]:
    """Return the platforms that are not set up yet."""
    kept = hass.data.setdefault(_KEPT, {})
    if entry.entry_id in kept:
        return _RELOADED
    kept[entry.entry_id] = _NotifyPlatform()
    return [*_RELOADED, Platform.NOTIFY]


@callback
def platforms_to_unload(hass: HomeAssistant, entry: ConfigEntry) -> list[Platform]:
    """Return the platforms to unload: all of them only with a disabled account."""
    if entry.disabled_by is None:
        return _RELOADED
    if platform := hass.data[_KEPT].pop(entry.entry_id, None):
        platform.unload()
    return [*_RELOADED, Platform.NOTIFY]


async def async_forget_notify_platform(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Unload what has survived reloads, since the account is removed."""
    if platform := hass.data.get(_KEPT, {}).pop(entry.entry_id, None):
        platform.unload()
        await hass.config_entries.async_forward_entry_unload(entry, Platform.NOTIFY)
