"""Adding and changing a recipient."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.translation import async_get_translations

from .api import InvalidNumberError, parse_number
from .const import CONF_NUMBERS, DOMAIN
from .feedback.escaping import escaped, one_line
from .recipients import hidden, recipients_of

_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        # Not required for the form's sake: what is missing gets our own error.
        vol.Optional(CONF_NUMBERS): TextSelector(
            TextSelectorConfig(type=TextSelectorType.TEL, multiple=True)
        ),
    }
)


class RecipientSubentryFlow(ConfigSubentryFlow):
    """The form of a recipient: one person or a whole family."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a recipient."""
        return await self._async_step("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change name or numbers of a recipient."""
        return await self._async_step("reconfigure", user_input)

    async def _async_step(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Show the form until it can be saved."""
        is_new = step_id == "user"
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {"reason": "", "number": ""}
        suggested = user_input
        if user_input is not None:
            numbers: list[str] = []
            try:
                for typed in _split(user_input.get(CONF_NUMBERS, [])):
                    placeholders["number"] = typed
                    numbers.append(parse_number(typed))
            except InvalidNumberError as err:
                errors[CONF_NUMBERS] = "invalid_number"
                placeholders["reason"] = await self._async_reason(
                    err, placeholders["number"]
                )
            else:
                if not numbers:
                    errors[CONF_NUMBERS] = "no_numbers"
            if not errors:
                return self._save(is_new, user_input, list(dict.fromkeys(numbers)))
        elif is_new:
            # Shows an empty line instead of nothing but a button that adds one.
            suggested = {CONF_NUMBERS: [""]}
        else:
            subentry = self._get_reconfigure_subentry()
            suggested = {
                CONF_NAME: subentry.title,
                CONF_NUMBERS: [f"0{number}" for number in subentry.data[CONF_NUMBERS]],
            }
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, suggested),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _save(
        self, is_new: bool, user_input: dict[str, Any], numbers: list[str]
    ) -> SubentryFlowResult:
        """Save a recipient, unless another one has the same numbers."""
        own = None if is_new else self._get_reconfigure_subentry()
        if any(
            set(other.data[CONF_NUMBERS]) == set(numbers)
            for other in recipients_of(self._get_entry())
            if own is None or other.subentry_id != own.subentry_id
        ):
            return self.async_abort(reason="already_configured")
        title = user_input[CONF_NAME].strip() or hidden(numbers[0])
        data = {CONF_NUMBERS: numbers}
        if own is None:
            return self.async_create_entry(
                title=title,
                data=data,
                description_placeholders={"name": escaped(title)},
            )
        self.hass.config_entries.async_update_subentry(
            self._get_entry(), own, title=title, data=data
        )
        # Core's helper for both would show a text of its own.
        return self.async_abort(reason="reconfigure_successful")

    async def _async_reason(self, err: InvalidNumberError, number: str) -> str:
        """Return in words why a number was refused."""
        texts = await async_get_translations(
            self.hass, self.hass.config.language, "exceptions", [DOMAIN]
        )
        key = f"component.{DOMAIN}.exceptions.invalid_number_{err.reason}.message"
        return texts[key].format(number=one_line(number))


def _split(typed: object) -> list[str]:
    """Return the numbers of a field; several may share a line."""
    lines = typed if isinstance(typed, list) else [typed]
    return [
        part.strip()
        for line in lines
        for part in str(line).replace(";", ",").replace("\n", ",").split(",")
        if part.strip()
    ]
