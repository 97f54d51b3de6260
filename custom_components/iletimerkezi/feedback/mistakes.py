"""What people see of a mistake whose caller hears no errors."""

from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import Notification, UpdateType
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, NAME
from .escaping import escaped
from .notifications import notification_id

MISTAKE: Final = "mistake"

_TEXT_LENGTH: Final = 60
"""Characters of the message that are shown."""

_DATA_COUNTS: HassKey[dict[str, int]] = HassKey(f"{DOMAIN}_mistakes")


async def async_show_mistake(
    hass: HomeAssistant, entry: ConfigEntry, err: HomeAssistantError, text: str = ""
) -> None:
    """Show why a call sent nothing, by the notification of the account for it.

    Args:
        hass: Home Assistant.
        entry: the account.
        err: what the caller gets, translated.
        text: the message that was not sent.
    """
    language = hass.config.language
    exceptions = await async_get_translations(hass, language, "exceptions", [DOMAIN])
    issues = await async_get_translations(hass, language, "issues", [DOMAIN])
    reason = exceptions[
        f"component.{DOMAIN}.exceptions.{err.translation_key}.message"
    ].format(
        **{
            name: escaped(value)
            for name, value in (err.translation_placeholders or {}).items()
        }
    )
    beginning = escaped(text[:_TEXT_LENGTH]) + ("…" if text[_TEXT_LENGTH:] else "")
    prefix = f"component.{DOMAIN}.issues.notification_{MISTAKE}"
    persistent_notification.async_create(
        hass,
        issues[f"{prefix}.description"].format(
            account=escaped(entry.title),
            reason=reason,
            text=beginning or "–",
            time=f"{dt_util.now():%H:%M}",
            count=_count(hass, entry),
        ),
        f"{NAME}: {issues[f'{prefix}.title']}",
        notification_id(entry.entry_id, MISTAKE),
    )


@callback
def async_forget_mistakes(hass: HomeAssistant, entry_id: str) -> None:
    """Dismiss the notification of an account that is removed."""
    persistent_notification.async_dismiss(hass, notification_id(entry_id, MISTAKE))


@callback
def _count(hass: HomeAssistant, entry: ConfigEntry) -> int:
    """Return how many mistakes there were since somebody dismissed the notification."""
    if (counts := hass.data.get(_DATA_COUNTS)) is None:
        counts = hass.data[_DATA_COUNTS] = {}

        @callback
        def _forget(change: UpdateType, notifications: dict[str, Notification]) -> None:
            if change is UpdateType.REMOVED:
                for key in notifications:
                    counts.pop(key, None)

        persistent_notification.async_register_callback(hass, _forget)
    key = notification_id(entry.entry_id, MISTAKE)
    counts[key] = counts.get(key, 0) + 1
    return counts[key]
