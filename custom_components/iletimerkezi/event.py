"""What becomes of messages, as an event entity of the account."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import IletiMerkeziConfigEntry
from .entity import AccountEntity
from .recipients import hidden
from .sms import Outcome, Status

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of an account."""
    async_add_entities([MessagesEvent(entry)])


class MessagesEvent(AccountEntity, EventEntity):
    """Fires for every outcome of every message, by recipient."""

    _attr_translation_key = "messages"
    _attr_event_types = [status.value for status in Status]

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "messages")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the outcomes."""
        self.async_on_remove(
            self._entry.runtime_data.announcer.subscribe(self._handle_outcome)
        )

    @callback
    def _handle_outcome(self, outcome: Outcome) -> None:
        """Fire for an outcome."""
        self._trigger_event(
            outcome.status.value,
            {
                "recipient": outcome.recipient or hidden(outcome.number),
                "order_id": outcome.order_id,
                "code": outcome.code,
            },
        )
        self.async_write_ha_state()
