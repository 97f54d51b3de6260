"""One text to many people: one order, and what becomes of it when one is to blame."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from simulator import Fault, FaultKind, Simulator, Stage
from tests.clock import Clock, settle
from tests.helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notifications,
    recipient,
    set_up,
    texts,
)

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    arrivals,
    call,
    crash,
    journal_path,
    journaled,
    pending,
    reload,
    statuses,
)

GOOD = [ANNE, BABA, KIZ, "5411111111", "5422222222"]
BAD = "5550000000"

rules = pytest.mark.parametrize("repeat_rule", ["same_recipients", "any_recipient"])


def receipents(simulator: Simulator) -> list[list[str]]:
    """Return whom each request was for."""
    return [request.query["receipents"].split(",") for request in simulator.sends]


@rules
@pytest.mark.parametrize("position", [0, 2, 5])
async def test_one_bad_number(
    hass: HomeAssistant, simulator: Simulator, repeat_rule: Any, position: int
) -> None:
    """The good ones get it once, and only the bad one fails."""
    simulator.repeat_rule = repeat_rule
    simulator.account.blocked = {BAD}
    entry = await set_up(hass, account_entry(simulator, recipient("Komşu", BAD)))
    outcomes = Outcomes(entry)
    numbers = [*GOOD[:position], BAD, *GOOD[position:]]
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, "Hırsız!", *numbers)
    assert "…00" in str(raised.value)
    assert not any(f"…{number[-2:]}" in str(raised.value) for number in GOOD)
    assert receipents(simulator) == [numbers, *([number] for number in numbers)]
    assert arrivals(simulator) == {(number, "Hırsız!"): 1 for number in GOOD}
    assert sorted(outcomes.seen) == sorted(
        [("rejected", BAD), *(("accepted", number) for number in GOOD)]
    )
    assert [o.code for o in outcomes if o.number == BAD] == [452]
    await settle()
    assert journaled(journal_path(hass, entry)) == []


@rules
async def test_provider_leaves_the_bad_number_out(
    hass: HomeAssistant, simulator: Simulator, repeat_rule: Any
) -> None:
    """Then one order serves the others; that it left one out only a report says."""
    simulator.repeat_rule = repeat_rule
    simulator.bad_recipients = "drop"
    simulator.account.blocked = {BAD}
    await set_up(hass, account_entry(simulator))
    assert set(statuses(await call(hass, "Hırsız!", *GOOD, BAD))) == {ACCEPTED}
    assert len(simulator.sends) == 1
    assert arrivals(simulator) == {(number, "Hırsız!"): 1 for number in GOOD}


@rules
@pytest.mark.parametrize("bad_recipients", ["refuse", "drop"])
@pytest.mark.parametrize("code", [452, 466])
async def test_all_numbers_are_bad(
    hass: HomeAssistant,
    simulator: Simulator,
    repeat_rule: Any,
    bad_recipients: Any,
    code: int,
) -> None:
    """Each fails with its own refusal."""
    simulator.repeat_rule = repeat_rule
    simulator.bad_recipients = bad_recipients
    simulator.faults.add(Fault(FaultKind.CODE, code=code))
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    with pytest.raises(HomeAssistantError):
        await call(hass, "Hırsız!", ANNE, BABA)
    assert receipents(simulator) == [[ANNE, BABA], [ANNE], [BABA]]
    assert [(o.status, o.code) for o in outcomes] == [("rejected", code)] * 2
    assert texts(simulator) == []


async def test_refused_although_the_good_ones_were_served(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A provider that refuses the order, but not all of its SMS, and checks each."""
    simulator.repeat_rule = "any_recipient"
    simulator.faults.add(Fault(FaultKind.CODE, Stage.AFTER, code=452, times=1))
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    answers = await call(hass, "Hırsız!", ANNE, BABA)
    assert statuses(answers) == [ACCEPTED] * 2
    assert receipents(simulator) == [[ANNE, BABA], [ANNE], [BABA]]
    assert [request.answered_code for request in simulator.sends] == [452, 451, 451]
    assert texts(simulator) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]
    assert outcomes.how_many(ACCEPTED) == len(outcomes) == 2


@rules
@pytest.mark.parametrize("stage", Stage)
async def test_answer_to_a_part_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    repeat_rule: Any,
    stage: Stage,
) -> None:
    """Each part is repeated like any message."""
    simulator.repeat_rule = repeat_rule
    simulator.account.blocked = {BAD}
    simulator.faults.add(
        Fault(
            FaultKind.DROP,
            stage,
            times=2,
            where=lambda request: request.query["receipents"] in (ANNE, KIZ),
        )
    )
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    caller = call(hass, "Hırsız!", *GOOD, BAD)
    await clock.until(lambda: len(outcomes) >= 6 and caller.done(), within=75)
    await clock.move(75)
    assert arrivals(simulator) == {(number, "Hırsız!"): 1 for number in GOOD}
    assert outcomes.how_many(ACCEPTED) == 5
    assert outcomes.how_many("rejected") == 1
    # The bad number is reported however long the others take.
    assert isinstance(caller.exception(), HomeAssistantError)


