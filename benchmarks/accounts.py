"""Accounts in a home: ours, and those it is compared with."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryData,
)
from homeassistant.const import CONF_API_KEY, CONF_RECIPIENT, CONF_URL
from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.account import IletiMerkeziConfigEntry
from custom_components.iletimerkezi.const import (
    CONF_API_HASH,
    CONF_NUMBERS,
    CONF_SENDER,
    DOMAIN,
    NAME,
    SUBENTRY_TYPE_RECIPIENT,
)

from .provider import Provider

ANNE: Final = "5301234567"
BABA: Final = "5321112233"
RECIPIENTS: Final = {"Anne": ANNE, "Baba": BABA}


def our_entry(provider: Provider, **options: Any) -> IletiMerkeziConfigEntry:
    """Return an account with two recipients."""
    return _entry(
        DOMAIN,
        NAME,
        data={
            CONF_API_KEY: provider.key,
            CONF_API_HASH: provider.hash,
            CONF_SENDER: "EVIM",
            CONF_URL: provider.url,
        },
        recipients=[
            (name, {CONF_NUMBERS: [number]}) for name, number in RECIPIENTS.items()
        ],
        options=options,
    )


def threema_entry() -> ConfigEntry[Any]:
    """Return an account of core's threema with two recipients."""
    return _entry(
        "threema",
        "Threema",
        data={"gateway_id": "*BENCHMK", "api_secret": "secret"},
        recipients=[
            (name, {CONF_RECIPIENT: f"{name.upper():X<8}"}) for name in RECIPIENTS
        ],
    )


def _entry(
    domain: str,
    title: str,
    *,
    data: dict[str, Any],
    recipients: Iterable[tuple[str, dict[str, Any]]],
    options: dict[str, Any] | None = None,
) -> ConfigEntry[Any]:
    """Return an entry that is not set up yet."""
    return ConfigEntry(
        domain=domain,
        title=title,
        data=data,
        options=options or {},
        discovery_keys=MappingProxyType({}),
        minor_version=1,
        version=1,
        source=SOURCE_USER,
        unique_id=None,
        subentries_data=[
            ConfigSubentryData(
                data=content,
                subentry_type=SUBENTRY_TYPE_RECIPIENT,
                title=name,
                unique_id=None,
            )
            for name, content in recipients
        ],
    )


@asynccontextmanager
async def account(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> AsyncGenerator[ConfigEntry[Any]]:
    """Set an account up, and remove it in the end."""
    await hass.config_entries.async_add(entry)
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{entry.domain} is {entry.state}: {entry.reason}")
    await hass.async_block_till_done()
    try:
        yield entry
    finally:
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()
