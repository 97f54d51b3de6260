"""Buttons: a test message to a recipient, and discarding waiting messages."""

from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations

from .account import IletiMerkeziConfigEntry
from .const import DOMAIN
from .entity import AccountEntity, RecipientEntity, async_setup_recipients
from .feedback.errors import raise_for_failures
from .outbox import OutgoingSms
from .recipients import numbers_of
from .sending import async_send, checked_text

# Unlimited, as for the messages themselves.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of an account."""
    async_add_entities([DiscardButton(entry)])
    entry.async_on_unload(
        async_setup_recipients(hass, entry, async_add_entities, TestMessageButton)
    )


class DiscardButton(AccountEntity, ButtonEntity):
    """Discards every waiting message; each fires the event expired.

    Diagnostic, so that pressing all buttons of a room does not press it.
    """

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "discard_waiting_messages"

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        super().__init__(entry, "discard_waiting_messages")

    @override
    async def async_press(self) -> None:
        """Discard the waiting messages."""
        self._entry.runtime_data.outbox.discard_waiting()


class TestMessageButton(RecipientEntity, ButtonEntity):
    """Sends a test message, which costs one SMS for each number."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "send_test_message"

    def __init__(
        self, entry: IletiMerkeziConfigEntry, subentry: ConfigSubentry
    ) -> None:
        """Initialize."""
        super().__init__(entry, subentry, "send_test_message")

    @override
    async def async_press(self) -> None:
        """Send the message in Home Assistant's language."""
        # Before anything is awaited: another call may set its own.
        context = self._context
        texts = await async_get_translations(
            self.hass, self.hass.config.language, "common", [DOMAIN]
        )
        sms = OutgoingSms(
            text=checked_text(None, texts[f"component.{DOMAIN}.common.test_message"]),
            recipients=numbers_of(self.hass, self._subentry),
            context=context,
        )
        raise_for_failures(await async_send(self.hass, self._entry, sms))
