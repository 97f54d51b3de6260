"""Triggers: the outcomes of messages, for recipients and the account alike.

An automation names its recipients: a recipient's notify entity or device, an
area, a label. The outcomes reach the triggers by a signal, which outlives the
account's reloads; nothing but an outcome fires them.
"""

from abc import ABC, abstractmethod
from typing import Final, cast, override

import voluptuous as vol

from homeassistant.const import CONF_OPTIONS, CONF_TARGET, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN, SIGNAL_OUTCOME
from .outbox import Outcome, Status
from .recipients import hidden

_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Optional(CONF_OPTIONS, default={}): {},
    }
)


class MessageTrigger(Trigger, ABC):
    """Fires once for each outcome of a message to a number."""

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate config."""
        config = cast("ConfigType", _SCHEMA(config))
        if not TargetSelection(config[CONF_TARGET]).has_any_target:
            raise vol.Invalid("the target is empty", [CONF_TARGET])
        return config

    @staticmethod
    @abstractmethod
    def matches(outcome: Outcome) -> bool:
        """Return whether the trigger is about outcomes of this kind."""

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize."""
        super().__init__(hass, config)
        self._target = TargetSelection(config.target or {})

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run an action for the outcomes of the target's messages."""

        @callback
        def _handle(entry_id: str, outcome: Outcome) -> None:
            """Run the action if the outcome is of the kind and of the target."""
            if not self.matches(outcome) or not self._concerns(entry_id, outcome):
                return
            number = hidden(outcome.number)
            recipient = outcome.recipient or number
            run_action(
                {
                    "recipient": recipient,
                    "number": number,
                    "status": outcome.status.value,
                    "code": outcome.code,
                    "order_id": outcome.order_id,
                    "message": outcome.text,
                },
                f"SMS to {recipient} {outcome.status.value}",
                outcome.context,
            )

        return async_dispatcher_connect(self._hass, SIGNAL_OUTCOME, _handle)

    @callback
    def _concerns(self, entry_id: str, outcome: Outcome) -> bool:
        """Return whether a message went to a recipient of the target.

        Looked up each time: registries change, outcomes are rare.
        """
        selected = async_extract_referenced_entity_ids(self._hass, self._target)
        registry = er.async_get(self._hass)
        for entity_id in selected.referenced | selected.indirectly_referenced:
            registered = registry.async_get(entity_id)
            if registered is None or registered.platform != DOMAIN:
                continue
            if registered.config_subentry_id is None:
                if (
                    registered.domain == Platform.EVENT
                    and registered.config_entry_id == entry_id
                ):
                    return True
            elif (
                registered.domain in (Platform.EVENT, Platform.NOTIFY)
                and registered.config_subentry_id in outcome.addressee.recipient_ids
            ):
                return True
        return False


class MessageAcceptedTrigger(MessageTrigger):
    """The provider has accepted the message."""

    @override
    @staticmethod
    def matches(outcome: Outcome) -> bool:
        """Return whether the message is on its way."""
        return outcome.status is Status.ACCEPTED


class MessageDeliveredTrigger(MessageTrigger):
    """The message has reached the phone."""

    @override
    @staticmethod
    def matches(outcome: Outcome) -> bool:
        """Return whether the message is on the phone."""
        return outcome.status is Status.DELIVERED


class MessageFailedTrigger(MessageTrigger):
    """The message did not arrive, or will not without user action."""

    @override
    @staticmethod
    def matches(outcome: Outcome) -> bool:
        """Return whether the message failed, the first time that this is known.

        A message kept for the account has already failed for its caller: it does
        not fail again when it expires.
        """
        if outcome.failure_reported:
            return False
        return outcome.failed or outcome.status is Status.UNDELIVERED


class MessageWaitingTrigger(MessageTrigger):
    """The message waits, for the network or for the account."""

    @override
    @staticmethod
    def matches(outcome: Outcome) -> bool:
        """Return whether the message waits."""
        return outcome.status is Status.QUEUED


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "message_accepted": MessageAcceptedTrigger,
    "message_delivered": MessageDeliveredTrigger,
    "message_failed": MessageFailedTrigger,
    "message_waiting": MessageWaitingTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of the integration."""
    return TRIGGERS
