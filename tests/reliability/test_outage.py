"""The provider away and back: pauses, order, fair use, nobody held up."""

from collections import deque
from decimal import Decimal
import itertools
from typing import Any

import pytest

from homeassistant.core import HomeAssistant

from simulator import Fault, FaultKind, RecordedRequest, Simulator, Stage
from tests.clock import Clock, settle
from tests.helpers import ANNE, BABA, KIZ, account_entry, notifications, set_up, texts

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    arrivals,
    call,
    pending,
    sent_texts,
    statuses,
)

# A transient refusal that can be read is the truth: the request was not processed.
TRANSIENT_REFUSALS = {FaultKind.CODE, FaultKind.CODE_IN_200, FaultKind.ECHO_SECRET}
# Everything that is no answer; after the others the request counts as unclear.
NO_ANSWER: list[tuple[str, FaultKind, dict[str, Any]]] = [
    ("503", FaultKind.CODE, {"code": 503}),
    ("500", FaultKind.CODE, {"code": 500}),
    ("429", FaultKind.CODE, {"code": 429}),
    ("503 in 200", FaultKind.CODE_IN_200, {"code": 503}),
    ("bad gateway", FaultKind.HTTP_STATUS, {"code": 502}),
    ("dropped", FaultKind.DROP, {}),
    ("reset", FaultKind.RESET, {}),
    ("silent", FaultKind.HANG, {}),
    ("truncated", FaultKind.TRUNCATED, {}),
    ("cut off", FaultKind.CUT_OFF, {}),
    ("captive portal", FaultKind.HTML_200, {}),
    ("empty", FaultKind.EMPTY_200, {}),
    ("endless", FaultKind.HUGE, {}),
    ("slower than its time-out", FaultKind.DRIP, {"seconds": 5}),
    ("redirect", FaultKind.REDIRECT, {}),
    ("entity bomb", FaultKind.ENTITY_BOMB, {}),
    ("no order id", FaultKind.NO_ORDER_ID, {}),
    ("echo", FaultKind.ECHO_SECRET, {"code": 500}),
]
UNANSWERED = [
    pytest.param(stage, {"kind": kind} | details, id=f"{name}-{stage}")
    for name, kind, details in NO_ANSWER
    for stage in Stage
    if not (stage is Stage.AFTER and kind in TRANSIENT_REFUSALS)
]


@pytest.mark.parametrize(("stage", "details"), UNANSWERED)
async def test_no_answer_is_repeated_until_there_is_one(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    details: dict[str, Any],
    stage: Stage,
) -> None:
    """Queued, repeated letter by letter, and on the phone exactly once."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(stage=stage, times=2, **details))
    caller = call(hass, "Hırsız!", ANNE, BABA)
    await clock.until(caller.done, within=12)
    assert statuses(await caller) == [QUEUED] * 2
    await clock.until(lambda: outcomes.how_many(ACCEPTED) == 2, within=90)
    assert sent_texts(simulator) == ["Hırsız!"] * 3
    assert {r.query["receipents"] for r in simulator.sends} == {f"{ANNE},{BABA}"}
    assert texts(simulator) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]
    assert outcomes.how_many(QUEUED) == 2
    assert len(outcomes) == 4


async def test_answer_that_can_be_read_counts(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A wrong charset garbles at most the words."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(
        Fault(FaultKind.WRONG_CHARSET, Stage.AFTER, text="iso-8859-9", times=1)
    )
    assert statuses(await call(hass, "Hırsız!", ANNE)) == [ACCEPTED]
    assert len(simulator.sends) == 1


# Pauses


@pytest.mark.parametrize("away", [5, 30, 100, 600, 1500])
@pytest.mark.parametrize("waiting", [1, 40])
async def test_everything_goes_out_within_75_seconds(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, waiting: int, away: int
) -> None:
    """Once the provider is back, however long it was away."""
    await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    callers = [call(hass, f"Alarm {n}", ANNE, BABA) for n in range(waiting)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    await clock.move(away)
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 2 * waiting, within=75)
    await settle()
    assert arrivals(simulator) == {
        (number, f"Alarm {n}"): 1 for n in range(waiting) for number in (ANNE, BABA)
    }
    assert len(simulator.sends) == waiting


async def test_everything_goes_out_within_75_seconds_of_a_provider_that_hung(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An attempt under way when it comes back has to run into its time-out first."""
    await set_up(hass, account_entry(simulator))
    fault = simulator.faults.add(Fault(FaultKind.HANG))
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(20)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    await clock.move(150)
    looks = len(simulator.sends)
    await clock.until(lambda: len(simulator.sends) > looks, within=61)
    simulator.faults.remove(fault)
    await clock.until(lambda: len(simulator.messages) >= 20, within=75)
    await settle()
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(20)}


