"""What users see of a mistake whose caller ignores errors."""

from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .display import notification_id
from .notice import MISTAKE, Notice
from .rendering import View, render

_TEXT_LENGTH: Final = 60
"""Characters of the message that are shown."""


async def async_show_mistake(
    hass: HomeAssistant, entry: ConfigEntry, err: HomeAssistantError, text: str = ""
) -> None:
    """Show why a call sent nothing, by the notification of the account for it.

    Args:
        hass: Home Assistant.
        entry: the account; one that is not loaded shows it, but cannot keep it.
        err: what the caller gets, translated.
        text: the message that was not sent.
    """
    texts: dict[str, str] = {}
    for category in ("common", "exceptions", "issues"):
        texts |= await async_get_translations(
            hass, hass.config.language, category, [DOMAIN]
        )
    reason = texts[
        f"component.{DOMAIN}.exceptions.{err.translation_key}.message"
    ].format(**err.translation_placeholders or {})
    beginning = text[:_TEXT_LENGTH] + ("…" if text[_TEXT_LENGTH:] else "")
    beginning = beginning.strip() or "–"
    if entry.state is ConfigEntryState.LOADED:
        await entry.runtime_data.feedback.notifications.async_show_mistake(
            reason, beginning
        )
        return
    values = {"reason": reason, "text": beginning, "count": "1"}
    title, message = render(
        MISTAKE,
        Notice(MISTAKE, dt_util.utcnow().timestamp(), values=values),
        None,
        View(account=entry.title, now=dt_util.now()),
        texts,
    )
    persistent_notification.async_create(
        hass, message, title, notification_id(entry.entry_id, MISTAKE)
    )
