"""What time does to messages: late marks, giving up, the provider's ten minutes."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from simulator import Fault, FaultKind, Simulator, Stage
from tests.clock import Clock, settle
from tests.helpers import ANNE, BABA, account_entry, notifications, set_up, texts

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    another_system_sends,
    call,
    crash,
    journal_path,
    journaled,
    pending,
    reload,
    sent_texts,
    state_of,
    statuses,
)

type Restart = Callable[[HomeAssistant, MockConfigEntry], Coroutine[Any, Any, None]]

MINUTE = 60.0
HOUR = 60 * MINUTE

restarts = pytest.mark.parametrize(
    "restart", [pytest.param(reload, id="reload"), pytest.param(crash, id="crash")]
)


async def queue(hass: HomeAssistant, clock: Clock, text: str, *numbers: str) -> None:
    """Have a message wait for a provider that is away."""
    caller = call(hass, text, *numbers)
    await clock.until(caller.done, within=12)
    assert statuses(await caller) == [QUEUED] * len(numbers)


# Late marks


@pytest.mark.parametrize("away", [30, 60, 85, 100, 115, 121, 130, 200, 1800])
async def test_late_message_says_when_it_was_meant(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, away: float
) -> None:
    """More than two minutes late, and not a second earlier."""
    await set_up(hass, account_entry(simulator))
    began = clock.provider()
    await simulator.cut_line()
    await queue(hass, clock, "Hırsız!", ANNE)
    await clock.move(away - (clock.provider() - began))
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    late_by = simulator.sends[0].at - began
    assert away <= late_by <= away + 30
    assert texts(simulator) == [
        (ANNE, "[14:34] Hırsız!" if late_by > 120 else "Hırsız!")
    ]
    assert len(simulator.sends) == 1


async def test_late_mark_is_local_time(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The mark is what the clock on the wall showed, not UTC."""
    await hass.config.async_set_time_zone("America/St_Johns")
    await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    await queue(hass, clock, "Duman", ANNE)
    await clock.move(5 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    assert texts(simulator) == [(ANNE, "[08:04] Duman")]


async def test_repeat_of_what_waits_joins_it(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The same text handed over twice in an outage is one SMS, kept anew."""
    await set_up(hass, account_entry(simulator, retry_minutes=10))
    await simulator.cut_line()
    await queue(hass, clock, "Duman", ANNE)
    await clock.move(8 * MINUTE)
    await queue(hass, clock, "Duman", ANNE)
    assert pending(hass) == "1"
    await clock.move(8 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    await clock.move(2 * MINUTE)
    assert texts(simulator) == [(ANNE, "[14:34] Duman")]


# Attempts whose outcome is unknown


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("minutes", [2, 5, 8])
async def test_unclear_attempt_is_repeated_letter_by_letter(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage, minutes: int
) -> None:
    """Within ten minutes: no late mark, so that the provider recognizes a repeat."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.DROP, stage, times=1))
    await simulator_away_after_first_send(hass, simulator, clock)
    await clock.move(minutes * MINUTE)
    assert outcomes.how_many(ACCEPTED) == 0
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=75)
    assert sent_texts(simulator) == ["Su baskını", "Su baskını"]
    assert texts(simulator) == [(ANNE, "Su baskını")]
    assert outcomes.seen == [("queued", ANNE), ("accepted", ANNE)]
    # What an answer that was lost said is not made up.
    answered = "700001" if stage is Stage.BEFORE else None
    assert outcomes[-1].order_id == answered


@pytest.mark.parametrize(("stage", "copies"), [(Stage.BEFORE, 1), (Stage.AFTER, 2)])
async def test_unclear_attempt_is_late_after_ten_minutes(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage, copies: int
) -> None:
    """Past the provider's memory it is sent again: twice beats never."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.DROP, stage, times=1))
    await simulator_away_after_first_send(hass, simulator, clock)
    await clock.move(11 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=75)
    assert sent_texts(simulator) == ["Su baskını", "[14:34] Su baskını"]
    arrived = [(ANNE, "Su baskını"), (ANNE, "[14:34] Su baskını")]
    assert texts(simulator) == arrived[-copies:]


@pytest.mark.parametrize("stage", Stage)
async def test_late_attempt_can_be_unclear_too(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage
) -> None:
    """A late text whose answer is lost is repeated with its mark, and arrives once."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    await queue(hass, clock, "Su baskını", ANNE)
    await clock.move(5 * MINUTE)
    simulator.faults.add(Fault(FaultKind.EMPTY_200, stage, times=2))
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=120)
    assert sent_texts(simulator) == ["[14:34] Su baskını"] * 3
    assert texts(simulator) == [(ANNE, "[14:34] Su baskını")]


