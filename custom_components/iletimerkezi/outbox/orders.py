"""The life of an order: the only code that changes its state.

What an answer means is decided by the protocol, what leaves when by the
scheduler, orders kept for the account by the holds: all of them pure.
"""

from collections.abc import Callable, Iterable

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..api import IletiMerkeziClient, ProviderUnreachableError
from ..api.errors import UnreachableCause
from . import outcomes, protocol
from .answering import Answering
from .arrivals import Arrivals
from .batching import Batch, BatchKey, Planner, part
from .book import OrderBook
from .clock import steady
from .holds import applies
from .housekeeping import Housekeeping, eligible_at
from .intake import Intake
from .journal import Journal
from .model import Outcome
from .order import Attempt, Order, OrderState, Refusal
from .protocol import Answer
from .publisher import OutcomePublisher
from .scheduler import Serial
from .sender import Sender
from .settings import SendingSettings
from .timer import WakeUp, Watchers
from .turns import TurnQueue
from .waiters import Waiter


class Orders:
    """The orders of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: IletiMerkeziClient,
        journal: Journal,
        publisher: OutcomePublisher,
        settings: SendingSettings,
        request_balance: Callable[[], None],
    ) -> None:
        """Initialize, see Outbox."""
        self.settings = settings
        self.closing = False
        """Nothing is sent any more; what is handed over is journaled."""

        self.removed_recipients: set[str] = set()
        self.unreachable: ProviderUnreachableError | None = None
        """Why the last attempt had no answer, None if it had one."""

        self.book = OrderBook(journal, eligible_at)
        self.intake = Intake(hass, self._form)
        self.sender = Sender(hass.loop, client, journal, self._apply)
        self.watchers = Watchers(hass.loop)
        self.answering = Answering(
            hass, self.book, publisher, self.watchers, lambda: self.settings
        )
        self.wake_up = WakeUp(hass.loop, self.update)
        self.restoring = TurnQueue(hass.loop, self._restore)
        self.housekeeping = Housekeeping(
            self.book,
            lambda: self.settings.lifetime,
            TurnQueue(hass.loop, self.expire),
            TurnQueue(hass.loop, self.book.rewrite),
            request_balance,
        )
        self._request_balance = request_balance
        self._arrivals = Arrivals(
            self.book,
            Planner(
                self.book.dedup,
                self.book.usage,
                lambda order: self.sender.capacity(order, self.settings),
            ),
            self.answering,
            publisher,
            open_order=self._open,
            release=self.release,
        )

    # What leaves when

    @callback
    def update(self) -> None:
        """Do everything that is due, and schedule the next time."""
        now = steady()
        for waiter in self.intake.waiters.overdue(now):
            self._answer_in_time(waiter)
        self.housekeeping.run(now)
        if not self.closing:
            if self.book.holds.query_due(now):
                self._request_balance()
            self.release(self.book.holds.probes_due(now))
            while (order := self.book.scheduler.due(now)) is not None:
                self._start(order, now)
        times = (
            self.intake.waiters.next_at(),
            self.housekeeping.next_due(now),
            self.book.scheduler.wake_at(now),
            self.book.holds.wake_at(),
        )
        if not self.closing and (due := [at for at in times if at is not None]):
            self.wake_up.at_the_latest(min(due))

    @callback
    def _start(self, order: Order, now: float) -> None:
        """Make an attempt."""
        text = protocol.attempt_now(order, now, self.settings)
        attempt = self.book.start(order, text, now)
        self.sender.start(order, attempt, self.settings)

    @callback
    def release(self, orders: Iterable[Order]) -> None:
        """Retry orders that were held."""
        for order in orders:
            self.book.requeue(order)

    @callback
    def _answer_in_time(self, waiter: Waiter) -> None:
        """Answer a caller who must not wait any longer."""
        late = set(waiter.orders.values())
        if self.settings.retries:
            self.answering.reporter.report(late)
            return
        for order in late:
            self.expire(order)

    # From callers

    @callback
    def _form(self, batch: Batch) -> None:
        """Turn what arrived together into orders."""
        now = steady()
        new = self._arrivals.form(batch, now, self.settings, closing=self.closing)
        self.update()
        if self.closing or self.book.scheduler.is_backing_off(now):
            self.answering.report_if_kept(new)

    @callback
    def _open(self, order: Order, now: float) -> None:
        """Be responsible for an order from now on."""
        for number, waiters in order.waiters.items():
            for waiter in waiters:
                waiter.orders[number] = order
        self.book.add(order)
        if self.closing:
            self.book.record(order)
        else:
            self.book.record_ahead(order, now)

    # From the provider

    @callback
    def _apply(self, order: Order, attempt: Attempt, answer: Answer | None) -> None:
        """Apply the result of an attempt; the order may be closed by now."""
        now = steady()
        if answer is None:
            self.book.take_back(order, attempt)
        else:
            answered = not isinstance(answer, ProviderUnreachableError)
            self.unreachable = (
                answer if isinstance(answer, ProviderUnreachableError) else None
            )
            self.book.scheduler.record(order, now, answered=answered)
            if order.state is OrderState.IN_FLIGHT:
                order.unanswered = not answered
                if self.unreachable and self.unreachable.cause is UnreachableCause.BUSY:
                    order.busy_text = attempt.text
                self._carry_out(order, attempt, answer, now)
        self.watchers.changed()
        self.update()

    @callback
    def _carry_out(
        self, order: Order, attempt: Attempt, answer: Answer, now: float
    ) -> None:
        """Do what the protocol decides."""
        decision = protocol.decide(order, attempt, answer, dt_util.now(), self.settings)
        order.possibly_sent = protocol.possibly_sent_after(attempt, order, answer)
        match decision:
            case protocol.Accepted(order_id):
                self._accept(order, attempt.text, order_id, now)
            case protocol.Rejected(refusal):
                self._close(order, outcomes.rejected(order, refusal))
            case protocol.Held(refusal):
                self._hold(order, refusal, now)
            case protocol.Split(possibly_sent):
                if not possibly_sent:
                    self.book.scheduler.serial = Serial.UNTIL_IDLE
                # In the order of the caller: who comes first is served first.
                self._divide(order, [(number,) for number in order.recipients], now)
            case protocol.RetryNow(variant):
                self.book.change_text(order, variant)
                self.book.requeue(order)
            case protocol.RetryLater():
                self._retry_later(order, now)

    @callback
    def _accept(
        self, order: Order, text: str, order_id: str | None, now: float
    ) -> None:
        """Close an order that the provider carries out."""
        results = outcomes.accepted(order, text, order_id)
        joined = [] if order.waits else order.joined
        if joined:
            order.joined = []
        self.book.accept(order, text, now)
        self.answering.answer(order, results)
        if self.book.scheduler.serial is Serial.UNTIL_ACCEPTED:
            self.book.scheduler.serial = Serial.NO
        self.release(self.book.holds.succeed(order))
        if joined:
            key = BatchKey(order.variant.base, order.sender, order.commercial_list)
            self.intake.resubmit(key, joined)

    @callback
    def _retry_later(self, order: Order, now: float) -> None:
        """Keep an order after an attempt without answer, or expire it."""
        is_late = order.renewed + self.settings.lifetime <= now
        if is_late or not (self.settings.retries or order.possibly_sent):
            self.expire(order)
            return
        self.book.requeue(order)
        self.book.record(order)
        self.drop_removed(order)
        self.answering.report_if_kept([order])
        if self.book.scheduler.circuit_open:
            # Not only this one: nothing gets through.
            self.answering.report_if_kept(self.book.scheduler.ready)

    @callback
    def _hold(self, order: Order, refusal: Refusal, now: float) -> None:
        """Keep an order, and all that the refusal applies to, without further GETs."""
        hold = self.book.holds.refuse(order, refusal, now)
        others = [o for o in self.book.scheduler.ready if applies(hold, o)]
        for each in (order, *others):
            self.book.hold(each, hold)
            self.drop_removed(each)
        self.answering.reporter.report((order, *others))

    @callback
    def _divide(
        self, order: Order, groups: Iterable[Iterable[str]], now: float
    ) -> list[Order]:
        """Replace an order by one for each group of its numbers."""
        parts = [part(order, numbers) for numbers in groups]
        self.book.drop(order)
        for each in parts:
            self._open(each, now)
        return parts

    @callback
    def expire(self, order: Order) -> None:
        """Give an order up."""
        if order.state is not OrderState.CLOSED:
            self._close(order, outcomes.expired(order))

    @callback
    def _close(self, order: Order, results: list[Outcome]) -> None:
        """Close an order of which nothing more will be sent."""
        self.book.give_up(order, steady())
        self.answering.answer(order, results)
        self.watchers.changed()

    @callback
    def _restore(self, order: Order) -> None:
        """Resume an order that was restored."""
        now = steady()
        self.book.add(order)
        self.book.report(order, order.refusal.code if order.refusal else 0)
        if order.renewed + self.settings.lifetime <= now:
            self.expire(order)
        elif order.refusal:
            hold = self.book.holds.refuse(order, order.refusal, now)
            self.book.hold(order, hold)
        self.drop_removed(order)
        if not self.restoring:
            self.watchers.changed()
            self.update()

    @callback
    def drop_removed(self, order: Order) -> None:
        """Expire the part of an order that is for removed recipients."""
        if order.state not in (OrderState.READY, OrderState.HELD):
            return
        removed = order.only_for(self.removed_recipients)
        if len(removed) == len(order.recipients):
            self.expire(order)
        elif removed and protocol.may_divide(order, steady()):
            rest = [number for number in order.recipients if number not in removed]
            gone, _rest = self._divide(order, (removed, rest), steady())
            self.expire(gone)
