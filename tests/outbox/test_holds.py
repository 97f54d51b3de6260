"""What is kept for the account, and how often is asked whether it works again."""

from itertools import count
from typing import Any

import pytest

from custom_components.iletimerkezi.api import Balance, RefusedError
from custom_components.iletimerkezi.outbox.holds import Hold, Holds, applies
from custom_components.iletimerkezi.outbox.model import ProblemReason
from custom_components.iletimerkezi.outbox.order import Order, Refusal

from ..helpers import ANNE, BABA, KIZ
from .pure import NOW, balance, make_order, refused

HOUR = 3600.0


def hold_back(holds: Holds, order: Order, code: int, now: float = NOW) -> Hold:
    """Have a refusal keep an order."""
    hold = holds.refuse(order, Refusal(code), now)
    holds.keep(hold, order)
    return hold


class Course:
    """An hour of an account that stays refused."""

    def __init__(self, code: int, answer: Balance | RefusedError) -> None:
        """Let it pass, from one wake-up to the next."""
        self.queries = 0
        self.probes: list[tuple[float, Order]] = []
        holds = Holds()
        for text in "abc":
            hold_back(holds, make_order(text), code)
        now = NOW
        for wakes in count():
            assert wakes < 1000
            at = holds.wake_at()
            assert at is not None
            if at > NOW + HOUR:
                break
            assert at >= now
            now = at
            if holds.query_due(now):
                self.queries += 1
                holds.note_balance(answer, now)
            for order in holds.probes_due(now):
                self.probes.append((now - NOW, order))
                # Tried and refused again.
                order.attempts += 1
                holds.discard(order)
                hold_back(holds, order, code, now)


@pytest.mark.parametrize("code", [450, 459, 460, 468, 469, 470])
def test_pace_of_what_only_a_message_finds_out(code: int) -> None:
    """One kept message every five minutes, another each time; no query."""
    course = Course(code, balance(100))
    assert course.queries == 0
    assert [at for at, _ in course.probes] == [n * 300 for n in range(1, 13)]
    texts = [order.variant.text for _, order in course.probes]
    assert texts == ["a", "b", "c"] * 4


@pytest.mark.parametrize(
    ("code", "answer", "probes"),
    [
        (401, refused(401), 0),
        (402, balance(0), 0),
        # The balance says it works, but sending does not.
        (401, balance(100), 12),
        (402, balance(100), 12),
    ],
)
def test_pace_of_what_the_balance_tells(
    code: int, answer: Balance | RefusedError, probes: int
) -> None:
    """Soon at first, then every minute; a message only if the balance is fine."""
    course = Course(code, answer)
    assert 50 <= course.queries <= 70
    assert len(course.probes) == probes


def test_balance_that_becomes_fine_is_probed_at_once() -> None:
    """The oldest of the fewest attempts."""
    holds = Holds()
    old = make_order("eski", created=NOW - 100)
    old.attempts = 2
    young = make_order("yeni")
    young.attempts = 1
    hold_back(holds, old, 401)
    hold_back(holds, young, 401)
    holds.note_balance(refused(401), NOW + 5)
    assert holds.probes_due(NOW + 5) == []
    holds.note_balance(balance(5), NOW + 10)
    assert holds.probes_due(NOW + 10) == [young]
    # It was refused all the same: more credit later is worth another try.
    holds.note_balance(balance(5), NOW + 20)
    assert holds.probes_due(NOW + 200) == []
    holds.note_balance(balance(50, 100.0), NOW + 200)
    assert holds.probes_due(NOW + 200) == [young]


def test_more_credit_is_probed_once_a_minute_at_most() -> None:
    """However often it changes."""
    holds = Holds()
    hold_back(holds, make_order(), 402)
    probes = 0
    for second in range(600):
        holds.note_balance(balance(second + 1, second + 1), NOW + second)
        probes += len(holds.probes_due(NOW + second))
    assert probes == 10


@pytest.mark.parametrize(
    ("sms", "is_probed"), [(0, False), (1, False), (2, True), (3, True)]
)
def test_credit_has_to_pay_for_the_cheapest(sms: int, is_probed: bool) -> None:
    """Less is no reason to try."""
    holds = Holds()
    hold_back(holds, make_order(parts=3, numbers=(ANNE, BABA)), 402)
    hold_back(holds, make_order(parts=2), 402)
    holds.note_balance(balance(sms), NOW + 10)
    assert bool(holds.probes_due(NOW + 10)) is is_probed


