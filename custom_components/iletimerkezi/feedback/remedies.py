"""Remedies after a refusal: a repair issue, or new credentials."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api.errors import Remedy, meaning_of
from .issues import Repair, async_create_repair, async_delete_repair, open_repair
from .reauth import Reauthentication

# The coordinator closes the one about credit.
_REPAIRS: Final = {
    Remedy.SENDER_NOT_APPROVED: Repair.SENDER_NOT_APPROVED,
    Remedy.IYS_NOT_SET_UP: Repair.IYS_NOT_SET_UP,
}


class Remedies:
    """The remedies of one account."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, reauth: Reauthentication
    ) -> None:
        """Initialize."""
        self._hass = hass
        self._entry = entry
        self._reauth = reauth

    @property
    def open(self) -> bool:
        """Return whether anything is offered."""
        return self._reauth.open or any(
            open_repair(self._hass, self._entry, repair) is not None
            for repair in _REPAIRS.values()
        )

    @callback
    def offer(self, code: int) -> None:
        """Offer what resolves a refusal of the account."""
        remedy = meaning_of(code).remedy
        if remedy is Remedy.NEW_CREDENTIALS:
            self._reauth.ask()
        elif repair := _REPAIRS.get(remedy):
            async_create_repair(self._hass, self._entry, repair)

    @callback
    def withdraw(self, refused: set[int]) -> None:
        """Withdraw what is no longer needed after a success.

        Args:
            refused: codes that the account is still refused for.
        """
        needed = {meaning_of(code).remedy for code in refused}
        if Remedy.NEW_CREDENTIALS not in needed:
            self._reauth.end()
        for remedy, repair in _REPAIRS.items():
            if remedy not in needed:
                async_delete_repair(self._hass, self._entry, repair)
