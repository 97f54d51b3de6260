"""The request of a call: one text, and its recipients by account."""

from contextlib import suppress

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError

from ..account import IletiMerkeziConfigEntry
from ..const import ATTR_NUMBER, ATTR_RECIPIENT
from ..outbox import OutgoingSms
from ..permissions import Caller, async_get_caller
from .accounts import async_get_account, enabled_accounts
from .entities import recipients_behind
from .message import checked_message
from .targets import Targets, merged, numbers_from

type TargetsByAccount = dict[IletiMerkeziConfigEntry, Targets]


async def async_read_request(call: ServiceCall) -> tuple[OutgoingSms, TargetsByAccount]:
    """Return the message of a call, and its recipients by account.

    The message has no recipients yet. Everything is checked before anything is sent.

    Raises ServiceValidationError for a mistake, Unauthorized if the caller may not.
    """
    message = checked_message(
        call.data.get(ATTR_TITLE), call.data[ATTR_MESSAGE], call.data, call.context
    )
    targets = _targets_by_account(call)
    check_permissions(
        call.hass, await async_get_caller(call.hass, call.context), message, targets
    )
    _serve_once(list(targets.values()))
    return message, targets


def concerned_account(call: ServiceCall) -> IletiMerkeziConfigEntry | None:
    """Return the account of an invalid call, the first one if it is unclear.

    None if there is no account.
    """
    for entity_id in call.data.get(ATTR_RECIPIENT, ()):
        with suppress(ServiceValidationError):
            for entry, _subentry in recipients_behind(call.hass, entity_id):
                return entry
    with suppress(ServiceValidationError):
        return async_get_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
    return next(iter(enabled_accounts(call.hass)), None)


def check_permissions(
    hass: HomeAssistant, caller: Caller, message: OutgoingSms, targets: TargetsByAccount
) -> None:
    """Raise Unauthorized unless the caller may send the message to all of them."""
    for entry, whom in targets.items():
        caller.check_entities(whom.entity_ids)
        if whom.needs_account or message.sender is not None:
            caller.check_account(hass, entry)


def _targets_by_account(call: ServiceCall) -> TargetsByAccount:
    """Return the recipients of a call, each with its own account."""
    targets: TargetsByAccount = {}
    for entity_id in call.data.get(ATTR_RECIPIENT, ()):
        for entry, subentry in recipients_behind(call.hass, entity_id):
            targets.setdefault(entry, Targets()).add_recipient(call.hass, subentry)
    # A named recipient is not also sent to by number, least of all by another account.
    named = {number for whom in targets.values() for number in whom.recipients}
    numbers = [
        number
        for number in numbers_from(call.data.get(ATTR_NUMBER, ()))
        if number not in named
    ]
    entry_id: str | None = call.data.get(ATTR_CONFIG_ENTRY_ID)
    if numbers or entry_id is not None:
        entry = async_get_account(call.hass, entry_id)
        for number in numbers:
            targets.setdefault(entry, Targets()).add_number(number)
    return targets


def _serve_once(several: list[Targets]) -> None:
    """Give a number that several accounts have to the first of them."""
    first: dict[str, Targets] = {}
    for targets in several:
        for number in list(targets.recipients):
            owner = first.setdefault(number, targets)
            if owner is not targets:
                owner.recipients[number] = merged(
                    owner.recipients[number], targets.recipients.pop(number)
                )
