"""What callers are answered, and what survives them."""

import asyncio
from collections import Counter
from collections.abc import Generator
from functools import partial
import gc
import threading
from typing import Any

import pytest

from homeassistant.components import persistent_notification
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_HOMEASSISTANT_STOP,
)
from homeassistant.core import CoreState, Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.runner import MAX_EXECUTOR_WORKERS

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox.model import Addressee, Outcome, OutgoingSms
from custom_components.iletimerkezi.outbox.order import Order
from simulator import Fault, FaultKind, Simulator, Stage
from tests.clock import Clock, breathe, settle
from tests.helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notifications,
    recipient,
    saying,
    set_up,
    texts,
)

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    arrivals,
    call,
    journal_path,
    journaled,
    pending,
    reload,
    sent_texts,
    state_of,
    statuses,
)

PENDING = "sensor.ileti_merkezi_pending_messages"
EVENT = "event.ileti_merkezi_messages"


# Accepted, queued, rejected


async def test_accepted(hass: HomeAssistant, simulator: Simulator) -> None:
    """A caller gets the order id."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    answers = await call(hass, "Hırsız!", ANNE, BABA)
    assert [(m["number"], m["status"], m["order_id"]) for m in answers] == [
        (ANNE, ACCEPTED, "700001"),
        (BABA, ACCEPTED, "700001"),
    ]
    assert outcomes.seen == [("accepted", ANNE), ("accepted", BABA)]
    assert state_of(hass, EVENT).attributes["order_id"] == "700001"
    assert pending(hass) == "0"
    await settle()
    assert journaled(journal_path(hass, entry)) == []


@pytest.mark.parametrize("stage", Stage)
async def test_caller_is_answered_within_12_seconds(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage
) -> None:
    """The attempt goes on meanwhile, and its answer is announced."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    with simulator.hold(stage=stage):
        caller = call(hass, "Hırsız!", ANNE)
        await simulator.wait_for_sends()
        took = await clock.until(caller.done, within=15)
        assert took <= 12
        assert statuses(await caller) == [QUEUED]
        assert journaled(journal_path(hass, entry)) == ["Hırsız!"]
        await settle()
        assert pending(hass) == "1"
        assert outcomes.seen == [("queued", ANNE)]
        await clock.move(15)
    await clock.until(lambda: outcomes.how_many(ACCEPTED))
    assert outcomes.seen == [("queued", ANNE), ("accepted", ANNE)]
    assert outcomes[-1].order_id == "700001"
    assert sent_texts(simulator) == ["Hırsız!"]
    await settle()
    assert pending(hass) == "0"
    assert not notifications(hass)