@restarts
@pytest.mark.parametrize("stage", Stage)
async def test_unclear_attempt_is_remembered(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    restart: Restart,
    stage: Stage,
) -> None:
    """A restart cannot hide that something may have been sent."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.RESET, stage, times=1))
    await simulator_away_after_first_send(hass, simulator, clock)
    await clock.move(4 * MINUTE)
    await restart(hass, entry)
    outcomes = Outcomes(entry)
    await clock.move(2 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=75)
    assert sent_texts(simulator) == ["Su baskını", "Su baskını"]
    assert texts(simulator) == [(ANNE, "Su baskını")]


@restarts
async def test_answer_to_a_first_attempt_is_missing_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, restart: Restart
) -> None:
    """Home Assistant goes down while its first request is under way."""
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold(stage=Stage.AFTER):
        caller = call(hass, "Su baskını", ANNE)
        await simulator.wait_for_messages()
        await clock.until(lambda: journaled(journal_path(hass, entry)))
        going_down = hass.async_create_task(restart(hass, entry))
        await clock.until(going_down.done, within=5)
        await going_down
    assert statuses(await caller) == [QUEUED]
    await clock.until(lambda: len(simulator.sends) >= 2, within=75)
    await clock.until(lambda: not journaled(journal_path(hass, entry)))
    assert sent_texts(simulator) == ["Su baskını", "Su baskını"]
    assert texts(simulator) == [(ANNE, "Su baskını")]


async def simulator_away_after_first_send(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Lose the provider with the first request for a message."""
    caller = call(hass, "Su baskını", ANNE)
    await simulator.wait_for_sends()
    await simulator.cut_line()
    await clock.until(caller.done, within=12)
    assert statuses(await caller) == [QUEUED]


# Giving up


@pytest.mark.parametrize("minutes", [1, 5, 60])
async def test_message_expires(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, minutes: int
) -> None:
    """Given up within 45 s after retry_minutes, said so, and never sent later."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=minutes))
    outcomes = Outcomes(entry)
    began = clock.provider()
    await simulator.cut_line()
    await queue(hass, clock, "Hırsız!", ANNE, BABA)
    assert pending(hass) == "2"
    waiting = await notification(hass, clock, entry)
    assert "Waiting messages: 1" in waiting["message"]
    await clock.move(minutes * MINUTE - (clock.provider() - began) - 1)
    assert outcomes.how_many("expired") == 0
    await clock.until(lambda: outcomes.how_many("expired") == 2, within=45)
    assert outcomes.seen == [
        *(("queued", ANNE), ("queued", BABA)),
        *(("expired", ANNE), ("expired", BABA)),
    ]
    assert not any(outcome.maybe_sent for outcome in outcomes)
    event = state_of(hass, "event.ileti_merkezi_messages")
    assert event.attributes["event_type"] == "expired"
    await settle()
    assert pending(hass) == "0"
    shown = notifications(hass)
    assert f"iletimerkezi_{entry.entry_id}_unreachable" not in shown
    given_up = shown[f"iletimerkezi_{entry.entry_id}_expired"]
    assert given_up["title"] != waiting["title"]
    assert journaled(journal_path(hass, entry)) == []
    await simulator.restore_line()
    await clock.move(3 * MINUTE)
    assert simulator.sends == []


async def test_expired_unclear_message_is_reported_as_unclear(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What may have been sent is not called lost."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=1))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.HTTP_STATUS, Stage.AFTER, code=502))
    await queue(hass, clock, "Hırsız!", ANNE)
    await clock.until(lambda: outcomes.how_many("expired"), within=105)
    assert outcomes[-1].maybe_sent
    assert texts(simulator) == [(ANNE, "Hırsız!")]


@restarts
async def test_messages_expire_while_home_assistant_is_off(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, restart: Restart
) -> None:
    """Alarms from yesterday do not burst out, however many there are."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(60)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    path = journal_path(hass, entry)
    left = {file: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}
    assert await hass.config_entries.async_unload(entry.entry_id)
    if restart is crash:
        for file, content in left.items():
            file.write_bytes(content)
    clock.tick(HOUR + 1)
    await simulator.restore_line()
    states: list[Any] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            states.append(event.data["new_state"])
            if event.data["entity_id"] == "event.ileti_merkezi_messages"
            else None
        ),
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.move(MINUTE)
    assert simulator.sends == []
    assert journaled(path) == []
    types = [state.attributes.get("event_type") for state in states]
    assert types.count("expired") == 60
    assert pending(hass) == "0"