APPLIES: list[tuple[int, dict[str, Any], dict[str, Any], bool]] = [
    # code, the order that was refused, another one, is that one concerned
    (401, {}, {}, True),
    (401, {"sender": "BAHCE"}, {}, True),
    (402, {}, {"sender": "BAHCE", "commercial_list": "TACIR"}, True),
    (450, {}, {}, True),
    (450, {}, {"sender": "BAHCE"}, False),
    (450, {"sender": "BAHCE"}, {}, False),
    (450, {"sender": "BAHCE"}, {"sender": "BAHCE"}, True),
    (450, {"sender": "BAHCE"}, {"sender": "DEPO"}, False),
    (450, {}, {"commercial_list": "TACIR"}, True),
    (469, {}, {"sender": "BAHCE"}, True),
    (469, {}, {"commercial_list": "TACIR"}, False),
    (469, {"commercial_list": "TACIR"}, {}, False),
    (469, {"commercial_list": "TACIR"}, {"commercial_list": "TACIR"}, True),
]


@pytest.mark.parametrize(("code", "refused_order", "other", "expected"), APPLIES)
def test_messages_a_refusal_applies_to(
    code: int, refused_order: dict[str, Any], other: dict[str, Any], expected: bool
) -> None:
    """Everything, or what shares the refused value."""
    holds = Holds()
    hold = hold_back(holds, make_order(**refused_order), code)
    assert applies(hold, make_order("Su", **other)) is expected


@pytest.mark.parametrize(
    ("code", "details", "problem"),
    [
        (401, {}, ProblemReason.UNAUTHORIZED),
        (402, {}, ProblemReason.NO_CREDIT),
        (450, {}, ProblemReason.SENDER),
        (468, {}, ProblemReason.IYS),
        # Of a call's own: no problem of the account.
        (450, {"sender": "BAHCE"}, None),
        (469, {"commercial_list": "TACIR"}, None),
        (401, {"sender": "BAHCE"}, ProblemReason.UNAUTHORIZED),
    ],
)
def test_problem(
    code: int, details: dict[str, Any], problem: ProblemReason | None
) -> None:
    """What the account cannot do, and only that."""
    holds = Holds()
    assert holds.problem is None
    order = make_order(**details)
    hold_back(holds, order, code)
    assert holds.problem is problem
    assert holds.succeed(order) == [order]
    assert holds.problem is None


def test_success_ends_what_it_proves_over() -> None:
    """Another sender's success says nothing of the refused one."""
    holds = Holds()
    plain, own = make_order("a"), make_order("b", sender="BAHCE")
    hold_back(holds, plain, 450)
    hold_back(holds, own, 450)
    assert holds.succeed(make_order("c", sender="DEPO")) == []
    assert holds.succeed(make_order("d", sender="BAHCE")) == [own]
    assert holds.problem is ProblemReason.SENDER
    assert holds.succeed(make_order("e")) == [plain]


def test_everything_is_tried_after_a_change() -> None:
    """Oldest first, whatever it was kept for."""
    holds = Holds()
    young = make_order("a", created=NOW)
    old = make_order("b", created=NOW - 50, sender="BAHCE")
    hold_back(holds, young, 401)
    hold_back(holds, old, 450)
    assert holds.end_all() == [old, young]
    assert holds.problem is None
    assert holds.wake_at() is None


def test_refusal_that_keeps_nothing_ends_by_a_good_balance() -> None:
    """Half a minute after it began at the earliest."""
    holds = Holds()
    order = make_order()
    hold_back(holds, order, 401)
    holds.discard(order)
    assert holds.wake_at() is None
    holds.note_balance(balance(5), NOW + 29)
    assert holds.problem is ProblemReason.UNAUTHORIZED
    holds.note_balance(refused(401), NOW + 30)
    assert holds.problem is ProblemReason.UNAUTHORIZED
    holds.note_balance(balance(5), NOW + 31)
    assert holds.problem is None


def test_good_balance_does_not_end_what_keeps_messages() -> None:
    """One of them has to be tried."""
    holds = Holds()
    hold_back(holds, make_order(numbers=(KIZ,)), 401)
    holds.note_balance(balance(5), NOW + 100)
    assert holds.problem is ProblemReason.UNAUTHORIZED


def test_balance_does_not_show_a_sender() -> None:
    """Good or bad."""
    holds = Holds()
    hold_back(holds, make_order(), 450)
    holds.note_balance(balance(5), NOW + 100)
    assert holds.problem is ProblemReason.SENDER
    assert holds.probes_due(NOW + 100) == []
    holds.note_balance(refused(401), NOW + 299)
    assert len(holds.probes_due(NOW + 300)) == 1
