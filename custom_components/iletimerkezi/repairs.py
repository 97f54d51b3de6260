"""Repairs that can be fixed with a click."""

from typing import Any

import voluptuous as vol

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResult

from .account import IletiMerkeziConfigEntry, apply_again
from .const import COMMERCIAL_LIST_NONE, CONF_COMMERCIAL_LIST, CONF_SENDER
from .feedback.escaping import escaped
from .feedback.issues import Repair
from .senders import (
    TEST_SENDER,
    async_approved_senders,
    is_valid_sender,
    sender_selector,
    suggested_sender,
)


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    entry_id = str((data or {}).get("entry_id"))
    entry: IletiMerkeziConfigEntry | None = hass.config_entries.async_get_entry(
        entry_id
    )
    repair = issue_id.removeprefix(f"{entry_id}_")
    if entry is not None and repair in (Repair.SENDER_NOT_APPROVED, Repair.TEST_SENDER):
        return SenderRepairFlow(entry)
    if entry is not None and repair == Repair.IYS_NOT_SET_UP:
        return IysRepairFlow(entry)
    return ConfirmRepairFlow()


class SenderRepairFlow(RepairsFlow):
    """Choose another sender."""

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        self._entry = entry
        self._approved: list[str] | None = None

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> FlowResult[Any, Any]:
        """Start; the first call has no user input."""
        return await self.async_step_sender()

    async def async_step_sender(
        self, user_input: dict[str, str] | None = None
    ) -> FlowResult[Any, Any]:
        """Offer the approved senders and save the choice."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = self._save(user_input[CONF_SENDER])
            if not errors:
                return self.async_create_entry(data={})
        if self._approved is None:
            self._approved = await async_approved_senders(self.hass, self._entry.data)
        return self.async_show_form(
            step_id="sender",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(
                    {vol.Required(CONF_SENDER): sender_selector(self._approved)}
                ),
                user_input
                or suggested_sender(self._approved, self._entry.data[CONF_SENDER]),
            ),
            errors=errors,
            description_placeholders={
                "account": escaped(self._entry.title),
                "sender": escaped(self._entry.data[CONF_SENDER]),
            },
        )

    def _save(self, sender: str) -> dict[str, str]:
        """Set the sender of the account; returns errors if that fails."""
        if not is_valid_sender(sender):
            return {CONF_SENDER: "invalid_sender"}
        if sender == TEST_SENDER == self._entry.data[CONF_SENDER]:
            # Nothing would be fixed, and Home Assistant would close the issue.
            return {CONF_SENDER: "test_sender"}
        if not self.hass.config_entries.async_update_entry(
            self._entry, data={**self._entry.data, CONF_SENDER: sender}
        ):
            # Approved in the panel meanwhile.
            apply_again(self.hass, self._entry)
        return {}


class IysRepairFlow(RepairsFlow):
    """Switch the commercial list off."""

    def __init__(self, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        self._entry = entry

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> FlowResult[Any, Any]:
        """Start; the first call has no user input."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> FlowResult[Any, Any]:
        """Ask, then send informational messages from now on."""
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders={"account": escaped(self._entry.title)},
            )
        self.hass.config_entries.async_update_entry(
            self._entry,
            options={
                **self._entry.options,
                CONF_COMMERCIAL_LIST: COMMERCIAL_LIST_NONE,
            },
        )
        return self.async_create_entry(data={})