@pytest.mark.parametrize("restart", [reload, crash])
async def test_restart_between_the_parts(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, restart: Any
) -> None:
    """Some parts have been sent, others not: each arrives once."""
    simulator.account.blocked = {BAD}
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold() as gate:
        caller = call(hass, "Hırsız!", *GOOD, BAD)
        await gate.wait_for()
    # The whole order is refused; its parts find the line dead, but for two.
    await simulator.wait_for_messages(2)
    await simulator.cut_line()
    await clock.until(caller.done, within=15)
    await restart(hass, entry)
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= len(GOOD), within=75)
    await clock.until(lambda: not journaled(journal_path(hass, entry)), within=75)
    assert arrivals(simulator) == {(number, "Hırsız!"): 1 for number in GOOD}


async def test_late_order_is_divided_with_its_mark(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The parts carry the text that was refused, so that 451 keeps its meaning."""
    simulator.account.blocked = {BAD}
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    caller = call(hass, "Hırsız!", ANNE, BAD, KIZ)
    await clock.until(caller.done, within=12)
    assert statuses(await caller) == [QUEUED] * 3
    await clock.move(180)
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many("rejected") == 1, within=75)
    await clock.until(lambda: len(simulator.messages) == 2)
    await settle()
    assert texts(simulator) == [(ANNE, "[14:34] Hırsız!"), (KIZ, "[14:34] Hırsız!")]
    assert receipents(simulator) == [[ANNE, BAD, KIZ], [ANNE], [BAD], [KIZ]]
    assert pending(hass) == "0"


async def test_long_list_of_people_is_divided(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """No address of 8,000 bytes or more; everybody gets it, and gets it once."""
    simulator.account.balance = Decimal(100_000)
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    numbers = [f"5{n:09}" for n in range(1500)]
    caller = call(hass, "Deprem! " + "ğ" * 100, *numbers)
    await clock.until(lambda: len(simulator.messages) >= 1500, within=60)
    await clock.until(caller.done, within=12)
    assert set(statuses(await caller)) <= {ACCEPTED, QUEUED}
    await clock.until(lambda: outcomes.how_many(ACCEPTED) == 1500)
    assert set(arrivals(simulator).values()) == {1}
    assert {sms.number for sms in simulator.messages} == set(numbers)
    urls = [len(simulator.url) + len(request.raw_path) for request in simulator.sends]
    assert max(urls) < 8000


async def test_part_of_the_callers_is_cancelled_while_it_is_divided(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Two callers share an order; one goes away before it falls apart."""
    simulator.account.blocked = {BAD}
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold() as gate:
        callers = [
            call(hass, "Hırsız!", ANNE, BAD),
            call(hass, "Hırsız!", KIZ),
            call(hass, "Hırsız!", KIZ, BABA),
        ]
        await gate.wait_for()
        callers[0].cancel()
        await asyncio.wait([callers[0]])
    assert statuses(await callers[1]) == [ACCEPTED]
    assert statuses(await callers[2]) == [ACCEPTED] * 2
    await settle()
    assert arrivals(simulator) == {(n, "Hırsız!"): 1 for n in (ANNE, BABA, KIZ)}
    assert journaled(journal_path(hass, entry)) == []


async def test_divided_while_queued_is_being_answered(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The refusal comes in the very second in which callers lose patience."""
    simulator.account.blocked = {BAD}
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    with simulator.hold() as gate:
        caller = call(hass, "Hırsız!", ANNE, BAD, KIZ)
        await gate.wait_for()
        await clock.move(9)
        clock.tick(1.0)
    await clock.until(lambda: len(outcomes) >= 3 and caller.done(), within=5)
    await settle()
    assert arrivals(simulator) == {(ANNE, "Hırsız!"): 1, (KIZ, "Hırsız!"): 1}
    finals = [item for item in outcomes.seen if item[0] != QUEUED]
    assert sorted(finals) == [("accepted", ANNE), ("accepted", KIZ), ("rejected", BAD)]
    assert pending(hass) == "0"
    if not caller.exception():
        assert set(statuses(caller.result())) == {QUEUED}


async def test_part_waits_after_others_were_given_up(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The other part's success ends what is said of the past; what waits is shown."""
    simulator.account.blocked = {BAD}
    entry = await set_up(hass, account_entry(simulator, retry_minutes=10))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    caller = call(hass, "Duman", KIZ)
    await clock.until(caller.done, within=12)
    await clock.until(lambda: outcomes.how_many("expired"), within=645)
    expired = f"iletimerkezi_{entry.entry_id}_expired"
    await clock.until(lambda: expired in notifications(hass))
    await simulator.restore_line()

    lost = simulator.faults.add(
        Fault(FaultKind.CODE, code=503, where=lambda r: r.query["receipents"] == BABA)
    )
    caller = call(hass, "Hırsız!", ANNE, BAD, BABA)
    await clock.until(lambda: outcomes.how_many(QUEUED) == 2, within=12)
    await clock.until(lambda: pending(hass) == "1")
    await settle()
    shown = notifications(hass)[f"iletimerkezi_{entry.entry_id}_unreachable"]
    assert "Waiting messages: 1" in shown["message"]

    simulator.faults.remove(lost)
    await clock.until(lambda: (BABA, "Hırsız!") in texts(simulator), within=75)
    await settle()
    assert f"iletimerkezi_{entry.entry_id}_unreachable" not in notifications(hass)
    await clock.until(caller.done, within=12)
    assert isinstance(caller.exception(), HomeAssistantError)
