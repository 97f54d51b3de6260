"""Permissions of a user: Home Assistant checks them only for its own actions.

Automations and integrations call without a user and may do everything.
"""

from collections.abc import Iterable

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import CAT_ENTITIES, POLICY_CONTROL
from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .account import IletiMerkeziConfigEntry


async def async_get_caller(hass: HomeAssistant, context: Context) -> Caller:
    """Return who made a call.

    Raises UnknownUser if it is a user that is gone.
    """
    if context.user_id is None:
        return Caller(context, None)
    if (user := await hass.auth.async_get_user(context.user_id)) is None:
        raise UnknownUser(context=context)
    return Caller(context, user)


class Caller:
    """Who made a call."""

    def __init__(self, context: Context, user: User | None) -> None:
        """Initialize; no user means an automation or integration."""
        self._context = context
        self._user = user

    def check_entities(self, entity_ids: Iterable[str]) -> None:
        """Raise Unauthorized unless the caller may control all of the entities."""
        for entity_id in entity_ids:
            if not self._may_control(entity_id):
                raise self._unauthorized(entity_id)

    def check_account(
        self, hass: HomeAssistant, entry: IletiMerkeziConfigEntry
    ) -> None:
        """Raise Unauthorized unless the caller may control the account as a whole.

        That is every notify entity of it. Without any it takes an administrator.
        """
        if self._is_free:
            return
        entity_ids = _notify_entities(hass, entry)
        if not entity_ids:
            raise self._unauthorized(None)
        self.check_entities(entity_ids)

    def check_any(self, hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
        """Raise Unauthorized if nothing of the account is the caller's to control."""
        if not self._is_free and not any(
            map(self._may_control, _notify_entities(hass, entry))
        ):
            raise self._unauthorized(None)

    @property
    def _is_free(self) -> bool:
        return self._user is None or self._user.is_admin

    def _may_control(self, entity_id: str) -> bool:
        return (
            self._user is None
            or self._user.is_admin
            or self._user.permissions.check_entity(entity_id, POLICY_CONTROL)
        )

    def _unauthorized(self, entity_id: str | None) -> Unauthorized:
        return Unauthorized(
            context=self._context,
            entity_id=entity_id,
            perm_category=CAT_ENTITIES,
            permission=POLICY_CONTROL,
        )


def _notify_entities(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> list[str]:
    """Return the entity ids of all recipients of an account."""
    return [
        registered.entity_id
        for registered in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if registered.domain == NOTIFY_DOMAIN
    ]
