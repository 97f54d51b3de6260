"""Balance and credit of an account."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from decimal import Decimal
import logging
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.core import HomeAssistant, callback
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
from .feedback.issues import (
    Repair,
    async_create_repair,
    async_delete_repair,
    open_repair,
)
from .outbox import Outcome, Status

if TYPE_CHECKING:
    from .account import IletiMerkeziConfigEntry

_LOGGER = logging.getLogger(__name__)

_INTERVAL: Final = timedelta(hours=1)

_AFTER_SENDING: Final = 5.0
"""Seconds; the messages of a burst share one question."""

# Seconds until the next question. An unreachable provider is reachable again sooner
# than in an hour; one that refuses the credentials is left alone.
_WHEN_AWAY: Final = 60.0
_WHEN_UNAUTHORIZED: Final = 300.0

_REFUSED_AT: Final = "refused_at"
"""Of the repair no_credit: the least credit known since, or just before, it opened."""


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
        self.low_credit = low_credit
        """Warn below so many SMS, 0 for never."""

        self.answered: Callable[[Balance | RefusedError], None] = lambda _: None
        """Called with each answer of the provider."""

        self._just_refused = False
        self._requested = False

    @callback
    def request(self) -> None:
        """Ask for the balance now, unless that is under way."""
        if not self._requested:
            self._requested = True
            self._ask(self._async_request())

    async def _async_request(self) -> None:
        """Ask for the balance once."""
        try:
            await self.async_refresh()
        finally:
            self._requested = False

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Ask again after what has cost something, or could not be paid."""
        if outcome.status is Status.ACCEPTED:
            if open_repair(self.hass, self.config_entry, Repair.NO_CREDIT) is not None:
                # Any credit left after it is enough.
                self._note_refused_at(Decimal(0))
        elif outcome.status not in (Status.REJECTED, Status.QUEUED):
            return
        elif outcome.code == StatusCode.NO_CREDIT:
            is_new = open_repair(self.hass, self.config_entry, Repair.NO_CREDIT) is None
            self._note_refusal()
            if is_new:
                # At once: what is bought from now on is credit that is back.
                self.request()
            return
        elif outcome.status is Status.QUEUED:
            return
        self._ask(self.async_request_refresh())

    @callback
    def _ask(self, refresh: Coroutine[Any, Any, None]) -> None:
        """Ask for the balance without making anybody wait."""
        self.config_entry.async_create_background_task(
            self.hass, refresh, f"{DOMAIN} balance"
        )

    @override
    async def _async_update_data(self) -> Balance:
        """Ask for the balance."""
        try:
            balance = await self._client.balance()
        except RefusedError as err:
            self.answered(err)
            if err.code == StatusCode.UNAUTHORIZED:
                # Not ConfigEntryAuthFailed, which would end the questions: often
                # only a switch in the panel is off, and nothing changes here.
                self.config_entry.async_start_reauth(self.hass)
                raise UpdateFailed(
                    translation_domain=DOMAIN,
                    translation_key="balance_unauthorized",
                    retry_after=_WHEN_UNAUTHORIZED,
                ) from None
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="balance_refused",
                translation_placeholders={"code": str(err.code)},
                retry_after=_WHEN_AWAY,
            ) from None
        except ProviderUnreachableError as err:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="balance_unreachable",
                translation_placeholders={"reason": err.reason},
                retry_after=_WHEN_AWAY,
            ) from None
        self._warn(balance)
        self.answered(balance)
        return balance

    @callback
    def _warn(self, balance: Balance) -> None:
        """Open and close the repairs about credit."""
        if balance.sms < self.low_credit:
            async_create_repair(
                self.hass,
                self.config_entry,
                Repair.LOW_CREDIT,
                credits=str(balance.sms),
            )
        else:
            async_delete_repair(self.hass, self.config_entry, Repair.LOW_CREDIT)
        repair = open_repair(self.hass, self.config_entry, Repair.NO_CREDIT)
        if repair is None:
            return
        if refused_at := repair.get(_REFUSED_AT):
            # A refusal can come with credit left that is too little for the order:
            # only more than there was then is credit that is back.
            is_back = balance.amount > Decimal(refused_at)
        else:
            # This is not known any more after a restart.
            is_back = not (self._just_refused or balance.sms < max(self.low_credit, 1))
        self._just_refused = False
        if is_back:
            async_delete_repair(self.hass, self.config_entry, Repair.NO_CREDIT)
        elif not refused_at or balance.amount < Decimal(refused_at):
            self._note_refused_at(balance.amount)

    @callback
    def _note_refusal(self) -> None:
        """Open the repair no_credit after a message that could not be paid."""
        if self.data is None:
            self._just_refused = True
            async_create_repair(self.hass, self.config_entry, Repair.NO_CREDIT)
        else:
            self._note_refused_at(self.data.amount)

    @callback
    def _note_refused_at(self, amount: Decimal) -> None:
        """Remember above which credit the repair no_credit closes."""
        async_create_repair(
            self.hass,
            self.config_entry,
            Repair.NO_CREDIT,
            data={_REFUSED_AT: str(amount)},
        )
