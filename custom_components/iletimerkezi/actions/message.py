"""The content of a call: title, message and its own settings."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..api import CommercialList
from ..const import (
    ATTR_COMMERCIAL_LIST,
    ATTR_SENDER,
    ATTR_URGENT,
    COMMERCIAL_LIST_NONE,
    DOMAIN,
)
from ..feedback.escaping import one_line
from ..outbox import OutgoingSms
from ..senders import is_valid_sender
from ..sending import checked_text
from .fields import is_blank
from .parts import folded

_COMMERCIAL_LISTS: Final[dict[str, str]] = {
    folded(value): value for value in (COMMERCIAL_LIST_NONE, *CommercialList)
}


def checked_message(
    title: str | None, message: str, data: Mapping[str, Any], context: Context
) -> OutgoingSms:
    """Return a message without recipients; blank data is treated as omitted.

    Raises ServiceValidationError if nothing is left to be sent, or for a sender, a
    commercial list or an urgency that cannot be one.
    """
    sender, commercial_list, urgent = (
        None if is_blank(value := data.get(name)) else value
        for name in (ATTR_SENDER, ATTR_COMMERCIAL_LIST, ATTR_URGENT)
    )
    return OutgoingSms(
        text=checked_text(title, message),
        recipients={},
        sender=None if sender is None else _checked_sender(sender),
        commercial_list=(
            None if commercial_list is None else _checked_list(commercial_list)
        ),
        urgent=urgent is not None and _checked_urgency(urgent),
        context=context,
    )


def _checked_sender(sender: object) -> str:
    """Return a sender; raises ServiceValidationError if it cannot be one."""
    text = str(sender)
    if isinstance(sender, list | dict) or not is_valid_sender(text):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="invalid_sender",
            translation_placeholders={"sender": one_line(text)},
        )
    return text


def _checked_list(value: object) -> str:
    """Return an İYS list, or none; raises ServiceValidationError if it is neither.

    In any case, and with the Turkish İ that a phone's keyboard writes.
    """
    if (known := _COMMERCIAL_LISTS.get(folded(str(value)))) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="invalid_commercial_list",
            translation_placeholders={"commercial_list": one_line(str(value))},
        )
    return known


def _checked_urgency(value: object) -> bool:
    """Return whether a message is urgent; raises ServiceValidationError if unclear."""
    try:
        return bool(cv.boolean(value))
    except vol.Invalid:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="invalid_urgent",
            translation_placeholders={"urgent": one_line(str(value))},
        ) from None
