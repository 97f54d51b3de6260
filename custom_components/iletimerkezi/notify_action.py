"""The actions notify.iletimerkezi…: one for each account, from the start of Home Assistant.

The `alert` integration, notify groups in YAML and older blueprints know no
notify entities. They look an action up when they need it, and an alarm may come
before its account is loaded: so the actions are registered with the integration,
stay while an account is reloaded, and wait for it. They are registered here and not
by core's class, which knows neither the account nor the caller.
"""

from functools import partial
import logging
from typing import Final

import voluptuous as vol

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN, SERVICE_NOTIFY
from homeassistant.config import config_per_platform
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_NAME, EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import ensure_unique_string, slugify

from .account import IletiMerkeziConfigEntry
from .actions.notify import async_notify
from .actions.notify_form import Form, async_describe, async_get_texts
from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

NOTIFY_ACTION_SCHEMA: Final = vol.Schema({}, extra=vol.ALLOW_EXTRA)
"""Anything: what is wrong is shown to people, which a schema cannot do."""


@callback
def async_setup_notify_actions(hass: HomeAssistant, config: ConfigType) -> None:
    """Keep one action registered for each account that is not disabled."""
    actions = _NotifyActions(hass, _names_in_yaml(config))
    actions.update()
    async_dispatcher_connect(
        hass, SIGNAL_CONFIG_ENTRY_CHANGED, actions.handle_entry_changed
    )
    hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, actions.handle_core_config_update)


class _NotifyActions:
    """The actions that are registered."""

    def __init__(self, hass: HomeAssistant, taken: set[str]) -> None:
        """Initialize; existing names belong to other integrations."""
        self._hass = hass
        self._taken = taken
        self._registered: dict[str, IletiMerkeziConfigEntry] = {}
        self._left_out: dict[str, IletiMerkeziConfigEntry] = {}
        self._forms: dict[str, Form] = {}

    @callback
    def handle_entry_changed(
        self, _change: ConfigEntryChange, entry: ConfigEntry
    ) -> None:
        """Follow accounts that are added, removed, renamed, or switched on or off."""
        if entry.domain == DOMAIN:
            self.update()

    @callback
    def handle_core_config_update(self, event: Event) -> None:
        """Switch to another language."""
        if "language" in event.data:
            self._describe()

    @callback
    def update(self) -> None:
        """Register missing actions, remove surplus ones."""
        services = self._hass.services
        wanted = {
            name: entry
            for name, entry in _action_names(self._hass).items()
            if not entry.disabled_by
        }
        for name in self._registered.keys() - wanted.keys():
            del self._registered[name]
            self._forms.pop(name, None)
            services.async_remove(NOTIFY_DOMAIN, name)
        for name, entry in wanted.items():
            if self._registered.get(name) is entry:
                continue
            if name not in self._registered and (
                name in self._taken or services.has_service(NOTIFY_DOMAIN, name)
            ):
                self._note_taken(name, entry)
                continue
            self._registered[name] = entry
            services.async_register(
                NOTIFY_DOMAIN,
                name,
                partial(async_notify, entry),
                schema=NOTIFY_ACTION_SCHEMA,
            )
        self._describe()

    @callback
    def _describe(self) -> None:
        """Schedule a rewrite of the forms that have changed."""
        for name, entry in self._registered.items():
            form = Form.of(self._hass, entry)
            if self._forms.get(name) != form:
                self._forms[name] = form
                self._hass.async_create_task(
                    self._async_describe(name, form), f"{DOMAIN} form of {name}"
                )

    async def _async_describe(self, name: str, form: Form) -> None:
        """Write the form of an action, unless it has changed once more meanwhile."""
        texts = await async_get_texts(self._hass, form.language)
        if self._forms.get(name) is form:
            async_describe(self._hass, name, form, texts)

    @callback
    def _note_taken(self, name: str, entry: IletiMerkeziConfigEntry) -> None:
        """Say once that an account has no action because of its name."""
        if self._left_out.get(name) is entry:
            return
        self._left_out[name] = entry
        _LOGGER.warning(
            "The action %s.%s belongs to something else, so the account %s has none",
            NOTIFY_DOMAIN,
            name,
            entry.title,
        )


@callback
def _action_names(hass: HomeAssistant) -> dict[str, IletiMerkeziConfigEntry]:
    """Return the name of each account's action; the oldest needs no further name.

    An account that is disabled keeps its name: nobody else's phones ring instead.
    """
    names: dict[str, IletiMerkeziConfigEntry] = {}
    entries: list[IletiMerkeziConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False
    )
    for entry in sorted(entries, key=lambda entry: entry.created_at):
        name = f"{DOMAIN}_{slugify(entry.title)}" if names else DOMAIN
        names[ensure_unique_string(name, names)] = entry
    return names


def _names_in_yaml(config: ConfigType) -> set[str]:
    """Return the names of notify actions that are set in YAML.

    They may be registered later than ours, but were there first.
    """
    return {
        slugify(platform.get(CONF_NAME) or SERVICE_NOTIFY)
        for _, platform in config_per_platform(config, NOTIFY_DOMAIN)
    }
