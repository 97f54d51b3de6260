"""The actions of the integration."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .account import IletiMerkeziConfigEntry
from .api import ProviderUnreachableError, RefusedError, StatusCode
from .api.text import measure
from .const import (
    ATTR_COMMERCIAL_LIST,
    ATTR_NUMBER,
    ATTR_RECIPIENT,
    ATTR_SENDER,
    DOMAIN,
)
from .feedback.errors import raise_for_failures
from .feedback.escaping import escaped, one_line
from .outbox.model import Addressee, Outcome
from .recipients import from_entity, from_numbers, numbers_of
from .sending import async_send, checked_commercial_list, checked_sender, checked_text

SERVICE_GET_REPORT: Final = "get_report"
SERVICE_SEND_MESSAGE: Final = "send_message"

ATTR_ORDER_ID: Final = "order_id"

GET_REPORT_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_ORDER_ID): cv.string,
    }
)

SEND_MESSAGE_SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_TITLE): cv.string,
        vol.Optional(ATTR_RECIPIENT): vol.All(cv.ensure_list_csv, [cv.string]),
        vol.Optional(ATTR_NUMBER): vol.All(cv.ensure_list, [vol.Any(cv.string, int)]),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_SENDER): cv.string,
        vol.Optional(ATTR_COMMERCIAL_LIST): cv.string,
    }
)


@dataclass(slots=True)
class _Share:
    """What one account has to send of a call."""

    recipients: dict[str, Addressee] = field(default_factory=dict)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_MESSAGE,
        _async_send_message,
        schema=SEND_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_GET_REPORT,
        _async_get_report,
        schema=GET_REPORT_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )


async def _async_send_message(call: ServiceCall) -> ServiceResponse:
    """Send one text to any recipients and numbers."""
    text = checked_text(call.data.get(ATTR_TITLE), call.data[ATTR_MESSAGE])
    overrides: dict[str, Any] = {}
    if ATTR_SENDER in call.data:
        overrides[ATTR_SENDER] = checked_sender(call.data[ATTR_SENDER])
    if ATTR_COMMERCIAL_LIST in call.data:
        overrides[ATTR_COMMERCIAL_LIST] = checked_commercial_list(
            call.data[ATTR_COMMERCIAL_LIST]
        )
    shares = _shares(call)
    sends = [
        async_send(entry, text, share.recipients, context=call.context, **overrides)
        for entry, share in shares.items()
    ]
    # Hardly anybody has two accounts, and tasks take time.
    results = await asyncio.gather(*sends) if sends[1:] else [await sends[0]]
    outcomes = [outcome for result in results for outcome in result]
    raise_for_failures(outcomes)
    return _response(outcomes) if call.return_response else None


async def _async_get_report(call: ServiceCall) -> ServiceResponse:
    """Ask what became of an order."""
    entry = async_get_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
    order_id: str = call.data[ATTR_ORDER_ID].strip()
    try:
        report = await entry.runtime_data.client.report(order_id)
    except RefusedError as err:
        known = err.code in (
            StatusCode.UNAUTHORIZED,
            StatusCode.ORDER_NOT_FOUND,
            StatusCode.REPORT_TOO_EARLY,
        )
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"report_{err.code}" if known else "report_refused",
            translation_placeholders={
                "order_id": one_line(order_id),
                "code": str(err.code),
                "provider_text": escaped(err.provider_text),
            },
        ) from None
    except ProviderUnreachableError:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="report_unreachable",
            translation_placeholders={"order_id": one_line(order_id)},
        ) from None
    return {
        "order_id": report.order_id,
        "status": report.status.value,
        "total": report.total,
        "delivered": report.delivered,
        "undelivered": report.undelivered,
        "waiting": report.waiting,
        "messages": [
            {"number": message.number, "status": message.status.value}
            for message in report.messages
        ],
    }


def _shares(call: ServiceCall) -> dict[IletiMerkeziConfigEntry, _Share]:
    """Return who has to send what; nothing is sent before all of it is clear."""
    shares: dict[IletiMerkeziConfigEntry, _Share] = {}
    for entity_id in call.data.get(ATTR_RECIPIENT, ()):
        entry, subentry = from_entity(call.hass, entity_id)
        share = shares.setdefault(_loaded(entry), _Share())
        share.recipients |= numbers_of(subentry)
    # Nobody gets it twice who is named by number, too, even from another account.
    served = {number for share in shares.values() for number in share.recipients}
    numbers = [
        number
        for number in from_numbers(call.data.get(ATTR_NUMBER, ()))
        if number not in served
    ]
    if numbers or ATTR_CONFIG_ENTRY_ID in call.data:
        entry = async_get_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
        share = shares.setdefault(entry, _Share()) if numbers else _Share()
        share.recipients |= dict.fromkeys(numbers, Addressee())
    if not shares:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_recipients"
        )
    return shares


@callback
def async_get_account(
    hass: HomeAssistant, entry_id: str | None
) -> IletiMerkeziConfigEntry:
    """Return the account that is named, or the only one.

    Raises ServiceValidationError if it is not there, not loaded, or if several
    could be meant.
    """
    entries: list[IletiMerkeziConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_disabled=False
    )
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
    return _loaded(entries[0])


def _loaded(entry: IletiMerkeziConfigEntry) -> IletiMerkeziConfigEntry:
    """Return the account; raises ServiceValidationError if it is not loaded."""
    if entry.state is not ConfigEntryState.LOADED:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="account_not_loaded",
            translation_placeholders={"account": one_line(entry.title)},
        )
    return entry


def _response(outcomes: list[Outcome]) -> ServiceResponse:
    """Return what a caller can use."""
    text = outcomes[0].text
    size = measure(text)
    return {
        "text": text,
        "encoding": size.encoding.value,
        "parts": size.parts,
        "messages": [
            {
                "number": outcome.number,
                "recipient": outcome.recipient,
                "status": outcome.status.value,
                "order_id": outcome.order_id,
            }
            for outcome in outcomes
        ],
    }
