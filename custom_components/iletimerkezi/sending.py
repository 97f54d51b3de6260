"""The path of every message: check the text, hand it over, note the time."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
import logging

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError

from .account import IletiMerkeziConfigEntry
from .api.text import costly_characters, measure
from .const import DOMAIN
from .loading import async_wait_while_loading
from .outbox import Outcome, OutgoingSms, joined
from .platforms import notify_entities

_LOGGER = logging.getLogger(__name__)


def checked_text(title: str | None, message: str) -> str:
    """Return title and message as one text.

    Raises ServiceValidationError if nothing is left to be sent.
    """
    text = joined(title, message)
    if not text.strip():
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="empty_text"
        )
    return text


async def async_send(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    message: OutgoingSms,
    *,
    with_batch: bool = False,
) -> list[Outcome]:
    """Hand over a message and return its outcomes, by recipient.

    Args:
        hass: Home Assistant.
        entry: the account; one that is being loaded is waited for.
        message: with a checked text and at least one recipient.
        with_batch: see Outbox.async_send; for notify entities only.

    Raises HomeAssistantError if the account is being unloaded.
    """
    outcomes = await _async_hand_over(hass, entry, message, with_batch=with_batch)
    if not with_batch:
        # Home Assistant itself notes the time of a notify entity that raises nothing.
        _record(hass, [entry], [message], outcomes)
    return outcomes


async def async_send_by_account(
    hass: HomeAssistant,
    messages: Mapping[IletiMerkeziConfigEntry, OutgoingSms],
    accounts: Collection[IletiMerkeziConfigEntry],
) -> list[Outcome]:
    """Hand over the message of each account and return its outcomes.

    Args:
        hass: Home Assistant.
        messages: see async_send.
        accounts: of all recipients, also of those that another account serves.

    Raises HomeAssistantError if an account is being unloaded, after the others have
    sent.
    """
    # Two accounts are rare, and tasks take time.
    results: list[list[Outcome] | BaseException] = (
        await asyncio.gather(
            *(_async_hand_over(hass, *item) for item in messages.items()),
            return_exceptions=True,
        )
        if len(messages) > 1
        else [await _async_hand_over(hass, *item) for item in messages.items()]
    )
    sent = [result for result in results if isinstance(result, list)]
    outcomes = [outcome for result in sent for outcome in result]
    _record(hass, accounts, messages.values(), outcomes)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return outcomes


async def _async_hand_over(
    hass: HomeAssistant,
    entry: IletiMerkeziConfigEntry,
    message: OutgoingSms,
    *,
    with_batch: bool = False,
) -> list[Outcome]:
    """Hand a message over to the outbox of its account, once it is loaded."""
    await async_wait_while_loading(hass, entry)
    outcomes = await entry.runtime_data.outbox.async_send(
        message, with_batch=with_batch
    )
    if _LOGGER.isEnabledFor(logging.DEBUG):
        _explain_cost(outcomes[0].text)
    return outcomes


@callback
def _record(
    hass: HomeAssistant,
    accounts: Iterable[IletiMerkeziConfigEntry],
    messages: Iterable[OutgoingSms],
    outcomes: Iterable[Outcome],
) -> None:
    """Note the time at the notify entities whose numbers were all handed over."""
    served = {outcome.number for outcome in outcomes if not outcome.failed}
    complete: dict[str, bool] = {}
    for message in messages:
        for number, addressee in message.recipients.items():
            for recipient_id in addressee.recipient_ids:
                complete[recipient_id] = number in served and complete.get(
                    recipient_id, True
                )
    for entry in accounts:
        for recipient_id, entity in notify_entities(hass, entry).items():
            if complete.get(recipient_id):
                entity._async_record_notification()  # noqa: SLF001


def _explain_cost(text: str) -> None:
    """Log why a text that was sent takes more than one SMS."""
    size = measure(text)
    if size.parts <= 1:
        return
    if characters := costly_characters(text):
        _LOGGER.debug(
            "A message takes %s SMS for each number (%s), fewer without %s",
            size.parts,
            size.encoding,
            ", ".join(f"U+{ord(character):04X}" for character in characters),
        )
    else:
        _LOGGER.debug(
            "A message takes %s SMS for each number (%s): it has %s characters",
            size.parts,
            size.encoding,
            size.units,
        )
