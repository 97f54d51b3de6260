"""The sender: the name that a phone shows instead of a number."""

import asyncio
from collections.abc import Mapping
import logging
from typing import Final

from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .api import DEFAULT_URL, IletiMerkeziClient, IletiMerkeziError
from .const import CONF_API_HASH, CONF_SENDER

_LOGGER = logging.getLogger(__name__)

TEST_SENDER: Final = "APITEST"
"""Available to every account; the provider replaces its texts with a fixed one."""

_MAX_LENGTH: Final = 11
_LIST_TIMEOUT: Final = 8.0
"""Seconds that somebody waits for the form with the senders."""

_TURKISH_LETTERS: Final = frozenset("çğıöşüÇĞİÖŞÜ")


def is_valid_sender(sender: str) -> bool:
    """Return whether the provider could approve a sender.

    Its code 459 stands for an empty one, 460 for more than 11 characters or
    Turkish letters. Spaces and case count and are left as they were typed.
    """
    return (
        bool(sender.strip())
        and len(sender) <= _MAX_LENGTH
        and sender.isprintable()
        and not _TURKISH_LETTERS.intersection(sender)
    )


def sender_selector(approved: list[str]) -> SelectSelector | TextSelector:
    """Return the field for a sender: the approved ones, or any other."""
    if not approved:
        return TextSelector()
    return SelectSelector(
        SelectSelectorConfig(
            options=approved, custom_value=True, mode=SelectSelectorMode.DROPDOWN
        )
    )


def suggested_sender(approved: list[str], refused: str = "") -> dict[str, str]:
    """Return the initial value of the sender field: not the test sender.

    A form starts with the first choice otherwise, and that is often the one that
    carries no alarm text. Nor is it one that was refused, if there is another.
    """
    own = [sender for sender in approved if sender != TEST_SENDER]
    own.sort(key=refused.__eq__)
    return {CONF_SENDER: own[0]} if own else {}


async def async_approved_senders(
    hass: HomeAssistant, data: Mapping[str, str]
) -> list[str]:
    """Return the approved senders of an account, none if they are not available soon.

    Without them a sender can be typed.
    """
    try:
        async with asyncio.timeout(_LIST_TIMEOUT):
            return await client_for(hass, data).senders()
    except (IletiMerkeziError, TimeoutError) as err:
        _LOGGER.debug("The approved senders cannot be listed: %s", err)
        return []


def url_of(data: Mapping[str, str]) -> str:
    """Return the provider's address of an account, without final slash."""
    return data.get(CONF_URL, DEFAULT_URL).rstrip("/")


@callback
def client_for(hass: HomeAssistant, data: Mapping[str, str]) -> IletiMerkeziClient:
    """Return a client for the data of an account."""
    return IletiMerkeziClient(
        async_get_clientsession(hass),
        api_key=data[CONF_API_KEY],
        api_hash=data[CONF_API_HASH],
        url=url_of(data),
    )
