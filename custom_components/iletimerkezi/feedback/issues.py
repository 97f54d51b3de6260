"""Repair issues of an account: something is or will be broken until the user acts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import (
    IssueSeverity,
    async_create_issue,
    async_delete_issue,
    async_get,
)

from ..const import DOMAIN, PANEL_URL
from .escaping import one_line


class Repair(StrEnum):
    """The kinds of repair issues; the value is the translation key."""

    NO_CREDIT = "no_credit"
    LOW_CREDIT = "low_credit"
    SENDER_NOT_APPROVED = "sender_not_approved"
    IYS_NOT_SET_UP = "iys_not_set_up"
    TEST_SENDER = "test_sender"
    JOURNAL_NOT_WRITABLE = "journal_not_writable"


class _Kind(NamedTuple):
    """How a repair is shown."""

    severity: IssueSeverity
    is_fixable: bool = False
    in_panel: bool = False
    """It is resolved in the provider's panel."""

    outlives_restart: bool = False
    """Seen only when it happens, so it has to be opened again after a restart."""


_KINDS: Final = {
    Repair.NO_CREDIT: _Kind(
        severity=IssueSeverity.ERROR, in_panel=True, outlives_restart=True
    ),
    Repair.LOW_CREDIT: _Kind(severity=IssueSeverity.WARNING, in_panel=True),
    Repair.SENDER_NOT_APPROVED: _Kind(
        severity=IssueSeverity.ERROR, is_fixable=True, outlives_restart=True
    ),
    Repair.IYS_NOT_SET_UP: _Kind(
        severity=IssueSeverity.ERROR, is_fixable=True, outlives_restart=True
    ),
    Repair.TEST_SENDER: _Kind(severity=IssueSeverity.WARNING, is_fixable=True),
    Repair.JOURNAL_NOT_WRITABLE: _Kind(severity=IssueSeverity.ERROR),
}


@callback
def async_create_repair(
    hass: HomeAssistant,
    entry: ConfigEntry,
    repair: Repair,
    *,
    data: Mapping[str, str] | None = None,
    **placeholders: str,
) -> None:
    """Open a repair, or bring it up to date; data is kept until a restart."""
    kind = _KINDS[repair]
    panel = {"panel": PANEL_URL} if kind.in_panel else {}
    async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry.entry_id, repair),
        data={"entry_id": entry.entry_id, **(data or {})},
        is_fixable=kind.is_fixable,
        severity=kind.severity,
        translation_key=repair,
        translation_placeholders={
            "account": one_line(entry.title),
            **panel,
            **placeholders,
        },
    )


@callback
def async_reopen_repairs(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Reopen issues that a restart closed although nobody resolved them.

    An issue that is persistent by itself would hand the account's title, which
    can name its sender, out with the diagnostics.
    """
    issues = async_get(hass)
    for repair, kind in _KINDS.items():
        issue = issues.async_get_issue(DOMAIN, _issue_id(entry.entry_id, repair))
        if issue is None or issue.active or not kind.outlives_restart:
            continue
        async_create_repair(hass, entry, repair)


@callback
def open_repair(
    hass: HomeAssistant, entry: ConfigEntry, repair: Repair
) -> Mapping[str, Any] | None:
    """Return the data of a repair, None if it is not open."""
    issue = async_get(hass).async_get_issue(DOMAIN, _issue_id(entry.entry_id, repair))
    return (issue.data or {}) if issue and issue.active else None


@callback
def async_delete_repair(
    hass: HomeAssistant, entry: ConfigEntry, repair: Repair
) -> None:
    """Close a repair, if it is open."""
    async_delete_issue(hass, DOMAIN, _issue_id(entry.entry_id, repair))


@callback
def async_delete_repairs(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Close every repair issue of a removed account."""
    for repair in Repair:
        async_delete_repair(hass, entry, repair)


def _issue_id(entry_id: str, repair: Repair) -> str:
    """Return the id of a repair."""
    return f"{entry_id}_{repair}"
