"""From entity ids to recipients: our notify entities, and groups of them."""

from collections.abc import Iterator, Sequence
from typing import Final

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import ATTR_ENTITY_ID, CONF_ENTITIES
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from ..account import IletiMerkeziConfigEntry
from ..const import DOMAIN
from ..feedback.escaping import one_line

GROUP_DOMAIN: Final = "group"

type Recipient = tuple[IletiMerkeziConfigEntry, ConfigSubentry]


def is_entity_id(text: str) -> bool:
    """Return whether a text is written like the id of an entity that notifies."""
    return text.strip().lower().startswith((f"{NOTIFY_DOMAIN}.", f"{GROUP_DOMAIN}."))


def recipients_behind(hass: HomeAssistant, entity_id: str) -> list[Recipient]:
    """Return the recipients of an entity: one, or those of a group.

    Who is switched off is left out of a group, as out of everybody.

    Raises ServiceValidationError if it is neither, or if somebody else is in the group.
    """
    entity_id = entity_id.strip().lower()
    if registered := _own(hass, entity_id):
        if registered.disabled or not (recipient := _recipient(hass, registered)):
            raise unknown_recipient(entity_id)
        return [recipient]
    if (members := _members(hass, entity_id)) is None:
        raise unknown_recipient(entity_id)
    return list(_expanded(hass, entity_id, members, {entity_id}))


def unknown_recipient(name: str) -> ServiceValidationError:
    """Return the error for an unknown recipient."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="unknown_recipient",
        translation_placeholders={"recipient": one_line(name)},
    )


def _expanded(
    hass: HomeAssistant, group: str, members: Sequence[str], seen: set[str]
) -> Iterator[Recipient]:
    """Yield the recipients in a group and in the groups in it."""
    for member in members:
        if member in seen:
            continue
        seen.add(member)
        if registered := _own(hass, member):
            recipient = _recipient(hass, registered)
            if recipient and not registered.disabled:
                yield recipient
        elif (inner := _members(hass, member)) is not None:
            yield from _expanded(hass, member, inner, seen)
        else:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="foreign_group_member",
                translation_placeholders={
                    "group": one_line(group),
                    "member": one_line(member),
                },
            )


def _own(hass: HomeAssistant, entity_id: str) -> er.RegistryEntry | None:
    """Return a notify entity if it is ours."""
    registered = er.async_get(hass).async_get(entity_id)
    if (
        registered is None
        or registered.platform != DOMAIN
        or registered.domain != NOTIFY_DOMAIN
    ):
        return None
    return registered


def _recipient(hass: HomeAssistant, registered: er.RegistryEntry) -> Recipient | None:
    """Return account and recipient of one of our notify entities."""
    if (
        registered.config_entry_id is None
        or registered.config_subentry_id is None
        or not (
            entry := hass.config_entries.async_get_entry(registered.config_entry_id)
        )
        or not (subentry := entry.subentries.get(registered.config_subentry_id))
    ):
        return None
    return entry, subentry


def _members(hass: HomeAssistant, entity_id: str) -> list[str] | None:
    """Return the entities in a group; None if it is not a group."""
    registry = er.async_get(hass)
    registered = registry.async_get(entity_id)
    is_group = registered is not None and registered.platform == GROUP_DOMAIN
    if not is_group and not entity_id.startswith(f"{GROUP_DOMAIN}."):
        return None
    state = hass.states.get(entity_id)
    if state is not None and ATTR_ENTITY_ID in state.attributes:
        return list(state.attributes[ATTR_ENTITY_ID])
    # A group of the UI shows its members only once Home Assistant has started.
    if (
        registered is not None
        and registered.config_entry_id is not None
        and (entry := hass.config_entries.async_get_entry(registered.config_entry_id))
    ):
        return [
            er.async_resolve_entity_id(registry, member) or member
            for member in entry.options.get(CONF_ENTITIES, ())
        ]
    return None
