"""What is kept for the account: sent once it works again, or expired visibly."""

from collections import Counter
from decimal import Decimal
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator
from tests.clock import Clock, settle
from tests.helpers import ANNE, BABA, KIZ, account_entry, notifications, set_up

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    arrivals,
    call,
    crash,
    pending,
    sent_texts,
    state_of,
    statuses,
    unmarked,
)

CODES: Final = (401, 402, 450, 459, 460, 468, 469, 470)
ALARMS: Final = 10
MINUTE: Final = 60.0
HOUR: Final = 3600.0
ALL: Final = {
    (number, f"Alarm {n}"): 1 for n in range(ALARMS) for number in (ANNE, BABA)
}


def refuse(simulator: Simulator, code: int) -> list[Fault]:
    """Have the account refused, its balance too where that would be so."""
    faults = [Fault(FaultKind.CODE, code=code)]
    if code == 401:
        faults.append(Fault(FaultKind.CODE, code=code, endpoint="balance"))
    if code == 402:
        simulator.account.balance = Decimal(0)
    for fault in faults:
        simulator.faults.add(fault)
    return faults


def resolve(simulator: Simulator, faults: list[Fault]) -> None:
    """Have the account work again."""
    for fault in faults:
        simulator.faults.remove(fault)
    simulator.account.balance = Decimal(1000)


async def queue_in_outage(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Have alarms to two people queued while the line is down."""
    await simulator.cut_line()
    callers = [call(hass, f"Alarm {n}", ANNE, BABA) for n in range(ALARMS)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    assert {s for c in callers for s in statuses(c.result())} == {QUEUED}


def problem(hass: HomeAssistant) -> tuple[str, str | None]:
    """Return state and reason of the problem sensor."""
    state = state_of(hass, "binary_sensor.ileti_merkezi_problem")
    return state.state, state.attributes.get("reason")


@pytest.mark.parametrize("code", CODES)
async def test_account_is_refused_after_an_outage(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, code: int
) -> None:
    """What waited is kept, and arrives once with its late mark when that is over."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    await queue_in_outage(hass, simulator, clock)
    faults = refuse(simulator, code)
    await simulator.restore_line()
    await clock.until(lambda: problem(hass)[0] == "on" and simulator.sends, within=75)
    await clock.move(2 * MINUTE)
    assert simulator.messages == []
    assert pending(hass) == str(2 * ALARMS)
    assert f"{DOMAIN}_{entry.entry_id}_{code}" in notifications(hass)
    resolve(simulator, faults)
    await clock.until(lambda: len(simulator.messages) >= 2 * ALARMS, within=5 * MINUTE)
    await clock.move(MINUTE)
    assert arrivals(simulator) == ALL
    assert {sms.text for sms in simulator.messages} == {
        f"[14:34] Alarm {n}" for n in range(ALARMS)
    }
    assert {o.code for o in outcomes if o.status == QUEUED} == {None, code}
    assert problem(hass) == ("off", None)
    assert not notifications(hass)
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
@pytest.mark.parametrize("code", CODES)
async def test_refused_account_is_never_fixed(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    code: int,
    restarted: bool,
) -> None:
    """All that was kept expires with the code, and is named."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=30))
    outcomes = Outcomes(entry)
    await queue_in_outage(hass, simulator, clock)
    refuse(simulator, code)
    await simulator.restore_line()
    await clock.until(lambda: problem(hass)[0] == "on" and simulator.sends, within=75)
    await clock.move(MINUTE)
    if restarted:
        await crash(hass, entry)
        outcomes.listen(entry)
    await clock.move(30 * MINUTE)
    expired = [outcome for outcome in outcomes if outcome.status == "expired"]
    assert Counter((o.number, o.text) for o in expired) == ALL
    assert {outcome.code for outcome in expired} == {code}
    shown = notifications(hass)[f"{DOMAIN}_{entry.entry_id}_expired"]["message"]
    assert "…67" in shown
    assert "…33" in shown
    assert simulator.messages == []


async def test_glitch_loses_nothing(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Credentials that stop working for twenty seconds: all of these alarms arrive."""
    await set_up(hass, account_entry(simulator))
    faults = refuse(simulator, 401)
    callers = []
    for n in range(5):
        callers.append(call(hass, f"Alarm {n}", ANNE))
        await clock.move(4)
    resolve(simulator, faults)
    await clock.until(lambda: len(simulator.messages) >= 5, within=2 * MINUTE)
    await clock.move(MINUTE)
    assert all(isinstance(c.exception(), HomeAssistantError) for c in callers)
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(5)}
    assert not hass.config_entries.flow.async_progress()


