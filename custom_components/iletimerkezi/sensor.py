"""The numbers of an account."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .account import IletiMerkeziConfigEntry
from .api import Balance
from .coordinator import BalanceCoordinator
from .entity import AccountEntity, OutboxEntity

# Nothing is asked by the entities themselves.
PARALLEL_UPDATES = 0

_LIRA: Final = "TRY"


@dataclass(frozen=True, kw_only=True)
class BalanceSensorDescription(SensorEntityDescription):
    """A number of the balance."""

    value_fn: Callable[[Balance], StateType]


BALANCE_SENSORS: Final = (
    BalanceSensorDescription(
        key="balance",
        translation_key="balance",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        native_unit_of_measurement=_LIRA,
        suggested_display_precision=2,
        value_fn=lambda balance: float(balance.amount),
    ),
    BalanceSensorDescription(
        key="sms_credits",
        translation_key="sms_credits",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda balance: balance.sms,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an account."""
    async_add_entities(
        [
            PendingMessagesSensor(entry),
            SentSmsSensor(entry),
            *(BalanceSensor(entry, description) for description in BALANCE_SENSORS),
        ]
    )


class BalanceSensor(AccountEntity, CoordinatorEntity[BalanceCoordinator], SensorEntity):
    """The remaining credit of the account."""

    entity_description: BalanceSensorDescription

    def __init__(
        self, entry: IletiMerkeziConfigEntry, description: BalanceSensorDescription
    ) -> None:
        """Initialize."""
        AccountEntity.__init__(self, entry, description.key)
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether the balance is known."""
        return super().available and self.coordinator.data is not None

    @property
    @override
    def native_value(self) -> StateType:
        """Return the number."""
        balance = self.coordinator.data
        return None if balance is None else self.entity_description.value_fn(balance)


class PendingMessagesSensor(OutboxEntity, SensorEntity):
    """How many messages wait for the provider, counted by recipient."""

    _attr_translation_key = "pending_messages"
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "pending_messages")

    @property
    @override
    def _value(self) -> int:
        """Return the number."""
        return self._entry.runtime_data.outbox.pending

    @property
    @override
    def native_value(self) -> int:
        """Return the number."""
        return self._value


class SentSmsSensor(OutboxEntity, SensorEntity):
    """How many SMS the provider has ever accepted: parts times numbers."""

    _attr_translation_key = "sent_sms"
    _attr_state_class = SensorStateClass.TOTAL_INCREASING

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "sent_sms")

    @override
    async def async_added_to_hass(self) -> None:
        """Follow accepted messages, including those that never had to wait."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._entry.runtime_data.publisher.subscribe(
                lambda _outcome: self._handle_change()
            )
        )

    @property
    @override
    def _value(self) -> int | None:
        """Return the number, None until the journal was read: 0 would be a reset."""
        return self._entry.runtime_data.outbox.sent_sms

    @property
    @override
    def native_value(self) -> int | None:
        """Return the number."""
        return self._value