async def notification(
    hass: HomeAssistant, clock: Clock, entry: MockConfigEntry
) -> dict[str, Any]:
    """Return what is shown about the network."""
    key = f"iletimerkezi_{entry.entry_id}_unreachable"
    await clock.until(lambda: key in notifications(hass))
    await settle()
    return notifications(hass)[key]


# Repeats


async def test_repeat_within_ten_minutes_gets_the_time(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Once a minute the same text gets through; its callers get no error."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    assert statuses(await call(hass, "Kapı açık", ANNE)) == [ACCEPTED]
    assert statuses(await call(hass, "Kapı açık", ANNE)) == [ACCEPTED]
    (again,) = await call(hass, "Kapı açık", ANNE)
    assert (again["status"], again["order_id"]) == (ACCEPTED, None)
    assert outcomes.how_many("accepted") == 2
    await clock.move(MINUTE)
    assert statuses(await call(hass, "Kapı açık", ANNE)) == [ACCEPTED]
    assert sent_texts(simulator) == [
        "Kapı açık",
        "Kapı açık 14:34",
        "Kapı açık 14:35",
    ]
    assert {request.answered_code for request in simulator.sends} == {200}
    await clock.move(10 * MINUTE)
    assert statuses(await call(hass, "Kapı açık", ANNE)) == [ACCEPTED]
    assert sent_texts(simulator)[3:] == ["Kapı açık"]


async def test_repeat_is_rejected_by_option(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """With repeated_messages: reject nothing is even asked."""
    entry = await set_up(hass, account_entry(simulator, repeated_messages="reject"))
    await call(hass, "Kapı açık", ANNE)
    outcomes = Outcomes(entry)
    await clock.move(9 * MINUTE)
    with pytest.raises(HomeAssistantError, match="451"):
        await call(hass, "Kapı açık", ANNE)
    assert len(simulator.sends) == 1
    assert [(o.status, o.code) for o in outcomes] == [("rejected", 451)]
    await clock.move(2 * MINUTE)
    await call(hass, "Kapı açık", ANNE)
    assert texts(simulator) == [(ANNE, "Kapı açık")] * 2


@restarts
@pytest.mark.parametrize(
    ("option", "expected"),
    [("add_time", ["Kapı açık", "Kapı açık 14:40"]), ("reject", ["Kapı açık"])],
)
async def test_repeat_is_known_after_a_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    restart: Restart,
    option: str,
    expected: list[str],
) -> None:
    """What was accepted is remembered on the disk."""
    entry = await set_up(hass, account_entry(simulator, repeated_messages=option))
    await call(hass, "Kapı açık", ANNE)
    await clock.until(lambda: not journaled(journal_path(hass, entry)))
    await settle()
    await clock.move(6 * MINUTE)
    await restart(hass, entry)
    caller = call(hass, "Kapı açık", ANNE)
    await clock.until(caller.done)
    assert (caller.exception() is None) is (option == "add_time")
    assert sent_texts(simulator) == expected
    assert all(request.answered_code == 200 for request in simulator.sends)


@restarts
async def test_repeat_of_what_waits_is_known_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, restart: Restart
) -> None:
    """Also what has not been accepted yet counts."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    await queue(hass, clock, "Kapı açık", ANNE)
    await restart(hass, entry)
    await queue(hass, clock, "Kapı açık", ANNE)
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    await clock.move(MINUTE)
    assert texts(simulator) == [(ANNE, "Kapı açık")]
    # Known beforehand: the provider never had to say 451.
    assert {request.answered_code for request in simulator.sends} == {200}


@pytest.mark.parametrize("option", ["add_time", "reject"])
async def test_another_system_was_first(
    hass: HomeAssistant, simulator: Simulator, option: str
) -> None:
    """451 on a first attempt is a genuine repeat and treated like one."""
    entry = await set_up(hass, account_entry(simulator, repeated_messages=option))
    outcomes = Outcomes(entry)
    await another_system_sends(simulator, "Duman", ANNE)
    caller = call(hass, "Duman", ANNE)
    if option == "add_time":
        assert statuses(await caller) == [ACCEPTED]
        assert sent_texts(simulator) == ["Duman", "Duman 14:34"]
        assert texts(simulator) == [(ANNE, "Duman"), (ANNE, "Duman 14:34")]
        assert outcomes.seen == [("accepted", ANNE)]
        return
    with pytest.raises(HomeAssistantError, match="451"):
        await caller
    assert sent_texts(simulator) == ["Duman"]
    assert texts(simulator) == [(ANNE, "Duman")]
    assert [(o.status, o.code) for o in outcomes] == [("rejected", 451)]


async def test_another_system_was_first_even_with_the_time(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The time is added once; then a repeat is refused."""
    entry = await set_up(hass, account_entry(simulator))
    for text in ("Duman", "Duman 14:34"):
        await another_system_sends(simulator, text, ANNE)
    with pytest.raises(HomeAssistantError, match="451"):
        await call(hass, "Duman", ANNE)
    assert sent_texts(simulator) == ["Duman", "Duman 14:34"]
    assert len(simulator.messages) == 2
    await settle()
    assert journaled(journal_path(hass, entry)) == []