async def test_credit_for_three_of_four(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Three phones ring, the error names the fourth; with new credit it rings, too."""
    entry = await set_up(hass, account_entry(simulator))
    fourth = "5340001122"
    simulator.account.credit = 3
    caller = call(hass, "Yangın", ANNE, BABA, KIZ, fourth)
    await clock.until(caller.done, within=12)
    with pytest.raises(HomeAssistantError, match="…22"):
        await caller
    assert [sms.number for sms in simulator.messages] == [ANNE, BABA, KIZ]
    shown = notifications(hass)[f"{DOMAIN}_{entry.entry_id}_402"]["message"]
    assert "…22" in shown
    assert "…67" not in shown
    await clock.move(3 * MINUTE)
    simulator.account.credit = 10
    await clock.until(lambda: len(simulator.messages) == 4, within=2 * MINUTE)
    assert (simulator.messages[3].number, unmarked(simulator.messages[3].text)) == (
        fourth,
        "Yangın",
    )


@pytest.mark.parametrize("code", [401, 402, 450, 470])
async def test_requests_of_a_refused_hour(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, code: int
) -> None:
    """At most twelve probes and seventy queries an hour for what is kept."""
    await set_up(hass, account_entry(simulator, retry_minutes=120))
    await clock.move(MINUTE)
    refuse(simulator, code)
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(10)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    await settle()
    before = len(simulator.requests)
    sends = len(simulator.sends)
    await clock.move(HOUR)
    probes = len(simulator.sends) - sends
    assert probes <= 12
    assert len(simulator.requests) - before - probes <= 70
    assert {caller.exception() is not None for caller in callers} == {True}


@pytest.mark.parametrize("trouble", ["credit", "outage"])
async def test_alert_repeated_for_an_hour_is_one_sms(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, trouble: str
) -> None:
    """Four people get four SMS afterwards, not two hundred and forty."""
    await set_up(hass, account_entry(simulator))
    people = (ANNE, BABA, KIZ, "5340001122")
    faults: list[Fault] = []
    if trouble == "credit":
        faults = refuse(simulator, 402)
    else:
        await simulator.cut_line()
    for _ in range(60):
        caller = call(hass, "Su kaçağı", *people)
        await clock.move(MINUTE)
        assert caller.done()
        caller.exception()
    if trouble == "credit":
        resolve(simulator, faults)
    else:
        await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 4, within=2 * MINUTE)
    await clock.move(5 * MINUTE)
    assert arrivals(simulator) == {(number, "Su kaçağı"): 1 for number in people}
    assert all(text.endswith("] Su kaçağı") for text in sent_texts(simulator)[-4:])


async def test_new_message_is_tried_and_releases_all(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message that gets through proves that the account works again."""
    entry: MockConfigEntry = await set_up(hass, account_entry(simulator))
    faults = refuse(simulator, 450)
    for n in range(3):
        with pytest.raises(HomeAssistantError, match="450"):
            await call(hass, f"Alarm {n}", ANNE)
    assert len(simulator.sends) == 3
    resolve(simulator, faults)
    assert statuses(await call(hass, "Yeni", BABA)) == [ACCEPTED]
    await clock.until(lambda: len(simulator.messages) == 4, within=10)
    assert arrivals(simulator) == {
        (BABA, "Yeni"): 1,
        **{(ANNE, f"Alarm {n}"): 1 for n in range(3)},
    }
    assert entry.runtime_data.outbox.problem is None
