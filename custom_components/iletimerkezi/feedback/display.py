"""Persistent notifications of an account, and when the user dismisses one."""

from collections.abc import Callable, Iterable, Mapping

from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import Notification, UpdateType
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN


class Display:
    """The notifications of one account, by the ends of their ids."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Initialize; nothing is shown yet."""
        self._hass = hass
        self._entry_id = entry_id
        self._shown: dict[str, tuple[str, str] | None] = {}

    @property
    def keys(self) -> set[str]:
        """Return what is shown."""
        return set(self._shown)

    @callback
    def expect(self, keys: Iterable[str]) -> None:
        """Adopt notifications that may be shown from before a reload."""
        self._shown |= dict.fromkeys(keys)

    @callback
    def show(self, key: str, title: str, text: str) -> None:
        """Show a notification, unless it is shown already."""
        if self._shown.get(key) == (title, text):
            return
        self._shown[key] = title, text
        persistent_notification.async_create(
            self._hass, text, title, notification_id(self._entry_id, key)
        )

    @callback
    def hide(self, key: str) -> None:
        """Dismiss a notification."""
        # First: a notification that is not shown was not dismissed by the user.
        self._shown.pop(key, None)
        async_hide(self._hass, self._entry_id, key)

    @callback
    def subscribe_dismissed(self, listener: Callable[[str], None]) -> CALLBACK_TYPE:
        """Subscribe to dismissals by the user; returns an unsubscribe function."""

        @callback
        def _update(
            update_type: UpdateType, notifications: Mapping[str, Notification]
        ) -> None:
            if update_type is not UpdateType.REMOVED:
                return
            for key in self.keys:
                if notification_id(self._entry_id, key) in notifications:
                    del self._shown[key]
                    listener(key)

        return persistent_notification.async_register_callback(self._hass, _update)


def notification_id(entry_id: str, key: str) -> str:
    """Return the id of a notification."""
    return f"{DOMAIN}_{entry_id}_{key}"


@callback
def async_hide(hass: HomeAssistant, entry_id: str, key: str) -> None:
    """Dismiss a notification of an account."""
    persistent_notification.async_dismiss(hass, notification_id(entry_id, key))
