"""An automation that runs away: the daily limit holds, also over a crash."""

import asyncio
import threading
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.runner import MAX_EXECUTOR_WORKERS

from simulator import Simulator
from tests.clock import Clock, settle
from tests.helpers import ANNE, account_entry, notifications, set_up

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    arrivals,
    call,
    crash,
    sent_texts,
    statuses,
)

LIMIT: Final = 20
TEXTS: Final = 1000


async def run_away(hass: HomeAssistant, clock: Clock, name: str) -> tuple[int, int]:
    """Send a thousand texts and return how many were taken and how many refused."""
    callers = [call(hass, f"{name} {n}", ANNE) for n in range(TEXTS)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    errors = [err for caller in callers if (err := caller.exception())]
    for err in errors:
        assert isinstance(err, HomeAssistantError)
        assert err.translation_key == "over_limit"
    return TEXTS - len(errors), len(errors)


async def urgent(hass: HomeAssistant, clock: Clock, text: str) -> list[str]:
    """Send an urgent text and return what its caller learns."""
    caller = call(hass, text, ANNE, urgent=True)
    await clock.until(caller.done, within=12)
    return statuses(caller.result())


def shown(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the one notification that there is."""
    [(key, notification)] = notifications(hass).items()
    assert key == f"iletimerkezi_{entry.entry_id}_limit"
    text: str = notification["message"]
    return text


@pytest.mark.slow
async def test_a_thousand_texts(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Twenty SMS, 980 errors, one notification; what is urgent passes, then and after."""
    entry = await set_up(hass, account_entry(simulator, daily_limit=LIMIT))
    outcomes = Outcomes(entry)
    assert await run_away(hass, clock, "Alarm") == (LIMIT, TEXTS - LIMIT)
    await clock.until(lambda: outcomes.how_many(ACCEPTED) == LIMIT, within=60)
    assert outcomes.how_many("rejected") == TEXTS - LIMIT
    assert f"Messages: {TEXTS - LIMIT}" in shown(hass, entry)
    assert await urgent(hass, clock, "Yangın!") == [ACCEPTED]

    await crash(hass, entry)
    assert await run_away(hass, clock, "Yine") == (0, TEXTS)
    assert f"Messages: {2 * TEXTS - LIMIT}" in shown(hass, entry)
    assert await urgent(hass, clock, "Duman!") == [ACCEPTED]
    await clock.move(90)
    assert set(arrivals(simulator).values()) == {1}
    assert len(simulator.messages) == LIMIT + 2


@pytest.mark.slow
async def test_a_thousand_texts_in_an_outage(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What waits has its share of the day, also after a crash."""
    entry = await set_up(hass, account_entry(simulator, daily_limit=LIMIT))
    await simulator.cut_line()
    assert await run_away(hass, clock, "Alarm") == (LIMIT, TEXTS - LIMIT)
    await crash(hass, entry)
    assert await run_away(hass, clock, "Yine") == (0, TEXTS)
    assert await urgent(hass, clock, "Yangın!") == [QUEUED]
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) == LIMIT + 1, within=75)
    await clock.move(90)
    assert set(arrivals(simulator).values()) == {1}
    assert len(sent_texts(simulator)) == LIMIT + 1


@pytest.mark.parametrize(("limit", "leaves_at_once"), [(LIMIT, False), (0, True)])
async def test_is_counted_before_it_leaves(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    limit: int,
    leaves_at_once: bool,
) -> None:
    """Or what a crash forgets would come on top of the limit."""
    await set_up(hass, account_entry(simulator, daily_limit=limit))
    disk_is_free = threading.Event()
    busy = [
        hass.async_add_executor_job(disk_is_free.wait)
        for _ in range(MAX_EXECUTOR_WORKERS)
    ]
    try:
        caller = call(hass, "Alarm", ANNE)
        await settle()
        assert bool(simulator.sends) is leaves_at_once
    finally:
        disk_is_free.set()
        await asyncio.gather(*busy)
    await clock.until(caller.done)
    assert statuses(caller.result()) == [ACCEPTED]
    assert sent_texts(simulator) == ["Alarm"]
