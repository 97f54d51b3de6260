"""From an accepted order to delivered or not."""

from collections import Counter
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.loader import DATA_CUSTOM_COMPONENTS

from custom_components.iletimerkezi.const import (
    CONF_DELIVERY_REPORTS,
    CONF_NUMBERS,
    DOMAIN,
)
from simulator import Fault, FaultKind, Simulator, SmsState, Stage

from ..clock import Clock, settle
from ..helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notifications,
    notify,
    recipient,
    send_message,
    set_up,
)
from ..secret_monitor import SecretMonitor

EVENT = "event.ileti_merkezi_messages"

MINUTE = 60.0
HOUR = 3600.0
DAY = 24 * HOUR


class Fates(list[tuple[str, str, str]]):
    """Type, recipient and order of every event of an account, acceptance left out."""

    def __init__(self, hass: HomeAssistant, entity_id: str = EVENT) -> None:
        """Listen."""
        super().__init__()
        self._entity_id = entity_id
        hass.bus.async_listen("state_changed", self._handle)

    @callback
    def _handle(self, event: Event[EventStateChangedData]) -> None:
        """Note an event."""
        state, before = event.data["new_state"], event.data["old_state"]
        if event.data["entity_id"] != self._entity_id or state is None:
            return
        if state.state in ("unknown", "unavailable"):
            return
        if before is None or before.state == "unavailable":
            # What was there before a reload.
            return
        found = state.attributes
        if found["event_type"] not in ("accepted", "queued"):
            self.append(
                (found["event_type"], found["recipient"], str(found["order_id"]))
            )


def reports(simulator: Simulator) -> list[str]:
    """Return the order of every report that was asked for."""
    return [
        str(json.loads(request.body)["request"]["order"]["id"])
        for request in simulator.requests
        if request.endpoint == "report"
    ]


# What reports say


@pytest.mark.parametrize("types", ["plain", "strings", "wobbly"])
async def test_delivered(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, types: str
) -> None:
    """110, then 111: one event, and nothing is asked any more."""
    simulator.answer_types = types  # type: ignore[assignment]
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Su kaçağı!")
    [order] = simulator.orders
    await clock.until(lambda: reports(simulator), within=90)
    await clock.move(90)
    assert fates == []
    simulator.deliver()
    await clock.until(lambda: fates, within=90)
    asked = len(reports(simulator))
    await clock.move(DAY)
    assert fates == [("delivered", "Anne", str(order.id))]
    assert len(reports(simulator)) == asked
    assert set(reports(simulator)) == {str(order.id)}
    assert not notifications(hass)


@pytest.mark.parametrize("types", ["plain", "strings", "wobbly"])
async def test_undelivered(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, types: str
) -> None:
    """110, then 112: an event and a notification."""
    simulator.answer_types = types  # type: ignore[assignment]
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Su kaçağı!")
    await clock.until(lambda: reports(simulator), within=90)
    assert fates == []
    simulator.fail_delivery()
    await clock.until(lambda: fates, within=90)
    asked = len(reports(simulator))
    await clock.move(DAY)
    assert fates == [("undelivered", "Anne", str(simulator.orders[0].id))]
    assert len(reports(simulator)) == asked
    assert notifications(hass).keys() == {f"{DOMAIN}_{entry.entry_id}_undelivered"}


@pytest.mark.parametrize("age", [0.0, 20.0, 5 * MINUTE, 30 * MINUTE, 58 * MINUTE])
async def test_known_within_90_seconds_in_the_first_hour(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, age: float
) -> None:
    """Whenever the phone gets it, the home knows soon."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    await clock.move(age)
    simulator.deliver(number=ANNE)
    await clock.until(lambda: [fate[:2] for fate in fates], within=90)
    simulator.deliver(number=BABA)
    await clock.until(lambda: len(fates) == 2, within=90)
    assert [fate[:2] for fate in fates] == [
        ("delivered", "Anne"),
        ("delivered", "Baba"),
    ]


async def test_recipients_of_one_order_end_differently(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Each recipient has an event of its own, at its own time."""
    entry = account_entry(
        simulator, recipient("Aile", ANNE, BABA), recipient("Kız", KIZ)
    )
    await set_up(hass, entry)
    fates = Fates(hass)
    await notify(hass, ["notify.aile", "notify.kiz"], "Su kaçağı!")
    await send_message(hass, "Numaraya", number=["5441112233"])
    order, bare = (str(order.id) for order in simulator.orders)
    simulator.deliver(number=BABA)
    simulator.fail_delivery(number=KIZ)
    await clock.until(lambda: len(fates) == 2, within=90)
    simulator.fail_delivery(number=ANNE)
    simulator.deliver(bare)
    await clock.until(lambda: len(fates) == 4, within=90)
    await clock.move(DAY)
    assert Counter(fates) == Counter(
        [
            ("delivered", "Aile", order),
            ("undelivered", "Kız", order),
            ("undelivered", "Aile", order),
            ("delivered", "544 *** ** 33", bare),
        ]
    )


