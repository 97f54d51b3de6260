"""Balance and credit of an account."""

from datetime import timedelta
from decimal import Decimal
import logging
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .api import (
    Balance,
    IletiMerkeziClient,
    ProviderUnreachableError,
    RefusedError,
    StatusCode,
)
from .const import DOMAIN
from .issues import Repair, async_create_repair, async_delete_repair
from .sms import Outcome, Status

if TYPE_CHECKING:
    from .account import IletiMerkeziConfigEntry

_LOGGER = logging.getLogger(__name__)

_INTERVAL: Final = timedelta(hours=1)

_AFTER_SENDING: Final = 5.0
"""Seconds; the messages of a burst share one question."""


class BalanceCoordinator(DataUpdateCoordinator[Balance | None]):
    """Asks hourly, and shortly after messages; warns before credit runs out."""

    config_entry: IletiMerkeziConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: IletiMerkeziConfigEntry,
        client: IletiMerkeziClient,
        low_credit: int,
    ) -> None:
        """Initialize.

        Args:
            hass: Home Assistant.
            entry: the account.
            client: asks the provider.
            low_credit: warn below so many SMS, 0 for never.
        """
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name="balance",
            update_interval=_INTERVAL,
            request_refresh_debouncer=Debouncer(
                hass, _LOGGER, cooldown=_AFTER_SENDING, immediate=False
            ),
        )
        self._client = client
        self._low_credit = low_credit
        self._refused_at: Decimal | None = None

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Look again after what has cost something, or could not be paid."""
        if outcome.status is Status.ACCEPTED:
            if self.data and self.data.amount > 0:
                async_delete_repair(self.hass, self.config_entry, Repair.NO_CREDIT)
        elif outcome.status is not Status.REJECTED:
            return
        elif outcome.code == StatusCode.NO_CREDIT:
            self._refused_at = None
            async_create_repair(self.hass, self.config_entry, Repair.NO_CREDIT)
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"{DOMAIN} balance"
        )

    @override
    async def _async_update_data(self) -> Balance:
        """Ask for the balance."""
        try:
            balance = await self._client.balance()
        except RefusedError as err:
            if err.code == StatusCode.UNAUTHORIZED:
                raise ConfigEntryAuthFailed(
                    translation_domain=DOMAIN, translation_key="balance_unauthorized"
                ) from None
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="balance_refused",
                translation_placeholders={"code": str(err.code)},
            ) from None
        except ProviderUnreachableError as err:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="balance_unreachable",
                translation_placeholders={"reason": err.reason},
            ) from None
        self._warn(balance)
        return balance

    @callback
    def _warn(self, balance: Balance) -> None:
        """Open and close the repairs about credit."""
        if balance.sms < self._low_credit:
            async_create_repair(
                self.hass,
                self.config_entry,
                Repair.LOW_CREDIT,
                credits=str(balance.sms),
            )
        else:
            async_delete_repair(self.hass, self.config_entry, Repair.LOW_CREDIT)
        # A refusal can come with credit left that is too little for the order:
        # only more than there was then is credit that is back.
        if self._refused_at is not None and balance.amount > self._refused_at:
            async_delete_repair(self.hass, self.config_entry, Repair.NO_CREDIT)
        if self._refused_at is None or balance.amount < self._refused_at:
            self._refused_at = balance.amount
