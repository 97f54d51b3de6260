"""The action notify.iletimerkezi, for what can only reach notify actions.

The `alert` integration, notify groups in YAML and older blueprints know no
notify entities. Core's class is set up directly instead of through discovery:
the action is there when the account is, and gone when it is, with no time in
between.
"""

import logging
from typing import Any, override

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_TARGET,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
    BaseNotificationService,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import slugify

from .account import IletiMerkeziConfigEntry
from .const import ATTR_COMMERCIAL_LIST, ATTR_SENDER, DOMAIN
from .feedback.errors import raise_for_failures
from .recipients import everybody, from_targets
from .sending import async_send, checked_commercial_list, checked_sender, checked_text

_LOGGER = logging.getLogger(__name__)


async def async_register_notify_action(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Register the action of an account until the account is unloaded."""
    name = _action_name(hass, entry)
    if hass.services.has_service(NOTIFY_DOMAIN, name):
        # Somebody's own group in YAML; it was there first.
        _LOGGER.warning(
            "The action %s.%s belongs to something else, so the account %s has none",
            NOTIFY_DOMAIN,
            name,
            entry.title,
        )
        return
    action = IletiMerkeziNotificationService(entry)
    await action.async_setup(hass, name, name)
    await action.async_register_services()
    entry.async_on_unload(action.async_unregister_services)


def oldest_account(hass: HomeAssistant) -> IletiMerkeziConfigEntry | None:
    """Return the account whose action needs no further name."""
    return min(
        hass.config_entries.async_entries(DOMAIN),
        key=lambda entry: entry.created_at,
        default=None,
    )


def _action_name(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> str:
    """Return the name of an account's action."""
    if oldest_account(hass) is entry:
        return DOMAIN
    name = f"{DOMAIN}_{slugify(entry.title)}"
    namesakes = sorted(
        (
            other
            for other in hass.config_entries.async_entries(DOMAIN)
            if other is not oldest_account(hass)
            and slugify(other.title) == slugify(entry.title)
        ),
        key=lambda other: other.created_at,
    )
    position = namesakes.index(entry) + 1
    return name if position == 1 else f"{name}_{position}"


class IletiMerkeziNotificationService(BaseNotificationService):
    """Sends to numbers, to recipients by name or entity, or to everybody."""

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        self._entry = entry

    @override
    async def async_send_message(self, message: str, **kwargs: Any) -> None:
        """Send a message."""
        text = checked_text(kwargs.get(ATTR_TITLE), message)
        targets: list[str] | None = kwargs.get(ATTR_TARGET)
        recipients = (
            everybody(self._entry)
            if targets is None
            else from_targets(self.hass, self._entry, targets)
        )
        if not recipients:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="no_recipients"
            )
        # Further keys belong to other members of a notify group.
        data: dict[str, Any] = kwargs.get(ATTR_DATA) or {}
        overrides: dict[str, Any] = {}
        if (sender := data.get(ATTR_SENDER)) is not None:
            overrides[ATTR_SENDER] = checked_sender(sender)
        if (commercial_list := data.get(ATTR_COMMERCIAL_LIST)) is not None:
            overrides[ATTR_COMMERCIAL_LIST] = checked_commercial_list(commercial_list)
        raise_for_failures(await async_send(self._entry, text, recipients, **overrides))
