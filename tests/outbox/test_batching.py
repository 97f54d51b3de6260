"""What arrives together becomes orders; repeats join, get the time, or go nowhere."""

from asyncio import AbstractEventLoop
from datetime import UTC, datetime
from typing import Any, cast
from unittest.mock import Mock

from hypothesis import given, strategies as st
import pytest

from custom_components.iletimerkezi.outbox.batching import (
    Batch,
    BatchKey,
    Plan,
    Planner,
    merge,
    part,
)
from custom_components.iletimerkezi.outbox.dedup import DedupWindow
from custom_components.iletimerkezi.outbox.model import Addressee, OutgoingSms, Status
from custom_components.iletimerkezi.outbox.order import PossiblySent
from custom_components.iletimerkezi.outbox.text import TextVariant
from custom_components.iletimerkezi.outbox.usage import Usage, today
from custom_components.iletimerkezi.outbox.waiters import Waiter

from ..helpers import ANNE, BABA, KIZ
from .pure import NOW, REJECTING, SETTINGS, make_order

DEDE = "5421112233"
LOCAL = datetime(2026, 11, 21, 14, 50, tzinfo=UTC)
LOOP = cast("AbstractEventLoop", Mock())
TIMED = "Duman 14:50"


def caller(*numbers: str, urgent: bool = False, name: str | None = None) -> Waiter:
    """Return a caller who hands a text over."""
    recipients = dict.fromkeys(numbers, Addressee(name))
    return Waiter(LOOP, OutgoingSms("Duman", recipients, urgent=urgent), NOW + 10)


class Desk:
    """A planner with all it knows."""

    def __init__(self) -> None:
        """Initialize; nothing is known."""
        self.dedup = DedupWindow()
        self.usage = Usage()
        self.capacity = 100
        self._planner = Planner(self.dedup, self.usage, lambda order: self.capacity)

    def plan(
        self, *callers: Waiter, settings: Any = SETTINGS, key: BatchKey | None = None
    ) -> Plan:
        """Return what becomes of a batch."""
        batch = Batch(key or BatchKey("Duman", None, None), NOW)
        for each in callers:
            batch.add(each, each.sms.recipients)
        return self._planner.plan(batch, NOW, LOCAL, settings)


@pytest.fixture
def desk() -> Desk:
    """Return a planner that knows nothing."""
    return Desk()


def sent_to(plan: Plan) -> list[tuple[str, list[str]]]:
    """Return text and numbers of every order."""
    return [(order.variant.text, list(order.recipients)) for order in plan.orders]


def test_what_arrives_together_is_one_order(desk: Desk) -> None:
    """Each number once, in the callers' order."""
    plan = desk.plan(caller(ANNE), caller(BABA, ANNE), caller(KIZ))
    assert sent_to(plan) == [("Duman", [ANNE, BABA, KIZ])]
    assert plan.orders[0].parts == 1
    assert plan.orders[0].day == today()
    assert (plan.joined, plan.outcomes, plan.duplicates) == ({}, [], [])


def test_repeat_of_what_is_open_joins_it(desk: Desk) -> None:
    """Number by number; the rest is sent."""
    waiting = make_order(numbers=(ANNE, BABA))
    desk.dedup.reserve(waiting)
    plan = desk.plan(caller(ANNE, KIZ, name="Aile"))
    assert plan.joined == {waiting: {ANNE: Addressee("Aile")}}
    assert sent_to(plan) == [("Duman", [KIZ])]


def test_repeat_joins_whatever_time_was_added(desk: Desk) -> None:
    """The text as it was handed over counts."""
    waiting = make_order(variant=TextVariant("Duman", "Duman 14:34", timed=True))
    desk.dedup.reserve(waiting)
    assert desk.plan(caller(ANNE)).joined.keys() == {waiting}


@pytest.mark.parametrize(
    "key", [BatchKey("Duman", "BAHCE", None), BatchKey("Duman", None, "TACIR")]
)
def test_another_sender_does_not_join(desk: Desk, key: BatchKey) -> None:
    """It is another message: sent, with the time."""
    desk.dedup.reserve(make_order())
    plan = desk.plan(caller(ANNE), key=key)
    assert plan.joined == {}
    assert sent_to(plan) == [(TIMED, [ANNE])]


def test_number_that_may_have_the_text_is_alone(desk: Desk) -> None:
    """The provider's 451 about it, once an answer is lost, says nothing about others."""
    desk.dedup.give_up("Duman", [ANNE, KIZ], NOW - 100)
    plan = desk.plan(caller(BABA, ANNE, KIZ, DEDE))
    assert sent_to(plan) == [
        ("Duman", [ANNE]),
        ("Duman", [KIZ]),
        ("Duman", [BABA, DEDE]),
    ]
    assert sent_to(desk.plan(caller(ANNE))) == [("Duman", [ANNE])]


def test_repeat_of_what_was_accepted_gets_the_time(desk: Desk) -> None:
    """For everybody in the order: one text, one GET."""
    desk.dedup.accept("Duman", [ANNE], NOW - 100)
    assert sent_to(desk.plan(caller(ANNE, BABA))) == [(TIMED, [ANNE, BABA])]


