"""Everything users see of an account's problems, from one stream of outcomes."""

from collections.abc import Mapping
from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..api import StatusCode
from ..coordinator import BalanceCoordinator
from ..outbox import Outcome, Status
from .notices import concerns_account
from .notifications import Notifications
from .reauth import Reauthentication
from .remedies import Remedies
from .sources import NoticeStore, WaitingSource
from .waiting import account_codes


class Feedback:
    """The notifications of an account, its repairs and its reauthentication."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        outbox: WaitingSource,
        store: NoticeStore,
        coordinator: BalanceCoordinator,
    ) -> None:
        """Initialize; nothing is shown before start."""
        self._outbox = outbox
        self._coordinator = coordinator
        self.notifications = Notifications(
            hass, entry, outbox, store, credits_left=self._credits_left
        )
        self._reauth = Reauthentication(
            hass,
            entry,
            coordinator,
            keeps_messages=self._keeps_messages,
            on_end=partial(
                self.notifications.dismiss, str(StatusCode.UNAUTHORIZED.value)
            ),
        )
        self._remedies = Remedies(hass, entry, self._reauth)
        self._unsubscribe: CALLBACK_TYPE | None = None

    @callback
    def start(self, restored: Mapping[str, str]) -> None:
        """Show what must still be shown, once the outbox knows what is waiting.

        Called again if the journal could not be read at first.

        Args:
            restored: notices as the journal kept them.
        """
        self.notifications.start(restored)
        self._reauth.start()
        if self._unsubscribe is None:
            # Notifications name the remaining credit.
            self._unsubscribe = self._coordinator.async_add_listener(
                self.notifications.refresh
            )

    @callback
    def close(self) -> None:
        """Stop, before the journal is closed; what is shown stays."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None
        self._reauth.close()
        self.notifications.close()

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Show an outcome; offer or withdraw what resolves it."""
        self.notifications.handle(outcome)
        if outcome.status is Status.ACCEPTED:
            if self._remedies.open:
                self._remedies.withdraw(
                    account_codes(self.notifications.notices, self._outbox.waiting())
                )
        elif (
            outcome.status in (Status.REJECTED, Status.QUEUED)
            and outcome.code is not None
            and concerns_account(outcome)
        ):
            self._remedies.offer(outcome.code)

    def _credits_left(self) -> int | None:
        """Return how many SMS the balance pays for, None if that is unknown."""
        balance = self._coordinator.data
        return balance.sms if balance else None

    def _keeps_messages(self) -> bool:
        """Return whether messages wait for the account."""
        return any(message.code is not None for message in self._outbox.waiting())
