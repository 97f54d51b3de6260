"""What becomes of messages, as an event entity of the account."""

from asyncio import TimerHandle
from collections import deque
from typing import Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import IletiMerkeziConfigEntry
from .entity import AccountEntity
from .outbox import Outcome, Status
from .recipients import hidden

PARALLEL_UPDATES = 0

_MILLISECOND: Final = 0.001


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
        self._waiting: deque[Outcome] = deque()
        self._timer: TimerHandle | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the outcomes."""
        self.async_on_remove(
            self._entry.runtime_data.announcer.subscribe(self._handle_outcome)
        )

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Fire nothing any more."""
        if self._timer:
            self._timer.cancel()

    @callback
    def _handle_outcome(self, outcome: Outcome) -> None:
        """Fire for an outcome."""
        self._waiting.append(outcome)
        if len(self._waiting) == 1:
            self._fire()

    @callback
    def _fire(self) -> None:
        """Fire for what waits, each with a state of its own."""
        while self._waiting:
            outcome = self._waiting[0]
            before = self.state
            self._trigger_event(
                outcome.status.value,
                {
                    "recipient": outcome.recipient or hidden(outcome.number),
                    "order_id": outcome.order_id,
                    "code": outcome.code,
                },
            )
            if self.state == before:
                # The state is a time in milliseconds, and automations take two
                # equal ones for one event. Newer cores see to it themselves.
                self._timer = self.hass.loop.call_later(_MILLISECOND, self._fire)
                return
            self._waiting.popleft()
            self.async_write_ha_state()
