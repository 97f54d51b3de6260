"""Recipients: their names and numbers, and how a number is shown."""

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .account import IletiMerkeziConfigEntry
from .const import CONF_NUMBERS, DOMAIN, SUBENTRY_TYPE_RECIPIENT
from .outbox import Addressee, Recipients

_VISIBLE_DIGITS = 2


def recipients_of(entry: IletiMerkeziConfigEntry) -> list[ConfigSubentry]:
    """Return the recipients of an account."""
    return [
        subentry
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_TYPE_RECIPIENT
    ]


def notify_entity_of(
    hass: HomeAssistant, subentry: ConfigSubentry
) -> er.RegistryEntry | None:
    """Return the notify entity of a recipient; None before it is first set up."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(
        NOTIFY_DOMAIN, DOMAIN, subentry.subentry_id
    )
    return registry.async_get(entity_id) if entity_id else None


def name_of(hass: HomeAssistant, subentry: ConfigSubentry) -> str:
    """Return the name of a recipient: that of its renamed device, or its title."""
    if (
        (entity := notify_entity_of(hass, subentry))
        and entity.device_id
        and (device := dr.async_get(hass).async_get(entity.device_id))
        and device.name_by_user
    ):
        return device.name_by_user
    return subentry.title


def numbers_of(hass: HomeAssistant, subentry: ConfigSubentry) -> Recipients:
    """Return the numbers of a recipient."""
    addressee = Addressee(name_of(hass, subentry), (subentry.subentry_id,))
    return dict.fromkeys(subentry.data[CONF_NUMBERS], addressee)


def hidden(number: str) -> str:
    """Return a ten-digit number with its middle hidden."""
    return f"{number[:3]} *** ** {number[-_VISIBLE_DIGITS:]}"
