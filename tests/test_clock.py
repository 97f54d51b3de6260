"""The clock that all other tests rely on."""

import asyncio
import threading
import time

import pytest

from homeassistant.util import dt as dt_util

from .clock import Clock, settle

HOUR = 3600.0


def readings(clock: Clock) -> tuple[float, ...]:
    """Return what the clocks show: loop, monotonic, boot, wall and the provider's."""
    return (
        asyncio.get_running_loop().time(),
        time.clock_gettime(time.CLOCK_MONOTONIC),
        time.clock_gettime(time.CLOCK_BOOTTIME),
        time.time(),
        clock.provider(),
    )


def passed(clock: Clock, before: tuple[float, ...]) -> list[float]:
    """Return by how much each clock has moved since."""
    after = readings(clock)
    return [round(b - a, 5) for a, b in zip(before, after, strict=True)]


async def test_stands_still_by_itself(clock: Clock) -> None:
    before = readings(clock)
    await settle()
    assert passed(clock, before) == [0] * 5


async def test_move_reaches_each_timer_at_its_own_moment(clock: Clock) -> None:
    """Also those that are set on the way, and never one that was cancelled."""
    loop = asyncio.get_running_loop()
    before = readings(clock)
    fired: list[float] = []

    def poll() -> None:
        fired.append(passed(clock, before)[0])
        if len(fired) < 3:
            loop.call_later(0.4 * HOUR, poll)

    loop.call_later(HOUR, poll)
    loop.call_later(0.5 * HOUR, fired.append, 0.0).cancel()
    await clock.move(2 * HOUR)
    assert fired == pytest.approx([HOUR, 1.4 * HOUR, 1.8 * HOUR], abs=0.001)
    assert passed(clock, before) == [2 * HOUR] * 5


async def test_until_returns_how_long_it_took(clock: Clock) -> None:
    sleeper = asyncio.ensure_future(asyncio.sleep(90))
    assert await clock.until(sleeper.done, within=HOUR) == pytest.approx(90, abs=0.001)
    assert await clock.until(sleeper.done) == 0


async def test_wall_clock_jump_affects_only_the_home(clock: Clock) -> None:
    before = readings(clock)
    clock.jump(hours=3)
    assert passed(clock, before) == [0, 0, 0, 3 * HOUR, 0]


async def test_suspended_machine_ages_but_no_timer_comes_due(clock: Clock) -> None:
    sleeper = asyncio.ensure_future(asyncio.sleep(HOUR))
    before = readings(clock)
    await clock.suspend(8 * HOUR)
    assert passed(clock, before) == [0, 0, 8 * HOUR, 8 * HOUR, 8 * HOUR]
    assert not sleeper.done()
    await clock.move(HOUR)
    assert sleeper.done()
    assert passed(clock, before) == [HOUR, HOUR, 9 * HOUR, 9 * HOUR, 9 * HOUR]


async def test_wall_time_in_datetimes_goes_along(clock: Clock) -> None:
    began = dt_util.utcnow()
    await clock.move(0.25)
    assert (dt_util.utcnow() - began).total_seconds() == 0.25


async def test_settles_once_threads_have_ended(clock: Clock) -> None:
    """Also what they hand to the loop, and to further threads."""
    done: list[str] = []

    async def work() -> None:
        for name in ("first", "second"):
            await asyncio.to_thread(threading.Event().wait, 0.02)
            done.append(name)

    task = asyncio.ensure_future(work())
    await settle()
    assert done == ["first", "second"]
    await task


async def test_blocked_thread_is_not_awaited_forever(clock: Clock) -> None:
    gate = threading.Event()
    blocked = asyncio.ensure_future(asyncio.to_thread(gate.wait))
    await clock.move(HOUR)
    assert not blocked.done()
    gate.set()
    await blocked
