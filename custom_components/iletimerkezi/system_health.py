"""The integration's lines under Settings → System → Repairs → System information."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .account import IletiMerkeziConfigEntry
from .api import DEFAULT_URL
from .const import DOMAIN
from .senders import url_of


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register the lines."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return whether the provider can be reached, credit and waiting messages."""
    entries: list[IletiMerkeziConfigEntry] = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.state is ConfigEntryState.LOADED
    ]
    url = url_of(entries[0].data) if entries else DEFAULT_URL
    balances = [
        balance for entry in entries if (balance := entry.runtime_data.coordinator.data)
    ]
    return {
        "provider_reachable": system_health.async_check_can_reach_url(hass, url),
        "accounts": len(entries),
        # Before the provider was first reached, credit is unknown, not zero.
        "sms_credits": sum(balance.sms for balance in balances) if balances else None,
        "pending_messages": sum(entry.runtime_data.outbox.pending for entry in entries),
    }