async def test_attempt_ends_after_30_seconds(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A provider that never answers gets the same request again."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.HANG, Stage.AFTER, times=1))
    call(hass, "Hırsız!", ANNE)
    await simulator.wait_for_sends()
    await clock.move(29)
    assert len(simulator.sends) == 1
    await clock.until(lambda: outcomes.how_many(ACCEPTED), within=4)
    assert sent_texts(simulator) == ["Hırsız!", "Hırsız!"]
    assert texts(simulator) == [(ANNE, "Hırsız!")]


async def test_queued_only_for_what_is_on_the_disk(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """After the answer queued, power may fail."""
    entry = await set_up(hass, account_entry(simulator))
    path = journal_path(hass, entry)
    await simulator.cut_line()
    found: list[str] = []

    def look(text: str, _: object) -> None:
        found.extend({text} & set(journaled(path)))

    callers = [call(hass, f"Alarm {n}", ANNE, BABA) for n in range(50)]
    for n, caller in enumerate(callers):
        caller.add_done_callback(partial(look, f"Alarm {n}"))
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    await breathe()
    assert sorted(found) == sorted(f"Alarm {n}" for n in range(50))


async def test_queued_waits_for_the_disk(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """For a moment: it is said the instant it is true."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    answers = threading.Event()
    busy = [
        hass.async_add_executor_job(answers.wait) for _ in range(MAX_EXECUTOR_WORKERS)
    ]
    try:
        caller = call(hass, "Hırsız!", ANNE)
        await settle()
        assert not caller.done()
        assert journaled(journal_path(hass, entry)) == []
    finally:
        answers.set()
        await asyncio.gather(*busy)
    await clock.until(caller.done)
    assert journaled(journal_path(hass, entry)) == ["Hırsız!"]


async def test_queued_is_answered_soon_when_the_line_is_down(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Nobody waits 10 s for what a refused connection says at once."""
    await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    caller = call(hass, "Hırsız!", ANNE)
    await clock.until(caller.done, within=1)
    assert statuses(await caller) == [QUEUED]
    many = [call(hass, f"Alarm {n}", ANNE) for n in range(30)]
    await clock.until(lambda: all(caller.done() for caller in many), within=3)


async def test_message_for_several_where_one_is_refused(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The error names who failed, and only after everybody was served."""
    simulator.account.blocked = {BABA}
    await set_up(hass, account_entry(simulator))
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": ["notify.anne", "notify.baba"], "message": "Hırsız!"},
            blocking=True,
        )
    assert "Baba" in str(raised.value)
    assert "Anne" not in str(raised.value)
    assert texts(simulator) == [(ANNE, "Hırsız!")]


# The same text from several callers


async def test_same_text_in_the_same_turn_is_one_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Two automations that fire at once do not send twice; both are answered."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    callers = [call(hass, "Duman", ANNE, BABA), call(hass, "Duman", BABA, KIZ)]
    answers = [statuses(await caller) for caller in callers]
    assert answers == [[ACCEPTED] * 2] * 2
    assert [r.query["receipents"] for r in simulator.sends] == [f"{ANNE},{BABA},{KIZ}"]
    assert texts(simulator) == [(n, "Duman") for n in (ANNE, BABA, KIZ)]
    assert Counter(outcomes.seen) == {("accepted", n): 1 for n in (ANNE, BABA, KIZ)}


async def test_number_in_two_recipients_is_one_message(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Mother is also family: she gets one SMS, also after an outage."""
    await set_up(
        hass,
        account_entry(
            simulator, recipient("Anne", ANNE), recipient("Aile", ANNE, BABA)
        ),
    )
    await simulator.cut_line()
    sending = hass.async_create_task(
        hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": ["notify.anne", "notify.aile"], "message": "Duman"},
            blocking=True,
        )
    )
    await clock.until(sending.done, within=12)
    await sending
    await settle()
    assert pending(hass) == "2"
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    await settle()
    assert texts(simulator) == [(ANNE, "Duman"), (BABA, "Duman")]
    assert pending(hass) == "0"


async def test_same_text_with_two_senders_in_the_same_turn(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """They cannot share an order, and the provider would refuse the second."""
    simulator.account.senders.append("BAHCE")
    await set_up(hass, account_entry(simulator))
    callers = [call(hass, "Duman", ANNE), call(hass, "Duman", ANNE, sender="BAHCE")]
    for caller in callers:
        assert statuses(await caller) == [ACCEPTED]
    assert sorted(sent_texts(simulator)) == ["Duman", "Duman 14:34"]
    assert {request.answered_code for request in simulator.sends} == {200}


# Failing at once


async def test_without_queue_a_dead_line_is_an_error(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """With retry_minutes: 0 the message is dropped, and nothing arrives later."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    outcomes = Outcomes(entry)
    await simulator.cut_line()
    caller = call(hass, "Hırsız!", ANNE)
    await clock.until(caller.done)
    with pytest.raises(HomeAssistantError, match="could not be reached"):
        await caller
    assert [(o.status, o.maybe_sent) for o in outcomes] == [("expired", False)]
    await simulator.restore_line()
    await clock.move(120)
    await reload(hass, entry)
    await clock.move(60)
    assert simulator.sends == []


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.HANG, FaultKind.HTML_200])
async def test_without_queue_an_unclear_attempt_is_reported_as_unclear(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    kind: FaultKind,
    stage: Stage,
) -> None:
    """It is repeated for the caller's time only, also not after a restart."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    simulator.faults.add(Fault(kind, stage))
    caller = call(hass, "Hırsız!", ANNE)
    await simulator.wait_for_sends()
    assert await clock.until(caller.done, within=15) <= 12
    with pytest.raises(HomeAssistantError, match="may have been sent"):
        await caller
    tried = len(simulator.sends)
    assert 1 <= tried <= 6
    await clock.move(120)
    await reload(hass, entry)
    await clock.move(60)
    assert sent_texts(simulator) == ["Hırsız!"] * tried
    assert len(simulator.messages) == (stage is Stage.AFTER)


@pytest.mark.parametrize("stage", Stage)
async def test_without_queue_one_dropped_connection_loses_nothing(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage
) -> None:
    """The identical request follows within the caller's time: one SMS."""
    await set_up(hass, account_entry(simulator, retry_minutes=0))
    simulator.faults.add(Fault(FaultKind.DROP, stage, times=1))
    caller = call(hass, "Hırsız!", ANNE)
    assert await clock.until(caller.done, within=15) <= 12
    assert statuses(await caller) == [ACCEPTED]
    assert sent_texts(simulator) == ["Hırsız!"] * 2
    assert texts(simulator) == [(ANNE, "Hırsız!")]


async def test_text_that_one_of_them_may_have_reaches_the_others(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An answer 451 that is lost, and comes again, is not about all of them."""
    await set_up(hass, account_entry(simulator, retry_minutes=0))
    simulator.repeat_rule = "any_recipient"
    hanging = simulator.faults.add(Fault(FaultKind.HANG, Stage.AFTER))
    caller = call(hass, "Su", ANNE)
    await clock.until(caller.done, within=15)
    assert isinstance(caller.exception(), HomeAssistantError)
    assert texts(simulator) == [(ANNE, "Su")]
    simulator.faults.remove(hanging)
    await clock.move(30)
    simulator.faults.add(Fault(FaultKind.DROP, Stage.AFTER, times=1))
    caller = call(hass, "Su", ANNE, BABA)
    await clock.until(caller.done, within=15)
    assert statuses(await caller) == [ACCEPTED, ACCEPTED]
    assert (BABA, "Su") in texts(simulator)


async def test_without_queue_messages_do_not_wait_behind_each_other(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Each caller is answered in time, however many there are."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    outcomes = Outcomes(entry)
    simulator.faults.add(Fault(FaultKind.HANG))
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(40)]
    await simulator.wait_for_sends(16)
    assert (
        await clock.until(lambda: all(caller.done() for caller in callers), within=15)
        <= 12
    )
    assert all(isinstance(c.exception(), HomeAssistantError) for c in callers)
    simulator.faults.clear()
    tried = Counter(sent_texts(simulator))
    unclear = {outcome.text for outcome in outcomes if outcome.maybe_sent}
    assert unclear == set(tried)
    await clock.move(60)
    assert Counter(sent_texts(simulator)) == tried
    assert outcomes.how_many("expired") == len(outcomes) == 40
    assert journaled(journal_path(hass, entry)) == []


# Callers that go away


@pytest.mark.parametrize("turns", range(12))
async def test_message_of_a_cancelled_caller_is_sent(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, turns: int
) -> None:
    """A script that is stopped has handed its alarm over."""
    entry = await set_up(hass, account_entry(simulator))
    caller = call(hass, "Hırsız!", ANNE)
    for _ in range(turns + 2):
        await asyncio.sleep(0)
    caller.cancel()
    await asyncio.wait([caller])
    await clock.until(lambda: simulator.messages)
    await settle()
    assert texts(simulator) == [(ANNE, "Hırsız!")]
    assert journaled(journal_path(hass, entry)) == []


async def test_message_of_a_caller_cancelled_while_it_waits(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Also in an outage, and also when it shares its order."""
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold():
        callers = [call(hass, "Hırsız!", number) for number in (ANNE, BABA)]
        await simulator.wait_for_sends()
        callers[0].cancel()
        await asyncio.wait([callers[0]])
        await simulator.cut_line()
    await clock.until(callers[1].done, within=12)
    assert statuses(await callers[1]) == [QUEUED]
    await settle()
    assert pending(hass) == "2"
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.sends) >= 2, within=75)
    await settle()
    assert texts(simulator) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]
    assert journaled(journal_path(hass, entry)) == []


# Unload, reload, stop


@pytest.mark.parametrize("stage", Stage)
async def test_answer_arrives_while_unloading(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage
) -> None:
    """A request under way gets three seconds to finish."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    with simulator.hold(stage=stage) as gate:
        caller = call(hass, "Hırsız!", ANNE)
        await gate.wait_for()
        unloading = hass.async_create_task(
            hass.config_entries.async_unload(entry.entry_id)
        )
        await clock.move(2)
        assert not unloading.done()
    await clock.until(unloading.done)
    assert statuses(await caller) == [ACCEPTED]
    assert outcomes.seen == [("accepted", ANNE)]
    assert journaled(journal_path(hass, entry)) == []
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.move(60)
    assert sent_texts(simulator) == ["Hırsız!"]


@pytest.mark.parametrize("stage", Stage)
async def test_no_answer_arrives_while_unloading(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, stage: Stage
) -> None:
    """What is unfinished stays, and its caller is answered queued."""
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold(stage=stage) as gate:
        caller = call(hass, "Hırsız!", ANNE)
        await gate.wait_for()
        unloading = hass.async_create_task(
            hass.config_entries.async_unload(entry.entry_id)
        )
        assert await clock.until(unloading.done, within=6) <= 4
    assert statuses(await caller) == [QUEUED]
    assert journaled(journal_path(hass, entry)) == ["Hırsız!"]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: len(simulator.sends) >= 2, within=75)
    await settle()
    assert texts(simulator) == [(ANNE, "Hırsız!")]
    assert journaled(journal_path(hass, entry)) == []


async def test_genuine_repeat_is_found_while_unloading(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The changed text survives: the old one would look accepted."""
    entry = await set_up(hass, account_entry(simulator))
    await call(hass, "Duman", BABA)
    simulator.faults.add(Fault(FaultKind.CODE, code=451, times=1))
    with simulator.hold(stage=Stage.BEFORE) as gate:
        caller = call(hass, "Duman", ANNE)
        await gate.wait_for()
        unloading = hass.async_create_task(
            hass.config_entries.async_unload(entry.entry_id)
        )
        await settle()
    await clock.until(unloading.done, within=5)
    assert statuses(await caller) == [QUEUED]
    assert journaled(journal_path(hass, entry)) == ["Duman 14:34"]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: len(simulator.messages) >= 2, within=75)
    assert sent_texts(simulator)[1:] == ["Duman", "Duman 14:34"]


async def test_shared_order_is_refused_while_unloading(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It is divided, and the parts are sent afterwards."""
    simulator.account.blocked = {BABA}
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold() as gate:
        caller = call(hass, "Duman", ANNE, BABA, KIZ)
        await gate.wait_for()
        unloading = hass.async_create_task(
            hass.config_entries.async_unload(entry.entry_id)
        )
        await settle()
    await clock.until(unloading.done, within=5)
    assert statuses(await caller) == [QUEUED] * 3
    assert journaled(journal_path(hass, entry)) == ["Duman"] * 3
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: len(simulator.sends) >= 4, within=75)
    await settle()
    assert arrivals(simulator) == {(ANNE, "Duman"): 1, (KIZ, "Duman"): 1}
    assert journaled(journal_path(hass, entry)) == []


async def test_message_that_fails_alone_is_under_way_while_unloading(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It is tried on a schedule of its own, of which no timer is left."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.faults.add(
        Fault(
            FaultKind.HTTP_STATUS,
            code=500,
            where=lambda request: request.query["text"] == "zehir",
        )
    )
    call(hass, "zehir", ANNE)
    for n in range(30):
        call(hass, f"Alarm {n}", BABA)
        await clock.move(2)
    assert sent_texts(simulator).count("zehir") >= 5
    with simulator.hold(stage=Stage.BEFORE) as gate:
        await clock.until(lambda: gate.waiting, within=35)
        unloading = hass.async_create_task(
            hass.config_entries.async_unload(entry.entry_id)
        )
        await settle()
    await clock.until(unloading.done, within=5)
    assert journaled(journal_path(hass, entry)) == ["zehir"]


async def test_reload_while_callers_are_being_answered(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Some are answered, some not yet: none is lost, none is counted twice."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(200)]
    await clock.until(lambda: any(caller.done() for caller in callers), within=2)
    await reload(hass, entry)
    await clock.until(lambda: all(caller.done() for caller in callers), within=2)
    assert [statuses(caller.result()) for caller in callers] == [[QUEUED]] * 200
    await settle()
    assert pending(hass) == "200"
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 200, within=75)
    await settle()
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(200)}
    assert pending(hass) == "0"
    # Two hundred SMS in a minute are unusual, and shown.
    assert notifications(hass).keys() == {f"iletimerkezi_{entry.entry_id}_volume"}


@pytest.mark.parametrize("away", [True, False])
async def test_reload_again_and_again_with_many_waiting(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, away: bool
) -> None:
    """While it is still taking over what the journal holds, thousands or not."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    callers = [call(hass, f"Alarm {n}", ANNE) for n in range(150)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    if not away:
        await simulator.restore_line()
    for _ in range(5):
        reloading = hass.async_create_task(reload(hass, entry))
        await clock.until(reloading.done, within=5)
    assert int(pending(hass)) <= 150
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 150, within=75)
    await settle()
    assert arrivals(simulator) == {(ANNE, f"Alarm {n}"): 1 for n in range(150)}
    assert pending(hass) == "0"
    assert journaled(journal_path(hass, entry)) == []


@pytest.mark.parametrize("turns", range(0, 40, 2))
async def test_reload_at_any_moment(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, turns: int
) -> None:
    """Whatever a message is doing when the account is reloaded: it arrives once."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.RESET, Stage.AFTER, times=1))
    callers = [call(hass, "Hırsız!", ANNE, BABA), call(hass, "Duman", KIZ)]
    for _ in range(turns):
        await asyncio.sleep(0)
    reloading = hass.async_create_task(reload(hass, entry))
    await clock.until(
        lambda: reloading.done() and all(c.done() for c in callers), within=15
    )
    await reloading
    taken = {
        (message["number"], text)
        for caller, text in zip(callers, ("Hırsız!", "Duman"), strict=True)
        if not caller.exception()
        for message in caller.result()
    }
    assert taken or turns < 4
    await clock.until(lambda: len(simulator.messages) >= len(taken), within=75)
    await settle()
    await clock.until(lambda: not journaled(journal_path(hass, entry)), within=75)
    assert arrivals(simulator) == dict.fromkeys(taken, 1)


async def test_messages_are_refused_once_the_account_closes(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An error is better than a promise that nobody keeps."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await outbox.async_send(
            OutgoingSms(
                text="Hırsız!",
                recipients={ANNE: Addressee()},
                sender="EVIM",
                commercial_list=None,
            )
        )
    assert simulator.sends == []


async def test_waiting_messages_count_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Sensor and notification are right although nobody sends anything new."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    caller = call(hass, "Hırsız!", ANNE, BABA)
    await clock.until(caller.done, within=12)
    await hass.config_entries.async_unload(entry.entry_id)
    # Home Assistant forgets notifications when it stops.
    for key in list(notifications(hass)):
        persistent_notification.async_dismiss(hass, key)
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.move(10)
    assert pending(hass) == "2"
    assert f"iletimerkezi_{entry.entry_id}_unreachable" in notifications(hass)
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 2, within=75)
    await settle()
    assert pending(hass) == "0"
    assert not notifications(hass)
    assert texts(simulator) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]


async def test_waiting_messages_count_while_the_provider_hangs(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Sensors are right within ten seconds of set-up."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    caller = call(hass, "Hırsız!", ANNE)
    await clock.until(caller.done, within=12)
    await hass.config_entries.async_unload(entry.entry_id)
    await simulator.restore_line()
    with simulator.hold():
        await hass.config_entries.async_setup(entry.entry_id)
        await clock.move(10)
        assert pending(hass) == "1"
    await clock.until(lambda: pending(hass) == "0")


async def test_alarm_while_home_assistant_stops(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What an automation sends on shutdown is sent, or waits for the start."""
    entry = await set_up(hass, account_entry(simulator))
    callers: list[asyncio.Task[Any]] = []

    async def on_stop(event: Event) -> None:
        callers.append(call(hass, "Ev kapanıyor", ANNE))
        await asyncio.wait(callers)

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, on_stop)
    hass.set_state(CoreState.stopping)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await clock.until(lambda: callers and callers[0].done())
    assert statuses(await callers[0]) == [ACCEPTED]
    assert texts(simulator) == [(ANNE, "Ev kapanıyor")]
    await simulator.cut_line()
    last = call(hass, "Hoşça kal", ANNE)
    await breathe()
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await clock.until(last.done, within=12)
    assert statuses(await last) == [QUEUED]
    await settle()
    assert journaled(journal_path(hass, entry)) == ["Hoşça kal"]


async def test_nothing_is_left_behind(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What is over is forgotten: accepted, rejected, expired, divided, failed alone."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=2))
    simulator.account.blocked = {KIZ}
    poison = simulator.faults.add(
        Fault(
            FaultKind.HTTP_STATUS,
            code=500,
            where=lambda request: request.query["text"].endswith("zehir"),
        )
    )
    callers = [call(hass, "zehir", ANNE), call(hass, "Duman", ANNE, KIZ)]
    for n in range(60):
        callers.append(call(hass, f"Alarm {n}", ANNE))
        await clock.move(2)
    simulator.faults.remove(poison)
    await clock.move(60)
    assert all(caller.done() for caller in callers)
    assert isinstance(callers[1].exception(), HomeAssistantError)
    callers.clear()
    await settle()
    gc.collect()
    assert journaled(journal_path(hass, entry)) == []
    assert not [item for item in gc.get_objects() if isinstance(item, Order)]


@pytest.fixture
def garbage() -> Generator[list[object]]:
    """Keep what only the garbage collector could free, instead of freeing it."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


async def test_no_message_refers_to_itself(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    garbage: list[object],
) -> None:
    """It is freed at once: a collection stops the whole of Home Assistant."""
    await set_up(hass, account_entry(simulator, retry_minutes=2))
    simulator.account.blocked = {KIZ}
    simulator.faults.add(
        Fault(FaultKind.DROP, Stage.AFTER, times=2, where=saying("Su"))
    )
    callers = [call(hass, "Duman", ANNE, KIZ), call(hass, "Su", ANNE)]
    await clock.until(lambda: all(caller.done() for caller in callers), within=60)
    await clock.move(60)
    assert isinstance(callers[0].exception(), HomeAssistantError)
    callers.clear()
    await settle()
    gc.collect()
    ours = f"custom_components.{DOMAIN}"
    assert not [item for item in garbage if type(item).__module__.startswith(ours)]


# Listeners that fail


async def test_listener_that_fails_harms_nobody(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A mistake in an entity neither loses nor repeats a message."""
    entry = await set_up(hass, account_entry(simulator))

    def fail(outcome: Outcome) -> None:
        raise ValueError("A listener fails")

    unsubscribe = entry.runtime_data.publisher.subscribe(fail)
    outcomes = Outcomes(entry)
    callers = [
        call(hass, "Hırsız!", ANNE, BABA, KIZ),
        call(hass, "Hırsız!", ANNE, sender="EVIM"),
        call(hass, "Duman", ANNE),
    ]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    assert {status for c in callers for status in statuses(c.result())} == {ACCEPTED}
    await simulator.cut_line()
    waiting = call(hass, "Su", ANNE)
    await clock.until(waiting.done, within=12)
    assert statuses(await waiting) == [QUEUED]
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) >= 5, within=75)
    await settle()
    assert len(simulator.sends) == 3
    assert Counter(outcomes.seen) == {
        ("accepted", ANNE): 3,
        ("accepted", BABA): 1,
        ("accepted", KIZ): 1,
        ("queued", ANNE): 1,
    }
    assert "A listener fails" in caplog.text
    assert journaled(journal_path(hass, entry)) == []
    unsubscribe()
    caplog.clear()