async def test_cancelled_order(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """115: whoever has not got it yet does not get it any more."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    order = simulator.orders[0].id
    simulator.deliver(number=BABA)
    simulator.cancel(order)
    await clock.until(lambda: len(fates) == 2, within=90)
    asked = len(reports(simulator))
    await clock.move(HOUR)
    assert set(fates) == {
        ("undelivered", "Anne", str(order)),
        ("delivered", "Baba", str(order)),
    }
    assert len(reports(simulator)) == asked


async def test_order_that_never_ends(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It is asked for with growing pauses, for a day at most."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Su kaçağı!")
    asked: list[int] = []
    age = 0.0
    for until in (MINUTE, HOUR, 6 * HOUR, DAY):
        before = len(reports(simulator))
        await clock.move(until - age)
        asked.append(len(reports(simulator)) - before)
        age = until
    # In the first minute, the rest of the first hour, of six hours, of the day.
    assert all(asked)
    assert asked[0] <= 7
    assert asked[1] <= 85
    assert asked[2] <= 40
    assert asked[3] <= 40
    await settle()
    before_end = len(reports(simulator))
    simulator.deliver()
    await clock.move(DAY)
    assert len(reports(simulator)) == before_end
    assert fates == []
    # Nor after a restart.
    assert await hass.config_entries.async_reload(entry.entry_id)
    await clock.move(HOUR)
    assert len(reports(simulator)) == before_end


async def test_unknown_order(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An order that the provider does not know is not asked for all day."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    simulator.faults.add(Fault(FaultKind.CODE, endpoint="report", code=455))
    await notify(hass, "notify.anne", "Su kaçağı!")
    await clock.move(15 * MINUTE)
    asked = len(reports(simulator))
    assert asked > 1
    await clock.move(DAY)
    assert len(reports(simulator)) == asked
    assert fates == []


async def test_order_known_a_little_later(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A report can come after the order."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    fault = simulator.faults.add(Fault(FaultKind.CODE, endpoint="report", code=455))
    await notify(hass, "notify.anne", "Su kaçağı!")
    simulator.deliver()
    await clock.move(5 * MINUTE)
    simulator.faults.remove(fault)
    await clock.until(lambda: fates, within=90)
    assert [fate[0] for fate in fates] == ["delivered"]


async def test_report_that_is_too_early(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """456 only means: ask again."""
    simulator.report_after = 20 * MINUTE
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Su kaçağı!")
    simulator.deliver()
    await clock.move(19 * MINUTE)
    assert fates == []
    await clock.until(lambda: fates, within=MINUTE + 90)
    assert [fate[0] for fate in fates] == ["delivered"]


async def test_recipient_dropped_silently(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Whom the provider leaves out of the report has not got the message."""
    simulator.bad_recipients = "drop"
    simulator.account.blocked = {BABA}
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    assert [sms.number for sms in simulator.messages] == [ANNE]
    await clock.move(2 * MINUTE)
    assert fates == []
    simulator.deliver()
    await clock.until(lambda: len(fates) == 2, within=90)
    assert {fate[:2] for fate in fates} == {
        ("delivered", "Anne"),
        ("undelivered", "Baba"),
    }


@pytest.mark.parametrize("types", ["plain", "wobbly"])
@pytest.mark.parametrize("fate", ["delivered", "undelivered"])
async def test_report_that_only_counts(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, fate: str, types: str
) -> None:
    """Counters that agree show as much as a list; until they do, nothing is known."""
    simulator.answer_types = types  # type: ignore[assignment]
    simulator.report_messages = False
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    end = simulator.deliver if fate == "delivered" else simulator.fail_delivery
    [order] = simulator.orders
    first, second = order.messages
    first.state = SmsState.DELIVERED
    await clock.move(2 * MINUTE)
    assert fates == []
    first.state = SmsState.QUEUED
    end(order.id)
    await clock.until(lambda: len(fates) == 2, within=90)
    assert {each[:2] for each in fates} == {(fate, "Anne"), (fate, "Baba")}
    assert second.state != SmsState.QUEUED


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.DROP, endpoint="report"),
        Fault(FaultKind.CODE, endpoint="report", code=503),
        Fault(FaultKind.CODE, endpoint="report", code=400),
        Fault(FaultKind.HTML_200, endpoint="report"),
        Fault(FaultKind.EMPTY_200, endpoint="report"),
        Fault(FaultKind.TRUNCATED, Stage.AFTER, endpoint="report"),
        Fault(FaultKind.NO_ORDER_ID, endpoint="report"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
async def test_provider_is_unreachable(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, fault: Fault
) -> None:
    """An answer that says nothing changes nothing, and the next one counts."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    simulator.faults.add(fault)
    await notify(hass, "notify.anne", "Su kaçağı!")
    simulator.deliver()
    await clock.move(10 * MINUTE)
    assert len(reports(simulator)) > 5
    assert fates == []
    simulator.faults.clear()
    await clock.until(lambda: fates, within=90)
    assert [fate[:2] for fate in fates] == [("delivered", "Anne")]


# No work that need not be


async def test_nothing_is_asked_when_nothing_is_open(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Without open orders there is only the hourly balance."""
    await set_up(hass, account_entry(simulator))
    await clock.move(DAY)
    assert {request.endpoint for request in simulator.requests} == {"balance"}
    assert len(simulator.requests) <= 25


async def test_nothing_is_asked_for_what_was_not_accepted(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A refused message has no order."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.CODE, code=466))
    with pytest.raises(Exception, match="466"):
        await notify(hass, "notify.anne", "Su kaçağı!")
    await clock.move(HOUR)
    assert reports(simulator) == []


async def test_reports_can_be_switched_off(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """With the option off nothing is followed, not even what was before."""
    entry = await set_up(hass, account_entry(simulator))
    await notify(hass, "notify.anne", "Bir")
    hass.config_entries.async_update_entry(
        entry, options={CONF_DELIVERY_REPORTS: False}
    )
    await hass.async_block_till_done()
    await notify(hass, "notify.anne", "İki")
    await clock.move(2 * HOUR)
    assert len(simulator.orders) == 2
    assert reports(simulator) == []


async def test_one_question_for_many_recipients(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """However many recipients an order has, it is one order."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    numbers = [f"53012{number:05}" for number in range(40)]
    await send_message(hass, "Deprem!", number=numbers)
    assert len(simulator.orders) == 1
    await clock.until(lambda: reports(simulator), within=90)
    await settle()
    assert len(reports(simulator)) == 1
    simulator.deliver()
    await clock.until(lambda: len(fates) == 40, within=90)
    await clock.move(HOUR)
    assert len(fates) == 40
    assert len(reports(simulator)) == 2


async def test_orders_are_asked_for_a_few_at_a_time(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A burst does not become a burst of questions, and each order has one."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    for number in range(30):
        await notify(hass, "notify.anne", f"Alarm {number}")
    with simulator.hold("report") as gate:
        await clock.until(lambda: gate.waiting, within=15)
        await settle()
        assert 1 <= gate.waiting <= 5
        simulator.deliver()
    await clock.until(lambda: len(fates) == 30, within=90)
    assert Counter(reports(simulator)).total() <= 60
    assert Counter(fate[2] for fate in fates) == Counter(
        str(order.id) for order in simulator.orders
    )


async def test_unreachable_provider_is_queried_once(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """While the provider is away, not every open order asks in vain."""
    await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    for number in range(40):
        await notify(hass, "notify.anne", f"Alarm {number}")
    simulator.deliver()
    simulator.line_cut = True
    await clock.until(lambda: reports(simulator), within=15)
    await settle()
    assert len(reports(simulator)) <= 5
    simulator.line_cut = False
    await clock.until(lambda: len(fates) == 40, within=90)


# Restarts


async def test_open_orders_survive_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Also the names, the recipients that are final, and the numbers as sent to."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    order = str(simulator.orders[0].id)
    simulator.deliver(number=BABA)
    await clock.until(lambda: fates, within=90)
    anne = next(sub for sub in entry.subentries.values() if sub.title == "Anne")
    # Reloads the account.
    hass.config_entries.async_update_subentry(
        entry, anne, data={CONF_NUMBERS: [KIZ]}, title="Anneanne"
    )
    await hass.async_block_till_done()
    simulator.fail_delivery(number=ANNE)
    await clock.until(lambda: len(fates) == 2, within=90)
    await clock.move(HOUR)
    assert fates == [("delivered", "Baba", order), ("undelivered", "Anne", order)]


async def test_what_is_final_stays_so_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It is neither asked for nor reported again."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    simulator.deliver(number=ANNE)
    simulator.fail_delivery(number=BABA)
    await clock.until(lambda: len(fates) == 2, within=90)
    asked = len(reports(simulator))
    assert await hass.config_entries.async_reload(entry.entry_id)
    await clock.move(HOUR)
    assert len(fates) == 2
    assert len(reports(simulator)) == asked


async def test_every_recipient_of_a_large_order_survives_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """None of hundreds is forgotten."""
    entry = await set_up(hass, account_entry(simulator))
    numbers = [f"53012{number:05}" for number in range(40)]
    await send_message(hass, "Deprem!", number=numbers)
    await settle()
    assert await hass.config_entries.async_reload(entry.entry_id)
    fates = Fates(hass)
    simulator.deliver()
    await clock.until(lambda: len(fates) == 40, within=90)
    assert len(reports(simulator)) == 1


async def test_nothing_is_asked_while_unloaded(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An unloaded account is quiet; what is late by then is asked for at once."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Su kaçağı!")
    assert await hass.config_entries.async_unload(entry.entry_id)
    await settle()
    before = len(simulator.requests)
    await clock.move(3 * HOUR)
    assert len(simulator.requests) == before
    simulator.deliver()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: fates, within=11 * MINUTE)
    assert [fate[:2] for fate in fates] == [("delivered", "Anne")]


async def test_unload_during_a_question(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A question under way is given up, and asked again afterwards."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Su kaçağı!")
    with simulator.hold("report") as gate:
        await clock.move(15)
        await gate.wait_for()
        assert await hass.config_entries.async_unload(entry.entry_id)
    assert fates == []
    simulator.deliver()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: fates, within=90)
    assert [fate[:2] for fate in fates] == [("delivered", "Anne")]


async def stop(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Stop Home Assistant, which unloads nothing."""
    await hass.async_stop(force=True)
    # Older cores leave its timer to the end of the process.
    await entry.runtime_data.coordinator.async_shutdown()


async def test_open_orders_survive_a_restart(
    simulator: Simulator,
    clock: Clock,
    hass_config_dir: str,
    secret_monitor: SecretMonitor,
) -> None:
    """Another Home Assistant on the same folder goes on where the first stopped."""
    stored: dict[str, Any] = {}

    async def started(hass: HomeAssistant) -> MockConfigEntry:
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        entry = account_entry(simulator)
        entry = MockConfigEntry(
            domain=DOMAIN,
            title=entry.title,
            data=entry.data,
            entry_id=stored.setdefault("entry_id", entry.entry_id),
            subentries_data=[
                {**recipient(name, number), "subentry_id": f"subentry_{name}"}
                for name, number in (("Anne", ANNE), ("Baba", BABA))
            ],
        )
        return await set_up(hass, entry)

    async with async_test_home_assistant(config_dir=hass_config_dir) as first:
        secret_monitor.watch_home(first)
        entry = await started(first)
        await notify(first, ["notify.anne", "notify.baba"], "Su kaçağı!")
        await settle()
        await stop(first, entry)
    [order] = simulator.orders
    assert len(order.numbers) == 2
    await clock.move(20 * MINUTE)
    simulator.deliver(number=ANNE)
    simulator.fail_delivery(number=BABA)
    async with async_test_home_assistant(config_dir=hass_config_dir) as second:
        secret_monitor.watch_home(second)
        fates = Fates(second)
        entry = await started(second)
        await clock.until(lambda: len(fates) == 2, within=90)
        assert set(fates) == {
            ("delivered", "Anne", str(order.id)),
            ("undelivered", "Baba", str(order.id)),
        }
        await settle()
        assert f"{DOMAIN}_{entry.entry_id}_undelivered" in notifications(second)
        assert len(simulator.sends) == 1
        await stop(second, entry)


# The notification


def notified(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the text of the notification about what was not delivered."""
    shown = notifications(hass).get(f"{DOMAIN}_{entry.entry_id}_undelivered")
    return None if shown is None else f"{shown['title']}\n{shown['message']}"


async def test_undelivered_names_each_and_counts(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The latest come first, and a bare number is named by how it ends."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    simulator.undeliverable = {ANNE, BABA, KIZ}
    for count, (text, number) in enumerate(
        (("Bir", ANNE), ("İki", BABA), ("Üç", ANNE), ("Dört", KIZ)), 1
    ):
        if number == KIZ:
            await send_message(hass, text, number=[number])
        else:
            await notify(hass, "notify.anne" if number == ANNE else "notify.baba", text)
        simulator.deliver()
        await clock.until(lambda count=count: len(fates) == count, within=90)  # type: ignore[misc]
    await settle()
    message = notified(hass, entry)
    assert message is not None
    assert message.index("…77") < message.index("Anne") < message.index("Baba")
    assert message.endswith("Messages: 4")
    assert KIZ not in message


async def test_undelivered_goes_with_a_later_delivery(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Recipient by recipient, once a later message has reached them."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    simulator.undeliverable = {ANNE, BABA}
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    simulator.deliver()
    await clock.until(lambda: len(fates) == 2, within=90)
    await settle()
    text = notified(hass, entry)
    assert text is not None and "Anne" in text and "Baba" in text
    simulator.undeliverable = set()
    # Accepted is not delivered.
    await notify(hass, "notify.anne", "Telefonunu aç")
    await settle()
    assert notified(hass, entry) == text
    simulator.deliver()
    await clock.until(lambda: len(fates) == 3, within=90)
    await settle()
    text = notified(hass, entry)
    assert text is not None and "Anne" not in text and "Baba" in text
    assert await hass.config_entries.async_reload(entry.entry_id)
    await notify(hass, "notify.baba", "Telefonunu aç")
    simulator.deliver()
    await clock.until(lambda: notified(hass, entry) is None, within=90)


async def test_undelivered_stays_when_an_earlier_message_arrives(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message from before says nothing about the phone now."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Bir")
    await notify(hass, "notify.anne", "İki")
    first, second = (order.id for order in simulator.orders)
    simulator.fail_delivery(second)
    await clock.until(lambda: len(fates) == 1, within=90)
    simulator.deliver(first)
    await clock.until(lambda: len(fates) == 2, within=90)
    await settle()
    assert notified(hass, entry) is not None


async def test_undelivered_stays_until_something_later_arrives(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Reports come in any order; the latest message that failed counts."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    for text in ("Bir", "İki", "Üç"):
        await notify(hass, "notify.anne", text)
    first, second, third = (order.id for order in simulator.orders)
    for count, (failed, arrived) in enumerate(
        ((third, None), (first, None), (None, second)), 1
    ):
        if failed:
            simulator.fail_delivery(failed)
        else:
            simulator.deliver(arrived)
        await clock.until(lambda count=count: len(fates) == count, within=90)  # type: ignore[misc]
    await settle()
    assert notified(hass, entry) is not None


async def test_undelivered_goes_with_what_was_sent_before_it_was_known(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Later means sent later: often both are on their way at once."""
    entry = await set_up(hass, account_entry(simulator))
    fates = Fates(hass)
    await notify(hass, "notify.anne", "Bir")
    await notify(hass, "notify.anne", "İki")
    await notify(hass, "notify.baba", "Üç")
    first, second, third = (order.id for order in simulator.orders)
    simulator.fail_delivery(first)
    simulator.fail_delivery(third)
    await clock.until(lambda: len(fates) == 2, within=90)
    await settle()
    shown = str(notified(hass, entry))
    assert shown.index("Baba") < shown.index("Anne")
    simulator.deliver(second)
    await clock.until(lambda: len(fates) == 3, within=90)
    await settle()
    shown = str(notified(hass, entry))
    assert "Baba" in shown
    assert "Anne" not in shown


async def test_undelivered_to_one_phone_of_a_family(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """That another phone of the same recipient got it does not help this one."""
    entry = await set_up(hass, account_entry(simulator, recipient("Aile", ANNE, BABA)))
    fates = Fates(hass)
    simulator.undeliverable = {BABA}
    await notify(hass, "notify.aile", "Su kaçağı!")
    simulator.deliver()
    await clock.until(lambda: len(fates) == 2, within=90)
    await notify(hass, "notify.aile", "Hâlâ su kaçağı!")
    simulator.deliver(number=ANNE)
    await clock.until(lambda: len(fates) == 3, within=90)
    await settle()
    assert notified(hass, entry) is not None
    simulator.undeliverable = set()
    simulator.deliver(number=BABA)
    await clock.until(lambda: notified(hass, entry) is None, within=90)
