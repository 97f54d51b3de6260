"""The sensors of an account."""

from typing import Any

import pytest

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.icon import async_get_icons

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator

from .clock import Clock, settle
from .helpers import ANNE, BABA, KIZ, account_entry, set_up, texts

PENDING = "sensor.ileti_merkezi_pending_messages"
SENT = "sensor.ileti_merkezi_sent_sms"


def pending(hass: HomeAssistant) -> str:
    """Return how many messages are shown to wait."""
    state = hass.states.get(PENDING)
    assert state is not None
    return state.state


async def queue(
    hass: HomeAssistant, clock: Clock, text: str, *numbers: str
) -> list[dict[str, Any]]:
    """Send a text that has to wait, and return the answer to its caller."""
    call = hass.async_create_task(
        hass.services.async_call(
            DOMAIN,
            "send_message",
            {"message": text, "number": list(numbers)},
            blocking=True,
            return_response=True,
        )
    )
    await clock.until(call.done, within=12)
    response = await call
    assert response
    return response["messages"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ("Balance", "SMS credits", "Pending messages", "Sent SMS")),
        ("tr", ("Bakiye", "SMS kredisi", "Bekleyen mesajlar", "Gönderilen SMS")),
    ],
)
async def test_entities_of_the_sensors(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    language: str,
    names: tuple[str, ...],
) -> None:
    """Named in the home's language, on the account's device, of the right kind."""
    hass.config.language = language
    entry = await set_up(hass, account_entry(simulator))
    sensors = {
        registered.unique_id: registered
        for registered in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if registered.domain == "sensor"
    }
    keys = ("balance", "sms_credits", "pending_messages", "sent_sms")
    assert sensors.keys() == {f"{entry.entry_id}_{key}" for key in keys}
    balance, credit, waiting, sent = (
        sensors[f"{entry.entry_id}_{key}"] for key in keys
    )
    assert (
        balance.original_name,
        credit.original_name,
        waiting.original_name,
        sent.original_name,
    ) == names
    assert balance.original_device_class == SensorDeviceClass.MONETARY
    assert balance.unit_of_measurement == "TRY"
    assert balance.entity_category is credit.entity_category is None
    assert sent.entity_category is None
    assert balance.capabilities == {"state_class": SensorStateClass.TOTAL}
    assert sent.capabilities == {"state_class": SensorStateClass.TOTAL_INCREASING}
    assert waiting.entity_category is EntityCategory.DIAGNOSTIC
    for sensor in (credit, waiting):
        assert sensor.capabilities == {"state_class": SensorStateClass.MEASUREMENT}
    [device_id] = {sensor.device_id for sensor in sensors.values()}
    assert device_id
    device = dr.async_get(hass).async_get(device_id)
    assert isinstance(device, dr.DeviceEntry)
    assert device.identifiers == {(DOMAIN, entry.entry_id)}
    assert (device.name, device.entry_type) == (
        "İleti Merkezi",
        dr.DeviceEntryType.SERVICE,
    )
    # The one of a monetary sensor comes from its device class.
    icons = await async_get_icons(hass, "entity", [DOMAIN])
    assert icons[DOMAIN]["sensor"].keys() == {
        "sms_credits",
        "pending_messages",
        "sent_sms",
    }


async def test_pending_messages_by_recipient(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Each recipient of each waiting message counts, until it has gone out."""
    await set_up(hass, account_entry(simulator))
    assert pending(hass) == "0"
    await simulator.cut_line()
    answers = await queue(hass, clock, "Su kaçağı!", ANNE, BABA)
    assert [message["status"] for message in answers] == ["queued", "queued"]
    await clock.until(lambda: pending(hass) == "2", within=15)
    await queue(hass, clock, "Duman!", KIZ)
    await clock.until(lambda: pending(hass) == "3", within=15)
    await simulator.restore_line()
    await clock.until(lambda: pending(hass) == "0", within=75)
    assert sorted(texts(simulator)) == [
        (ANNE, "Su kaçağı!"),
        (BABA, "Su kaçağı!"),
        (KIZ, "Duman!"),
    ]


async def test_nothing_pending_after_a_success(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message that goes out at once never shows as waiting."""
    await set_up(hass, account_entry(simulator))
    seen: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            seen.append(event.data["new_state"].state)
            if event.data["entity_id"] == PENDING
            else None
        ),
    )
    answers = await queue(hass, clock, "Su kaçağı!", ANNE)
    assert [message["status"] for message in answers] == ["accepted"]
    await settle()
    assert (seen, pending(hass)) == ([], "0")


async def test_pending_messages_survive_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What waits is still counted afterwards, and counted down once it is sent."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    await queue(hass, clock, "Su kaçağı!", ANNE, BABA)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await clock.until(lambda: pending(hass) == "2", within=10)
    await simulator.restore_line()
    await clock.until(lambda: pending(hass) == "0", within=75)
    assert sorted(texts(simulator)) == [(ANNE, "Su kaçağı!"), (BABA, "Su kaçağı!")]


async def test_pending_messages_end_when_given_up(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message that is given up does not wait any more."""
    await set_up(hass, account_entry(simulator, retry_minutes=5))
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    await queue(hass, clock, "Su kaçağı!", ANNE)
    await clock.until(lambda: pending(hass) == "1", within=15)
    await clock.move(280)
    assert pending(hass) == "1"
    await clock.until(lambda: pending(hass) == "0", within=65)
    assert not simulator.messages


async def test_pending_messages_stay_available(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What the home knows by itself does not hang on the provider."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator))
    await settle()
    assert pending(hass) == "0"
    state = hass.states.get("sensor.ileti_merkezi_balance")
    assert state is not None and state.state == "unavailable"


async def test_sent_sms(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Parts times numbers of what was accepted, written once for an order."""
    await set_up(hass, account_entry(simulator))
    seen: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            seen.append(event.data["new_state"].state)
            if event.data["entity_id"] == SENT
            else None
        ),
    )
    state = hass.states.get(SENT)
    assert state is not None
    assert state.state == "0"
    assert state.attributes["unit_of_measurement"] == "SMS"
    await queue(hass, clock, "Su kaçağı!", ANNE, BABA, KIZ)
    await clock.until(lambda: seen == ["3"], within=1)
    await queue(hass, clock, "a" * 200, ANNE, BABA)
    await clock.until(lambda: seen == ["3", "7"], within=1)

    # Neither what is refused nor what waits has been sent.
    simulator.account.blocked = {KIZ}
    with pytest.raises(HomeAssistantError):
        await queue(hass, clock, "Deprem!", KIZ)
    await simulator.cut_line()
    await queue(hass, clock, "Duman!", ANNE)
    await settle()
    assert seen == ["3", "7"]
    await simulator.restore_line()
    await clock.until(lambda: seen == ["3", "7", "8"], within=75)


async def test_sent_sms_survive_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A utility meter on it counts on: there is no zero in between."""
    entry = await set_up(hass, account_entry(simulator))
    await queue(hass, clock, "Su kaçağı!", ANNE, BABA)
    await clock.until(lambda: hass.states.is_state(SENT, "2"), within=1)
    await clock.move(1)
    seen: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            seen.append(event.data["new_state"].state)
            if event.data["entity_id"] == SENT
            else None
        ),
    )
    assert await hass.config_entries.async_reload(entry.entry_id)
    await clock.until(lambda: hass.states.is_state(SENT, "2"), within=1)
    await queue(hass, clock, "Duman!", ANNE)
    await clock.until(lambda: hass.states.is_state(SENT, "3"), within=1)
    assert set(seen) <= {"unavailable", "unknown", "2", "3"}
