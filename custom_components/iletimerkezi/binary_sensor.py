"""Whether the account can send."""

from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import IletiMerkeziConfigEntry
from .entity import OutboxEntity
from .outbox import ProblemReason

# Nothing is asked by the entity itself.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensor of an account."""
    async_add_entities([ProblemSensor(entry)])


class ProblemSensor(OutboxEntity, BinarySensorEntity):
    """On while the account can send nothing, with the reason."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_translation_key = "problem"

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "problem")

    @property
    @override
    def _value(self) -> ProblemReason | None:
        """Return why nothing can be sent."""
        return self._entry.runtime_data.outbox.problem

    @property
    @override
    def is_on(self) -> bool:
        """Return whether nothing can be sent."""
        return self._value is not None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return why."""
        return {"reason": None if self._value is None else self._value.value}