async def test_watcher_that_fails_harms_nobody(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Neither does a mistake in a sensor."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    counts: list[int] = []

    def fail() -> None:
        raise ValueError("A watcher fails")

    stop = [
        outbox.subscribe_waiting(fail),
        outbox.subscribe_waiting(lambda: counts.append(outbox.pending)),
    ]
    await simulator.cut_line()
    caller = call(hass, "Su", ANNE)
    await clock.until(caller.done, within=12)
    await settle()
    assert counts[-1] == 1
    for unwatch in stop:
        unwatch()


@pytest.mark.parametrize(
    ("repeats", "sent"), [("add_time", ["Su", "Su 14:34"]), ("reject", ["Su"])]
)
async def test_repeat_of_what_is_under_way(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    repeats: str,
    sent: list[str],
) -> None:
    """It waits for the outcome of what it repeats, and is a repeat of a sent one then."""
    await set_up(hass, account_entry(simulator, repeated_messages=repeats))
    with simulator.hold("send") as gate:
        first = call(hass, "Su", ANNE)
        await clock.until(lambda: gate.waiting, within=1)
        second = call(hass, "Su", ANNE)
        await settle()
        assert len(simulator.sends) == 1
    await clock.until(lambda: first.done() and second.done(), within=12)
    assert statuses(await first) == [ACCEPTED]
    if repeats == "add_time":
        assert statuses(await second) == [ACCEPTED]
    else:
        with pytest.raises(HomeAssistantError) as caught:
            await second
        assert caught.value.translation_key == "refused_451"
    assert sent_texts(simulator) == sent