async def test_another_system_was_first_and_the_answer_is_lost(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An unclear attempt makes any 451 look like its own: the text did arrive."""
    await set_up(hass, account_entry(simulator))
    await another_system_sends(simulator, "Duman", ANNE)
    simulator.faults.add(Fault(FaultKind.DROP, Stage.AFTER, times=1))
    caller = call(hass, "Duman", ANNE)
    await clock.until(caller.done, within=12)
    assert statuses(await caller) == [QUEUED]
    await clock.until(lambda: len(simulator.sends) >= 2, within=75)
    await clock.move(75)
    assert sent_texts(simulator) == ["Duman", "Duman"]
    assert texts(simulator) == [(ANNE, "Duman")]


# A wall clock that jumps


@pytest.mark.parametrize("hours", [-30, -3, 3, 30, 9000])
async def test_clock_jumps_while_a_message_waits(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, hours: int
) -> None:
    """Neither expired nor sent again, and the mark shows the corrected time."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    await queue(hass, clock, "Hırsız!", ANNE)
    clock.jump(hours=hours)
    await clock.move(3 * MINUTE)
    assert outcomes.seen == [("queued", ANNE)]
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    clock.jump(hours=-hours)
    await clock.move(3 * MINUTE)
    meant = (14 + hours) % 24
    assert texts(simulator) == [(ANNE, f"[{meant:02}:34] Hırsız!")]
    assert outcomes.seen == [("queued", ANNE), ("accepted", ANNE)]
    assert len(simulator.sends) == 1


@pytest.mark.parametrize("hours", [-3, 3, 30])
async def test_clock_jumps_after_an_unclear_attempt(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, hours: int
) -> None:
    """The ten minutes are ten real minutes."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.DROP, Stage.AFTER, times=1))
    await simulator_away_after_first_send(hass, simulator, clock)
    clock.jump(hours=hours)
    await clock.move(5 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=75)
    assert sent_texts(simulator) == ["Su baskını", "Su baskını"]
    assert texts(simulator) == [(ANNE, "Su baskını")]


async def test_machine_is_suspended_while_a_message_waits(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An alarm from before half an hour of sleep is half an hour late."""
    await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    await queue(hass, clock, "Hırsız!", ANNE)
    await clock.suspend(30 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    assert texts(simulator) == [(ANNE, "[14:34] Hırsız!")]
    assert len(simulator.sends) == 1


async def test_machine_is_suspended_for_longer_than_messages_are_kept(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Nothing outdated is sent once it wakes up."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    await queue(hass, clock, "Hırsız!", ANNE)
    await clock.suspend(61 * MINUTE)
    await clock.until(lambda: outcomes.how_many("expired"), within=45)
    await simulator.restore_line()
    await clock.move(5 * MINUTE)
    assert simulator.sends == []


async def test_machine_is_suspended_after_an_unclear_attempt(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The provider has forgotten meanwhile: the text is marked as late, not repeated."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.DROP, Stage.BEFORE, times=1))
    await simulator_away_after_first_send(hass, simulator, clock)
    await clock.suspend(11 * MINUTE)
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=75)
    assert sent_texts(simulator) == ["Su baskını", "[14:34] Su baskını"]


@restarts
@pytest.mark.parametrize("hours", [-3, 3])
async def test_clock_jumps_and_home_assistant_restarts(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    restart: Restart,
    hours: int,
) -> None:
    """After a power cut the clock is put right while messages wait."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(40)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    clock.jump(hours=hours)
    await clock.move(MINUTE)
    await restart(hass, entry)
    outcomes.listen(entry)
    await clock.move(MINUTE)
    assert outcomes.how_many("expired") == 0
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 40, within=75)
    await settle()
    assert len(simulator.messages) == len(simulator.sends) == 40


@pytest.mark.parametrize("hours", [-3, 3])
async def test_clock_jumps_between_repeats(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, hours: int
) -> None:
    """A repeat stays one for ten real minutes."""
    await set_up(hass, account_entry(simulator))
    await call(hass, "Kapı açık", ANNE)
    clock.jump(hours=hours)
    await clock.move(5 * MINUTE)
    await call(hass, "Kapı açık", ANNE)
    assert sent_texts(simulator) == ["Kapı açık", f"Kapı açık {14 + hours}:39"]
    assert {request.answered_code for request in simulator.sends} == {200}
