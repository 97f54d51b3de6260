"""What can be seen of a home while it lives."""

from collections.abc import Callable
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import CONF_API_KEY, EVENT_STATE_CHANGED, MATCH_ALL
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from custom_components.iletimerkezi.const import CONF_API_HASH, DOMAIN
from custom_components.iletimerkezi.diagnostics import (
    async_get_config_entry_diagnostics,
)

type Note = Callable[[str, object], None]
"""Takes a place and what was seen there."""


class WatchedHome:
    """Notes everything that a home shows, from now on."""

    def __init__(
        self, hass: HomeAssistant, note: Note, learn: Callable[[str], None]
    ) -> None:
        """Listen."""
        self._hass = hass
        self._note = note
        self._learn = learn
        hass.bus.async_listen(MATCH_ALL, self._handle_event)
        persistent_notification.async_register_callback(hass, self._handle_notification)
        async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._handle_entry)

    async def async_look_around(self) -> None:
        """Note what is there at this moment."""
        hass = self._hass
        for state in hass.states.async_all():
            self._note("state", state)
        for issue in ir.async_get(hass).issues.values():
            self._note("repair", issue)
        self._note("flow", hass.config_entries.flow.async_progress())
        for entry in hass.config_entries.async_entries(DOMAIN):
            self._learn_entry(entry)
            if entry.state is ConfigEntryState.LOADED:
                self._note(
                    "diagnostics", await async_get_config_entry_diagnostics(hass, entry)
                )

    @callback
    def _handle_event(self, event: Event[Any]) -> None:
        """Note an event, and what it says has changed."""
        if event.event_type == EVENT_STATE_CHANGED:
            self._note("state", event.data["new_state"])
            return
        self._note("event", (event.event_type, event.data))
        if event.event_type == ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED:
            key = event.data["domain"], event.data["issue_id"]
            self._note("repair", ir.async_get(self._hass).issues.get(key))

    @callback
    def _handle_notification(
        self,
        change: persistent_notification.UpdateType,
        changed: dict[str, persistent_notification.Notification],
    ) -> None:
        """Note notifications."""
        self._note("notification", changed)

    @callback
    def _handle_entry(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Learn the secrets of an account, which may get others."""
        self._learn_entry(entry)

    def _learn_entry(self, entry: ConfigEntry) -> None:
        """Learn the secrets of an account."""
        if entry.domain == DOMAIN:
            self._learn(entry.data.get(CONF_API_KEY, ""))
            self._learn(entry.data.get(CONF_API_HASH, ""))
