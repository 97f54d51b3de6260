"""Which order leaves when: no timers, no event loop."""

from collections.abc import Iterator
from itertools import count
from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.iletimerkezi.outbox.housekeeping import eligible_at
from custom_components.iletimerkezi.outbox.order import Order, PossiblySent
from custom_components.iletimerkezi.outbox.protocol import next_attempt
from custom_components.iletimerkezi.outbox.rate_limit import MAX_SMS_PER_SECOND
from custom_components.iletimerkezi.outbox.scheduler import (
    MAX_IN_FLIGHT,
    Scheduler,
    Serial,
)

from .pure import NOW, make_order

ANSWERED: Final = True
LOST: Final = False


class Line:
    """A scheduler with a clock that is moved by hand."""

    def __init__(self) -> None:
        """Initialize without orders."""
        self.scheduler = Scheduler(eligible_at)
        self.now = NOW
        self.tried: list[str] = []
        self._in_flight: dict[str, Order] = {}
        self._ages = count()

    def add(self, *texts: str) -> None:
        """Line orders up, each younger than the one before."""
        for text in texts:
            self.scheduler.add(make_order(text, created=NOW - 1000 + next(self._ages)))

    def start(self) -> list[str]:
        """Start all that is due; returns what that was."""
        started = []
        while order := self.scheduler.due(self.now):
            self.scheduler.start(order, self.now)
            order.attempts += 1
            self._in_flight[order.variant.text] = order
            started.append(order.variant.text)
        self.tried += started
        return started

    def end(self, text: str, *, answered: bool) -> list[str]:
        """End an attempt; what had no answer is ready again. Returns what starts then."""
        order = self._in_flight.pop(text)
        self.scheduler.record(order, self.now, answered=answered)
        if not answered:
            self.scheduler.add(order)
        return self.start()

    def sleep(self) -> float:
        """Sleep until the scheduler wants to wake up; returns the seconds."""
        at = self.scheduler.wake_at(self.now)
        assert at is not None
        slept = at - self.now
        self.now = at
        return slept


@pytest.fixture
def line() -> Iterator[Line]:
    """Return a line that is up."""
    made = Line()
    yield made
    assert made.scheduler.in_flight >= 0


def test_bounded_and_in_order(line: Line) -> None:
    """As many as allowed, the next when one is answered."""
    texts = [f"{n}" for n in range(20)]
    line.add(*texts)
    assert line.start() == texts[:MAX_IN_FLIGHT]
    assert line.scheduler.wake_at(line.now) is None
    assert line.end("7", answered=ANSWERED) == [texts[MAX_IN_FLIGHT]]
    assert line.end("3", answered=ANSWERED) == [texts[MAX_IN_FLIGHT + 1]]


def test_no_answer_opens_the_circuit(line: Line) -> None:
    """Nothing new is started but probes; the first one is the oldest."""
    line.add("a", "b")
    line.start()
    assert line.end("a", answered=LOST) == []
    assert line.scheduler.circuit_open
    line.add("c")
    assert line.start() == []
    assert line.scheduler.wake_at(line.now) is None
    # Never tried: it may probe at once, now that nothing is in flight.
    assert line.end("b", answered=LOST) == ["c"]
    line.end("c", answered=LOST)
    assert line.start() == []
    assert 0 < line.sleep() <= 4
    assert line.start() == ["a"]
    assert line.start() == []
    assert line.end("a", answered=ANSWERED) == ["b", "c"]
    assert not line.scheduler.circuit_open


def test_any_answer_closes_the_circuit(line: Line) -> None:
    """Whoever gets it: the others are tried at once."""
    line.add("a", "b")
    line.start()
    line.end("a", answered=LOST)
    assert line.end("b", answered=ANSWERED) == ["a"]


def test_probe_is_the_one_with_the_fewest_attempts(line: Line) -> None:
    """One that always fails cannot keep the others from being tried."""
    line.add("a", "b", "c")
    line.start()
    for text in "abc":
        line.end(text, answered=LOST)
    probed = []
    for _ in range(6):
        line.sleep()
        [text] = line.start()
        probed.append(text)
        line.end(text, answered=LOST)
    assert probed == ["a", "b", "c"] * 2


