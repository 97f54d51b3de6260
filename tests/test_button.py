"""The button that sends a test message."""

from decimal import Decimal
import json
from pathlib import Path

import pytest

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components import iletimerkezi
from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notifications,
    notify,
    recipient,
    set_up,
    texts,
)

ENGLISH, TURKISH = (
    json.loads(
        (
            Path(iletimerkezi.__file__).parent / f"translations/{language}.json"
        ).read_text(encoding="utf-8")
    )["common"]["test_message"]
    for language in ("en", "tr")
)


async def press(hass: HomeAssistant, entity_id: str) -> None:
    """Press a button."""
    await hass.services.async_call(
        "button", "press", {"entity_id": entity_id}, blocking=True
    )


@pytest.mark.parametrize(
    ("language", "entity_id", "name", "text"),
    [
        ("en", "button.aile_send_test_message", "Send test message", ENGLISH),
        ("tr", "button.aile_deneme_mesaji_gonder", "Deneme mesajı gönder", TURKISH),
        # A language that we do not speak.
        ("de", "button.aile_send_test_message", "Send test message", ENGLISH),
    ],
)
async def test_sends_in_the_homes_language(
    hass: HomeAssistant,
    simulator: Simulator,
    language: str,
    entity_id: str,
    name: str,
    text: str,
) -> None:
    """One press is one order to every number of the recipient."""
    hass.config.language = language
    entry = account_entry(
        simulator, recipient("Aile", ANNE, BABA), recipient("Kız", KIZ)
    )
    await set_up(hass, entry)
    assert ENGLISH != TURKISH
    state = hass.states.get(entity_id)
    assert state is not None
    assert state.attributes["friendly_name"] == f"Aile {name}"
    await press(hass, entity_id)
    assert texts(simulator) == [(ANNE, text), (BABA, text)]
    [request] = simulator.sends
    assert request.query["sender"] == "EVIM"
    assert request.query["iys"] == "0"


async def test_entity_of_the_button(hass: HomeAssistant, simulator: Simulator) -> None:
    """It hangs on the recipient and is out of the way of everyday controls."""
    entry = await set_up(hass, account_entry(simulator))
    buttons = {
        registered.unique_id: registered
        for registered in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if registered.domain == "button" and registered.config_subentry_id is not None
    }
    assert buttons.keys() == {
        f"{subentry_id}_send_test_message" for subentry_id in entry.subentries
    }
    for subentry_id in entry.subentries:
        button = buttons[f"{subentry_id}_send_test_message"]
        assert button.entity_category is EntityCategory.DIAGNOSTIC
        assert button.config_subentry_id == subentry_id
        assert button.device_id is not None
        device = dr.async_get(hass).async_get(button.device_id)
        assert isinstance(device, dr.DeviceEntry)
        assert device.identifiers == {(DOMAIN, subentry_id)}


async def test_twice_in_a_row(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The provider refuses repeats; an impatient press gets through all the same."""
    await hass.config.async_set_time_zone("Europe/Istanbul")
    await set_up(hass, account_entry(simulator))
    for _ in range(2):
        await press(hass, "button.anne_send_test_message")
    assert texts(simulator) == [(ANNE, ENGLISH), (ANNE, f"{ENGLISH} 14:34")]


async def test_refusal_is_reported(hass: HomeAssistant, simulator: Simulator) -> None:
    """Whoever presses learns that nothing was sent, to whom, and why."""
    await set_up(hass, account_entry(simulator))
    simulator.account.balance = Decimal(0)
    with pytest.raises(HomeAssistantError, match=r"Anne.*402"):
        await press(hass, "button.anne_send_test_message")
    assert not simulator.messages


async def test_waits_for_the_provider(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Without the provider the button stays usable, and the message waits."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator))
    pressed = hass.async_create_task(press(hass, "button.anne_send_test_message"))
    await clock.until(pressed.done, within=12)
    await pressed
    await settle()
    assert not simulator.messages
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    assert texts(simulator) == [(ANNE, ENGLISH)]


async def test_updates_the_notify_entity(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The notify entity shows when the last message was handed over, this one too."""
    await set_up(hass, account_entry(simulator))
    assert hass.states.is_state("notify.anne", "unknown")
    await press(hass, "button.anne_send_test_message")
    assert not hass.states.is_state("notify.anne", "unknown")
    assert hass.states.is_state("notify.baba", "unknown")
    simulator.account.blocked = {BABA}
    with pytest.raises(HomeAssistantError):
        await press(hass, "button.baba_send_test_message")
    assert hass.states.is_state("notify.baba", "unknown")


@pytest.mark.parametrize(
    ("language", "entity_id"),
    [
        ("en", "button.ileti_merkezi_discard_waiting_messages"),
        ("tr", "button.ileti_merkezi_bekleyenleri_iptal_et"),
    ],
)
async def test_discards_what_waits(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    language: str,
    entity_id: str,
) -> None:
    """What is pointless by now is not sent when the provider is back."""
    hass.config.language = language
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    await clock.until(lambda: entry.runtime_data.outbox.pending == 1, within=5)
    found: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: found.append(
            event.data["new_state"].attributes.get("event_type")
        ),
        event_filter=callback(
            lambda data: (
                data["entity_id"].startswith("event.anne") and data["new_state"]
            )
        ),
    )
    await press(hass, entity_id)
    await clock.until(lambda: found == ["expired"], within=1)
    assert entry.runtime_data.outbox.pending == 0
    await simulator.restore_line()
    await clock.move(75)
    assert not simulator.messages
    # Neither with everything of a room, nor on a dashboard made by itself.
    registered = er.async_get(hass).async_get(entity_id)
    assert registered is not None
    assert registered.entity_category is EntityCategory.DIAGNOSTIC


async def test_discards_what_is_in_flight_once_it_has_no_answer(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Until then it is shown as waiting, until now at the latest."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    simulator.faults.add(Fault(FaultKind.HTML_200, times=1))
    with simulator.hold("send") as gate:
        await simulator.restore_line()
        await clock.until(lambda: gate.waiting, within=75)
        await press(hass, "button.ileti_merkezi_discard_waiting_messages")
        await clock.move(1)
        assert entry.runtime_data.outbox.pending == 1
        entry.runtime_data.feedback.notifications.refresh()
        await settle()
        unreachable = f"{DOMAIN}_{entry.entry_id}_unreachable"
        until = f"{dt_util.now():%H:%M}"
        assert f"until {until}" in notifications(hass)[unreachable]["message"]
    await clock.until(lambda: entry.runtime_data.outbox.pending == 0, within=20)
    await clock.move(75)
    assert len(simulator.sends) == 1
    assert not simulator.messages
