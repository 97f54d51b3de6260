"""From a message to an accepted order, exactly once.

The outbox owns a message from the moment a caller hands it over until it has
an outcome:

    arrival ─► shipment ─► attempt ─► accepted
                  ▲           ├─────► rejected   the provider said no
                  └───────────┤       expired    retried long enough
                   no answer

Messages with the same text that arrive in the same turn of the event loop
become one shipment, and a shipment is one GET. The journal is written while
its first request is under way.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from itertools import batched
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..api import CommercialList, IletiMerkeziClient, StatusCode
from ..api.text import measure
from ..const import DOMAIN
from ..options import to_commercial_list
from . import text as composing
from .announcer import SLICE, Announcer
from .clock import steady, to_timestamp
from .dedup import Repeats
from .journal import Journal, Restored
from .model import (
    Attempt,
    Outcome,
    OutgoingSms,
    ProblemReason,
    Shipment,
    Status,
    Ticket,
)
from .protocol import Accepted, Attempts, Changed, RecipientRejected, Rejected
from .scheduler import Dispatcher, Verdict
from .settings import PATIENCE, PATIENCE_WITHOUT_QUEUE, SendingSettings

_LOGGER = logging.getLogger(__name__)

_GRACE: Final = 5.0
"""Seconds after which messages are given up that have waited too long, all at once."""

_CLOCK_LOOK: Final = 15.0
"""Seconds between two looks at the wall clock while messages wait."""

_CLOCK_SET: Final = 5.0
"""Seconds by which the wall clock has jumped if it was set, not merely adjusted."""

type _Key = tuple[str, str, CommercialList | None]


class Outbox:
    """The messages of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: IletiMerkeziClient,
        journal: Journal,
        announcer: Announcer,
        settings: SendingSettings,
    ) -> None:
        """Initialize; nothing is sent before start."""
        self._hass = hass
        self._client = client
        self._journal = journal
        self._settings = settings
        self._repeats = Repeats(steady)
        self._attempts = Attempts(client, journal, self._repeats, settings)
        self._dispatcher = Dispatcher(self._async_attempt)
        self._announcer = announcer
        self._arrivals: dict[_Key, tuple[Shipment, list[Ticket]]] = {}
        self._arrived: deque[Shipment] = deque()
        self._restored: deque[Shipment] = deque()
        self._open: dict[str, Shipment] = {}
        self._untold: deque[Shipment] = deque()
        self._to_tell: deque[Shipment] = deque()
        self._teller: asyncio.Task[None] | None = None
        self._expiry: asyncio.Handle | None = None
        self._clock_look: asyncio.TimerHandle | None = None
        self._wall_clock = to_timestamp(0.0)
        self._to_rewrite: deque[Shipment] = deque()
        self._waiting: set[Shipment] = set()
        self._pending = 0
        self.problem: ProblemReason | None = None
        self.sent_sms = 0
        self._pending_watchers: list[Callable[[], None]] = []
        self._pending_changed = False
        self._closed = False

    @property
    def pending(self) -> int:
        """How many messages wait for the provider, counted by recipient."""
        return self._pending

    def figures(self) -> dict[str, int | bool]:
        """Return what helps to understand the outbox without being personal."""
        return {
            "open": len(self._open),
            "under_way": sum(shipment.under_way for shipment in self._open.values()),
            "line_down": self._dispatcher.line_down,
        }

    @callback
    def watch_pending(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Have changes of pending told; returns how to stop it."""
        self._pending_watchers.append(watcher)
        return partial(self._pending_watchers.remove, watcher)

    subscribe_waiting = watch_pending

    @callback
    def discard_waiting(self) -> None:
        """Give up everything that waits."""
        for shipment in list(self._waiting):
            if not shipment.under_way:
                self._expire(shipment)

    @callback
    def start(self, restored: Restored) -> None:
        """Go on with what a restart interrupted, oldest first."""
        self._repeats.restore(restored.accepted)
        self._restored.extend(restored.shipments)
        self._restore()

    @callback
    def _restore(self) -> None:
        """Take over what the journal holds, a few at a time."""
        if not self._restored:
            return
        shipments = [
            self._restored.popleft() for _ in range(min(len(self._restored), SLICE))
        ]
        for shipment in shipments:
            self._repeats.claim(shipment.text, shipment.recipients)
            self._open[shipment.id] = shipment
            self._untold.append(shipment)
            self._wait(shipment)
        self._dispatcher.add(
            shipment for shipment in shipments if not self._has_expired(shipment)
        )
        if self._restored:
            self._hass.loop.call_soon(self._restore)
            return
        self._give_up(steady())

    async def async_close(self) -> None:
        """Stop; what is unfinished stays in the journal."""
        self._closed = True
        while self._restored:
            self._restore()
        self._collect()
        while self._arrived:
            self._form()
        await self._dispatcher.async_close()
        for handle in (self._expiry, self._clock_look):
            if handle:
                handle.cancel()
        if self._teller:
            await asyncio.wait([self._teller])
        self._follow_wall_clock()
        while self._to_rewrite:
            self._rewrite()
        await self._journal.async_written(*self._open.values())
        for count, shipment in enumerate(list(self._open.values()), 1):
            if self._settings.retries:
                self._tell(shipment)
            else:
                self._expire(shipment)
            if count % SLICE == 0:
                await asyncio.sleep(0)
        self._announcer.announce_all()

    async def async_send(
        self, sms: OutgoingSms, *, with_company: bool = False
    ) -> list[Outcome]:
        """Take a message over and return what became of it, by recipient.

        Answers within 12 seconds; what has no outcome by then is queued, or
        expired if the account wants failures at once. The message is not lost
        when the caller is cancelled.

        Args:
            sms: the message.
            with_company: if it fails, return as well who else failed of those
                that the same text was handed over for in the same turn.

        Raises HomeAssistantError if the account is being unloaded.
        """
        tickets = self._arrive(sms)
        retries = self._settings.retries
        await asyncio.wait(
            [ticket.future for ticket in tickets],
            timeout=PATIENCE if retries else PATIENCE_WITHOUT_QUEUE,
        )
        late = [ticket for ticket in tickets if not ticket.future.done()]
        if late and retries:
            await self._journal.async_written(*{ticket.shipment for ticket in late})
        for ticket in late:
            if retries:
                self._tell(ticket.shipment)
            else:
                self._expire(ticket.shipment)
        outcomes = [ticket.future.result() for ticket in tickets]
        if with_company and any(outcome.failed for outcome in outcomes):
            outcomes += await self._async_failed_company(tickets)
        return outcomes

    async def _async_failed_company(self, tickets: list[Ticket]) -> list[Outcome]:
        """Return the failures among what arrived together with a message."""
        others = [ticket for ticket in tickets[0].company if ticket not in tickets]
        if others:
            # Each has a caller of its own, who sees to it that it is answered.
            waited = steady() - tickets[0].shipment.created
            await asyncio.wait(
                [ticket.future for ticket in others],
                timeout=max(0.0, PATIENCE_WITHOUT_QUEUE - waited),
            )
        return [
            ticket.future.result()
            for ticket in others
            if ticket.future.done() and ticket.future.result().failed
        ]

    # Arriving

    @callback
    def _arrive(self, sms: OutgoingSms) -> list[Ticket]:
        """Join what arrives in this turn of the event loop with the same text."""
        if self._closed:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="account_closing"
            )
        text = composing.fitted(
            sms.text,
            max_parts=self._settings.max_parts,
            plain_letters=self._settings.plain_letters,
        )
        if not self._arrivals:
            self._hass.loop.call_soon(self._collect)
        sender = sms.sender or self._settings.sender
        commercial_list = self._settings.commercial_list
        if sms.commercial_list is not None:
            commercial_list = to_commercial_list(sms.commercial_list)
        key = (text, sender, commercial_list)
        if key not in self._arrivals:
            new = Shipment(
                text=text,
                recipients={},
                sender=sender,
                commercial_list=commercial_list,
                created=steady(),
                context=sms.context,
            )
            self._arrivals[key] = new, []
        shipment, company = self._arrivals[key]
        tickets = []
        for number, addressee in sms.recipients.items():
            shipment.recipients.setdefault(number, addressee)
            ticket = Ticket(
                future=self._hass.loop.create_future(),
                shipment=shipment,
                company=company,
            )
            shipment.tickets.setdefault(number, []).append(ticket)
            tickets.append(ticket)
        company += tickets
        return tickets

    @callback
    def _collect(self) -> None:
        """Let nothing more join what has arrived in the last turn."""
        idle = not self._arrived
        self._arrived.extend(shipment for shipment, _ in self._arrivals.values())
        self._arrivals = {}
        if idle:
            self._form()

    @callback
    def _form(self) -> None:
        """Make shipments of what has arrived and send them off, a few at a time."""
        formed: list[Shipment] = []
        for _ in range(min(len(self._arrived), SLICE)):
            arrival = self._arrived.popleft()
            if not self._add_time_to_repeat(arrival):
                continue
            capacity = self._client.capacity(
                arrival.text, arrival.sender, arrival.commercial_list
            )
            parts = [arrival]
            if len(arrival.recipients) > capacity:
                parts = [
                    _part(arrival, numbers)
                    for numbers in batched(arrival.recipients, capacity, strict=False)
                ]
            for part in parts:
                self._take_over(part)
            formed.extend(parts)
        self._untold.extend(formed)
        self._dispatcher.add(formed)
        if self._settings.retries and self._dispatcher.is_waiting:
            self._start_telling(formed)
        if self._arrived:
            self._hass.loop.call_soon(self._form)

    @callback
    def _take_over(self, shipment: Shipment) -> None:
        """Be responsible for a shipment from now on."""
        self._repeats.claim(shipment.text, shipment.recipients)
        self._open[shipment.id] = shipment
        # Its first attempt starts while this is written: if we crash in between,
        # it has to count as one that may have been carried out.
        unanswered = shipment.unanswered
        shipment.unanswered = unanswered or Attempt(shipment.text, steady())
        self._journal.put(shipment)
        shipment.unanswered = unanswered
        shipment.fresh = True
        self._watch_clocks()

    @callback
    def _add_time_to_repeat(self, shipment: Shipment) -> bool:
        """Tell a repeat apart by the time, take out whom even that is a repeat for.

        Returns whether anybody is left.
        """
        repeated = self._repeated(shipment)
        if repeated and self._settings.adds_time:
            shipment.text = composing.with_time(
                shipment.text, dt_util.now(), max_parts=self._settings.max_parts
            )
            shipment.timed = True
            repeated = self._repeated(shipment)
        self._announcer.answer(
            shipment,
            [
                self._outcome(
                    shipment, number, Status.REJECTED, code=StatusCode.REPEATED_ORDER
                )
                for number in repeated
            ],
        )
        for number in repeated:
            del shipment.recipients[number]
        return bool(shipment.recipients)

    def _repeated(self, shipment: Shipment) -> list[str]:
        """Return the numbers that got this very text lately, or are about to."""
        return [
            number
            for number in shipment.recipients
            if self._repeats.knows(shipment.text, number)
        ]

    # Attempting

    async def _async_attempt(self, shipment: Shipment) -> Verdict:
        """Make an attempt and give the shipment what it amounts to."""
        if shipment.id not in self._open:
            return Verdict.SKIPPED
        shipment.under_way = True
        try:
            result = await self._attempts.async_make(shipment)
        finally:
            shipment.under_way = False
        if shipment.done:
            # Given up meanwhile, because its caller would not wait.
            return Verdict.ANSWERED
        match result:
            case Accepted(text, order_id):
                self._close(
                    shipment,
                    Status.ACCEPTED,
                    text=text,
                    order_id=order_id,
                    accepted=self._repeats.accepted(text, shipment.recipients),
                )
            case Rejected(text, code, provider_text):
                self._close(
                    shipment,
                    Status.REJECTED,
                    text=text,
                    code=code,
                    provider_text=provider_text,
                )
            case RecipientRejected(text):
                self._divide(shipment, text)
            case Changed():
                return Verdict.AGAIN
            case _:
                self._unanswered(shipment)
                return Verdict.NO_ANSWER
        return Verdict.ANSWERED

    @callback
    def _unanswered(self, shipment: Shipment) -> None:
        """Give up or keep a shipment after an attempt without answer."""
        if not self._settings.retries or self._has_expired(shipment):
            self._expire(shipment)
            return
        self._start_telling([shipment])
        if self._dispatcher.line_down:
            # Not only this one: nothing gets through.
            self._start_telling(self._untold)
            self._untold.clear()

    @callback
    def _start_telling(self, shipments: Iterable[Shipment]) -> None:
        """Have the callers told that their messages wait."""
        self._to_tell.extend(shipments)
        if self._teller is None or self._teller.done():
            self._teller = self._hass.loop.create_task(self._async_tell())

    @callback
    def _divide(self, shipment: Shipment, text: str) -> None:
        """Send to each recipient alone, so that only the bad number fails.

        It is unknown whether the provider, while refusing, has sent to the
        good ones. So each part counts as attempted: 451 means it has.
        """
        shipment.done = True
        self._journal.remove(shipment)
        del self._open[shipment.id]
        parts = [_part(shipment, (number,)) for number in shipment.recipients]
        for part in parts:
            part.unanswered = Attempt(text, steady())
            self._take_over(part)
        if shipment in self._waiting:
            self._waiting.remove(shipment)
            self._waiting.update(parts)
        self._untold.extend(parts)
        self._dispatcher.add(parts)

    # Outcomes

    def _outcome(
        self,
        shipment: Shipment,
        number: str,
        status: Status,
        *,
        text: str | None = None,
        order_id: str | None = None,
        code: int | None = None,
        provider_text: str = "",
    ) -> Outcome:
        """Return what is told about one number."""
        return Outcome(
            status=status,
            number=number,
            addressee=shipment.recipients[number],
            text=shipment.text if text is None else text,
            sequence=shipment.sequence,
            order_id=order_id,
            code=code,
            provider_text=provider_text,
            maybe_sent=status is Status.EXPIRED and shipment.unanswered is not None,
            context=shipment.context,
        )

    @callback
    def _tell(self, shipment: Shipment) -> None:
        """Tell the callers that their message waits."""
        if shipment.told or shipment.done:
            return
        shipment.told = True
        self._wait(shipment)
        self._announcer.answer(
            shipment,
            [
                self._outcome(shipment, number, Status.QUEUED)
                for number in shipment.recipients
            ],
        )

    @callback
    def _wait(self, shipment: Shipment) -> None:
        """Count a shipment among those that wait for the provider."""
        if shipment not in self._waiting:
            self._waiting.add(shipment)
            self._add_pending(len(shipment.recipients))

    @callback
    def _add_pending(self, count: int) -> None:
        """Count what waits; many changes in a row are told once."""
        self._pending += count
        if not self._pending_changed:
            self._pending_changed = True
            self._hass.loop.call_soon(self._tell_pending)

    @callback
    def _tell_pending(self) -> None:
        """Tell that another number of messages waits."""
        self._pending_changed = False
        for watcher in tuple(self._pending_watchers):
            try:
                watcher()
            except Exception:
                # One that fails must not keep the others from being told.
                _LOGGER.exception("A watcher failed unexpectedly")

    async def _async_tell(self) -> None:
        """Tell, once it is true, that messages are kept safe and wait."""
        count = 0
        while self._to_tell:
            shipment = self._to_tell.popleft()
            if shipment.told or shipment.done:
                continue
            if shipment.fresh and not shipment.under_way:
                # Not tried at all: it may still say later when it was meant.
                shipment.fresh = False
                self._journal.put(shipment)
            await self._journal.async_written(shipment)
            self._tell(shipment)
            count += 1
            if count % SLICE == 0:
                await asyncio.sleep(0)

    def _has_expired(self, shipment: Shipment) -> bool:
        """Tell whether a message has waited as long as it may."""
        return shipment.overdue or self._expires_at(shipment) <= steady()

    def _expires_at(self, shipment: Shipment) -> float:
        """Return until when a message may wait, on the steady clock."""
        return shipment.created + self._settings.lifetime

    @callback
    def _expire(self, shipment: Shipment) -> None:
        """Give a message up."""
        self._close(shipment, Status.EXPIRED, text=shipment.text)

    @callback
    def _watch_clocks(self) -> None:
        """Come back when the first message has waited too long, or a clock was set."""
        if not self._open or self._closed:
            return
        if self._expiry is None:
            at = min(map(self._expires_at, self._open.values())) + _GRACE
            self._expiry = self._hass.loop.call_later(
                max(_GRACE, at - steady()), self._give_up, at
            )
        if self._clock_look is None:
            self._clock_look = self._hass.loop.call_later(
                _CLOCK_LOOK, self._look_at_clock
            )

    @callback
    def _give_up(self, due: float) -> None:
        """Give up what has waited too long at a time, a few at a time."""
        if self._expiry:
            self._expiry.cancel()
        self._expiry = None
        now = max(due, steady())
        expired = [
            shipment
            for shipment in self._open.values()
            if self._expires_at(shipment) <= now and not shipment.overdue
        ]
        for shipment in expired[:SLICE]:
            # What is being answered has its outcome soon, or is given up then.
            shipment.overdue = shipment.under_way
            if not shipment.under_way:
                self._expire(shipment)
        if len(expired) > SLICE:
            self._expiry = self._hass.loop.call_soon(self._give_up, due)
        self._watch_clocks()

    @callback
    def _look_at_clock(self) -> None:
        """See whether the wall clock was set."""
        self._clock_look = None
        self._follow_wall_clock()
        self._watch_clocks()

    @callback
    def _follow_wall_clock(self) -> None:
        """Have what waits written anew after the wall clock was set.

        The journal holds wall times: what was written by the wrong clock would
        have expired at the next start, or never.
        """
        wall_clock = to_timestamp(0.0)
        if abs(wall_clock - self._wall_clock) > _CLOCK_SET:
            self._wall_clock = wall_clock
            self._to_rewrite.extend(self._open.values())
            self._rewrite()

    @callback
    def _rewrite(self) -> None:
        """Write shipments anew, a few at a time."""
        for _ in range(min(len(self._to_rewrite), SLICE)):
            shipment = self._to_rewrite.popleft()
            if not shipment.done:
                shipment.fresh = False
                self._journal.put(shipment)
        if self._to_rewrite:
            self._hass.loop.call_soon(self._rewrite)

    @callback
    def _close(
        self,
        shipment: Shipment,
        status: Status,
        *,
        text: str,
        order_id: str | None = None,
        code: int | None = None,
        provider_text: str = "",
        accepted: Iterable[str] = (),
    ) -> None:
        """Give a shipment its outcome."""
        if shipment.done:
            return
        shipment.done = True
        del self._open[shipment.id]
        while self._untold and (self._untold[0].told or self._untold[0].done):
            self._untold.popleft()
        self._repeats.release(shipment.text, shipment.recipients)
        self._journal.remove(shipment, accepted)
        if status is Status.ACCEPTED:
            self.sent_sms += measure(text).parts * len(shipment.recipients)
        if shipment in self._waiting:
            self._waiting.remove(shipment)
            self._add_pending(-len(shipment.recipients))
        self._announcer.answer(
            shipment,
            [
                self._outcome(
                    shipment,
                    number,
                    status,
                    text=text,
                    order_id=order_id,
                    code=code,
                    provider_text=provider_text,
                )
                for number in shipment.recipients
            ],
        )


def _part(shipment: Shipment, numbers: Iterable[str]) -> Shipment:
    """Return a shipment of its own for some of the numbers."""
    part = Shipment(
        text=shipment.text,
        recipients={number: shipment.recipients[number] for number in numbers},
        sender=shipment.sender,
        commercial_list=shipment.commercial_list,
        created=shipment.created,
        sequence=shipment.sequence,
        timed=shipment.timed,
        shortened=shipment.shortened,
        told=shipment.told,
        context=shipment.context,
    )
    for number in part.recipients:
        tickets = shipment.tickets.get(number, [])
        part.tickets[number] = tickets
        for ticket in tickets:
            ticket.shipment = part
    return part