def test_probes_get_rarer(line: Line) -> None:
    """Up to one in half a minute."""
    line.add("a")
    line.start()
    line.end("a", answered=LOST)
    pauses = []
    for _ in range(8):
        pauses.append(line.sleep())
        assert line.start() == ["a"]
        line.end("a", answered=LOST)
    for pause, longest in zip(pauses, (1, 2, 4, 8, 16, 30, 30, 30), strict=True):
        assert longest * 0.75 <= pause <= longest


def test_requests_lost_together_are_one_failure(line: Line) -> None:
    """The pause does not grow with how many were on their way."""
    texts = [f"{n}" for n in range(MAX_IN_FLIGHT)]
    line.add(*texts)
    line.start()
    for text in texts:
        line.end(text, answered=LOST)
    assert line.sleep() <= 1


def test_new_messages_probe_early_but_rarely(line: Line) -> None:
    """Three at once, then one in 1.5 s, however many come."""
    line.add("a")
    line.start()
    line.end("a", answered=LOST)
    for _ in range(6):
        line.sleep()
        [text] = line.start()
        line.end(text, answered=LOST)
    early = []
    for number in range(10):
        line.add(f"{number}")
        for text in line.start():
            early.append(text)
            line.end(text, answered=LOST)
    assert len(early) == 3
    assert line.sleep() == pytest.approx(1.5)


def test_one_that_fails_alone_backs_off_alone(line: Line) -> None:
    """Others get through: the circuit stays closed for them."""
    line.add("x")
    line.start()
    line.end("x", answered=LOST)
    line.sleep()
    line.add("a")
    assert line.start() == ["a"]
    assert line.end("a", answered=ANSWERED) == ["x"]
    assert line.end("x", answered=LOST) == []
    assert not line.scheduler.circuit_open
    line.add("b")
    assert line.start() == ["b"]
    line.end("b", answered=ANSWERED)
    assert 0 < line.sleep() <= 30
    assert line.start() == ["x"]


def test_mistake_or_closed_order_frees_its_place(line: Line) -> None:
    """An attempt that did not leave says nothing of the line."""
    line.add("a")
    order = line.scheduler.due(line.now)
    assert order is not None
    line.scheduler.start(order, line.now)
    line.scheduler.cancel(order)
    assert line.scheduler.in_flight == 0
    assert not line.scheduler.circuit_open


def test_probe_that_is_cancelled_does_not_block(line: Line) -> None:
    """Its order was given up: the next one probes."""
    line.add("a", "b")
    line.start()
    line.end("a", answered=LOST)
    line.end("b", answered=LOST)
    line.sleep()
    probe = line.scheduler.due(line.now)
    assert probe is not None
    line.scheduler.start(probe, line.now)
    line.scheduler.cancel(probe)
    assert line.start() == ["b"]


def test_answer_whose_order_is_over_counts_for_the_line(line: Line) -> None:
    """No answer is no answer, whatever became of the order."""
    line.add("a", "b")
    line.start()
    order = make_order("closed")
    line.scheduler.start(order, line.now)
    line.scheduler.record(order, line.now, answered=False)
    assert line.scheduler.circuit_open


def test_removed_is_not_tried(line: Line) -> None:
    """Given up while it waited."""
    line.add("a", "b")
    first, _second = line.scheduler.ready
    line.scheduler.remove(first)
    assert line.start() == ["b"]


def test_requeued_keeps_its_place(line: Line) -> None:
    """What has another text now is as old as before."""
    line.add(*(f"{n}" for n in range(20)))
    line.start()
    order = line._in_flight.pop("0")  # noqa: SLF001 - this test's own helper
    line.scheduler.record(order, line.now, answered=True)
    line.scheduler.add(order)
    assert line.start() == ["0"]


@pytest.mark.parametrize("serial", [Serial.UNTIL_ACCEPTED, Serial.UNTIL_IDLE])
def test_serial(line: Line, serial: Serial) -> None:
    """One at a time, in order, until nothing is left."""
    line.add("a", "b", "c")
    line.scheduler.serial = serial
    assert line.start() == ["a"]
    assert line.end("a", answered=ANSWERED) == ["b"]
    assert line.end("b", answered=ANSWERED) == ["c"]
    line.end("c", answered=ANSWERED)
    assert line.scheduler.serial is Serial.NO


