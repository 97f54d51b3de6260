"""Setting accounts up and looking at what they did."""

from collections.abc import Callable, Mapping, Sequence
import logging
from types import MappingProxyType
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.notify import (
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
    SERVICE_SEND_MESSAGE,
)
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import ATTR_ENTITY_ID, CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations

from custom_components.iletimerkezi.const import (
    CONF_API_HASH,
    CONF_NUMBERS,
    CONF_SENDER,
    DOMAIN,
    NAME,
    SUBENTRY_TYPE_RECIPIENT,
)
from simulator import Account, Fault, FaultKind, RecordedRequest, Simulator

ANNE = "5301234567"
BABA = "5321112233"
KIZ = "5359998877"

EXAMPLE = "0530 123 45 67".replace(" ", "\N{NO-BREAK SPACE}")
"""How texts write a number, so that no line ends within it."""


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
    return {
        key: {**notification}
        for key, notification in _async_get_or_create_notifications(hass).items()
    }


def texts(simulator: Simulator) -> list[tuple[str, str]]:
    """Return number and text of every SMS that was sent."""
    return [(sms.number, sms.text) for sms in simulator.messages]


def complaints(records: Sequence[logging.LogRecord]) -> list[str]:
    """Return what Home Assistant and we ourselves have warned of."""
    return [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in records
        if record.levelno >= logging.WARNING
        and record.name.startswith(("homeassistant.", "custom_components."))
        # Said of every custom integration.
        and "has not been tested by Home Assistant" not in record.getMessage()
        # What Home Assistant says by itself while a provider is away.
        and "fetching balance data" not in record.getMessage()
    ]


async def notify(
    hass: HomeAssistant, to: str | list[str], message: str, title: str | None = None
) -> None:
    """Send a message to notify entities, as a script does."""
    data = {ATTR_ENTITY_ID: to, ATTR_MESSAGE: message}
    if title is not None:
        data[ATTR_TITLE] = title
    await hass.services.async_call(
        NOTIFY_DOMAIN, SERVICE_SEND_MESSAGE, data, blocking=True
    )


async def act(
    hass: HomeAssistant, message: str, *, action: str = DOMAIN, **data: Any
) -> None:
    """Send a message by the action of an account, as an old blueprint does."""
    await hass.services.async_call(
        NOTIFY_DOMAIN, action, {ATTR_MESSAGE: message, **data}, blocking=True
    )


async def send_message(hass: HomeAssistant, message: str, **data: Any) -> Any:
    """Send a message by our own action and return its response."""
    return await hass.services.async_call(
        DOMAIN,
        "send_message",
        {ATTR_MESSAGE: message, **data},
        blocking=True,
        return_response=True,
    )


def refuse(simulator: Simulator, code: int, **changes: Any) -> Fault:
    """Have the provider refuse sends with a code."""
    return simulator.faults.add(Fault(FaultKind.CODE, code=code, **changes))


def saying(text: str) -> Callable[[RecordedRequest], bool]:
    """Return a condition for faults: a request carries a text."""
    return lambda request: text in request.query["text"]


def query(request: RecordedRequest) -> list[tuple[str, str]]:
    """Return names and values of a query as they came, nothing decoded."""
    parts = [part.partition("=") for part in request.raw_query.split("&")]
    return [(name, value) for name, _, value in parts]


def numbers(request: RecordedRequest) -> list[str]:
    """Return whom a request named, in the order of their numbers.

    Home Assistant calls several entities in any order.
    """
    return sorted(request.query["receipents"].split(","))


def subentry_id(entry: MockConfigEntry, name: str) -> str:
    """Return the id of a recipient."""
    [found] = [key for key, sub in entry.subentries.items() if sub.title == name]
    return found


async def in_words(hass: HomeAssistant, err: HomeAssistantError, language: str) -> str:
    """Return an error as the frontend shows it in a language."""
    translations = await async_get_translations(hass, language, "exceptions", [DOMAIN])
    key = f"component.{err.translation_domain}.exceptions.{err.translation_key}.message"
    placeholders: Mapping[str, str] = err.translation_placeholders or {}
    return translations[key].format(**placeholders)
