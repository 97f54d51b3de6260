"""The numbers of an account."""

from typing import override

from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import IletiMerkeziConfigEntry
from .entity import AccountEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an account."""
    async_add_entities([PendingMessagesSensor(entry)])


class PendingMessagesSensor(AccountEntity, SensorEntity):
    """How many messages wait for the provider."""

    _attr_translation_key = "pending_messages"
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "pending_messages")

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the outbox."""
        self.async_on_remove(
            self._entry.runtime_data.outbox.watch_pending(self._handle_pending)
        )

    @property
    @override
    def native_value(self) -> int:
        """Return the number."""
        return self._entry.runtime_data.outbox.pending

    @callback
    def _handle_pending(self) -> None:
        """Show another number."""
        self.async_write_ha_state()