def test_unclear_order_does_not_block_others(line: Line) -> None:
    """It waits for the window's end, or for a balance query."""
    for since in (580, 700):
        order = make_order("x", created=NOW - 2000)
        order.possibly_sent = PossiblySent("x", NOW - since)
        line.scheduler.add(order)
    line.add("a")
    assert line.start() == ["a"]
    # What waits for a query has no time.
    line.end("a", answered=ANSWERED)
    assert line.scheduler.wake_at(NOW) is None or line.sleep() == pytest.approx(20)


def test_any_answer_probes_at_once(line: Line) -> None:
    """The balance was answered."""
    line.add("a")
    line.start()
    line.end("a", answered=LOST)
    assert line.start() == []
    line.scheduler.heard(line.now)
    assert line.scheduler.circuit_open
    assert line.start() == ["a"]


def test_any_answer_closes_what_nothing_would_probe(line: Line) -> None:
    """Without anything to send there is no better proof."""
    line.add("a")
    line.start()
    line.end("a", answered=LOST)
    [order] = line.scheduler.ready
    line.scheduler.remove(order)
    line.scheduler.heard(line.now)
    assert not line.scheduler.circuit_open


def test_rate_limit(line: Line) -> None:
    """A hundred SMS in a second; more waits, which is not the line's fault."""
    numbers = [f"53012{n:05}" for n in range(60)]
    for text in "ab":
        line.scheduler.add(make_order(text, numbers))
    assert line.start() == ["a"]
    assert line.sleep() + line.sleep() <= 1.2
    assert line.start() == ["b"]
    assert not line.scheduler.circuit_open


def test_backing_off(line: Line) -> None:
    """Only while nothing is tried for some time."""
    line.add("a")
    assert not line.scheduler.is_backing_off(line.now)
    line.start()
    line.end("a", answered=LOST)
    assert line.scheduler.is_backing_off(line.now)
    line.sleep()
    assert not line.scheduler.is_backing_off(line.now)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, MAX_SMS_PER_SECOND)),
        st.tuples(st.just("unclear"), st.integers(0, 1300)),
        st.tuples(st.sampled_from(["answered", "lost", "cancel"]), st.integers(0, 20)),
        st.tuples(st.just("heard"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(0, 100)),
    ),
    max_size=40,
)


def may_repeat(order: Order, now: float) -> bool:
    """Return whether the same text may leave now."""
    following = next_attempt(order, now)
    return following is not None and not following.resend


@given(STEPS)
def test_wakes_up_exactly_when_due(steps: list[tuple[str, int]]) -> None:
    """What wake_at says comes true: an order is due then, and none before."""
    scheduler = Scheduler(eligible_at)
    in_flight: list[Order] = []
    now = NOW
    for what, number in steps:
        match what:
            case "add":
                numbers = [f"53012{n:05}" for n in range(number)]
                scheduler.add(make_order(f"{number}", numbers, created=now))
            case "unclear":
                order = make_order(f"{number}", created=now - number)
                order.possibly_sent = PossiblySent("x", now - number)
                order.balance_answered = bool(number % 2)
                scheduler.add(order)
            case "answered" if in_flight:
                order = in_flight.pop(number % len(in_flight))
                scheduler.record(order, now, answered=True)
            case "lost" if in_flight:
                order = in_flight.pop(number % len(in_flight))
                scheduler.record(order, now, answered=False)
                scheduler.add(order)
            case "cancel" if in_flight:
                scheduler.cancel(in_flight.pop(number % len(in_flight)))
            case "heard":
                scheduler.heard(now)
            case "wait":
                now += number / 10
        while order_due := scheduler.due(now):
            scheduler.start(order_due, now)
            order_due.attempts += 1
            in_flight.append(order_due)
        at = scheduler.wake_at(now)
        if at is None:
            # However long one waits.
            assert all(scheduler.due(now + later) is None for later in (10, 1000))
            continue
        assert at > now
        before = now + (at - now) * 0.9
        assert scheduler.due(before) is None or before == at
        repeats = [order for order in scheduler.ready if may_repeat(order, now)]
        if all(may_repeat(order, at) for order in repeats):
            assert scheduler.due(at) is not None
        else:
            # One that was due waits for its second text by then.
            assert (further := scheduler.wake_at(at)) is None or further > at