async def test_pauses_grow_while_the_provider_is_away(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """One probe at a time, at most half a minute apart, each with a single message."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    for n in range(10):
        call(hass, f"Alarm {n}", ANNE)
    await simulator.wait_for_sends(10)
    for count, longest in enumerate([1, 2, 4, 8, 16, 30, 30, 30], 11):
        await settle()
        pause = await clock.until(
            lambda: len(simulator.sends) >= count,  # noqa: B023
            within=longest + 0.5,
        )
        assert pause >= longest * 0.75
        assert len(simulator.sends) == count


async def test_new_message_probes_a_dead_line_at_once(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Whoever sends does not wait for the end of a pause; and takes the others along."""
    await set_up(hass, account_entry(simulator))
    for n in range(5):
        await simulator.cut_line()
        callers = [call(hass, f"Duman {n}", number) for number in (ANNE, BABA)]
        await clock.until(callers[0].done, within=12)
        await clock.until(callers[1].done, within=12)
        await clock.move(100 + 5 * n)
        await simulator.restore_line()
        caller = call(hass, f"Hırsız {n}", KIZ)
        assert await clock.until(caller.done, within=5) <= 2.5
        assert statuses(await caller) == [ACCEPTED]
        count = 3 * n + 3
        await clock.until(lambda: len(simulator.messages) == count)  # noqa: B023


async def test_new_message_right_after_a_failure_is_tried_at_once(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """One lost answer is no outage: the next alarm takes the first one along."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.DROP, times=1))
    first = call(hass, "Duman", ANNE)
    await clock.until(first.done)
    assert statuses(await first) == [QUEUED]
    second = call(hass, "Hırsız", BABA)
    await clock.until(second.done)
    assert statuses(await second) == [ACCEPTED]
    await clock.until(lambda: len(simulator.messages) == 2)
    assert arrivals(simulator) == {(ANNE, "Duman"): 1, (BABA, "Hırsız"): 1}


async def test_callers_in_an_outage_do_not_wait_for_the_next_probe(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Each is answered queued as soon as the message is stored."""
    await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    for n in range(20):
        caller = call(hass, f"Alarm {n}", ANNE)
        await clock.until(caller.done)
        assert statuses(await caller) == [QUEUED]
    assert pending(hass) == "20"
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 20, within=75)
    await settle()
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(20)}


