"""The fields of our actions: their schemas, lenient where templates leave blanks."""

from collections.abc import Callable
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.helpers import config_validation as cv

from ..const import (
    ATTR_COMMERCIAL_LIST,
    ATTR_NUMBER,
    ATTR_RECIPIENT,
    ATTR_SENDER,
    ATTR_URGENT,
)
from .parts import split

ATTR_ORDER_ID: Final = "order_id"

_BLANK: Final = (None, "")


def is_blank(value: object) -> bool:
    """Return whether a template or the editor left a field unfilled."""
    return value in _BLANK


def filled(value: Any) -> list[Any]:
    """Return a list without its blank items; a single value is a list of one."""
    return [item for item in cv.ensure_list(value) if not is_blank(item)]


def _or_none[T](validator: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Return a validator that treats a blank field as omitted."""

    def _validate(value: Any) -> T | None:
        return None if is_blank(value) else validator(value)

    return _validate


def _entity_ids(value: Any) -> list[str]:
    """Return entity ids; a text may hold several."""
    return [part.strip() for item in filled(value) for part in split(cv.string(item))]


def _numbers(value: Any) -> list[str | int]:
    """Return phone numbers as written; a negative one stays invalid."""
    return [
        item if isinstance(item, int) and item < 0 else text
        for item in filled(value)
        # Raises ValueError for an integer that is too long to convert.
        if (text := cv.string(item))
    ]


MESSAGE_SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_TITLE): _or_none(cv.string),
        vol.Optional(ATTR_RECIPIENT): _entity_ids,
        vol.Optional(ATTR_NUMBER): _numbers,
        vol.Optional(ATTR_URGENT): _or_none(cv.boolean),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): _or_none(cv.string),
        vol.Optional(ATTR_SENDER): _or_none(cv.string),
        vol.Optional(ATTR_COMMERCIAL_LIST): _or_none(cv.string),
    }
)

REPORT_SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_ORDER_ID): cv.string,
        vol.Optional(ATTR_CONFIG_ENTRY_ID): _or_none(cv.string),
    }
)
