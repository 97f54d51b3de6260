"""The repairs of an account: what is broken, or will be, until somebody acts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import (
    IssueSeverity,
    async_create_issue,
    async_delete_issue,
)

from .const import DOMAIN


class Repair(StrEnum):
    """The repairs there are; the value is the translation key."""

    NO_CREDIT = "no_credit"
    LOW_CREDIT = "low_credit"
    SENDER_NOT_APPROVED = "sender_not_approved"
    IYS_NOT_SET_UP = "iys_not_set_up"
    TEST_SENDER = "test_sender"
    JOURNAL_DAMAGED = "journal_damaged"
    JOURNAL_NOT_WRITABLE = "journal_not_writable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How a repair is shown."""

    severity: IssueSeverity
    is_fixable: bool = False
    is_persistent: bool = False
    """Seen only when it happens: it has to survive a restart."""


_KINDS: Final = {
    Repair.NO_CREDIT: _Kind(severity=IssueSeverity.ERROR, is_persistent=True),
    Repair.LOW_CREDIT: _Kind(severity=IssueSeverity.WARNING),
    Repair.SENDER_NOT_APPROVED: _Kind(
        severity=IssueSeverity.ERROR, is_fixable=True, is_persistent=True
    ),
    Repair.IYS_NOT_SET_UP: _Kind(
        severity=IssueSeverity.ERROR, is_fixable=True, is_persistent=True
    ),
    Repair.TEST_SENDER: _Kind(severity=IssueSeverity.WARNING, is_fixable=True),
    Repair.JOURNAL_DAMAGED: _Kind(
        severity=IssueSeverity.WARNING, is_fixable=True, is_persistent=True
    ),
    Repair.JOURNAL_NOT_WRITABLE: _Kind(severity=IssueSeverity.ERROR),
}


@callback
def async_create_repair(
    hass: HomeAssistant, entry: ConfigEntry, repair: Repair, **placeholders: str
) -> None:
    """Open a repair, or bring it up to date."""
    kind = _KINDS[repair]
    async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry.entry_id, repair),
        data={"entry_id": entry.entry_id},
        is_fixable=kind.is_fixable,
        is_persistent=kind.is_persistent,
        severity=kind.severity,
        translation_key=repair,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def async_delete_repair(
    hass: HomeAssistant, entry: ConfigEntry, repair: Repair
) -> None:
    """Close a repair, if it is open."""
    async_delete_issue(hass, DOMAIN, _issue_id(entry.entry_id, repair))


@callback
def async_delete_repairs(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Close every repair of an account that is removed."""
    for repair in Repair:
        async_delete_repair(hass, entry, repair)


def _issue_id(entry_id: str, repair: Repair) -> str:
    """Return the id of a repair."""
    return f"{entry_id}_{repair}"
