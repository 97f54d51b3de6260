"""Outcomes of messages, as event entities of the account and of each recipient."""

from asyncio import TimerHandle
from collections import deque
from typing import Final, override

from homeassistant.components.event import EventEntity
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import IletiMerkeziConfigEntry
from .const import SIGNAL_OUTCOME, SIGNAL_OUTCOME_OF
from .entity import AccountEntity, RecipientEntity, async_setup_recipients
from .outbox import Outcome, Status
from .recipients import hidden

PARALLEL_UPDATES = 0

_MILLISECOND: Final = 0.001


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities of an account."""

    @callback
    def _publish(outcome: Outcome) -> None:
        """Pass an outcome on to triggers and to the recipients it concerns."""
        async_dispatcher_send(hass, SIGNAL_OUTCOME, entry.entry_id, outcome)
        for recipient_id in outcome.addressee.recipient_ids:
            async_dispatcher_send(hass, SIGNAL_OUTCOME_OF.format(recipient_id), outcome)

    entry.async_on_unload(entry.runtime_data.publisher.subscribe(_publish))
    async_add_entities([AccountMessagesEvent(entry)])
    entry.async_on_unload(
        async_setup_recipients(hass, entry, async_add_entities, RecipientMessagesEvent)
    )


class MessagesEvent(EventEntity):
    """Fires for every outcome of a message to a number."""

    _attr_translation_key = "messages"
    _attr_event_types = [status.value for status in Status]

    _timer: TimerHandle | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Start with no events to fire."""
        await super().async_added_to_hass()
        self._outcomes: deque[Outcome] = deque()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Fire the remaining events, while the entity still has a state."""
        if self._timer:
            self._timer.cancel()
        while self._outcomes:
            self._trigger(self._outcomes[0])
            self._write()

    @callback
    def _handle_outcome(self, outcome: Outcome) -> None:
        """Fire for an outcome."""
        self._outcomes.append(outcome)
        if len(self._outcomes) == 1:
            self._fire()

    @callback
    def _fire(self) -> None:
        """Fire for the pending outcomes, each with a state of its own."""
        while self._outcomes:
            before = self.state
            self._trigger(self._outcomes[0])
            if self.state == before:
                # The state is a time in milliseconds; two equal ones are one event
                # for automations. Newer cores never let that happen.
                self._timer = self.hass.loop.call_later(_MILLISECOND, self._fire)
                return
            self._write()

    @callback
    def _trigger(self, outcome: Outcome) -> None:
        """Set the event of an outcome."""
        number = hidden(outcome.number)
        self._trigger_event(
            outcome.status.value,
            {
                "recipient": outcome.recipient or number,
                "number": number,
                "order_id": outcome.order_id,
                "code": outcome.code,
            },
        )

    @callback
    def _write(self) -> None:
        """Publish the event of the first outcome in the name of the sender of the call."""
        outcome = self._outcomes.popleft()
        # One of its own where there is none, not that of the event before.
        self.async_set_context(outcome.context or Context())
        self.async_write_ha_state()


class AccountMessagesEvent(AccountEntity, MessagesEvent):
    """The outcomes of all messages of an account."""

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "messages")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the outcomes."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._entry.runtime_data.publisher.subscribe(self._handle_outcome)
        )


class RecipientMessagesEvent(RecipientEntity, MessagesEvent):
    """The outcomes of the messages to a recipient."""

    def __init__(
        self, entry: IletiMerkeziConfigEntry, subentry: ConfigSubentry
    ) -> None:
        """Initialize."""
        super().__init__(entry, subentry, "messages")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the outcomes of this recipient."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(
                self.hass,
                SIGNAL_OUTCOME_OF.format(self._subentry.subentry_id),
                self._handle_outcome,
            )
        )
