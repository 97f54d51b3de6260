"""How fast is sent, and how long is waited before trying again."""

from collections import deque

from hypothesis import given, strategies as st
import pytest

from custom_components.iletimerkezi.outbox.rate_limit import (
    MAX_SMS_PER_SECOND,
    Allowance,
    Pace,
    pause_after,
)

PAUSES = [
    # failures in a row, the longest pause after them
    (0, 1.0),
    (1, 1.0),
    (2, 2.0),
    (3, 4.0),
    (4, 8.0),
    (5, 16.0),
    (6, 30.0),
    (7, 30.0),
    (100, 30.0),
    (10**9, 30.0),
]


@pytest.mark.parametrize(("failures", "longest"), PAUSES)
def test_pause(failures: int, longest: float) -> None:
    """It doubles up to half a minute; at most a quarter is taken off."""
    pauses = [pause_after(failures) for _ in range(500)]
    assert longest * 0.75 <= min(pauses) < longest * 0.8
    assert longest * 0.95 < max(pauses) <= longest


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        """Start anywhere."""
        self.now = 1_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


orders = st.lists(
    st.tuples(
        st.integers(1, MAX_SMS_PER_SECOND),
        # Seconds until the next order comes.
        st.sampled_from([0.0, 0.0, 0.0, 0.001, 0.1, 0.5, 0.99, 1.0, 1.1, 3.0]),
    ),
    min_size=1,
    max_size=60,
)


@given(orders)
def test_never_more_than_the_limit_in_any_second(
    wanted: list[tuple[int, float]],
) -> None:
    """Whatever comes when, and nobody waits longer than a window."""
    time = Time()
    pace = Pace(time)
    sent: deque[tuple[float, int]] = deque()
    for count, until_next in wanted:
        waited = 0.0
        while pause := pace.pause(count):
            assert 0 < pause <= 1.1
            time.now += pause
            waited += pause
        # All before it have left the window by then.
        assert waited <= 1.2
        pace.spend(count)
        sent.append((time.now, count))
        second = [n for at, n in sent if at > time.now - 1.0]
        assert sum(second) <= MAX_SMS_PER_SECOND
        time.now += until_next


def test_the_limit_is_used_up() -> None:
    """100 at once, not a few each time."""
    time = Time()
    pace = Pace(time)
    for _ in range(MAX_SMS_PER_SECOND):
        assert pace.pause(1) == 0
        pace.spend(1)
    assert pace.pause(1) == pytest.approx(1.1)
    time.now += 1.0
    assert pace.pause(1) == pytest.approx(0.1)
    time.now += 0.11
    assert pace.pause(MAX_SMS_PER_SECOND) == 0


def test_larger_order_is_sent_alone() -> None:
    """It cannot be sent otherwise; whatever follows it waits."""
    time = Time()
    pace = Pace(time)
    assert pace.pause(700) == 0
    pace.spend(700)
    assert pace.pause(1) > 0
    assert pace.pause(700) > 0
    time.now += 1.2
    assert pace.pause(700) == 0


def test_allowance() -> None:
    """A few at once, then one in each interval, and never more saved up."""
    clock = Time()
    allowance = Allowance(clock, size=3, interval=1.5)
    for wait in (0, 0, 0, 1.5):
        assert allowance.wait() == pytest.approx(wait)
        if not wait:
            allowance.spend()
    clock.now += 1
    assert allowance.wait() == pytest.approx(0.5)
    clock.now += 0.5
    assert allowance.wait() == 0
    allowance.spend()
    assert allowance.wait() == pytest.approx(1.5)
    clock.now += 1000
    for wait in (0, 0, 0, 1.5):
        assert allowance.wait() == pytest.approx(wait)
        allowance.spend()
