"""The API for an account's messages: hand over, watch, change settings, close."""

from collections.abc import Callable, Iterable, Iterator

from homeassistant.core import HomeAssistant, callback

from ..api import Balance, IletiMerkeziClient, ProviderUnreachableError, RefusedError
from .clock import steady
from .housekeeping import needs_balance
from .journal import Journal, Restored
from .model import Outcome, OutgoingSms, ProblemReason, WaitingMessage
from .order import Order, OrderState, PossiblySent
from .orders import Orders
from .outcomes import waiting_message
from .publisher import OutcomePublisher
from .scheduler import Serial
from .settings import SendingSettings
from .usage import today


class Outbox:
    """The messages of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: IletiMerkeziClient,
        journal: Journal,
        publisher: OutcomePublisher,
        settings: SendingSettings,
        request_balance: Callable[[], None],
    ) -> None:
        """Initialize; nothing is sent before start.

        Args:
            hass: Home Assistant.
            client: of the account.
            journal: stores open orders.
            publisher: publishes outcomes.
            settings: of the account.
            request_balance: asks for the balance; the answer comes by note_balance.
        """
        self._orders = Orders(
            hass, client, journal, publisher, settings, request_balance
        )
        self._book = self._orders.book
        self._publisher = publisher
        self.subscribe_waiting = self._orders.watchers.subscribe
        """Subscribe to changes of what is shown here; returns an unsubscribe function."""

    @property
    def pending(self) -> int:
        """Return how many messages wait, counted by number."""
        return self._book.waiting

    def waiting(self) -> Iterator[WaitingMessage]:
        """Return waiting messages, newest first; one may close before it is reached."""
        scheduler = self._book.scheduler
        orders = sorted(self._waiting(), key=lambda o: o.created, reverse=True)
        return (
            waiting_message(
                order, self._orders.settings, circuit_open=scheduler.circuit_open
            )
            for order in orders
            if order.state is not OrderState.CLOSED
        )

    def _waiting(self) -> Iterable[Order]:
        """Return the orders that are known to wait."""
        orders = self._book.open.values()
        return (order for order in orders if order.reported is not None)

    @property
    def problem(self) -> ProblemReason | None:
        """Return why nothing can be sent, None if it can or this is unknown."""
        if self._book.scheduler.circuit_open:
            return ProblemReason.UNREACHABLE
        return self._book.holds.problem

    @property
    def unreachable(self) -> ProviderUnreachableError | None:
        """Return why the last attempt had no answer, None if it had one."""
        return self._orders.unreachable

    @property
    def sent_sms(self) -> int:
        """Return the SMS accepted ever: parts × numbers."""
        return self._book.usage.total

    @property
    def used_today(self) -> int:
        """Return the SMS of this local day, accepted or reserved."""
        return self._book.usage.used(today())

    def figures(self) -> dict[str, int | bool]:
        """Return what helps to understand the outbox without being personal."""
        orders = self._book.open.values()
        return {
            "open": len(orders),
            "held": sum(order.state is OrderState.HELD for order in orders),
            "in_flight": self._book.scheduler.in_flight,
            "circuit_open": self._book.scheduler.circuit_open,
        }

    async def async_send(
        self, sms: OutgoingSms, *, with_batch: bool = False
    ) -> list[Outcome]:
        """Hand a message over and return its outcomes, by number.

        Answers within 12 seconds; what has no outcome by then is queued, or
        expires if the account wants failures at once. The message is not lost
        when the caller is cancelled.

        Args:
            sms: the message.
            with_batch: if it fails, return as well who else failed of those
                that the same text was handed over for in the same turn.

        Raises HomeAssistantError if the account is being unloaded.
        """
        return await self._orders.intake.async_send(
            sms, self._orders.settings, with_batch=with_batch
        )

    @callback
    def remember(self, restored: Restored) -> None:
        """Restore what the journal remembers besides open orders."""
        self._book.restore(restored)

    @callback
    def start(self, restored: Restored) -> None:
        """Resume what a restart interrupted, oldest first."""
        for order in restored.orders if restored.is_backup else ():
            # Between the backup and now it was sent, or has expired.
            order.renewed = float("-inf")
            order.possibly_sent = PossiblySent(order.variant.text, order.created)
        self._orders.restoring.start(restored.orders)
        if restored.is_backup:
            self._orders.restoring.drain()
            self._book.journal.forget_backup()
        self._orders.watchers.changed()

    @callback
    def apply_settings(self, settings: SendingSettings) -> None:
        """Apply other settings; messages kept for the account are retried."""
        self._orders.settings = settings
        kept = self._book.holds.end_all()
        if kept:
            self._book.scheduler.serial = Serial.UNTIL_ACCEPTED
        self._orders.release(kept)
        self._orders.watchers.changed()
        self._orders.update()

    @callback
    def note_balance(self, answer: Balance | RefusedError) -> None:
        """Draw the conclusions from the provider's answer to a balance query."""
        now = steady()
        for order in self._book.scheduler.ready:
            if needs_balance(order, now):
                order.balance_answered = True
        self._book.scheduler.heard(now)
        self._book.holds.note_balance(answer, now)
        self._orders.watchers.changed()
        self._orders.update()

    @callback
    def remove_recipient(self, recipient_id: str) -> None:
        """Expire messages waiting for a recipient that is removed."""
        self._orders.removed_recipients.add(recipient_id)
        for order in tuple(self._book.open.values()):
            self._orders.drop_removed(order)

    @callback
    def discard_waiting(self) -> None:
        """Discard everything that waits; a request in flight once it has no answer."""
        expired = steady() - self._orders.settings.lifetime
        for order in tuple(self._waiting()):
            order.renewed = min(order.renewed, expired)
            if order.state is not OrderState.IN_FLIGHT:
                self._orders.expire(order)

    @callback
    def put_all(self) -> None:
        """Write everything again, since the journal was replaced."""
        for order in self._book.open.values():
            self._book.record(order)
        self._book.journal.put_accepted(self._book.dedup.accepted)
        self._book.journal.put_usage(self._book.usage.accepted)

    async def async_close(self) -> None:
        """Stop; what is unfinished stays in the journal.

        Whatever is handed over meanwhile is journaled and answered, or raises.
        """
        orders = self._orders
        orders.closing = True
        orders.restoring.drain()
        orders.intake.drain()
        await orders.sender.async_close()
        orders.wake_up.cancel()
        orders.housekeeping.follow_wall_clock()
        while unanswered := [o for o in self._book.open.values() if o.has_callers]:
            if orders.settings.retries:
                orders.answering.reporter.report(unanswered)
                await orders.answering.reporter.async_close()
            else:
                for order in unanswered:
                    orders.expire(order)
            orders.intake.drain()
        orders.intake.closed = True
        await orders.answering.reporter.async_close()
        self._publisher.flush()
