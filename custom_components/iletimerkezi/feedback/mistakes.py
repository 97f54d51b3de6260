"""Shows mistakes of calls whose errors nobody sees: alerts, groups, automations."""

from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .display import notification_id
from .notice import MISTAKE, Notice
from .rendering import View, render
from .volume import automations_behind

_TEXT_LENGTH: Final = 60
"""Characters of the message that are shown."""


async def async_show_mistake_of_automation(
    hass: HomeAssistant,
    entry: ConfigEntry,
    err: HomeAssistantError,
    text: str,
    context: Context,
) -> None:
    """Show a mistake if an automation made it: its error is only in log and trace.

    A user who calls an action, or starts a script, sees the error at once.

    Args: see async_show_mistake.
    """
    if context.user_id is None and automations_behind(hass, [context]):
        await async_show_mistake(hass, entry, err, text, context)


async def async_show_mistake(
    hass: HomeAssistant,
    entry: ConfigEntry,
    err: HomeAssistantError,
    text: str,
    context: Context,
) -> None:
    """Show why a call sent nothing, by the notification of the account for it.

    Args:
        hass: Home Assistant.
        entry: the account; one that is not loaded shows it, but cannot keep it.
        err: what the caller gets, translated.
        text: the message that was not sent.
        context: of the call.
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
    values = {"reason": reason, "text": beginning}
    if automations := automations_behind(hass, [context]):
        values["automations"] = ", ".join(automations)
    if entry.state is ConfigEntryState.LOADED:
        await entry.runtime_data.feedback.notifications.async_show_mistake(values)
        return
    values["count"] = "1"
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
