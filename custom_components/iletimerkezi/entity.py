"""The devices, one for the account and one for each recipient, and their entities."""

from abc import abstractmethod
from collections.abc import Callable
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_cached_translations

from .account import IletiMerkeziConfigEntry
from .const import (
    CONF_NUMBERS,
    DOMAIN,
    NAME,
    PANEL_URL,
    SETTINGS_URL,
    SIGNAL_RECIPIENTS,
)
from .recipients import recipients_of


class AccountEntity(Entity):
    """Something that belongs to the account as a whole."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: IletiMerkeziConfigEntry, key: str) -> None:
        """Initialize."""
        self._entry = entry
        self._attr_unique_id = f"{entry.entry_id}_{key}"

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Return the device of the account."""
        return DeviceInfo(
            identifiers={(DOMAIN, self._entry.entry_id)},
            name=self._entry.title,
            manufacturer=NAME,
            entry_type=DeviceEntryType.SERVICE,
            configuration_url=PANEL_URL,
        )


class OutboxEntity(AccountEntity):
    """Shows something of the outbox, which says when it may have changed."""

    _shown: object = None

    @property
    @abstractmethod
    def _value(self) -> object:
        """Return the current value; a state is written only if it changes."""

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the outbox."""
        await super().async_added_to_hass()
        self._shown = self._value
        self.async_on_remove(
            self._entry.runtime_data.outbox.subscribe_waiting(self._handle_change)
        )

    @callback
    def _handle_change(self) -> None:
        """Show another value."""
        value = self._value
        if value != self._shown:
            self._shown = value
            self.async_write_ha_state()


class RecipientEntity(Entity):
    """Something that belongs to one recipient.

    Its identity hangs on the subentry, so that a changed name or number keeps
    entity and history. Core changes a subentry in place: name and numbers are
    always the current ones.
    """

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        entry: IletiMerkeziConfigEntry,
        subentry: ConfigSubentry,
        key: str | None = None,
    ) -> None:
        """Initialize; without a key it is the recipient's main entity."""
        self._entry = entry
        self._subentry = subentry
        self._attr_unique_id = subentry.subentry_id
        if key is not None:
            self._attr_unique_id += f"_{key}"

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Return the device of the recipient."""
        return DeviceInfo(
            identifiers={(DOMAIN, self._subentry.subentry_id)},
            name=self._subentry.title,
            manufacturer=NAME,
            model=_phone_numbers(self.hass, self._subentry),
            entry_type=DeviceEntryType.SERVICE,
            configuration_url=SETTINGS_URL.format(self._entry.entry_id),
        )


@callback
def async_setup_recipients(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[IletiMerkeziConfigEntry, ConfigSubentry], RecipientEntity],
) -> CALLBACK_TYPE:
    """Add an entity of a platform for each recipient, also for those to come.

    Returns a function that stops it, for when the platform is unloaded.
    """
    known: set[str] = set()

    @callback
    def _add_new() -> None:
        """Add missing entities; existing ones are not touched."""
        known.intersection_update(entry.subentries)
        for subentry in recipients_of(entry):
            if subentry.subentry_id not in known:
                known.add(subentry.subentry_id)
                async_add_entities(
                    [create(entry, subentry)], config_subentry_id=subentry.subentry_id
                )

    _add_new()
    return async_dispatcher_connect(
        hass, SIGNAL_RECIPIENTS.format(entry.entry_id), _add_new
    )


@callback
def async_update_recipients(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Bring devices and entities in line with an account's title and recipients.

    May be called after any change of the entry: what is right is not touched.
    The device of a removed recipient goes with its subentry, by core's doing.
    """
    async_dispatcher_send(hass, SIGNAL_RECIPIENTS.format(entry.entry_id))
    names = {entry.entry_id: entry.title}
    models: dict[str, str] = {}
    for subentry in recipients_of(entry):
        names[subentry.subentry_id] = subentry.title
        models[subentry.subentry_id] = _phone_numbers(hass, subentry)
    devices = dr.async_get(hass)
    # A new recipient has no device before its first entity is added.
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        for _, key in device.identifiers & {(DOMAIN, key) for key in names}:
            devices.async_update_device(
                device.id, name=names[key], model=models.get(key)
            )


def _phone_numbers(hass: HomeAssistant, subentry: ConfigSubentry) -> str:
    """Return in Home Assistant's language how many phone numbers a recipient has."""
    count = len(subentry.data[CONF_NUMBERS])
    texts = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    key = "phone_number" if count == 1 else "phone_numbers"
    return texts[f"component.{DOMAIN}.common.{key}"].format(count=count)