async def test_many_new_messages_do_not_hammer_a_dead_line(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A few probes at once, then fewer than one a second, whoever calls."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    call(hass, "Duman", ANNE)
    await simulator.wait_for_sends()
    await settle()
    for n in range(20):
        call(hass, f"Alarm {n}", ANNE)
        await clock.move(0.5)
    assert len(simulator.sends) <= 11


# Order and fairness


async def test_first_come_first_served(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """In the order in which they were handed over."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.CODE, code=503, times=1))
    first = call(hass, "Alarm 0", ANNE)
    await clock.until(first.done, within=12)
    for n in range(1, 60):
        call(hass, f"Alarm {n}", ANNE)
        await clock.move(0.001)
    await clock.until(lambda: len(simulator.messages) >= 60, within=75)
    order = [int(text.split()[-1]) for text in sent_texts(simulator)[1:]]
    # The probe of a dead line uses the newest in turn; all others keep their places.
    newest = order[0]
    assert [n for n in order if n != newest] == [n for n in range(60) if n != newest]


async def test_requests_under_way_are_bounded(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A provider that thinks long is not buried."""
    await set_up(hass, account_entry(simulator))
    with simulator.hold() as gate:
        callers = [call(hass, f"Alarm {n}", ANNE) for n in range(50)]
        await gate.wait_for(16)
        await clock.move(8)
        assert gate.waiting == 16
        assert sent_texts(simulator) == [f"Alarm {n}" for n in range(16)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=5)
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(50)}


async def test_at_most_100_sms_a_second(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Counted by recipient, in any second there is."""
    simulator.account.balance = Decimal(10_000)
    await set_up(hass, account_entry(simulator))
    sizes = [1, 7, 40, 3, 100, 60, 2, 30] * 4
    numbers = [f"5{n:09}" for n in range(100)]
    callers = [
        call(hass, f"Alarm {n}", *numbers[:size]) for n, size in enumerate(sizes)
    ]
    await clock.until(lambda: len(simulator.messages) >= sum(sizes), within=120)
    await clock.until(lambda: all(caller.done() for caller in callers))
    assert len(simulator.messages) == sum(sizes)
    assert busiest_second(simulator.sends) <= 100
    assert sent_texts(simulator) == [f"Alarm {n}" for n in range(len(sizes))]


async def test_repetitions_count_as_sms_too(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The provider counts what it is asked, not what comes of it."""
    simulator.account.balance = Decimal(10_000)
    await set_up(hass, account_entry(simulator))
    faults = itertools.cycle([True, False, False])
    simulator.faults.add(
        Fault(FaultKind.EMPTY_200, Stage.AFTER, where=lambda _: next(faults))
    )
    numbers = [f"5{n:09}" for n in range(30)]
    for n in range(20):
        call(hass, f"Alarm {n}", *numbers)
    await clock.until(lambda: len(simulator.messages) >= 600, within=120)
    simulator.faults.clear()
    await clock.move(60)
    assert busiest_second(simulator.sends) <= 100
    assert set(arrivals(simulator).values()) == {1}


def busiest_second(requests: list[RecordedRequest]) -> int:
    """Return how many SMS were asked for in the busiest second."""
    busiest = 0
    window: deque[tuple[float, int]] = deque()
    for request in requests:
        count = len(request.query["receipents"].split(","))
        window.append((request.at, count))
        while window[0][0] <= request.at - 1:
            window.popleft()
        busiest = max(busiest, sum(count for _, count in window))
    return busiest


# A message that always fails


def is_poison(request: RecordedRequest) -> bool:
    """Return whether it is the text that the provider fails on."""
    return request.query["text"].endswith("zehir")


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": FaultKind.HTTP_STATUS, "code": 500}, id="500"),
        pytest.param({"kind": FaultKind.DROP}, id="dropped"),
    ],
)
async def test_poison_does_not_hold_up_others(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, fault: dict[str, Any]
) -> None:
    """A text that always fails is tried alone, more and more rarely."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    poison = simulator.faults.add(Fault(where=is_poison, **fault))
    call(hass, "zehir", KIZ)
    worst = 0.0
    for n in range(100):
        caller = call(hass, f"Alarm {n}", ANNE)
        took = await clock.until(
            lambda: (ANNE, f"Alarm {n}") in arrivals(simulator),  # noqa: B023
            within=30,
        )
        worst = max(worst, took)
        await clock.until(caller.done)
        await clock.move(3)
    assert worst <= 5
    tries = [r.at for r in simulator.sends if is_poison(r)]
    assert 8 <= len(tries) <= 30
    assert max(b - a for a, b in itertools.pairwise(tries)) <= 35
    simulator.faults.remove(poison)
    await clock.until(lambda: (KIZ, "zehir") in arrivals(simulator), within=75)
    await settle()
    assert arrivals(simulator)[KIZ, "zehir"] == 1
    assert outcomes.how_many("expired") == outcomes.how_many("rejected") == 0


async def test_silent_poison_does_not_hold_up_others(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Even one that takes its whole time-out each time."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.HANG, where=is_poison))
    call(hass, "zehir", KIZ)
    await simulator.wait_for_sends()
    for n in range(40):
        caller = call(hass, f"Alarm {n}", ANNE)
        await clock.until(caller.done, within=12)
        await clock.move(5)
    await clock.until(lambda: len(simulator.messages) >= 40, within=75)
    assert {number for number, _ in texts(simulator)} == {ANNE}
    assert set(arrivals(simulator).values()) == {1}


async def test_poison_in_an_outage(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The oldest message fails for ever: the line's return is noticed all the same."""
    await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    simulator.faults.add(Fault(FaultKind.CODE, code=500, where=is_poison))
    call(hass, "zehir", KIZ)
    await clock.move(1)
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(30)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    await clock.move(400)
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 30, within=75)
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(30)}


async def test_what_still_waits_is_shown_after_a_success(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What was given up is a notification of its own."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=10))
    outcomes = Outcomes(entry)
    shown = f"iletimerkezi_{entry.entry_id}_unreachable"
    await simulator.cut_line()
    call(hass, "Duman", ANNE)
    await clock.until(lambda: outcomes.how_many("expired"), within=645)
    simulator.faults.add(Fault(FaultKind.CODE, code=500, where=is_poison))
    call(hass, "zehir", KIZ)
    call(hass, "Hırsız", BABA)
    await clock.until(lambda: pending(hass) == "2", within=12)
    await settle()
    assert f"iletimerkezi_{entry.entry_id}_expired" in notifications(hass)
    assert "Waiting messages: 2" in notifications(hass)[shown]["message"]

    await simulator.restore_line()
    await clock.until(lambda: pending(hass) == "1", within=75)
    await settle()
    assert "…77" in notifications(hass)[shown]["message"]
    assert "Waiting messages: 1" in notifications(hass)[shown]["message"]

    simulator.faults.clear()
    await clock.until(lambda: pending(hass) == "0", within=75)
    await settle()
    assert shown not in notifications(hass)
