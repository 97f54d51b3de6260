"""The options of an account."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .api import CommercialList
from .api.text import MAX_PARTS
from .const import (
    COMMERCIAL_LIST_NONE,
    CONF_COMMERCIAL_LIST,
    CONF_DAILY_LIMIT,
    CONF_DELIVERY_REPORTS,
    CONF_LOW_CREDIT,
    CONF_MAX_PARTS,
    CONF_PLAIN_LETTERS,
    CONF_REPEATED_MESSAGES,
    CONF_RETRY_MINUTES,
    DEFAULT_DAILY_LIMIT,
    DEFAULT_LOW_CREDIT,
    DEFAULT_MAX_PARTS,
    DEFAULT_RETRY_MINUTES,
    RepeatedMessages,
)

_MAX_RETRY_MINUTES: Final = 1440
_MAX_SMS: Final = 100_000

# The unit of a field: "minutes" is translated, "SMS" is the same everywhere.
_MINUTES: Final = "minutes"
_SMS: Final = "SMS"


def _whole_number(low: int, high: int, unit: str) -> vol.All[int]:
    """Return a field for a whole number with a unit."""
    config = NumberSelectorConfig(
        min=low,
        max=high,
        step=1,
        mode=NumberSelectorMode.BOX,
        unit_of_measurement=unit,
    )
    if unit == _MINUTES:
        config["translation_key"] = "number"
    return vol.All(NumberSelector(config), vol.Coerce(int))


def _choice(options: list[str], translation_key: str) -> SelectSelector:
    """Return a field for one of a few."""
    return SelectSelector(
        SelectSelectorConfig(
            options=options,
            translation_key=translation_key,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def _schema(current: Mapping[str, Any]) -> vol.Schema:
    """Return the form; untouched fields keep their current values."""
    fields: dict[str, tuple[Any, Any]] = {
        CONF_LOW_CREDIT: (DEFAULT_LOW_CREDIT, _whole_number(0, _MAX_SMS, _SMS)),
        CONF_RETRY_MINUTES: (
            DEFAULT_RETRY_MINUTES,
            _whole_number(0, _MAX_RETRY_MINUTES, _MINUTES),
        ),
        CONF_DELIVERY_REPORTS: (True, BooleanSelector()),
        CONF_DAILY_LIMIT: (DEFAULT_DAILY_LIMIT, _whole_number(0, _MAX_SMS, _SMS)),
        CONF_REPEATED_MESSAGES: (
            RepeatedMessages.ADD_TIME.value,
            _choice([*RepeatedMessages], "repeated_messages"),
        ),
        CONF_MAX_PARTS: (DEFAULT_MAX_PARTS, _whole_number(1, MAX_PARTS, _SMS)),
        CONF_PLAIN_LETTERS: (False, BooleanSelector()),
        CONF_COMMERCIAL_LIST: (
            COMMERCIAL_LIST_NONE,
            _choice([COMMERCIAL_LIST_NONE, *CommercialList], "commercial_list"),
        ),
    }
    return vol.Schema(
        {
            vol.Required(key, default=current.get(key, default)): field
            for key, (default, field) in fields.items()
        }
    )


class IletiMerkeziOptionsFlow(OptionsFlow):
    """One flat form, the options most people look for first."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show and save the options."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init", data_schema=_schema(self.config_entry.options)
        )
