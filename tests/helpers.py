"""Setting accounts up and looking at what they did."""

from typing import Any
from types import MappingProxyType

from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iletimerkezi.const import (
    CONF_API_HASH,
    CONF_NUMBERS,
    CONF_SENDER,
    DOMAIN,
    NAME,
    SUBENTRY_TYPE_RECIPIENT,
)
from simulator import Account, Simulator

ANNE = "5301234567"
BABA = "5321112233"
KIZ = "5359998877"


def account_data(
    simulator: Simulator, account: Account | None = None
) -> dict[str, str]:
    """Return the data of a config entry for an account of the simulator."""
    account = account or simulator.account
    return {
        CONF_API_KEY: account.key,
        CONF_API_HASH: account.hash,
        CONF_SENDER: "EVIM",
        CONF_URL: simulator.url,
    }


def recipient(name: str, *numbers: str) -> ConfigSubentryData:
    """Return a recipient as it is stored."""
    return ConfigSubentryData(
        data=MappingProxyType({CONF_NUMBERS: list(numbers)}),
        subentry_type=SUBENTRY_TYPE_RECIPIENT,
        title=name,
        unique_id=None,
    )


def account_entry(
    simulator: Simulator,
    *recipients: ConfigSubentryData,
    account: Account | None = None,
    title: str = NAME,
    **options: Any,
) -> MockConfigEntry:
    """Return an account that is not set up yet."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=title,
        data=account_data(simulator, account),
        options=options,
        subentries_data=recipients
        or (recipient("Anne", ANNE), recipient("Baba", BABA)),
    )


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Set an account up."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def notifications(hass: HomeAssistant) -> dict[str, dict[str, Any]]:
    """Return the persistent notifications that are shown, by id."""
    return dict(_async_get_or_create_notifications(hass))


def texts(simulator: Simulator) -> list[tuple[str, str]]:
    """Return number and text of every SMS that was sent."""
    return [(sms.number, sms.text) for sms in simulator.messages]
