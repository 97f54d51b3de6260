"""How fast is sent, and how long is waited before trying again."""

from collections import deque

from hypothesis import given, strategies as st
import pytest

from custom_components.iletimerkezi.outbox.rate_limit import (
    MAX_SMS_PER_SECOND,
    RateLimiter,
    TokenBucket,
    backoff,
)

from .pure import NOW

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
    pauses = [backoff(failures) for _ in range(500)]
    assert longest * 0.75 <= min(pauses) < longest * 0.8
    assert longest * 0.95 < max(pauses) <= longest


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
    now = NOW
    limiter = RateLimiter()
    sent: deque[tuple[float, int]] = deque()
    for count, until_next in wanted:
        at = limiter.available_at(count, now)
        # All before it have left the window by then.
        assert now <= at < now + 1.11
        now = at
        assert limiter.available_at(count, now) == now
        limiter.spend(count, now)
        sent.append((now, count))
        second = [n for at, n in sent if at > now - 1.0]
        assert sum(second) <= MAX_SMS_PER_SECOND
        now += until_next


def test_the_limit_is_used_up() -> None:
    """100 at once, not a few each time."""
    limiter = RateLimiter()
    for _ in range(MAX_SMS_PER_SECOND):
        assert limiter.available_at(1, NOW) == NOW
        limiter.spend(1, NOW)
    for later in (NOW, NOW + 1.0):
        assert limiter.available_at(1, later) == pytest.approx(NOW + 1.1)
    assert limiter.available_at(MAX_SMS_PER_SECOND, NOW + 1.11) == NOW + 1.11


def test_larger_order_is_sent_alone() -> None:
    """It cannot be sent otherwise; whatever follows it waits."""
    limiter = RateLimiter()
    assert limiter.available_at(700, NOW) == NOW
    limiter.spend(700, NOW)
    for count in (1, 700):
        assert limiter.available_at(count, NOW) == pytest.approx(NOW + 1.1)
    assert limiter.available_at(700, NOW + 1.2) == NOW + 1.2


def test_token_bucket() -> None:
    """A few at once, then one in each interval, and never more saved up."""
    bucket = TokenBucket(size=3, interval=1.5)
    for _ in range(3):
        assert bucket.available_at() <= NOW
        bucket.spend(NOW)
    assert bucket.available_at() == pytest.approx(NOW + 1.5)
    bucket.spend(NOW + 1.5)
    assert bucket.available_at() == pytest.approx(NOW + 3.0)
    later = NOW + 1000
    for _ in range(3):
        assert bucket.available_at() <= later
        bucket.spend(later)
    assert bucket.available_at() == pytest.approx(later + 1.5)
