"""What others need to help, without anything personal: counts, not contents."""

from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .account import IletiMerkeziConfigEntry, IletiMerkeziData
from .api import DEFAULT_URL
from .const import CONF_API_HASH, CONF_NUMBERS, CONF_SENDER
from .feedback.notifications import notices_of
from .recipients import recipients_of
from .senders import TEST_SENDER, url_of

_SECRET: Final = {CONF_API_KEY, CONF_API_HASH, CONF_SENDER, CONF_URL}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> dict[str, Any]:
    """Return the diagnostics of an account."""
    loaded = entry.state is ConfigEntryState.LOADED
    return {
        "state": entry.state.value,
        "data": async_redact_data(entry.data, _SECRET),
        "own_address": url_of(entry.data) != DEFAULT_URL,
        "test_sender": entry.data[CONF_SENDER] == TEST_SENDER,
        "options": dict(entry.options),
        "numbers_by_recipient": [
            len(subentry.data[CONF_NUMBERS]) for subentry in recipients_of(entry)
        ],
        **(_figures(entry.runtime_data) if loaded else {}),
        "problems": {
            key: {
                "count": notice.total,
                "last": dt_util.utc_from_timestamp(notice.at).isoformat(),
            }
            for key, notice in notices_of(hass, entry.entry_id).items()
        },
    }


def _figures(data: IletiMerkeziData) -> dict[str, Any]:
    """Return what is known only about a loaded account."""
    balance = data.coordinator.data
    return {
        "balance": {
            "known": data.coordinator.last_update_success,
            "amount": str(balance.amount) if balance else None,
            "sms": balance.sms if balance else None,
        },
        "messages": {
            **data.outbox.figures(),
            "waiting": data.outbox.pending,
            "sent_sms": data.outbox.sent_sms,
            "problem": data.outbox.problem,
            "orders_followed": data.tracking.open_orders,
            "journal_writable": data.journal.writable,
        },
    }
