"""iletimerkezi.send_message: one text to any recipients and numbers."""

from homeassistant.components.notify import ATTR_MESSAGE
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError

from ..account import IletiMerkeziConfigEntry
from ..api.text import measure
from ..const import DOMAIN
from ..feedback.errors import raise_for_failures
from ..feedback.mistakes import async_show_mistake_of_automation
from ..loading import async_wait_while_loading
from ..outbox import Outcome, OutgoingSms
from ..sending import async_send_by_account
from .request import TargetsByAccount, async_read_request, concerned_account


async def async_send_message(call: ServiceCall) -> ServiceResponse:
    """Send one text to any recipients and numbers."""
    try:
        messages, targets = await _async_read(call)
        for entry in messages:
            await async_wait_while_loading(call.hass, entry)
    except ServiceValidationError as err:
        if account := concerned_account(call):
            text = call.data[ATTR_MESSAGE]
            await async_show_mistake_of_automation(
                call.hass, account, err, text, call.context
            )
        raise
    outcomes = await async_send_by_account(call.hass, messages, targets)
    raise_for_failures(outcomes)
    return _response(outcomes) if call.return_response else None


async def _async_read(
    call: ServiceCall,
) -> tuple[dict[IletiMerkeziConfigEntry, OutgoingSms], TargetsByAccount]:
    """Return the message of each account, and the recipients of the call.

    Raises ServiceValidationError for a mistake, Unauthorized if the caller may not.
    """
    message, targets = await async_read_request(call)
    messages = {
        entry: message._replace(recipients=whom.recipients)
        for entry, whom in targets.items()
        if whom.recipients
    }
    if not messages:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_recipients"
        )
    return messages, targets


def _response(outcomes: list[Outcome]) -> ServiceResponse:
    """Return the response to the caller."""
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
