"""The devices: one for the account, one for each recipient."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .account import IletiMerkeziConfigEntry
from .const import DOMAIN, NAME


class RecipientEntity(Entity):
    """Something that belongs to one recipient.

    Its identity hangs on the subentry, so that a changed name or number keeps
    entity and history.
    """

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, entry: IletiMerkeziConfigEntry, subentry: ConfigSubentry
    ) -> None:
        """Initialize."""
        self._entry = entry
        self._subentry = subentry
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            name=subentry.title,
            manufacturer=NAME,
            entry_type=DeviceEntryType.SERVICE,
        )


class AccountEntity(Entity):
    """Something that belongs to the account as a whole."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: IletiMerkeziConfigEntry, key: str) -> None:
        """Initialize."""
        self._entry = entry
        self._attr_unique_id = f"{entry.entry_id}_{key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            name=entry.title,
            manufacturer=NAME,
            entry_type=DeviceEntryType.SERVICE,
        )
