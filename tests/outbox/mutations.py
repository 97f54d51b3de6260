"""Faults that were there once, put back by patching: each has to be found.

A mutation is found by the state machine, or by a table test where no invariant
speaks of it.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from custom_components.iletimerkezi.api import ProviderUnreachableError, RefusedError
from custom_components.iletimerkezi.api.errors import UnreachableCause
from custom_components.iletimerkezi.outbox import (
    batching,
    clock,
    housekeeping,
    outcomes,
    protocol,
    reporter,
    sender as sender_module,
)
from custom_components.iletimerkezi.outbox.book import OrderBook
from custom_components.iletimerkezi.outbox.journal import Journal
from custom_components.iletimerkezi.outbox.model import Outcome
from custom_components.iletimerkezi.outbox.order import (
    Attempt,
    Order,
    OrderState,
    PossiblySent,
)
from custom_components.iletimerkezi.outbox.orders import Orders
from custom_components.iletimerkezi.outbox.outbox import Outbox
from custom_components.iletimerkezi.outbox.reporter import QueuedReporter
from custom_components.iletimerkezi.outbox.sender import Sender
from custom_components.iletimerkezi.outbox.sqlite import Written
from custom_components.iletimerkezi.outbox.writer import JournalWriter

from .world.disk import Disk

type Mutation = Callable[[], Any]


@contextmanager
def patches(*each: Any) -> Iterator[None]:
    """Apply several patches."""
    with ExitStack() as stack:
        for one in each:
            stack.enter_context(one)
        yield


def refusal_forgets_what_may_have_been_sent() -> Any:
    """Lose an answer, then refuse with 401, 402 or 450: reported as not sent."""
    original = protocol.possibly_sent_after

    def mutated(attempt: Attempt, order: Order, answer: Any) -> PossiblySent | None:
        if isinstance(answer, RefusedError):
            return None
        return original(attempt, order, answer)

    return patch.object(protocol, "possibly_sent_after", mutated)


def window_counts_from_the_last_attempt() -> Any:
    """Let an identical text leave when the provider may have forgotten it."""
    original = protocol.attempt_now

    def mutated(order: Order, now: float, settings: Any) -> PossiblySent:
        return original(order, now, settings)._replace(since=now)

    return patch.object(protocol, "attempt_now", mutated)


def busy_counts_as_possibly_sent() -> Any:
    """After a readable 503 the alarm arrives without its late mark."""
    original = protocol.possibly_sent_after

    def mutated(attempt: Attempt, order: Order, answer: Any) -> PossiblySent | None:
        if getattr(answer, "cause", None) is UnreachableCause.BUSY:
            return order.possibly_sent
        return original(attempt, order, answer)

    return patch.object(protocol, "possibly_sent_after", mutated)


def one_more_text_every_ten_minutes() -> Any:
    """Only answers get lost: one alarm is paid again and again."""
    original = protocol.attempt_now

    def mutated(order: Order, now: float, settings: Any) -> PossiblySent:
        return original(order, now, settings)._replace(resend=False)

    return patch.object(protocol, "attempt_now", mutated)


def second_text_without_balance() -> Any:
    """Let it leave on a line on which answers get lost."""
    original = protocol.next_attempt

    def mutated(order: Order, now: float) -> Any:
        following = original(order, now)
        return following and following._replace(resend=False)

    return patch.object(housekeeping, "next_attempt", mutated)


def restored_order_is_like_a_new_one() -> Any:
    """451 on its first attempt: sent again with the time added."""
    original = protocol._is_own_repetition  # noqa: SLF001

    def mutated(order: Order, attempt: Attempt) -> bool:
        restored, order.restored = order.restored, False
        try:
            return original(order, attempt)
        finally:
            order.restored = restored

    return patch.object(protocol, "_is_own_repetition", mutated)


def attempt_is_not_recorded() -> Any:
    """Let a restart know nothing of what was sent."""

    def mutated(book: OrderBook, order: Order) -> None:
        order.attempt_recorded_at = None
        book.journal.put(order, None)

    def ahead(book: OrderBook, order: Order, now: float) -> None:
        order.attempt_recorded_at = now
        book.journal.put(order, None)

    return patches(
        patch.object(OrderBook, "record", mutated),
        patch.object(OrderBook, "record_ahead", ahead),
    )


def locked_journal_is_not_read_again() -> Any:
    """Leave what waits in it until the next start."""

    async def mutated(journal: Journal) -> bool:
        journal.writer.loaded = True
        return True

    return patch.object(Journal, "_async_load_late", mutated)


def replaced_file_goes_unnoticed() -> Any:
    """Write to a file that nobody will find again."""
    original = Disk.write

    def mutated(disk: Disk, statements: Any) -> Written:
        if disk.replaced:
            return Written.YES
        return original(disk, statements)

    return patch.object(Disk, "write", mutated)


def replaced_file_is_not_filled() -> Any:
    """Do not write what waits into the new one."""
    return patch.object(Outbox, "put_all", lambda outbox: None)


def sleep_does_not_age() -> Any:
    """Hours of suspension: late without its mark, or twice."""
    return patch.object(
        clock._SUSPENDED.__class__,  # noqa: SLF001
        "update",
        lambda suspended: 0.0,
    )


def attempt_leaves_after_sleep() -> Any:
    """Send what waited for the disk with the text of before."""
    return patch.object(sender_module, "LEAVES_WITHIN", float("inf"))


def backup_is_sent_again() -> Any:
    """Send what waited when it was made once more."""
    original = Outbox.start

    def mutated(outbox: Outbox, restored: Any) -> None:
        original(outbox, restored._replace(is_backup=False))

    return patch.object(Outbox, "start", mutated)


def closed_order_leaves() -> Any:
    """Its caller has heard that nothing is sent."""

    async def mutated(
        sender: Sender, order: Order, attempt: Attempt, settings: Any
    ) -> None:
        if order.attempt_recorded_at is None:
            await sender._journal.async_written(order)  # noqa: SLF001
        order.attempt_recorded_at = None
        answer = await sender._async_request(order, attempt, settings)  # noqa: SLF001
        sender._answered(order, attempt, answer)  # noqa: SLF001

    return patch.object(Sender, "_async_attempt", mutated)


def queued_is_said_too_early() -> Any:
    """Before the message is on the disk."""

    async def mutated(journal: Journal, *orders: Order) -> None:
        await asyncio.sleep(0)

    original = QueuedReporter._async_report  # noqa: SLF001

    async def report(queued: QueuedReporter) -> None:
        with patch.object(Journal, "async_written", mutated):
            await original(queued)

    return patches(
        patch.object(OrderBook, "record_ahead", _record_later),
        patch.object(reporter.QueuedReporter, "_async_report", report),
    )


def _record_later(book: OrderBook, order: Order, now: float) -> None:
    """Write a new order a little later."""
    order.attempt_recorded_at = now
    asyncio.get_running_loop().call_later(0.02, book.record, order)


def second_outcome() -> Any:
    """One more than there should be."""
    original = Orders._accept  # noqa: SLF001

    def mutated(
        orders: Orders, order: Order, text: str, order_id: str | None, now: float
    ) -> None:
        original(orders, order, text, order_id, now)
        found: list[Outcome] = outcomes.accepted(order, text, order_id)
        orders.answering._publisher.publish(found)  # noqa: SLF001

    return patch.object(Orders, "_accept", mutated)


def closed_order_stays_known() -> Any:
    """Nobody can repeat its text ever after."""

    def mutated(book: OrderBook, order: Order) -> None:
        order.move(OrderState.CLOSED)
        del book.open[order.id]
        book.usage.release(order)
        book.holds.discard(order)
        book.scheduler.remove(order)

    return patch.object(OrderBook, "remove", mutated)


def repeat_of_a_divided_order_is_forgotten() -> Any:
    """Its caller never gets an answer."""
    original = batching.part

    def mutated(order: Order, numbers: Any) -> Order:
        new = original(order, numbers)
        new.joined = []
        return new

    # Home wraps what it finds there.
    return patch("tests.outbox.world.home.part", mutated)


def unclear_order_is_divided() -> Any:
    """Remove a recipient: the rest gets the text twice."""
    return patch.object(protocol, "may_divide", lambda order, now: True)


def unclear_order_is_split_for_credit() -> Any:
    """Its first attempt had used the credit up."""
    original = protocol.decide

    def mutated(
        order: Order, attempt: Attempt, answer: Any, local: Any, settings: Any
    ) -> Any:
        code = getattr(answer, "code", None)
        if code == 402 and len(order.recipients) > 1:
            return protocol.Split(possibly_sent=False)
        return original(order, attempt, answer, local, settings)

    return patch.object(protocol, "decide", mutated)


def late_part_is_recorded_unmarked() -> Any:
    """Let a restart take another text for the one that was sent."""

    def mutated(
        book: OrderBook, order: Order, possibly_sent: PossiblySent, now: float
    ) -> Attempt:
        attempt = Attempt(possibly_sent.text, now, order.possibly_sent)
        book.scheduler.start(order, now)
        order.move(OrderState.IN_FLIGHT)
        order.attempts += 1
        order.possibly_sent = possibly_sent
        order.balance_answered = False
        if order.attempt_recorded_at is None or now - order.attempt_recorded_at > 5:
            book.record(order)
        return attempt

    return patch.object(OrderBook, "start", mutated)


def nothing_expires() -> Any:
    """Something waits for ever."""
    return patch.object(Orders, "expire", lambda orders, order: None)


def no_answer_counts_as_processed_by_nobody() -> Any:
    """Believe that an attempt without answer was not carried out."""
    original = protocol.possibly_sent_after

    def mutated(attempt: Attempt, order: Order, answer: Any) -> PossiblySent | None:
        if isinstance(answer, ProviderUnreachableError):
            return attempt.earlier
        return original(attempt, order, answer)

    return patch.object(protocol, "possibly_sent_after", mutated)


def disk_that_refuses_is_not_tried_again() -> Any:
    """Never write what waits."""

    def mutated(writer: JournalWriter) -> None:
        if writer.writable:
            original(writer)

    original = JournalWriter.start_later
    return patch.object(JournalWriter, "start_later", mutated)


FOUND_BY_MACHINE: list[Mutation] = [
    refusal_forgets_what_may_have_been_sent,
    window_counts_from_the_last_attempt,
    busy_counts_as_possibly_sent,
    one_more_text_every_ten_minutes,
    second_text_without_balance,
    attempt_is_not_recorded,
    locked_journal_is_not_read_again,
    replaced_file_goes_unnoticed,
    replaced_file_is_not_filled,
    sleep_does_not_age,
    attempt_leaves_after_sleep,
    backup_is_sent_again,
    closed_order_leaves,
    queued_is_said_too_early,
    second_outcome,
    closed_order_stays_known,
    repeat_of_a_divided_order_is_forgotten,
    unclear_order_is_divided,
    unclear_order_is_split_for_credit,
    late_part_is_recorded_unmarked,
    nothing_expires,
    no_answer_counts_as_processed_by_nobody,
    disk_that_refuses_is_not_tried_again,
]
