"""Finds the account of a call."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError

from ..account import IletiMerkeziConfigEntry
from ..const import DOMAIN


@callback
def enabled_accounts(hass: HomeAssistant) -> list[IletiMerkeziConfigEntry]:
    """Return the accounts that are not disabled, the oldest first."""
    return hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )


@callback
def async_get_account(
    hass: HomeAssistant, entry_id: str | None
) -> IletiMerkeziConfigEntry:
    """Return the account that is named, or the only one.

    Raises ServiceValidationError if it is not there, or if several could be meant.
    """
    entries = enabled_accounts(hass)
    if entry_id is not None:
        entries = [entry for entry in entries if entry.entry_id == entry_id]
    elif len(entries) > 1:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="several_accounts"
        )
    if not entries:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="account_not_found"
        )
    return entries[0]