def test_repeat_within_the_minute_has_the_outcome_of_what_it_repeats(
    desk: Desk,
) -> None:
    """Accepted without an order; nobody else is notified."""
    for text in ("Duman", TIMED):
        desk.dedup.accept(text, [ANNE], NOW - 10)
    plan = desk.plan(caller(ANNE, BABA))
    assert sent_to(plan) == [(TIMED, [BABA])]
    [duplicate] = plan.duplicates
    assert (duplicate.number, duplicate.status) == (ANNE, Status.ACCEPTED)
    assert duplicate.order_id is None
    assert plan.outcomes == []


@pytest.mark.parametrize("is_open", [True, False])
def test_repeat_is_rejected_by_option(desk: Desk, is_open: bool) -> None:
    """And published."""
    if is_open:
        desk.dedup.reserve(make_order())
    else:
        desk.dedup.accept("Duman", [ANNE], NOW - 100)
    plan = desk.plan(caller(ANNE, BABA), settings=REJECTING)
    assert sent_to(plan) == [("Duman", [BABA])]
    assert plan.joined == {}
    [outcome] = plan.outcomes
    assert (outcome.number, outcome.status, outcome.code) == (
        ANNE,
        Status.REJECTED,
        451,
    )


def test_daily_limit_refuses_whole(desk: Desk) -> None:
    """Caller by caller: what does not fit is not sent in part."""
    limited = SETTINGS._replace(daily_limit=3)
    desk.usage.accept(today(), 1)
    plan = desk.plan(caller(ANNE, BABA), caller(KIZ, ANNE), settings=limited)
    assert sent_to(plan) == [("Duman", [ANNE, BABA])]
    assert [(o.number, o.code, o.over_limit) for o in plan.outcomes] == [
        (KIZ, None, True)
    ]


def test_urgent_passes_the_daily_limit(desk: Desk) -> None:
    """And counts."""
    limited = SETTINGS._replace(daily_limit=1)
    plan = desk.plan(caller(ANNE, BABA, urgent=True), caller(KIZ), settings=limited)
    assert sent_to(plan) == [("Duman", [ANNE, BABA])]
    assert [outcome.number for outcome in plan.outcomes] == [KIZ]


def test_reserved_counts_for_the_daily_limit(desk: Desk) -> None:
    """What waits was granted already."""
    order = make_order("Su", numbers=(ANNE, BABA))
    order.day = today()
    desk.usage.reserve(order)
    plan = desk.plan(caller(KIZ), settings=SETTINGS._replace(daily_limit=2))
    assert plan.orders == []


@given(st.integers(1, 40), st.integers(1, 20))
def test_capacity(count: int, capacity: int) -> None:
    """As many GETs as the URL's length needs; nobody twice, nobody left out."""
    desk = Desk()
    desk.capacity = capacity
    numbers = [f"53012{n:05}" for n in range(count)]
    plan = desk.plan(caller(*numbers))
    groups = [list(order.recipients) for order in plan.orders]
    assert [number for group in groups for number in group] == numbers
    assert all(len(group) <= capacity for group in groups)
    assert len(groups) == -(-count // capacity)
    assert len({order.id for order in plan.orders}) == len(groups)


def test_part_keeps_what_concerns_the_whole() -> None:
    """Age, state of knowledge and callers."""
    order = make_order(numbers=(ANNE, BABA), created=NOW - 50, sender="BAHCE")
    order.possibly_sent = PossiblySent("Duman", NOW - 20, resend=True)
    order.reported = 0
    order.repeats = 3
    order.restored = True
    each, later = caller(ANNE, BABA), caller(ANNE, BABA)
    order.waiters = {ANNE: [each], BABA: [each]}
    order.joined = [(ANNE, Addressee(), later), (BABA, Addressee(), later)]
    new = part(order, [BABA])
    assert list(new.recipients) == [BABA]
    assert new.id != order.id
    for name in (
        *("created", "sender", "possibly_sent", "reported", "repeats", "restored"),
        *("renewed", "sequence", "day", "parts"),
    ):
        assert getattr(new, name) == getattr(order, name)
    assert new.waiters == {BABA: [each]}
    assert each.orders == {BABA: new}
    assert new.joined == [(BABA, Addressee(), later)]
    assert later.orders == {BABA: new}


@pytest.mark.parametrize(
    ("known", "added", "expected"),
    [
        (None, Addressee("Anne", ("a",)), Addressee("Anne", ("a",))),
        (
            Addressee("Anne", ("a",)),
            Addressee("Aile", ("f",)),
            Addressee("Anne", ("a", "f")),
        ),
        (Addressee(), Addressee("Aile", ("f",)), Addressee("Aile", ("f",))),
        (
            Addressee("Anne", ("a",)),
            Addressee("Anne", ("a",)),
            Addressee("Anne", ("a",)),
        ),
    ],
)
def test_number_addressed_twice(
    known: Addressee | None, added: Addressee, expected: Addressee
) -> None:
    """The first name wins; every recipient counts."""
    assert merge(known, added) == expected
