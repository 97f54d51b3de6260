"""notify.iletimerkezi: one text to numbers, to recipients by name or entity, or to all."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TARGET,
    ATTR_TITLE,
)
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..account import IletiMerkeziConfigEntry
from ..const import DOMAIN
from ..feedback.errors import raise_for_failures
from ..feedback.escaping import one_line
from ..feedback.mistakes import async_show_mistake
from ..loading import async_wait_until_loaded
from ..outbox import OutgoingSms
from ..permissions import async_get_caller
from ..sending import async_send
from .fields import filled, is_blank
from .message import checked_message
from .request import check_permissions
from .targets import Targets, everybody, from_targets

_FIELDS: Final = (ATTR_MESSAGE, ATTR_TITLE, ATTR_TARGET, ATTR_DATA)


async def async_notify(entry: IletiMerkeziConfigEntry, call: ServiceCall) -> None:
    """Send a message by the account that the action belongs to.

    Alerts and groups ignore errors, so a caller's mistake is shown to users, too.
    """
    caller = await async_get_caller(call.hass, call.context)
    # Before anything else: users without permission cannot trigger notifications.
    caller.check_any(call.hass, entry)
    try:
        message, targets = _read(call, entry)
        check_permissions(call.hass, caller, message, {entry: targets})
        await async_wait_until_loaded(call.hass, entry)
    except ServiceValidationError as err:
        text = str(call.data.get(ATTR_MESSAGE) or "")
        await async_show_mistake(call.hass, entry, err, text, call.context)
        raise
    message = message._replace(recipients=targets.recipients)
    raise_for_failures(await async_send(call.hass, entry, message))


def _read(
    call: ServiceCall, entry: IletiMerkeziConfigEntry
) -> tuple[OutgoingSms, Targets]:
    """Return message and targets of a call.

    Raises ServiceValidationError for the first mistake.
    """
    for name in call.data:
        if name not in _FIELDS:
            raise _wrong_field(name, known=False)
    message = checked_message(
        _string(call.data, ATTR_TITLE) or None,
        _string(call.data, ATTR_MESSAGE),
        _data(call.data),
        call.context,
    )
    targets = _targets(call.hass, entry, call.data.get(ATTR_TARGET))
    if not targets.recipients:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_recipients"
        )
    return message, targets


def _string(data: Mapping[str, Any], name: str) -> str:
    """Return the text of a field; empty if it is blank."""
    if is_blank(value := data.get(name)):
        return ""
    try:
        return cv.string(value)
    except vol.Invalid:
        raise _wrong_field(name) from None


def _data(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings that differ from the account's options.

    Further keys belong to other members of a notify group.
    """
    if is_blank(value := data.get(ATTR_DATA)):
        return {}
    if not isinstance(value, Mapping):
        raise _wrong_field(ATTR_DATA)
    return value


def _targets(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, target: Any
) -> Targets:
    """Return the recipients of a target; all of them if there is none."""
    if target is None:
        return everybody(hass, entry)
    try:
        texts = [cv.string(item) for item in filled(target)]
    except vol.Invalid:
        raise _wrong_field(ATTR_TARGET) from None
    return from_targets(hass, entry, texts)


def _wrong_field(name: object, *, known: bool = True) -> ServiceValidationError:
    """Return the error for a field that holds something else, or does not exist."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="invalid_field" if known else "unknown_field",
        translation_placeholders={"field": one_line(str(name))},
    )
