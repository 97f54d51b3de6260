"""One notify entity for each recipient."""

from typing import override

from homeassistant.components.notify import NotifyEntity, NotifyEntityFeature
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import IletiMerkeziConfigEntry
from .entity import RecipientEntity, async_setup_recipients
from .feedback.errors import raise_for_failures
from .feedback.mistakes import async_show_mistake_of_automation
from .feedback.names import families_of
from .outbox import OutgoingSms
from .platforms import async_on_notify_unload, notify_entities
from .recipients import numbers_of
from .sending import async_send, checked_text

# Unlimited: recipients that are called together become one order.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the notify entities of an account."""
    async_on_notify_unload(
        hass,
        entry,
        async_setup_recipients(hass, entry, async_add_entities, RecipientNotifyEntity),
    )


class RecipientNotifyEntity(RecipientEntity, NotifyEntity):
    """Sends to one recipient: a person or a whole family.

    Always available: Home Assistant skips an unavailable notify entity without
    an error, and nobody notices a skipped alarm.
    """

    _attr_name = None
    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_added_to_hass(self) -> None:
        """Note the time of messages that other ways send, too."""
        entities = notify_entities(self.hass, self._entry)
        entities[self._subentry.subentry_id] = self

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Note nothing any more."""
        entities = notify_entities(self.hass, self._entry)
        entities.pop(self._subentry.subentry_id, None)

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message to every number of the recipient.

        Home Assistant calls the entities of one action side by side and shows
        the first error only: it names all of them.
        """
        try:
            sms = OutgoingSms(
                text=checked_text(title, message),
                recipients=numbers_of(self.hass, self._subentry),
                context=self._context,
            )
            outcomes = await async_send(self.hass, self._entry, sms, with_batch=True)
        except ServiceValidationError as err:
            await async_show_mistake_of_automation(
                self.hass, self._entry, err, message, self._context or Context()
            )
            raise
        raise_for_failures(outcomes, families=families_of(self._entry))
